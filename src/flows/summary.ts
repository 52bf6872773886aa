import type { PublishedChanges } from "../core/change-report.ts";
import type { CheckResult, Verdict } from "../core/check.ts";
import type { DatasetOutcome, RunStatus } from "../core/outcome.ts";
import { datasetLabel } from "../core/partition.ts";

/** Age of what readers see now, judged at the end of a run, or by dbt. */
export interface FreshnessLine {
  readonly source: string;
  readonly dataset: string;
  readonly verdict: Verdict;
  readonly message: string;
  /** Of the clock that decided, in hours; null: there is nothing whose age could be told. */
  readonly ageHours: number | null;
  /** Its single clocks as they are recorded; none where dbt judged. */
  readonly clocks: readonly Pick<CheckResult, "name" | "verdict" | "message">[];
}

export interface DbtSummary {
  readonly command: "run" | "test" | "freshness";
  readonly ok: boolean;
  readonly total: number;
  readonly failed: readonly { readonly name: string; readonly message: string; readonly rows: readonly Readonly<Record<string, unknown>>[] }[];
  readonly warned: readonly string[];
  readonly noData: readonly string[];
  readonly durationMs: number;
  readonly warehouse: string;
  /** Where the marts were exported to, and how many; null when none were: no tests ran, or no mart passed them. */
  readonly marts: { readonly dir: string; readonly count: number } | null;
}

/** What every flow of this repository returns: recorded, shown as the closing table, and printed by `run --json`. */
export interface FlowSummary {
  readonly status: RunStatus;
  readonly datasets: readonly DatasetOutcome[];
  readonly checks: readonly (CheckResult & { readonly source: string; readonly dataset: string })[];
  readonly freshness: readonly FreshnessLine[];
  readonly manifests: { readonly checked: number; readonly broken: readonly string[] } | null;
  readonly dbt: readonly DbtSummary[];
  /** Sentences an operator should read, worst first. */
  readonly warnings: readonly string[];
  /** Why nothing was done, as asked: it is not the time of the year for this run. null: it was done. */
  readonly skipped: string | null;
}

export const EMPTY_SUMMARY: FlowSummary = { status: "success", datasets: [], checks: [], freshness: [], manifests: null, dbt: [], warnings: [], skipped: null };

const RANK: Record<RunStatus, number> = { success: 0, partial_success: 1, failed: 2, cancelled: 3 };

/** @returns the summary of sources beside each other: a failed one beside one that is not is partial, and models are still built. */
export function joinSources(parts: readonly FlowSummary[]): FlowSummary {
  const joined = joinSummaries(parts);
  return joined.status === "failed" && parts.some(({ status }) => status !== "failed") ? { ...joined, status: "partial_success" } : joined;
}

/** @param changes by label. @returns the summary with what each publish changed */
export function withChanges(summary: FlowSummary, changes: ReadonlyMap<string, PublishedChanges>): FlowSummary {
  const datasets = summary.datasets.map((outcome) => {
    const own = changes.get(datasetLabel(outcome));
    return own === undefined ? outcome : { ...outcome, changes: own };
  });
  return { ...summary, datasets };
}

/** @returns the parent's summary: everything its children did, and the worst status. */
export function joinSummaries(parts: readonly FlowSummary[]): FlowSummary {
  const worst = parts.reduce<RunStatus>((status, part) => (RANK[part.status] > RANK[status] ? part.status : status), "success");
  return {
    status: worst,
    datasets: parts.flatMap((part) => part.datasets),
    checks: parts.flatMap((part) => part.checks),
    freshness: parts.flatMap((part) => part.freshness),
    manifests: parts.reduce<FlowSummary["manifests"]>(
      (sum, part) => (part.manifests === null ? sum : { checked: (sum?.checked ?? 0) + part.manifests.checked, broken: [...(sum?.broken ?? []), ...part.manifests.broken] }),
      null,
    ),
    dbt: parts.flatMap((part) => part.dbt),
    warnings: parts.flatMap((part) => part.warnings),
    skipped: null,
  };
}

/** How a run stands in Prefect's states: partial_success is COMPLETED "PartialSuccess", a run out of its season COMPLETED "Skipped". */
export function stateOf({ status, skipped }: FlowSummary): { readonly name: string; readonly type: "COMPLETED" | "FAILED"; readonly message?: string } {
  if (skipped !== null) return { name: "Skipped", type: "COMPLETED", message: skipped };
  if (status === "success") return { name: "Completed", type: "COMPLETED" };
  return status === "partial_success" ? { name: "PartialSuccess", type: "COMPLETED" } : { name: "Failed", type: "FAILED" };
}
