import type { CheckResult, Verdict } from "../../core/check.ts";
import type { ErrorReport } from "../../core/errors.ts";
import type { FreshnessLevel } from "../../core/freshness.ts";
import type { DatasetOutcome, RunStatus } from "../../core/outcome.ts";
import type { DatasetId } from "../../core/partition.ts";
import type { ValueMove } from "../../core/value-moves.ts";

/**
 * What a run's page tells, gathered before anything is drawn. Dates `…Dt` are `YYYY-MM-DD` (UTC). A `Href` leads from the page's folder to
 * a file of the home, its parts percent-encoded.
 */
export type Href = string;

export interface ReportPage {
  /** `sample`, `live`, or the folder of a recorded profile. */
  readonly profile: string;
  readonly run: RunFacts;
  readonly flows: FlowNode;
  /** By source, in the order of the pipeline; of datasets that nothing is known of, only the labels. */
  readonly datasets: readonly DatasetFacts[];
  readonly neverLoaded: readonly string[];
  readonly rejected: readonly RejectedAnswer[];
  readonly moves: readonly MovesOfLabel[];
  readonly places: readonly Place[];
}

export interface RunFacts {
  readonly runId: string;
  readonly flow: string;
  /** The instant the run is about: now, or the day of a recorded profile. */
  readonly runAt: Date;
  readonly endedAt: Date;
  readonly durationMs: number;
  readonly status: RunStatus;
  /** Why nothing was done, as asked; null: it was done. */
  readonly skipped: string | null;
  readonly error: ErrorReport | null;
  /** Current partitions that do not fit their manifest, one sentence each. */
  readonly brokenManifests: readonly string[];
  readonly dbt: readonly DbtFacts[];
  readonly prefectUrl: string | null;
}

export interface DbtFacts {
  readonly command: "run" | "test" | "freshness";
  readonly ok: boolean;
  readonly total: number;
  readonly failed: readonly { readonly name: string; readonly message: string }[];
  readonly warned: readonly string[];
  readonly durationMs: number;
}

/** A flow run with the subflows it called. */
export interface FlowNode {
  readonly id: string;
  readonly flow: string;
  /** `skipped`: it had nothing to do, or did not come to an end. */
  readonly verdict: Verdict;
  /** Prefect's name of its state: `PartialSuccess`. */
  readonly state: string;
  /** Since the whole run began; null: it never started. */
  readonly startedAfterMs: number | null;
  readonly durationMs: number | null;
  readonly tasks: number;
  readonly children: readonly FlowNode[];
}

export interface DatasetFacts extends DatasetId {
  readonly about: string;
  /** All that are in the store, oldest first. */
  readonly snapshots: readonly SnapshotRows[];
  /** What readers see; null: nothing is published. */
  readonly serving: { readonly dt: string; readonly file: Href | null; readonly manifest: Href | null; readonly rows: number | null; readonly sizeBytes: number | null } | null;
  /** null: the program knows no thresholds for it. */
  readonly age: { readonly level: FreshnessLevel; readonly hours: number | null; readonly limitHours: number; readonly message: string } | null;
  /** Of its newest audit. */
  readonly checks: readonly CheckResult[];
  /** null: no run had to do with it. */
  readonly last: DatasetOutcome | null;
  readonly isOfThisRun: boolean;
  /** Since when nothing new was published or confirmed. */
  readonly trouble: { readonly sinceDt: string | null; readonly runs: number } | null;
}

export interface SnapshotRows {
  readonly dt: string;
  /** null: its manifest cannot be read. */
  readonly rows: number | null;
}

/** One answer of a provider, or one table, that readers do not see, and why. */
export interface RejectedAnswer {
  /** Labels of the datasets it cost. */
  readonly datasets: readonly string[];
  readonly dt: string;
  readonly rejectedAt: string;
  readonly reasons: readonly Pick<CheckResult, "name" | "observed" | "threshold" | "message" | "evidence">[];
  readonly payloads: readonly { readonly url: string; readonly sha256: string; readonly sizeBytes: number | null; readonly file: Href | null }[];
  /** One a dataset. */
  readonly reports: readonly { readonly dataset: string; readonly report: Href; readonly file: Href | null; readonly servingDt: string | null; readonly serving: Href | null }[];
}

export interface MovesOfLabel {
  /** `KeepTradeCut value` */
  readonly label: string;
  readonly beforeDt: string;
  readonly afterDt: string;
  /** Largest first. */
  readonly moves: readonly ValueMove[];
}

/** Where something lies, for who wants to look further. */
export interface Place {
  readonly what: string;
  readonly links: readonly { readonly text: string; readonly href: Href }[];
}
