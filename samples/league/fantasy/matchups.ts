import { type League, type LeagueDay, SEASON } from "../model.ts";
import { openingThursday } from "../schedule.ts";
import { FRANCHISES } from "./franchises.ts";
import { isMandatory } from "./lineup.ts";
import { pointsByWeek } from "./scoring.ts";
import { type FantasyDay, lineupsOf } from "./season.ts";
import { stateAfter } from "./state.ts";

/** A roster's week. */
export interface RosterWeek {
  readonly week: number;
  readonly rosterId: number;
  /** Two rosters of one number play each other. */
  readonly matchupId: number;
  readonly players: readonly string[];
  /** In the order of the starting places; `0` where nobody is. */
  readonly starters: readonly string[];
  /** By player, of everybody on the roster; empty before the week. */
  readonly points: Readonly<Record<string, number>>;
}

export const LAST_MATCHUP_WEEK = 17;
const DAY_MS = 86_400_000;

/** @returns one entry a roster for each week of the season, those to come without points */
export function rosterWeeks(league: League, day: LeagueDay, { deals, state }: FantasyDay): readonly RosterWeek[] {
  const points = pointsByWeek(league, day);
  return Array.from({ length: LAST_MATCHUP_WEEK }, (_, index) => index + 1).flatMap((week) => {
    const sunday = new Date(openingThursday(SEASON) + ((week - 1) * 7 + 3) * DAY_MS).toISOString();
    const then = week > day.lastWeek ? state : stateAfter(deals.filter(({ at }) => at < sunday));
    return lineupsOf(then, week).map(({ rosterId, slots }): RosterWeek => {
      const players = slots.flatMap(({ contract }) => (contract === null ? [] : [contract.player.id]));
      const scored = points.get(week);
      return {
        week,
        rosterId,
        matchupId: matchupOf(week, rosterId),
        players,
        starters: slots.flatMap(({ contract }, slot) => (isMandatory(slot) ? [contract?.player.id ?? "0"] : [])),
        points: scored === undefined ? {} : Object.fromEntries(players.map((id) => [id, scored.get(id) ?? 0])),
      };
    });
  });
}

/** The circle method: everybody meets everybody in eleven weeks, then again. */
function matchupOf(week: number, rosterId: number): number {
  const [fixed = 1, ...rest] = FRANCHISES.map((franchise) => franchise.rosterId);
  const turn = (week - 1) % rest.length;
  const line = [fixed, ...rest.slice(turn), ...rest.slice(0, turn)];
  const place = line.indexOf(rosterId);
  return 1 + Math.min(place, line.length - 1 - place);
}

export const startersPoints = ({ starters, points }: RosterWeek): readonly number[] => starters.map((id) => points[id] ?? 0);
/** To the cent. */
export const totalOf = (entry: RosterWeek): number => Math.round(startersPoints(entry).reduce((sum, points) => sum + points, 0) * 100) / 100;
