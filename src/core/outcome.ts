import type { PublishedChanges } from "./change-report.ts";
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
  /** Name of the error that it was lost by; absent where nothing was thrown. */
  readonly errorClass?: string;
  readonly durationMs: number;
  /** Of a lost dataset: the checks that failed, or the class of the error that it was lost to. None: it went with others of its group. */
  readonly causes?: readonly { readonly check: string; readonly message: string }[];
  /** Checks that a person muted, each with what it saw: no warnings, but told. */
  readonly muted?: readonly string[];
  /** What its publish changed for readers; absent where nothing was published, or nothing before. */
  readonly changes?: PublishedChanges;
}

/** What a run knows of a dataset when its work has ended. */
export type DatasetEvent =
  | { readonly kind: "audited"; readonly verdict: "pass" | "warn" | "fail" }
  | { readonly kind: "unchanged" }
  | { readonly kind: "failed" }
  | { readonly kind: "skipped" };

/** The last good snapshot that readers see. */
export interface Serving {
  readonly dt: string;
  /** Since its data last changed or was last confirmed. */
  readonly ageHours: number;
}

export interface OutcomeDecision {
  readonly outcome: Outcome;
  /** dt of the older snapshot that stays in use; null when the new one is, or when there is none. */
  readonly servingDt: string | null;
  /** Readers see data that this run should have replaced. */
  readonly stale: boolean;
}

/**
 * Decides what became of a dataset (governance, section 8). A failed load falls back on the last known good snapshot while that is
 * within its window; a rejected one is quarantined whatever is serving.
 * @param lkgWindowHours how old the last good snapshot may be: sheets 24, Sleeper and KTC 48, nflverse and ffanalytics 168
 */
export function decideDatasetOutcome(event: DatasetEvent, serving: Serving | null, lkgWindowHours: number): OutcomeDecision {
  const servingDt = serving?.dt ?? null;
  switch (event.kind) {
    case "skipped": return { outcome: "skipped", servingDt, stale: false };
    case "audited": return event.verdict === "fail" ? { outcome: "quarantined", servingDt, stale: true } : { outcome: "published", servingDt: null, stale: false };
    // Equal to nothing: without a snapshot there is nothing that could be unchanged.
    case "unchanged": return serving === null ? { outcome: "failed", servingDt, stale: true } : { outcome: "unchanged", servingDt, stale: false };
    case "failed": return { outcome: serving !== null && serving.ageHours <= lkgWindowHours ? "lkg" : "failed", servingDt, stale: true };
  }
}

export interface RunQuestion {
  readonly outcomes: readonly Pick<DatasetOutcome, "source" | "dataset" | "outcome" | "servingDt">[];
  /** Labels (`nflverse.weekly`) without which dbt cannot build. */
  readonly required: ReadonlySet<string>;
  readonly cancelled: boolean;
  /** Partitions that do not fit their manifest: readers may see wrong data, so the run is no full success. */
  readonly brokenManifests?: number;
}

/**
 * `success`: every dataset published, unchanged or left out on request. `failed`: nothing this run was to bring is usable, or a
 * required dataset has no snapshot at all. `partial_success`: something in between.
 */
export function decideRunStatus({ outcomes, required, cancelled, brokenManifests = 0 }: RunQuestion): RunStatus {
  if (cancelled) return "cancelled";
  if (outcomes.length === 0) return "failed";
  if (outcomes.every(({ outcome }) => outcome === "published" || outcome === "unchanged" || outcome === "skipped")) return brokenManifests === 0 ? "success" : "partial_success";
  const lacking = outcomes.some((entry) => required.has(`${entry.source}.${entry.dataset}`) && !hasSnapshot(entry));
  return !lacking && outcomes.some(isUsable) ? "partial_success" : "failed";
}

function hasSnapshot({ outcome, servingDt }: Pick<DatasetOutcome, "outcome" | "servingDt">): boolean {
  return outcome === "published" || servingDt !== null || outcome === "unchanged" || outcome === "lkg";
}

/** A snapshot beyond its window (`failed`) still serves readers, but it is not what the run was to bring. */
function isUsable(entry: Pick<DatasetOutcome, "outcome" | "servingDt">): boolean {
  return entry.outcome !== "failed" && entry.outcome !== "skipped" && hasSnapshot(entry);
}
