import { CLUBS } from "./clubs.ts";
import { type League, type LeagueDay, SEASON, SEED } from "./model.ts";
import type { Person, Position } from "./people.ts";
import { createRng, type Rng } from "./rng.ts";
import type { Game } from "./schedule.ts";

/** What one person did in one game: only what is not zero; the renderer fills the rest. */
export interface StatLine {
  readonly person: Person;
  readonly game: Game;
  readonly club: string;
  readonly opponent: string;
  readonly stats: Readonly<Record<string, number>>;
  /** Share of the club's snaps, 0 to 1. */
  readonly snapShare: number;
}

/** @returns the lines of the running season that a day's files hold, by week, game and roster. */
export function statLines(league: League, day: LeagueDay): readonly StatLine[] {
  const games = league.games.filter((game) => game.season === SEASON && game.type === "REG" && game.week <= day.lastWeek && game.gameId !== day.lateGame);
  const active = league.people.slice(0, CLUBS.length * 29);
  return games.flatMap((game) => {
    const rosters = active.flatMap((person) => {
      const club = league.clubOf(person, game.week);
      return club === game.home || club === game.away ? [{ person, club }] : [];
    });
    return rosters.map(({ person, club }) => lineOf(league, day, game, person, club));
  });
}

function lineOf(league: League, day: LeagueDay, game: Game, person: Person, club: string): StatLine {
  const rng = createRng(SEED, "line", game.gameId, person.number);
  const stats = PRODUCTION[person.position](rng, person.depth);
  const corrected = league.corrections.some(({ personNumber, week, knownFromWeek }) => person.number === personNumber && game.week === week && day.lastWeek >= knownFromWeek);
  const share = Math.max(0.05, Math.min(1, 1.15 - person.depth * 0.25 + (rng.next() - 0.5) * 0.1));
  return {
    person,
    game,
    club,
    opponent: club === game.home ? game.away : game.home,
    // The league's statistics crew finds one more tackle a week later.
    stats: corrected ? { ...stats, def_tackles_solo: (stats["def_tackles_solo"] ?? 0) + 1 } : stats,
    snapShare: Math.round(share * 100) / 100,
  };
}

type Production = (rng: Rng, depth: number) => Record<string, number>;

/** Numbers of the size real ones have; nobody is meant to win money with them. */
const PRODUCTION: Readonly<Record<Position, Production>> = {
  QB: (rng, depth) => {
    if (depth > 1) return { carries: 1, rushing_yards: -1 };
    const attempts = rng.int(24, 42);
    const completions = Math.round(attempts * (0.55 + rng.next() * 0.2));
    return { attempts, completions, passing_yards: completions * rng.int(9, 12), passing_tds: rng.int(0, 4), passing_interceptions: rng.int(0, 2), sacks_suffered: rng.int(0, 4), passing_first_downs: rng.int(8, 18), passing_air_yards: attempts * 7, passing_yards_after_catch: completions * 5, carries: rng.int(1, 7), rushing_yards: rng.int(-2, 45), rushing_tds: rng.int(0, 6) === 0 ? 1 : 0 };
  },
  RB: (rng, depth) => {
    const carries = Math.max(1, rng.int(14, 22) - depth * 5);
    const receptions = rng.int(0, 5 - depth);
    return { carries, rushing_yards: carries * rng.int(2, 6), rushing_tds: rng.int(0, 2) === 0 ? 1 : 0, rushing_first_downs: rng.int(0, 6), receptions, targets: receptions + rng.int(0, 2), receiving_yards: receptions * rng.int(5, 10) };
  },
  WR: (rng, depth) => catches(rng, Math.max(1, 8 - depth), 13),
  TE: (rng, depth) => catches(rng, Math.max(1, 5 - depth), 10),
  K: (rng) => {
    const near = rng.int(0, 2);
    const far = rng.int(0, 1);
    const missed = rng.int(0, 4) === 0 ? 1 : 0;
    const pat = rng.int(1, 4);
    return { fg_made: near + far, fg_att: near + far + missed, fg_missed: missed, fg_made_30_39: near, fg_made_40_49: far, fg_missed_50_59: missed, pat_made: pat, pat_att: pat };
  },
  LB: (rng) => tackles(rng, 9),
  DE: (rng) => ({ ...tackles(rng, 4), def_sacks: rng.int(0, 4) / 2, def_qb_hits: rng.int(0, 3) }),
  DT: (rng) => ({ ...tackles(rng, 4), def_sacks: rng.int(0, 4) / 2, def_qb_hits: rng.int(0, 3) }),
  CB: (rng) => ({ ...tackles(rng, 5), def_pass_defended: rng.int(0, 3), def_interceptions: rng.int(0, 5) === 0 ? 1 : 0 }),
  S: (rng) => ({ ...tackles(rng, 7), def_pass_defended: rng.int(0, 2) }),
  // Linemen are in snap counts, and in statistics only for penalties.
  T: (rng) => ({ penalties: rng.int(0, 1), penalty_yards: 0 }),
};

function catches(rng: Rng, most: number, yardsEach: number): Record<string, number> {
  const receptions = rng.int(0, most);
  const tds = receptions > 2 && rng.int(0, 3) === 0 ? 1 : 0;
  return { receptions, targets: receptions + rng.int(0, 4), receiving_yards: receptions * rng.int(yardsEach - 4, yardsEach + 4), receiving_tds: tds, receiving_first_downs: Math.ceil(receptions * 0.6), receiving_air_yards: receptions * 9, receiving_yards_after_catch: receptions * 4 };
}

function tackles(rng: Rng, most: number): Record<string, number> {
  const solo = rng.int(0, most);
  return { def_tackles_solo: solo, def_tackle_assists: rng.int(0, Math.ceil(most / 2)), def_tackles_with_assist: rng.int(0, 2), def_tackles_for_loss: rng.int(0, 1) };
}

/** Points under nflverse's standard scoring, without and with a point a catch. */
export function fantasyPoints(stats: Readonly<Record<string, number>>): { readonly standard: number; readonly ppr: number } {
  const of = (name: string): number => stats[name] ?? 0;
  const standard = of("passing_yards") * 0.04 + of("passing_tds") * 4 - of("passing_interceptions") * 2 + (of("rushing_yards") + of("receiving_yards")) * 0.1 + (of("rushing_tds") + of("receiving_tds")) * 6;
  return { standard: Math.round(standard * 100) / 100, ppr: Math.round((standard + of("receptions")) * 100) / 100 };
}
