import { TerminatedError } from "@snapcount/prefect";
import { createPrefectApi, type FlowRunAnswer, type PrefectApi } from "@snapcount/prefect/server";
import * as z from "zod";
import { type LoadedConfig, withLeague } from "../config/load.ts";
import { ConfigError, describeError } from "../core/errors.ts";
import { chooseProfile } from "./choose-profile.ts";
import { flows } from "./registry.ts";
import { runDays, type RunReport, type RunWatch } from "./run-days.ts";
import type { HouseFlow } from "./house-flow.ts";
import { findPrefect } from "./prefect-settings.ts";
import { SCHEDULED_TAG } from "./trigger.ts";

/**
 * Executes a flow run that exists on the Prefect server: what `snapcount flow-run execute` does, started by a worker with
 * PREFECT__FLOW_RUN_ID. The server decides about its states; its parameters and name are the run's own.
 * @param watch its signal: the process is asked to end (SIGTERM)
 * @returns null when the run could not be started: the server has been told why
 * @throws ConfigError when no server is set up; PrefectApiError, PrefectUnreachableError when the run cannot be read
 */
export async function executeFlowRun(configured: LoadedConfig, flowRunId: string, watch: Omit<RunWatch, "existingRunId">): Promise<RunReport | null> {
  const settings = findPrefect(watch.env);
  if (settings === null) throw new ConfigError("no Prefect server is set up, so there is no flow run to execute", "Set PREFECT_API_URL; Prefect's workers set it for what they start.");
  const api = createPrefectApi(settings);
  const controller = new AbortController();
  const onEnd = (): void => void passOn(watch.signal, api, flowRunId, controller);
  watch.signal.addEventListener("abort", onEnd, { once: true });
  try {
    const run = await api.request<FlowRunAnswer>("GET", `/flow_runs/${flowRunId}`);
    const { name } = await api.request<{ readonly name: string }>("GET", `/flows/${run.flow_id}`);
    const refusal = refuse(name, run.parameters);
    if (refusal !== null) {
      await refuseRun(api, flowRunId, refusal);
      watch.progress({ kind: "note", text: refusal });
      return null;
    }
    const flow = flows[name] as HouseFlow;
    const profile = chooseProfile(configured);
    const loaded = withLeague(configured, profile.recording?.league ?? {}, profile.name);
    // One flow run is one run: of a recording's days, the newest.
    const day = profile.recording?.days.at(-1) ?? null;
    const reports = await runDays(loaded, profile, [{ day, flow, parameters: run.parameters, steps: [] }], null, { ...watch, signal: controller.signal, existingRunId: flowRunId, ...(run.tags.includes(SCHEDULED_TAG) ? { scheduled: true } : {}) });
    return reports[0] ?? null;
  } finally {
    watch.signal.removeEventListener("abort", onEnd);
    await api.close();
  }
}

/** @returns why a run with these parameters cannot be carried out, or null */
function refuse(flowName: string, parameters: Readonly<Record<string, unknown>>): string | null {
  const flow = flows[flowName];
  if (flow === undefined) return `this version of Snapcount has no flow '${flowName}' (it has ${Object.keys(flows).join(", ")}); \`snapcount deploy\` lists deployments whose flow is gone`;
  const parsed = flow.parameters.safeParse(parameters);
  return parsed.success ? null : `the parameters of this run do not fit flow '${flowName}':\n${z.prettifyError(parsed.error)}`;
}

async function refuseRun(api: PrefectApi, flowRunId: string, message: string): Promise<void> {
  // Not retried: the next attempt would be refused for the same reason.
  await api.request("PATCH", `/flow_runs/${flowRunId}`, { empirical_policy: { retries: 0 } });
  await api.request("POST", `/flow_runs/${flowRunId}/set_state`, { state: { type: "FAILED", name: "Failed", message } });
}

/** A worker ends its child for two reasons, and the server knows which: somebody cancelled the run, or the worker itself is ending. */
async function passOn(asked: AbortSignal, api: PrefectApi, flowRunId: string, controller: AbortController): Promise<void> {
  const run = await api.request<FlowRunAnswer>("GET", `/flow_runs/${flowRunId}`, undefined, { retries: 0, timeoutMs: 3_000 }).catch(() => null);
  const cancelled = run?.state?.type === "CANCELLING" || run?.state?.type === "CANCELLED";
  controller.abort(cancelled ? asked.reason : new TerminatedError(`the process was asked to end: ${describeError(asked.reason).message}`));
}
