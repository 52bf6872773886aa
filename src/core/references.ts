import { type Answer, percent, rowsOf, violation } from "./answer.ts";
import type { Check } from "./check.ts";
import { formatCount } from "./figures.ts";
import type { Measurement, Values } from "./question.ts";
import { datasetLabel } from "./partition.ts";
import { quoteName } from "./quote.ts";

type References = Extract<Check, { kind: "references" }>;

/**
 * Values of a column against those of another dataset's column, as texts; nulls are not asked for.
 * @param other the other dataset's published file
 */
export function planReferences(check: References, other: string): Pick<Measurement, "followUp" | "evidence"> {
  const { column, to, where } = check;
  const known = `SELECT DISTINCT CAST(${quoteName(to.column)} AS VARCHAR) AS known FROM ${other} WHERE ${quoteName(to.column)} IS NOT NULL`;
  const asked = (relation: string): string =>
    `SELECT ${quoteName(column)} AS value, count(*) AS rows FROM ${relation} WHERE ${quoteName(column)} IS NOT NULL${where === undefined ? "" : ` AND (${where})`} GROUP BY 1`;
  const compared = (relation: string): string => `(${asked(relation)}) asked LEFT JOIN (${known}) known ON CAST(asked.value AS VARCHAR) = known.known`;
  return {
    followUp: {
      gives: "values",
      isNeeded: () => true,
      sql: (relation) => `SELECT count(*) AS asked, count(*) FILTER (WHERE known IS NULL) AS missing, coalesce(sum(rows) FILTER (WHERE known IS NULL), 0)::BIGINT AS missing_rows FROM ${compared(relation)}`,
    },
    evidence: (relation, limit) => `SELECT value AS ${quoteName(column)}, rows FROM ${compared(relation)} WHERE known IS NULL ORDER BY rows DESC, 1 LIMIT ${limit}`,
  };
}

/** Judged by distinct values: one player without an entry is one gap, in however many weeks he played. */
export function judgeReferences(check: References, values: Values, dt: string): Answer {
  const number = (name: string): number => Number(values[name] ?? 0);
  const [asked, missing] = [number("asked"), number("missing")];
  const allowed = check.maxMissingRatio ?? 0;
  const target = `${datasetLabel(check.to)}.${check.to.column} of ${dt}`;
  const limit = allowed === 0 ? "none allowed" : `at most ${percent(allowed)} allowed`;
  const message =
    missing === 0
      ? `every value of ${check.column} is in ${target} (${formatCount(asked)} asked)`
      : `${formatCount(missing)} of ${formatCount(asked)} values of ${check.column} (${percent(missing / asked)}; ${rowsOf(number("missing_rows"))}) are not in ${target}, ${limit}`;
  return { verdict: missing > asked * allowed ? violation(check) : "pass", observed: missing, threshold: allowed, message };
}
