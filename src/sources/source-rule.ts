import type { CheckResult, Verdict } from "../core/check.ts";

const EVIDENCE = 20;

/** An answer of a source's own rules, over several of its tables; of the evidence the first lines are kept. */
export function sourceRule(name: string, verdict: Verdict, observed: CheckResult["observed"], threshold: CheckResult["threshold"], message: string, evidence: readonly object[] = []): CheckResult {
  return { name, kind: "source_rule", verdict, observed, threshold, message, evidence: evidence.slice(0, EVIDENCE).map((entry) => ({ ...entry })) };
}

/** The answer of a rule that looks for findings: `pass` without one, else `verdict` with their number and the first of them. */
export function answerFindings<T extends object>(name: string, findings: readonly T[], { verdict, none, some, describe }: { readonly verdict: Verdict; readonly none: string; readonly some: string; readonly describe: (first: T) => string }): CheckResult {
  const [first] = findings;
  if (first === undefined) return sourceRule(name, "pass", 0, 0, none);
  return sourceRule(name, verdict, findings.length, 0, `${findings.length} ${some}; first: ${describe(first)}`, findings);
}
