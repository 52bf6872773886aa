import type { ErrorReport } from "../core/errors.ts";
import { datasetLabel } from "../core/partition.ts";
import type { RunNotice } from "../ops/notifications/index.ts";
import type { RunReport } from "./run-report.ts";
import type { FlowSummary } from "./summary.ts";

/**
 * Pure. @returns what people are told of a run; null where there is nothing to tell: somebody cancelled it, it was not its time of the
 * year, or it published nothing by design
 */
export function toRunNotice({ flowRunId: runId, flow, runAt, status, summary, error, durationMs }: Omit<RunReport, "page">): RunNotice | null {
  const { datasets, freshness } = summary;
  const remarks = [...describeFailure(error), ...(summary.manifests?.broken ?? []), ...summary.dbt.map(describeDbt), ...freshness.filter((line) => !datasets.some((outcome) => datasetLabel(outcome) === datasetLabel(line))).flatMap(staleOf)];
  if (status === "cancelled" || summary.skipped !== null || (datasets.length === 0 && remarks.length === 0)) return null;
  const reported = datasets.map((outcome) => {
    const line = freshness.find((candidate) => datasetLabel(candidate) === datasetLabel(outcome));
    const isGood = outcome.outcome === "published" || outcome.outcome === "unchanged";
    return { ...outcome, ageHours: line?.ageHours ?? null, stale: line === undefined || !isGood ? null : (staleOf(line)[0] ?? null) };
  });
  return { flow, runId, runAt, status, durationMs, datasets: reported, remarks };
}

function describeFailure(error: ErrorReport | null): readonly string[] {
  return error === null ? [] : [error.message, ...(error.fix === null ? [] : [`What to do: ${error.fix}`])];
}

function describeDbt({ command, total, failed, warned }: FlowSummary["dbt"][number]): string {
  const warnings = warned.length === 0 ? "" : `; ${warned.length} warned`;
  return failed.length === 0 ? `dbt ${command}: ${total} in order${warnings}` : `dbt ${command}: ${failed.length} of ${total} failed: ${failed.map(({ name }) => name).join(", ")}${warnings}`;
}

function staleOf({ verdict, message, clocks }: FlowSummary["freshness"][number]): readonly string[] {
  if (verdict === "warn" || verdict === "fail") return [message];
  return clocks.filter((clock) => clock.verdict === "warn" || clock.verdict === "fail").map((clock) => clock.message);
}
