import type { Verdict } from "./check.ts";
import { currentSeason, isInSeason } from "./nfl-calendar.ts";
import type { SnapshotHistory } from "./snapshot-history.ts";

export interface RunningSeasonAnswer {
  readonly verdict: Verdict;
  /** The seasons that are there: `2020-2025`. */
  readonly seen: string;
  /** What had to be there: `season 2025`. */
  readonly expected: string;
  readonly message: string;
}

/**
 * Whether rows that claim to be current hold the season that runs, by the calendar of the snapshot's own date; between two seasons the one
 * that was played last. Once nobody asked it, and in November 2025 the season before was published as news.
 * @param seasons those that have rows, ascending
 * @param orComing between two seasons the coming one will do as well
 */
export function judgeRunningSeason(seasons: readonly number[], { dt, exemption }: Pick<SnapshotHistory, "dt" | "exemption">, orComing: boolean): RunningSeasonAnswer {
  const at = new Date(dt);
  const running = currentSeason(at);
  const wanted = orComing && !isInSeason(at) ? [running, running + 1] : [running];
  const expected = `season ${wanted.join(" or ")}`;
  const seen = describeSeasons(seasons);
  if (exemption !== null) return { verdict: "skipped", seen, expected, message: exemption };
  if (wanted.some((season) => seasons.includes(season))) return { verdict: "pass", seen, expected, message: `${expected} is there` };
  const why = isInSeason(at) ? "which is running" : "which was played last";
  return { verdict: "fail", seen, expected, message: `no rows of season ${running}, ${why} on ${dt}; ${seasons.length === 0 ? "there is no season at all" : `there is ${seen}`}` };
}

function describeSeasons(seasons: readonly number[]): string {
  const [first] = seasons;
  const last = seasons.at(-1);
  if (first === undefined || last === undefined) return "no season";
  return first === last ? `season ${first}` : `seasons ${first} to ${last}`;
}
