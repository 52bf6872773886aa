import { resolve } from "node:path";
import { type LoadedConfig, withLeague } from "../config/load.ts";
import { ConfigError } from "../core/errors.ts";
import { datasetLabel } from "../core/partition.ts";
import { describeRecording, type ProfileDay } from "../http/index.ts";
import { copyLeagueSheetFlow, describeCopyPlan } from "./copy_league_sheet_flow.ts";
import { dataPipeline } from "./data_pipeline.ts";
import { dbtFreshness } from "./dbt_freshness.ts";
import { dbtRun } from "./dbt_run.ts";
import { dbtTest } from "./dbt_test.ts";
import { IngestParameters } from "./ingest-parameters.ts";
import { chooseProfile, daysOf } from "./choose-profile.ts";
import { parseLeagueSheetFlow, planSheet } from "./parse_league_sheet_flow.ts";
import type { ProgressStep } from "./progress.ts";
import { flows } from "./registry.ts";
import { runDays, type RunReport, type RunWatch } from "./run-days.ts";
import { commissioner } from "../sources/commissioner/index.ts";
import { chooseSourceFlows, type PlannedSnapshot, sourceFlows } from "./source-flows.ts";

/** What `snapcount run` was asked for. */
export interface RunRequest {
  /** Names of flows; none means everything. */
  readonly flows: readonly string[];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly dbt: boolean;
  /** `--out DIR`, or null. */
  readonly out: string | null;
}

/** What a run would do: data, made before anything is fetched. */
export interface RunPlan {
  /** The day of the profile it belongs to; null: now, live. */
  readonly day: ProfileDay | null;
  readonly flow: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly datasets: readonly PlannedSnapshot[];
  /** What else a person should know: what the run would change besides the store; flows that a run of everything would take and this one does not. */
  readonly notes: readonly string[];
  readonly dbt: boolean;
}

/**
 * @returns the flow that serves the request and its plan on a day. Source flows asked for with dbt run under data_pipeline, so that
 *   what is downstream of them is built too.
 * @throws ConfigError for an unknown flow or parameters that cannot be carried out
 */
export function planRun(request: RunRequest, loaded: LoadedConfig, day: ProfileDay | null, now: Date): RunPlan {
  const runAt = day?.now ?? now;
  for (const name of request.flows) requireFlow(name);
  const alone = request.flows.filter((name) => !sourceFlows.some(({ flow }) => flow.name === name) && name !== dataPipeline.name);
  if (alone.length > 0) return planAlone(request, alone, day, loaded, runAt);

  const parsed = IngestParameters.safeParse(request.parameters);
  if (!parsed.success) throw new ConfigError(`parameters: ${parsed.error.issues[0]?.message ?? "do not fit"}`, "`snapcount run --help` shows the parameters with examples.");
  const isEverything = request.flows.length === 0 || request.flows.includes(dataPipeline.name);
  const recording = describeRecording(day);
  const { chosen, leftOut } = chooseSourceFlows(isEverything ? undefined : request.flows, parsed.data, loaded.config, recording);
  const notes = [...chosen.flatMap(({ entry, parameters }) => entry.describeDeed?.(parameters, loaded.config, recording) ?? []), ...leftOut];
  const context = { runAt, baselines: loaded.config.baselines, out: request.out === null ? null : resolve(request.out) };
  const datasets = chosen.flatMap(({ entry, parameters }) => entry.plan(parameters, context));
  const dbt = request.dbt && request.out === null;
  const only = chosen[0];
  if (!dbt && request.flows.length === 1 && !isEverything && only !== undefined) return { day, flow: only.entry.flow.name, parameters: { ...request.parameters, ...only.entry.parametersOf(parsed.data) }, datasets, dbt, notes };
  const scope = isEverything ? {} : { flows: chosen.map(({ entry }) => entry.flow.name) };
  return { day, flow: dataPipeline.name, parameters: { ...request.parameters, ...scope, dbt }, datasets, dbt, notes };
}

