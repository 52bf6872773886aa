import type { Check, CheckResult, Verdict } from "./check.ts";
import { formatCount } from "./figures.ts";

/** What one check came to: a result that has no name yet. */
export interface Answer {
  readonly verdict: Verdict;
  readonly observed: string | number | null;
  readonly threshold: string | number | null;
  readonly message: string;
  /** As in CheckResult. */
  readonly unanswered?: true;
  /** What a person should see, where the measured values hold it; absent: offending rows are asked of the file. */
  readonly evidence?: CheckResult["evidence"];
}

/** @returns the fail of a check that nobody could answer. @param message why */
export function unanswered(message: string): Answer {
  return { verdict: "fail", observed: null, threshold: null, message, unanswered: true };
}

export function violation(check: Pick<Check, "onViolation">): Verdict {
  return check.onViolation ?? "fail";
}

export function rowsOf(rows: number): string {
  return rows === 1 ? "1 row" : `${formatCount(rows)} rows`;
}

export function percent(ratio: number): string {
  return `${Number((ratio * 100).toFixed(2))} %`;
}

export function show(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value);
}
