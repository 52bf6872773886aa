import { type Answer, show } from "./answer.ts";
import { formatCount } from "./figures.ts";
import type { Values } from "./question.ts";

/** Violating segments kept as evidence; the message says how many there are. */
const SEGMENTS_SHOWN = 20;

/**
 * One check asked of every segment: each value of the columns `by` that has rows. What has no rows is no segment: that something is
 * missing altogether is what coverage asks.
 * @param segments one entry a segment: its values of `by`, what was measured in it, and `rows`
 * @param judge the check's own rule, over a segment's values and rows
 * @returns the worst segment's verdict; as evidence the violating segments, the worst first, each with observed and threshold
 */
export function judgeSegments(by: readonly string[], segments: readonly Values[], judge: (values: Values, rows: number) => Answer): Answer {
  const judged = segments.map((values) => ({ values, answer: judge(values, Number(values["rows"])) }));
  const [first] = judged;
  if (first === undefined) return { verdict: "skipped", observed: null, threshold: null, message: `no_rows: there is nothing to tell apart by ${by.join(", ")}` };
  const violating = [...judged.filter(({ answer }) => answer.verdict === "fail"), ...judged.filter(({ answer }) => answer.verdict === "warn")];
  const { threshold } = first.answer;
  const all = `${formatCount(judged.length)} segment${judged.length === 1 ? "" : "s"} by ${by.join(", ")}`;
  const [worst] = violating;
  if (worst === undefined) return { verdict: "pass", observed: 0, threshold, message: `none of ${all} violates it; ${nameOf(by, first.values)}: ${first.answer.message}` };
  return {
    verdict: worst.answer.verdict,
    observed: worst.answer.observed,
    threshold: worst.answer.threshold,
    message: `${formatCount(violating.length)} of ${all} violate${violating.length === 1 ? "s" : ""} it; ${nameOf(by, worst.values)}: ${worst.answer.message}`,
    evidence: violating.slice(0, SEGMENTS_SHOWN).map(({ values, answer }) => ({ ...keyOf(by, values), observed: answer.observed, threshold: answer.threshold })),
  };
}

/** @returns `season 2024, position none` */
function nameOf(by: readonly string[], values: Values): string {
  return by.map((column) => `${column} ${show(values[column] ?? "none")}`).join(", ");
}

function keyOf(by: readonly string[], values: Values): Values {
  return Object.fromEntries(by.map((column) => [column, values[column] ?? null]));
}
