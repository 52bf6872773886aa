import { type CheckResult, type Verdict, worstVerdict } from "../../core/check.ts";

/** The columns of the matrix: what kinds of check ask for, in few words. */
export const FAMILIES = ["Columns", "Keys", "Nulls", "Values", "Weeks", "Rows", "Rules", "Clocks"] as const;
export type Family = (typeof FAMILIES)[number];

export const FAMILY_OF: Readonly<Record<CheckResult["kind"], Family>> = {
  required_columns: "Columns",
  schema_drift: "Columns",
  combine: "Columns",
  unique: "Keys",
  references: "Keys",
  not_null: "Nulls",
  range: "Values",
  accepted_values: "Values",
  outliers: "Values",
  coverage: "Weeks",
  team_coverage: "Weeks",
  running_season: "Weeks",
  row_count: "Rows",
  row_count_change: "Rows",
  source_rule: "Rules",
  pre_load: "Rules",
  freshness: "Clocks",
};

export interface FamilyVerdict {
  readonly verdict: Verdict;
  readonly passed: number;
  readonly asked: number;
  /** Of the passed, those whose findings a person said are known. */
  readonly muted: number;
}

/** @returns the family's worst answer, `skipped` when every check of it was; null: it has none. */
export function judgeFamily(checks: readonly CheckResult[], family: Family): FamilyVerdict | null {
  const own = checks.filter(({ kind }) => FAMILY_OF[kind] === family);
  if (own.length === 0) return null;
  const asked = own.filter(({ verdict }) => verdict !== "skipped");
  return { verdict: asked.length === 0 ? "skipped" : worstVerdict(asked), passed: asked.filter(({ verdict }) => verdict === "pass").length, asked: asked.length, muted: asked.filter(({ muted }) => muted !== undefined).length };
}
