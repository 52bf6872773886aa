import { type FlowContext, type FlowHooks, type FlowRunEnd, task } from "@snapcount/prefect";
import type { CheckResult, Verdict } from "../core/check.ts";
import type { DatasetDescription, SourceDescription } from "../core/dataset.ts";
import { DATA_AGE, toFreshnessCheck } from "../core/freshness.ts";
import { describeError } from "../core/errors.ts";
import type { Sighting } from "../core/incidents.ts";
import { decideRunStatus } from "../core/outcome.ts";
import { datasetLabel } from "../core/partition.ts";
import { knownContracts } from "../sources/contracts.ts";
import { validatePartitions } from "../store/validate.ts";
import type { Home } from "./home.ts";
import { judgeAge, readNewestEvents } from "./judge-age.ts";
import { rememberRun } from "./preload.ts";
import { describeFreshness, describeLoaded } from "./run-findings.ts";
import { sightingOfLoss, sightingsOf } from "./sightings.ts";
import type { FlowSummary, FreshnessLine } from "./summary.ts";

/**
 * The governance steps every source flow runs after its load: manifests, freshness, what the next run should know, a notice. (Those
 * before it stand in preload.ts.)
 * (The row-count change is a check of each dataset's audit.)
 */

export const validateManifests = task<{ source: string }, NonNullable<FlowSummary["manifests"]>, Home>(
  { name: "validate_manifests", description: "Every current partition against its manifest, footer and the registry", timeoutMs: 5 * 60_000 },
  async ({ source }, run) => {
    const results = await validatePartitions(run.env.store, { sources: [source], contracts: knownContracts() });
    const broken = results.flatMap(({ source: name, dataset, snapshot_date, issues }) => issues.map((issue) => `${name}.${dataset} dt=${snapshot_date}: ${issue}`));
    for (const line of broken) run.log.error(line);
    for (const { source: name, dataset, snapshot_date, warnings } of results) for (const warning of warnings) run.log.warning(`${name}.${dataset} dt=${snapshot_date}: ${warning}`);
    return { checked: results.length, broken };
  },
);

export const checkFreshness = task<{ source: SourceDescription; datasets: readonly DatasetDescription[] }, readonly FreshnessLine[], Home>(
  { name: "check_freshness", description: "Age of what readers see now: published, checked, changed, and the newest event in the data", timeoutMs: 5 * 60_000 },
  async ({ source, datasets }, run) => {
    const { env: home } = run;
    const asked = datasets.map((dataset) => ({ source, dataset }));
    const newest = await readNewestEvents(home, asked);
    const lines: FreshnessLine[] = [];
    for (const [index, entry] of asked.entries()) {
      const id = { source: source.name, dataset: entry.dataset.name };
      const answer = await judgeAge(home, entry, newest[index] ?? null);
      const checks = Object.values(answer.clocks).map(toFreshnessCheck);
      home.findings.recordChecks(run.run.flowRunId, checks.map((check) => ({ ...check, ...id })));
      lines.push({ ...id, verdict: answer.level === "fresh" ? "pass" : answer.level, message: `${datasetLabel(id)}: ${answer.message}`, ageHours: answer.ageHours, clocks: checks.map(({ name, verdict, message }) => ({ name, verdict, message })) });
    }
    for (const line of lines) run.event(describeFreshness(line));
    return lines;
  },
);

/** A line in the log for each warning, and a message for each cause that is new, lasts, or is over. Delivery never fails a run. */
export const sendNotice = task<{ lines: readonly string[]; sightings: readonly Sighting[] }, void, Home>(
  { name: "send_notice", description: "Log lines of all warnings; tells people of causes that opened, last or are over", timeoutMs: 3 * 60_000 },
  async ({ lines, sightings }, run) => {
    for (const line of lines) run.log.warning(line);
    for (const problem of await run.env.notifier.report(sightings)) run.log.warning(problem);
  },
);

/** A run whose body threw, or that crashed, never came to its send_notice. */
export const noticeOfLoss: FlowHooks<FlowSummary, Home> = { onFailure: tellLoss, onCrashed: tellLoss };

async function tellLoss({ run, error, env, ...end }: FlowRunEnd<FlowSummary, Home>): Promise<void> {
  if ("result" in end) return;
  for (const text of await env.notifier.report([sightingOfLoss(run.flowName, describeError(error))])) env.progress({ kind: "note", text });
}

/** Keeps what became of a source's datasets: in the ledger, and with the store for who reads the status when the ledger is gone. */
export async function rememberOutcomes({ env: { store, runAt, findings }, run }: Pick<FlowContext<Home>, "env" | "run">, { name }: SourceDescription, outcomes: FlowSummary["datasets"]): Promise<void> {
  findings.recordOutcomes(run.flowRunId, outcomes);
  await store.writeOutcomes(name, Object.fromEntries(outcomes.map(({ dataset, outcome }) => [dataset, { outcome, at: runAt.toISOString() }])));
}

/** Tells what one flow's findings come to, worst first. */
export function collectWarnings(summary: Pick<FlowSummary, "datasets" | "freshness" | "manifests">): readonly string[] {
  const lost = summary.datasets.filter((outcome) => outcome.outcome === "failed" || outcome.outcome === "quarantined" || outcome.outcome === "lkg");
  const warned = summary.datasets.filter((outcome) => outcome.verdict === "warn" && outcome.outcome === "published");
  return [
    ...lost.map((outcome) => `${datasetLabel(outcome)} ${outcome.outcome}: ${outcome.reason ?? "no reason recorded"}${outcome.servingDt === null ? "" : ` (dt=${outcome.servingDt} stays in use)`}`),
    ...(summary.manifests?.broken ?? []),
    // Of a dataset that was lost, its age is no news.
    ...summary.freshness.filter((line) => !lost.some((outcome) => outcome.dataset === line.dataset)).flatMap(describeStale),
    ...warned.map((outcome) => `${datasetLabel(outcome)} published with a warning: ${outcome.reason ?? ""}`),
  ];
}

/** Old data are news only where nothing stands still: else they are the same news. */
function describeStale({ verdict, message, clocks, ...id }: FreshnessLine): readonly string[] {
  const isBad = (found: Verdict): boolean => found === "warn" || found === "fail";
  if (isBad(verdict)) return [message];
  return clocks.filter((clock) => clock.name === DATA_AGE && isBad(clock.verdict)).map((clock) => `${datasetLabel(id)}: ${clock.message}`);
}

/** Runs the closing steps of a source flow in their order. */
export async function closeSourceFlow(
  run: FlowContext<Home>,
  options: { readonly flow: string; readonly source: SourceDescription; readonly datasets: readonly DatasetDescription[]; readonly preload: readonly CheckResult[]; readonly outcomes: FlowSummary["datasets"] },
): Promise<Pick<FlowSummary, "status" | "datasets" | "freshness" | "manifests" | "warnings">> {
  await rememberOutcomes(run, options.source, options.outcomes);
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
  const { flow, source: { name: source }, preload } = options;
  await run.submit(sendNotice, { lines: warnings, sightings: sightingsOf({ flow, source, preload, ...parts }) });
  return { ...parts, status, warnings };
}
