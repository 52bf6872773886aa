import { resolve } from "node:path";
import { type Clock, runFlow } from "@snapcount/prefect";
import type { LoadedConfig } from "../config/load.ts";
import { describeError } from "../core/errors.ts";
import type { RunStatus } from "../core/outcome.ts";
import { markCrashedRuns, openLedger } from "../ops/index.ts";
import type { Home } from "./home.ts";
import type { HouseFlow } from "./house-flow.ts";
import type { HttpClient, ProfileDay } from "../http/index.ts";
import type { ChosenProfile } from "./choose-profile.ts";
import { openHome } from "./open-home.ts";
import type { ProgressSink, ProgressStep } from "./progress.ts";
import { OUR_TAG } from "./our-tag.ts";
import { isOfEverything, pruneHome } from "./prune-home.ts";
import { openReporting, type Reporting } from "./reporting.ts";
import { toRunNotice } from "./run-notice.ts";
import type { RunReport } from "./run-report.ts";
import { EMPTY_SUMMARY, withChanges } from "./summary.ts";
import { triggerOf } from "./trigger.ts";
import { keepOpsTables } from "./write-ops-tables.ts";
import { writeReport } from "./write-report.ts";

export type { RunReport };

export interface RunWatch {
  readonly progress: ProgressSink;
  readonly signal: AbortSignal;
  readonly clock: () => Date;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Time as the engine waits for it (retries, time-outs); default: the system's. */
  readonly engineClock?: Clock;
  /** Stands between the flows and the providers: a recording keeps what passes. */
  readonly wrapHttp?: (http: HttpClient) => HttpClient;
  /** The flow run on a Prefect server that this process was started for. */
  readonly existingRunId?: string;
  /** A schedule started it. */
  readonly scheduled?: true;
}

export interface DayRun {
  readonly day: ProfileDay | null;
  readonly flow: HouseFlow;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly steps: readonly ProgressStep[];
}

/**
 * Runs one flow for each day of the profile. A day that failed does not stop the next one: the last good snapshots stay. Cancelling
 * ends the run and the days after it. Runs of killed processes are marked Crashed first.
 * @throws WrongProfileError, StoreWriteError, before anything is run
 */
export async function runDays(loaded: LoadedConfig, profile: ChosenProfile, runs: readonly DayRun[], out: string | null, watch: RunWatch): Promise<readonly RunReport[]> {
  for (const run of markCrashedRuns(loaded.paths.ledger, watch.clock())) {
    watch.progress({ kind: "note", text: `run ${run.runId.slice(0, 8)} of ${run.flow} had crashed; it is marked so, and its work is taken up again` });
  }
  const note = (text: string): void => watch.progress({ kind: "note", text });
  const ledger = openLedger(loaded.paths.ledger, { onNote: note, now: watch.clock });
  const reporting = openReporting({ loaded, ledger, env: watch.env, note, ...(watch.existingRunId === undefined ? {} : { existingRunId: watch.existingRunId }) });
  const reports: RunReport[] = [];
  try {
    for (const run of runs) {
      if (watch.signal.aborted) break;
      const opened = await openHome({ loaded, profile, day: run.day, out: out === null ? null : resolve(out), ledger, ...watch });
      try {
        watch.progress({ kind: "plan", steps: run.steps, heading: runs.length > 1 ? opened.home.runAt.toISOString().slice(0, 10) : null });
        const report = await runOnce(run, opened.home, reporting, watch);
        await tellOfRun(report, opened.home, reporting, watch);
        await keepOpsTables(opened.home, report.flowRunId, triggerOf({ parameters: run.parameters, scheduled: watch.scheduled ?? false, env: watch.env }));
        if (run === runs.at(-1)) await pruneAfter(run, report.status, opened.home);
        reports.push({ ...report, page: await writeReport(opened.home, report) });
      } finally {
        await opened.close();
      }
    }
  } finally {
    await reporting.close();
  }
  return reports;
}

/** Quietly: what was let go of is told by `snapcount prune --dry-run` before, and by the registry after. */
async function pruneAfter({ flow, parameters }: DayRun, status: RunStatus, { config, paths, out, store, runAt, progress }: Home): Promise<void> {
  const { days } = config.prune;
  if (days === "never" || out !== null || status === "cancelled" || !isOfEverything(flow.name, parameters)) return;
  try {
    await pruneHome(store, paths.ledger, config.baselines, { now: runAt, days, by: "snapcount run", dryRun: false });
  } catch (error) {
    progress({ kind: "note", text: `nothing was pruned: ${describeError(error).message}` });
  }
}

async function runOnce({ flow, parameters }: DayRun, home: Home, reporting: Reporting, watch: RunWatch): Promise<Omit<RunReport, "page">> {
  const startedAt = watch.clock().getTime();
  const { state, run, result, error } = await runFlow(flow, parameters, {
    env: home,
    recorder: reporting.recorder,
    signal: watch.signal,
    taskConcurrency: home.config.concurrency,
    limits: reporting.limits(home.limits),
    cache: home.cache,
    ...(reporting.orchestrator === undefined ? {} : { orchestrator: reporting.orchestrator, tags: [OUR_TAG] }),
    ...(watch.existingRunId === undefined ? {} : { flowRunId: watch.existingRunId }),
    ...(watch.engineClock === undefined ? {} : { clock: watch.engineClock }),
  });
  const changes = await home.changes.settle();
  await reporting.recorder.flush();
  const status: RunStatus = state.type === "CANCELLED" ? "cancelled" : (result?.status ?? "failed");
  return {
    flowRunId: run.flowRunId,
    flow: flow.name,
    runAt: home.runAt,
    status,
    summary: withChanges(result ?? EMPTY_SUMMARY, changes),
    error: error === undefined || status === "cancelled" ? null : describeError(error),
    durationMs: watch.clock().getTime() - startedAt,
    prefectUrl: reporting.prefect?.urlOf(run.flowRunId) ?? null,
  };
}

/** When all is done, and before anybody waits for the next day. What could not be delivered stands in the run's log. */
async function tellOfRun(report: Omit<RunReport, "page">, { notifier }: Home, { recorder }: Reporting, { progress, clock }: RunWatch): Promise<void> {
  const notice = toRunNotice(report);
  for (const message of notice === null ? [] : await notifier.summarize(notice)) {
    recorder.log({ flowRunId: report.flowRunId, taskRunId: null, level: "warning", message, at: clock().getTime() * 1_000 });
    progress({ kind: "note", text: message });
  }
}
