/**
 * Checks are inert data: a question to a staged dataset. `core/audit.ts` turns a list of them into the measurements it needs
 * and judges the answers; `store/stage` measures in DuckDB. A source's folder holds its checks with the reason beside the number.
 */
export type Verdict = "pass" | "warn" | "fail" | "skipped";

/** What a violated check costs. Default `fail`. */
export type OnViolation = "warn" | "fail";

/** Against the newest published snapshot with the same seasons, in percent. */
export interface RowCountBounds {
  readonly minPercent: number;
  readonly maxPercent: number;
  /** The table only grows: a loss of more than 1 % fails, and in its running season it may grow as the weeks do. */
  readonly cumulative?: true;
}

interface Common {
  /** Why this threshold and not another; shown by `doctor` and in the report. */
  readonly reason?: string;
  readonly onViolation?: OnViolation;
}

/** Asked of every segment of rows that agree in these columns, instead of the whole file: `["position"]`. The worst segment decides. */
interface Segmented {
  readonly by?: readonly string[];
}

export type Check = Common &
  (
    | ({ readonly kind: "row_count"; readonly min: number; readonly max?: number } & Segmented)
    | { readonly kind: "required_columns" }
    | { readonly kind: "unique"; readonly columns: readonly string[]; /** Rows left out, e.g. rows without a player. */ readonly where?: string; /** Violating rows tolerated. */ readonly allowed?: number }
    | ({ readonly kind: "not_null"; readonly column: string; /** Share of nulls tolerated among all rows (of the segment), 0-1. */ readonly maxNullRatio?: number; /** Only these rows must have it, e.g. those of one generation of the file. */ readonly where?: string } & Segmented)
    | ({ readonly kind: "range"; readonly column: string; readonly min?: number; readonly max?: number } & Segmented)
    | ({ readonly kind: "accepted_values"; readonly column: string; readonly values: readonly string[] } & Segmented)
    | {
        /** Values of the column exist in another dataset's column: in the snapshot published by this run, else in the newest one. */
        readonly kind: "references";
        readonly column: string;
        readonly to: { readonly source: string; readonly dataset: string; readonly column: string };
        /** Share of distinct values tolerated, 0-1. */
        readonly maxMissingRatio?: number;
        /** Only these rows are asked. */
        readonly where?: string;
      }
    | {
        /** Rows far from the median of their segment; warns unless told otherwise, and lists them. */
        readonly kind: "outliers";
        readonly column: string;
        readonly by: readonly string[];
        /** Robust standard deviations (1.4826 times the median absolute deviation). */
        readonly maxDeviations: number;
        /** Smaller segments are not judged. */
        readonly minRows: number;
        /** Rows of a segment tolerated. */
        readonly maxRows: number;
      }
    | {
        /** Both clubs of every finished game have rows in its season and week. */
        readonly kind: "team_coverage";
        /** The column with the club, beside `season` and `week`. */
        readonly team: string;
        /** Other codes of clubs -> the one meant: what two datasets call them is compared by it. */
        readonly codes: Readonly<Record<string, string>>;
        /** The schedule, with nflverse's columns. */
        readonly games: { readonly source: string; readonly dataset: string };
        /** Ids of games that were played and that upstream has nothing of, for good. */
        readonly unrecorded?: readonly string[];
        /** Hours after kickoff within which a game of the newest week may be missing: a warning. */
        readonly lateHours: number;
      }
    | { readonly kind: "coverage"; /** Every asked season is there, and every week up to the season's last has rows. */ readonly weeks: boolean }
    | RowCountBounds & { readonly kind: "row_count_change" }
    | { readonly kind: "running_season"; /** Between two seasons the coming one will do as well: it is projected before it begins. */ readonly orComing?: true }
  );

export type CheckKind = Check["kind"];

/** One recorded answer. `name` is stable: `unique(season,week,player_id)`. */
export interface CheckResult {
  readonly name: string;
  /**
   * `source_rule`: a source's own arithmetic over several of its tables. `pre_load`: whether a load may begin, or need not. `freshness`:
   * how old is what readers see.
   */
  readonly kind: CheckKind | "schema_drift" | "combine" | "source_rule" | "pre_load" | "freshness";
  readonly verdict: Verdict;
  readonly observed: string | number | null;
  readonly threshold: string | number | null;
  /** A sentence: what was seen, against what. For `skipped`: why. */
  readonly message: string;
  /** A few offending rows or values. */
  readonly evidence: readonly Readonly<Record<string, unknown>>[];
  /** The check failed because it could not be answered, not by what it found: no mute covers it. */
  readonly unanswered?: true;
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
