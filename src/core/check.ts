/**
 * Checks are inert data: a question to a staged dataset. `core/audit.ts` turns a list of them into the measurements it needs
 * and judges the answers; `store/stage` measures in DuckDB. A source's folder holds its checks with the reason beside the number.
 */
export type Verdict = "pass" | "warn" | "fail" | "skipped";

/** What a violated check costs. Default `fail`. */
export type OnViolation = "warn" | "fail";

interface Common {
  /** Why this threshold and not another; shown by `doctor` and in the report. */
  readonly reason?: string;
  readonly onViolation?: OnViolation;
}

export type Check = Common &
  (
    | { readonly kind: "row_count"; readonly min: number; readonly max?: number }
    | { readonly kind: "required_columns" }
    | { readonly kind: "unique"; readonly columns: readonly string[]; /** Rows left out, e.g. rows without a player. */ readonly where?: string; /** Violating rows tolerated. */ readonly allowed?: number }
    | { readonly kind: "not_null"; readonly column: string; /** Share of nulls tolerated among all rows, 0-1. */ readonly maxNullRatio?: number; /** Only these rows must have it, e.g. those of one generation of the file. */ readonly where?: string }
    | { readonly kind: "range"; readonly column: string; readonly min?: number; readonly max?: number }
    | { readonly kind: "accepted_values"; readonly column: string; readonly values: readonly string[] }
    | { readonly kind: "coverage"; /** Every asked season is there, and every week up to the season's last has rows. */ readonly weeks: boolean }
    | { readonly kind: "row_count_change"; /** Against the last good snapshot with the same seasons, in percent. */ readonly minPercent: number; readonly maxPercent: number }
  );

export type CheckKind = Check["kind"];

/** One recorded answer. `name` is stable: `unique(season,week,player_id)`. */
export interface CheckResult {
  readonly name: string;
  /** `source_rule`: a source's own arithmetic over several of its tables. `pre_load`: whether a load may begin, or need not. */
  readonly kind: CheckKind | "schema_drift" | "combine" | "source_rule" | "pre_load";
  readonly verdict: Verdict;
  readonly observed: string | number | null;
  readonly threshold: string | number | null;
  /** A sentence: what was seen, against what. For `skipped`: why. */
  readonly message: string;
  /** A few offending rows or values. */
  readonly evidence: readonly Readonly<Record<string, unknown>>[];
  /** A person said that this is known: it counts as pass. `verdict`: what it would have been; `until`: the last day (UTC) of that. */
  readonly muted?: { readonly reason: string; readonly until: string; readonly verdict: Extract<Verdict, "warn" | "fail"> };
}

const RANK: Record<Verdict, number> = { skipped: 0, pass: 0, warn: 1, fail: 2 };

/** @returns the audit's verdict: the worst of its checks; no checks at all is a fail (nothing was looked at). */
export function worstVerdict(results: readonly Pick<CheckResult, "verdict">[]): "pass" | "warn" | "fail" {
  if (results.length === 0) return "fail";
  const worst = Math.max(...results.map((result) => RANK[result.verdict]));
  return worst === 2 ? "fail" : worst === 1 ? "warn" : "pass";
}
