import { type Person, invent } from "./people.ts";
import { createRng } from "./rng.ts";
import { type Game, scheduleSeason } from "./schedule.ts";

/**
 * The invented league: one seed, one model; each source only renders it. Time moves on three Tuesdays, and each of them brings what a
 * real week brings: a trade, a cut, a corrected statistic, a game that came too late for the files. What the fantasy league makes of it
 * stands in fantasy/.
 */
export const SEED = 20_251_104;
export const SEASON = 2025;
const FIRST_SEASON = 1999;

export interface LeagueDay {
  /** Recorded time of the run, UTC. */
  readonly now: string;
  /** Weeks whose games have been played. */
  readonly lastWeek: number;
  /** Until when DynastyProcess's crosswalk knows who plays for whom; it comes out on Fridays, and not on every one. */
  readonly crosswalkWeek: number;
  /** The Monday game that the statistics of this day do not have yet; null: they are whole. */
  readonly lateGame: string | null;
}

export interface League {
  readonly people: readonly Person[];
  /** By number of the person. */
  readonly games: readonly Game[];
  readonly days: readonly LeagueDay[];
  /** Club of a person in a week of the running season: trades and cuts move people. */
  clubOf(person: Person, week: number): string | null;
  /** One tackle more than was counted on the day, found a week later. */
  readonly corrections: readonly { readonly personNumber: number; readonly week: number; readonly knownFromWeek: number }[];
}

const DAYS = [
  { now: "2025-11-04T12:00:00Z", lastWeek: 9, crosswalkWeek: 9 },
  { now: "2025-11-11T12:00:00Z", lastWeek: 10, crosswalkWeek: 10 },
  { now: "2025-11-18T12:00:00Z", lastWeek: 11, crosswalkWeek: 10 },
] as const;

export function createLeague(): League {
  const people = invent(SEED, SEASON);
  const games = Array.from({ length: SEASON - FIRST_SEASON + 1 }, (_, index) => scheduleSeason(SEED, FIRST_SEASON + index)).flat();
  const moves = planMoves(people);
  const mondayGame = (week: number): string | null => games.findLast((game) => game.season === SEASON && game.type === "REG" && game.week === week)?.gameId ?? null;
  const linebackers = people.filter((person) => person.position === "LB" && person.depth === 1);
  return {
    people,
    games,
    days: DAYS.map((day, index) => ({ ...day, lateGame: index < DAYS.length - 1 ? mondayGame(day.lastWeek) : null })),
    clubOf: (person, week) => moves.reduce((club, move) => (move.personNumber === person.number && week >= move.fromWeek ? move.club : club), person.club),
    corrections: DAYS.map(({ lastWeek }, index) => ({ personNumber: linebackers[index]?.number ?? 0, week: lastWeek - 1, knownFromWeek: lastWeek })),
  };
}

interface Move {
  readonly personNumber: number;
  readonly fromWeek: number;
  /** Null: cut. */
  readonly club: string | null;
}

/** Before weeks 9, 10 and 11: one receiver changes clubs, one back-up is cut. */
function planMoves(people: readonly Person[]): readonly Move[] {
  const receivers = people.filter((person) => person.position === "WR" && person.depth === 2);
  const backups = people.filter((person) => person.position === "RB" && person.depth === 3);
  return [9, 10, 11].flatMap((fromWeek) => {
    const rng = createRng(SEED, "moves", fromWeek);
    const traded = rng.pick(receivers);
    const club = rng.pick(receivers.filter((other) => other.club !== traded.club)).club;
    return [{ personNumber: traded.number, fromWeek, club }, { personNumber: rng.pick(backups).number, fromWeek, club: null }];
  });
}