function planAlone(request: RunRequest, alone: readonly string[], day: ProfileDay | null, loaded: LoadedConfig, runAt: Date): RunPlan {
  const [flow, ...others] = alone;
  if (flow === undefined || others.length > 0 || request.flows.length > 1) throw new ConfigError(`${request.flows.join(", ")}: cannot be run together`, "Run dbt_run, dbt_test or dbt_freshness alone, or source flows together; `snapcount run` alone does everything.");
  const { dt } = request.parameters;
  const datasets = flow === parseLeagueSheetFlow.name ? planSheet(commissioner, typeof dt === "string" ? { dt } : {}, runAt).map(({ id, role }) => ({ id, role, seasons: null, urls: [] })) : [];
  const notes = flow === copyLeagueSheetFlow.name ? [describeCopyPlan(loaded.config.sheet, day?.sheets ?? null, request.parameters["force"] === true)] : [];
  return { day, flow, parameters: request.parameters, datasets, dbt: flow in DBT_STEPS, notes };
}

/** What a flow that only reads shows of itself. */
const DBT_STEPS: Readonly<Record<string, readonly string[]>> = { [dbtRun.name]: ["dbt run"], [dbtTest.name]: ["dbt test"], [dbtFreshness.name]: ["dbt freshness"] };

/** The steps a watcher will see, in order. */
export function describeSteps(plan: RunPlan): readonly ProgressStep[] {
  const steps = plan.datasets.map(({ id }) => ({ id: datasetLabel(id), title: datasetLabel(id) }));
  const dbt = !plan.dbt ? [] : (DBT_STEPS[plan.flow] ?? ["dbt run", "dbt test"]);
  return [...steps, ...dbt.map((id) => ({ id, title: id }))];
}

/**
 * Plans the request for every day of the profile, then runs them; dbt follows the last day.
 * @throws ConfigError, WrongProfileError, before anything is run
 */
export async function executeRun(configured: LoadedConfig, request: RunRequest, watch: RunWatch): Promise<readonly RunReport[]> {
  const { plans, profile, loaded } = planDays(configured, request, watch.clock());
  const runs = plans.map((plan) => ({ day: plan.day, flow: requireFlow(plan.flow), parameters: plan.parameters, steps: describeSteps(plan) }));
  return runDays(loaded, profile, runs, request.out, watch);
}

/**
 * Parses a source's archived answers again and publishes what comes of it, at the date they were meant for.
 * @throws ConfigError for a source whose answers are no documents
 */
export async function executeReparse(configured: LoadedConfig, sourceName: string, watch: RunWatch): Promise<readonly RunReport[]> {
  const able = sourceFlows.filter(({ canReparse }) => canReparse);
  const entry = able.find(({ source }) => source.name === sourceName);
  if (entry === undefined) throw new ConfigError(`the answers of '${sourceName}' cannot be parsed again`, `Sources that can: ${able.map(({ source }) => source.name).join(", ")}.`);
  const profile = chooseProfile(configured);
  const loaded = withLeague(configured, profile.recording?.league ?? {}, profile.name);
  const day = profile.recording?.days.at(-1) ?? null;
  const steps = entry.source.datasets.map(({ name }) => `${entry.source.name}.${name}`).map((id) => ({ id, title: id }));
  return runDays(loaded, profile, [{ day, flow: entry.flow, parameters: { reparse: true }, steps }], null, watch);
}

/** @returns one plan a day, without running anything: what `--dry-run` prints. @throws ConfigError */
export function planDays(configured: LoadedConfig, request: RunRequest, now: Date): { readonly plans: readonly RunPlan[]; readonly profile: ReturnType<typeof chooseProfile>; readonly loaded: LoadedConfig } {
  const profile = chooseProfile(configured);
  const loaded = withLeague(configured, profile.recording?.league ?? {}, profile.name);
  const days = daysOf(profile, requireFlow(request.flows[0] ?? dataPipeline.name));
  const plans = days.map((day, index) => planRun({ ...request, dbt: request.dbt && index === days.length - 1 }, loaded, day, now));
  return { plans, profile, loaded };
}

/** @throws ConfigError naming the flows there are */
export function requireFlow(name: string): (typeof flows)[string] {
  const flow = flows[name];
  if (flow === undefined) throw new ConfigError(`there is no flow '${name}'`, `Flows: ${Object.keys(flows).join(", ")}.`);
  return flow;
}
