import { seasonAhead } from "./nfl-calendar.ts";
import { dtOf } from "./partition.ts";
import { GAME_MS, type ScheduledGame } from "./season.ts";

/** A game with the week it counts for. Weeks of the playoffs go on counting: 19 (18 until 2020) and up. */
export interface GameOfWeek extends ScheduledGame {
  readonly season: number;
  readonly week: number;
  /** nflverse's codes, the home club first; null: not told. */
  readonly clubs: readonly [home: string, away: string] | null;
}

/** A week of a season's regular games, from 1. */
export interface GameWeek {
  readonly season: number;
  readonly week: number;
}

/**
 * The week of the regular season that is being played, or comes next: a week is current until its last game is over, so that neither a
 * Thursday's nor a postponed game ends it. Before the season it is week 1.
 * @param games of any seasons, in any order; games of the playoffs count for nothing here
 * @returns the week, or in one sentence why there is none: no schedule, or the regular season is over
 */
export function currentWeek(games: readonly GameOfWeek[], now: Date): GameWeek | { readonly reason: string } {
  const season = seasonAhead(now);
  const ends = lastKickoffs(games, season);
  if (ends.size === 0) return { reason: `the schedule has no regular game of season ${season} yet` };
  const open = [...ends].filter(([, kickoff]) => kickoff + GAME_MS > now.getTime()).map(([week]) => week);
  if (open.length > 0) return { season, week: Math.min(...open) };
  const end = Math.max(...ends.values()) + GAME_MS;
  return { reason: `the regular season ${season} ended on ${dtOf(new Date(end))} with week ${Math.max(...ends.keys())}` };
}

/**
 * @param lastWeek the last week that is asked for: where a league's season ends
 * @returns the current week and those after it, ascending; none when the current one lies behind `lastWeek`
 */
export function remainingWeeks(games: readonly GameOfWeek[], current: GameWeek, lastWeek: number): readonly number[] {
  return [...lastKickoffs(games, current.season).keys()].filter((week) => week >= current.week && week <= lastWeek).sort((a, b) => a - b);
}

/** @returns by week of the season's regular games, when the last of them begins */
function lastKickoffs(games: readonly GameOfWeek[], season: number): ReadonlyMap<number, number> {
  const last = new Map<number, number>();
  for (const game of games) {
    if (game.season === season && game.type === "regular") last.set(game.week, Math.max(last.get(game.week) ?? -Infinity, game.kickoff));
  }
  return last;
}
