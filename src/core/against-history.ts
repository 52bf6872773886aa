import { describeBounds, judgeRowCountChange, type RowCountAnswer } from "./anomaly.ts";
import { formatCount } from "./figures.ts";
import type { OnViolation, RowCountBounds } from "./check.ts";
import { widenForSeason } from "./season-growth.ts";
import { comparableSnapshots, type SnapshotHistory } from "./snapshot-history.ts";
import { judgeUsualChange } from "./usual-change.ts";

export interface HistoryQuestion {
  readonly rows: number;
  /** Coverage key, ascending. */
  readonly seasons: readonly number[];
  readonly history: SnapshotHistory;
  readonly bounds: RowCountBounds & { readonly onViolation?: OnViolation | undefined };
  readonly mayBeEmpty: boolean;
}

export interface HistoryAnswer extends RowCountAnswer {
  /** `-5 % to +20 %` */
  readonly threshold: string;
}

/**
 * Holds a row count against what was published before: by the dataset's bounds, and, where enough comparable snapshots are there, by what
 * it usually does within a week at this time of the year. What is unusual warns; only the bounds fail.
 */
export function judgeAgainstHistory({ rows, seasons, history, bounds, mayBeEmpty }: HistoryQuestion): HistoryAnswer {
  // No rows have no seasons: all rows gone are missed whatever the seasons were.
  const comparable = comparableSnapshots(history, rows === 0 ? null : seasons);
  const reference = comparable.at(-1);
  if (reference === undefined) return { verdict: "skipped", percent: null, threshold: describeBounds(bounds), message: `no_comparable_snapshot: ${describeOthers(history)}` };
  const widened = widenForSeason(bounds, history.dt, reference);
  const change = judgeRowCountChange({ ...widened, current: rows, previous: reference.rows, mayBeEmpty, onViolation: bounds.onViolation });
  const answer = { ...change, threshold: describeBounds(widened), message: `${change.message} (${reference.dt})` };
  const usual = change.percent === null || rows === 0 ? null : judgeUsualChange({ dt: history.dt, rows }, comparable);
  if (usual === null) return answer;
  if (!usual.isFarOutside) return { ...answer, message: `${answer.message}; usual: ${usual.message}` };
  return { ...answer, verdict: change.verdict === "pass" ? "warn" : change.verdict, message: `${answer.message}; far outside the usual: ${usual.message}` };
}

function describeOthers(history: SnapshotHistory): string {
  const others = comparableSnapshots(history, null);
  const newest = others.at(-1);
  if (newest === undefined) return "there is no earlier snapshot";
  return others.length === 1 ? `the snapshot of ${newest.dt} has other seasons` : `all ${formatCount(others.length)} earlier snapshots have other seasons, the newest of ${newest.dt}`;
}
