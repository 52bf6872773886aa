import type { CheckResult } from "../../core/check.ts";
import { groupBy } from "../../core/group-by.ts";
import { answerFindings, sourceRule } from "../source-rule.ts";

type Row = Readonly<Record<string, unknown>>;

/** Of a table that only grows a loss of more than one in a hundred is lost data (governance, section 3). */
const LEAST_KEPT = 0.99;

/**
 * What happened is never taken back: each league or draft that the last good snapshot and this one tell of has what it had. The table's
 * own count cannot say so, because a new season begins with none and leagues leave the settings.
 * @param key whose rows are counted: `league_id`. @param happened rows that count
 */
export function judgeKept(name: string, key: string, happened: (row: Row) => boolean): (rows: readonly Row[], before: readonly Row[] | null) => readonly CheckResult[] {
  return (rows, before) => {
    if (before === null) return [sourceRule(name, "skipped", null, LEAST_KEPT, "there is no earlier snapshot to compare with")];
    const [now, then] = [rows, before].map((all) => groupBy(all, (row) => String(row[key])));
    const lost = [...(then ?? [])].flatMap(([of, earlier]) => {
      const kept = now?.get(of);
      const [had, has] = [earlier.filter(happened).length, kept?.filter(happened).length ?? 0];
      return kept === undefined || has >= had * LEAST_KEPT ? [] : [{ [key]: of, had, has }];
    });
    return [answerFindings(name, lost, { verdict: "fail", none: "nothing that had happened is gone", some: `${key.replace("_id", "")}(s) have less than before`, describe: (first) => `${key} ${String(first[key])} has ${first["has"]}, ${first["had"]} before` })];
  };
}
