import type { Verdict } from "./check.ts";

/** What became of one dataset in one run. */
export type Outcome = "published" | "unchanged" | "quarantined" | "lkg" | "failed" | "skipped";
export type RunStatus = "success" | "partial_success" | "failed" | "cancelled";

export interface DatasetOutcome {
  readonly source: string;
  readonly dataset: string;
  readonly dt: string | null;
  readonly outcome: Outcome;
  readonly verdict: Verdict | null;
  readonly rows: number | null;
  /** Rows of the snapshot this one is compared with, or null. */
  readonly previousRows: number | null;
  /** Path of the Parquet file readers see now, or of the rejected file for `quarantined`. */
  readonly path: string | null;
  /** dt of the snapshot that stays in use (`lkg`, `quarantined`, `unchanged`). */
  readonly servingDt: string | null;
  readonly reason: string | null;
  readonly fix: string | null;
  readonly durationMs: number;
}
