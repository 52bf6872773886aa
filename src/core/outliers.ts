import { type Answer, rowsOf, show } from "./answer.ts";
import type { Check } from "./check.ts";
import { formatCount } from "./figures.ts";
import type { Measurement, Values } from "./question.ts";
import { quoteName } from "./quote.ts";

type Outliers = Extract<Check, { kind: "outliers" }>;

/** The median absolute deviation of a normal distribution, times this, is its standard deviation. */
const MAD_TO_DEVIATION = 1.4826;
/** Rows listed at most. */
const ROWS_SHOWN = 20;

/**
 * How far a value is from its segment's median, in robust standard deviations. Median and MAD of a segment do not move when a few of
 * its rows are wrong, as mean and standard deviation do. A segment where more than half of the rows agree has no spread to judge by.
 * @param shown quoted columns that tell a row
 */
export function planOutliers(check: Outliers, shown: string): Pick<Measurement, "aggregates" | "followUp" | "evidence"> {
  const value = quoteName(check.column);
  const by = check.by.map(quoteName).join(", ");
  const spread = { n: `count(${value})`, median: `median(${value})`, mad: `mad(${value})` };
  const spreads = (relation: string): string => `(SELECT ${by}, ${Object.entries(spread).map(([name, sql]) => `${sql} AS ":${name}"`).join(", ")} FROM ${relation} GROUP BY ${by}) spreads`;
  const deviations = `abs(${value} - ":median") / (${MAD_TO_DEVIATION} * ":mad")`;
  const outlying = `":mad" > 0 AND ":n" >= ${check.minRows} AND ${deviations} > ${check.maxDeviations}`;
  return {
    aggregates: { ...spread, low: `min(${value})`, high: `max(${value})` },
    followUp: {
      gives: "table",
      isNeeded: (_, segments) => segments.some((segment) => isJudged(check, segment) && !liesWithin(check, segment)),
      sql: (relation) => `SELECT ${by}, any_value(":n") AS n, any_value(":mad") AS mad, count(*) FILTER (WHERE ${outlying}) AS outlying FROM ${relation} JOIN ${spreads(relation)} USING (${by}) GROUP BY ${by}`,
    },
    evidence: (relation) => `SELECT ${shown}, ":median" AS median, round(${deviations}, 1) AS deviations FROM ${relation} JOIN ${spreads(relation)} USING (${by}) WHERE ${outlying} ORDER BY deviations DESC, ${shown} LIMIT ${ROWS_SHOWN}`,
  };
}

/** @returns whether the segment is named, large enough, and has a spread */
function isJudged({ by, minRows }: Outliers, segment: Values): boolean {
  return by.every((column) => segment[column] !== null) && Number(segment["n"]) >= minRows && Number(segment["mad"]) > 0;
}

/** Not a number lies nowhere. */
function liesWithin({ maxDeviations }: Outliers, segment: Values): boolean {
  const [low, high, median, mad] = ["low", "high", "median", "mad"].map((name) => Number(segment[name]));
  const reach = maxDeviations * MAD_TO_DEVIATION * (mad ?? 0);
  return (high ?? 0) - (median ?? 0) <= reach && (median ?? 0) - (low ?? 0) <= reach;
}

/** @param segments what was measured by segment; `outlying` is there only where some value lies outside */
export function judgeOutliers(check: Outliers, segments: readonly Values[]): Answer {
  const judged = segments.filter((segment) => isJudged(check, segment));
  const by = check.by.join(", ");
  const scope = `${formatCount(judged.length)} of ${formatCount(segments.length)} segments by ${by} have ${formatCount(check.minRows)} rows and a spread`;
  if (judged.length === 0) return { verdict: "skipped", observed: null, threshold: check.maxDeviations, message: `not_enough_rows: ${scope}` };
  const outlying = judged.map((segment) => ({ segment, rows: Number(segment["outlying"] ?? 0) }));
  const violating = outlying.filter(({ rows }) => rows > check.maxRows);
  const total = outlying.reduce((sum, { rows }) => sum + rows, 0);
  const allowed = check.maxRows === 0 ? "none" : `${formatCount(check.maxRows)} in a segment`;
  const seen = `${rowsOf(total)} with ${check.column} more than ${check.maxDeviations} deviations from the median, ${allowed} allowed`;
  const where = violating.length === 0 ? "" : ` (${violating.slice(0, 5).map(({ segment, rows }) => `${check.by.map((column) => show(segment[column])).join(" ")} ${formatCount(rows)}`).join(", ")})`;
  return { verdict: violating.length === 0 ? "pass" : (check.onViolation ?? "warn"), observed: total, threshold: check.maxDeviations, message: `${seen}${where}; ${scope}` };
}
