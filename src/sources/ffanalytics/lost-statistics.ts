import type { CheckResult } from "../../core/check.ts";
import { sourceRule } from "../source-rule.ts";
import { STATS } from "./projection.ts";

type Rows = readonly Readonly<Record<string, unknown>>[];

/** What is compared: who says it, of whom, and every statistic. */
export const COMPARED = ["data_src_lower", "pos", ...STATS] as const;

/**
 * A statistic that a site told of a position, and tells of nobody any more: its column has another name by now. What the list cannot do
 * without is an error of the parser; the others come and go silently but for this.
 * @param rows of projections_raw @param before those of the last good snapshot
 */
export function judgeStatistics(rows: Rows, before: Rows | null): readonly CheckResult[] {
  if (before === null) return [sourceRule("statistics_kept", "skipped", null, 0, "there is no earlier snapshot to compare with")];
  const [now, then] = [statisticsBySource(rows), statisticsBySource(before)];
  const lost = [...then].flatMap(([list, statistics]) => {
    const kept = now.get(list);
    return kept === undefined ? [] : [...statistics].filter((statistic) => !kept.has(statistic)).map((statistic) => ({ list, statistic }));
  });
  const message = lost[0] === undefined ? "every site tells the statistics it told before" : `${lost.length} statistic(s) are told no more; first: ${lost[0].statistic} of ${lost[0].list}. A column may have been renamed: the run's log names those that are not known`;
  return [sourceRule("statistics_kept", lost.length > 0 ? "warn" : "pass", lost.length, 0, message, lost)];
}

/** @returns by `cbs QB`, the statistics that somebody has a number of */
function statisticsBySource(rows: Rows): ReadonlyMap<string, ReadonlySet<string>> {
  const told = new Map<string, Set<string>>();
  for (const row of rows) {
    const list = `${String(row["data_src_lower"])} ${String(row["pos"])}`;
    const statistics = told.get(list) ?? new Set();
    told.set(list, statistics);
    for (const statistic of STATS) if (row[statistic] !== null && row[statistic] !== undefined) statistics.add(statistic);
  }
  return told;
}
