import type { CheckResult, Verdict } from "../core/check.ts";

const EVIDENCE = 20;

/** An answer of a source's own rules, over several of its tables; of the evidence the first lines are kept. */
export function sourceRule(name: string, verdict: Verdict, observed: CheckResult["observed"], threshold: CheckResult["threshold"], message: string, evidence: readonly Readonly<Record<string, unknown>>[] = []): CheckResult {
  return { name, kind: "source_rule", verdict, observed, threshold, message, evidence: evidence.slice(0, EVIDENCE) };
}
