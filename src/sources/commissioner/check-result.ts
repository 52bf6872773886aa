import type { CheckResult, Verdict } from "../../core/check.ts";
import type { CellIssue } from "./cells.ts";

/** What the sheet's checks share: how an answer is put. */

const EVIDENCE = 20;

/** @param evidence the first of it is kept */
export function answer(name: string, verdict: Verdict, observed: number | null, message: string, evidence: readonly object[] = [], threshold: number | null = 0): CheckResult {
  return { name, kind: "source_rule", verdict, observed, threshold, message, evidence: evidence.slice(0, EVIDENCE).map((entry) => ({ ...entry })) };
}

/** The answer of a check that looks for findings: `pass` without one, else `verdict` with their number and the first of them. */
export function answerFindings<T extends object>(name: string, findings: readonly T[], { verdict, none, some, describe }: { readonly verdict: Verdict; readonly none: string; readonly some: string; readonly describe: (first: T) => string }): CheckResult {
  const [first] = findings;
  if (first === undefined) return answer(name, "pass", 0, none);
  return answer(name, verdict, findings.length, `${findings.length} ${some}; first: ${describe(first)}`, findings);
}

/** `Andy!C17 'abc': not an amount` */
export function describeIssue({ tab, cell, seen, problem }: CellIssue): string {
  return `${tab}!${cell} '${seen}': ${problem}`;
}
