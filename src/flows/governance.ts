import { type FlowContext, type FlowHooks, type FlowRunEnd, task } from "@snapcount/prefect";
import type { CheckResult } from "../core/check.ts";
import type { DatasetDescription, SourceDescription } from "../core/dataset.ts";
import { type FreshnessAnswer, judgeFreshness } from "../core/freshness.ts";
import { isInSeason } from "../core/nfl-calendar.ts";
import { describeError } from "../core/errors.ts";
import { decideRunStatus, type RunStatus } from "../core/outcome.ts";
import { datasetLabel } from "../core/partition.ts";
import { validatePartitions } from "../store/validate.ts";
import type { Home } from "./home.ts";
import { rememberRun } from "./preload.ts";
import { describeFreshness, describeLoaded } from "./run-findings.ts";
import type { FlowSummary, FreshnessLine } from "./summary.ts";

/**
 * The governance steps every source flow runs after its load: manifests, freshness, what the next run should know, a notice. (Those
 * before it stand in preload.ts.)
 * (The row-count change is a check of each dataset's audit.)
 */

export const validateManifests = task<{ source: string }, NonNullable<FlowSummary["manifests"]>, Home>(
  { name: "validate_manifests", description: "Every current partition against its manifest, footer and the registry", timeoutMs: 5 * 60_000 },
  async ({ source }, run) => {
    const results = await validatePartitions(run.env.store, { sources: [source] });
    const broken = results.flatMap(({ source: name, dataset, snapshot_date, issues }) => issues.map((issue) => `${name}.${dataset} dt=${snapshot_date}: ${issue}`));
    for (const line of broken) run.log.error(line);
    return { checked: results.length, broken };
  },
);

export const checkFreshness = task<{ source: SourceDescription; datasets: readonly DatasetDescription[] }, readonly FreshnessLine[], Home>(
  { name: "check_freshness", description: "Age of what readers see now", timeoutMs: 60_000 },
  async ({ source, datasets }, run) => {
    const lines: FreshnessLine[] = [];
    for (const dataset of datasets) {
      const id = { source: source.name, dataset: dataset.name };
      const answer = await judgeAge(run.env, source.name, dataset);
      lines.push({ ...id, verdict: answer.level === "fresh" ? "pass" : answer.level, message: `${datasetLabel(id)}: ${answer.message}` });
    }
    for (const line of lines) run.event(describeFreshness(line));
    return lines;
  },
);

/** @returns how old what readers see of a dataset is at the run's instant, by the dataset's own thresholds */
export async function judgeAge({ store, runAt }: Pick<Home, "store" | "runAt">, source: string, dataset: DatasetDescription): Promise<FreshnessAnswer> {
  const lastRun = await store.readLastRun({ source, dataset: dataset.name });
  return judgeFreshness({
    lastChangedAt: toDate(lastRun?.last_changed_at),
    lastCheckedAt: toDate(lastRun?.last_checked_at),
    thresholds: dataset.freshness,
    unchangedIsFresh: dataset.unchangedIsFresh === true,
    inSeason: isInSeason(runAt),
    now: runAt,
  });
}

function toDate(instant: string | null | undefined): Date | null {
  return instant === null || instant === undefined ? null : new Date(instant);
}

/** A line in the log always; one webhook when there is something to look at. Delivery never fails a run. */
export const sendNotice = task<{ flow: string; status: RunStatus; lines: readonly string[] }, void, Home>(
  { name: "send_notice", description: "Log line, and one webhook on warnings and failures", timeoutMs: 30_000 },
  async ({ flow, status, lines }, run) => {
    for (const line of lines) run.log.warning(line);
    if (status === "success" && lines.length === 0) return;
    await run.env.notify({ flow, runId: run.run.flowRunId, status, lines });
  },
);

/** A run whose body threw, or that crashed, never came to its send_notice. */
export const noticeOfLoss: FlowHooks<FlowSummary, Home> = { onFailure: tellLoss, onCrashed: tellLoss };

async function tellLoss({ run, state, error, env, ...end }: FlowRunEnd<FlowSummary, Home>): Promise<void> {
  if ("result" in end) return;
  const { message, fix } = describeError(error);
  await env.notify({ flow: run.flowName, runId: run.flowRunId, status: state.type === "CRASHED" ? "crashed" : "failed", lines: [message, ...(fix === null ? [] : [fix])] });
}

/** Tells what one flow's findings come to, worst first. */
export function collectWarnings(summary: Pick<FlowSummary, "datasets" | "freshness" | "manifests">): readonly string[] {
  const lost = summary.datasets.filter((outcome) => outcome.outcome === "failed" || outcome.outcome === "quarantined" || outcome.outcome === "lkg");
  const warned = summary.datasets.filter((outcome) => outcome.verdict === "warn" && outcome.outcome === "published");
  return [
    ...lost.map((outcome) => `${datasetLabel(outcome)} ${outcome.outcome}: ${outcome.reason ?? "no reason recorded"}${outcome.servingDt === null ? "" : ` (dt=${outcome.servingDt} stays in use)`}`),
    ...(summary.manifests?.broken ?? []),
    // Of a dataset that was lost, its age is no news.
    ...summary.freshness.filter((line) => (line.verdict === "warn" || line.verdict === "fail") && !lost.some((outcome) => outcome.dataset === line.dataset)).map((line) => line.message),
    ...warned.map((outcome) => `${datasetLabel(outcome)} published with a warning: ${outcome.reason ?? ""}`),
  ];
}

/** Runs the closing steps of a source flow in their order. */
export async function closeSourceFlow(
  run: FlowContext<Home>,
  options: { readonly flow: string; readonly source: SourceDescription; readonly datasets: readonly DatasetDescription[]; readonly preload: readonly CheckResult[]; readonly outcomes: FlowSummary["datasets"] },
): Promise<Pick<FlowSummary, "status" | "datasets" | "freshness" | "manifests" | "warnings">> {
  run.env.findings.recordOutcomes(run.run.flowRunId, options.outcomes);
  await rememberRun(run, options.source, options.preload, options.outcomes);
  run.artifact(describeLoaded(options.source.name, options.outcomes));
  const manifests = await run.submit(validateManifests, { source: options.source.name });
  const freshness = await run.submit(checkFreshness, { source: options.source, datasets: options.datasets });
  const parts = { datasets: options.outcomes, manifests, freshness };
  const status = decideRunStatus({
    outcomes: options.outcomes,
    required: new Set(options.datasets.filter((dataset) => dataset.byDefault).map((dataset) => `${options.source.name}.${dataset.name}`)),
    cancelled: run.signal.aborted,
    brokenManifests: manifests.broken.length,
  });
  const warnings = collectWarnings(parts);
  await run.submit(sendNotice, { flow: options.flow, status, lines: warnings });
  return { ...parts, status, warnings };
}
