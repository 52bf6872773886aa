import { type Flow, flow, type FlowContext, task } from "@snapcount/prefect";
import * as z from "zod";
import { ConfigError, describeError, PayloadError, SchemaDriftError } from "../core/errors.ts";
import type { CheckResult } from "../core/check.ts";
import type { DatasetOutcome } from "../core/outcome.ts";
import { datasetLabel, dtOf, isDt, parseDt } from "../core/partition.ts";
import { parsedSources } from "../sources/index.ts";
import { NothingToAsk, type ParsedSource, type ParsedTables, type PublishGroup } from "../sources/parsed-source.ts";
import type { KnownAnswer } from "../store/store.ts";
import { type AskingDesk, createAskingDesk, type RecordingAsker } from "./asker.ts";
import { reportOutcome } from "./dataset-report.ts";
import { closeSourceFlow, noticeOfLoss } from "./governance.ts";
import type { Home } from "./home.ts";
import { ingestGroup, type PlannedTable } from "./ingest-group.ts";
import { checkBlockers, requireUnblocked } from "./preload.ts";
import { type KnownContext, readParseContext } from "./parse-context.ts";
import { describeLoss, type PlannedDataset, quarantinePayloads, skip } from "./publishing.ts";
import { findAnswers } from "./reparse.ts";
import { seasonal, whenParameter } from "./season-guard.ts";
import { type FlowSummary, stateOf } from "./summary.ts";

/**
 * The body of every flow whose source answers questions that a parser makes tables of (`src/sources/parsed-source.ts`): ask, parse, and
 * publish each group of tables in one step. A group that is lost does not stop the others.
 */
export const ParsedParameters = z.strictObject({
  datasets: z.array(z.string()).optional().describe("Datasets to load, each with those it is published together with; default: all"),
  dt: z.string().refine(isDt, "not a date YYYY-MM-DD").optional().describe("Snapshot date (UTC); default: today"),
  when: whenParameter,
  force: z.boolean().default(false).describe("Publish although nothing changed"),
  reparse: z.boolean().default(false).describe("Ask nobody: parse the archived answers again, those that were put aside first"),
});
export type ParsedParameters = z.output<typeof ParsedParameters>;

/** A group of the source with the snapshots it would publish. */
export interface PlannedGroup<S> {
  readonly group: PublishGroup<S>;
  readonly plans: readonly PlannedDataset[];
}

/** Pure. @throws ConfigError for a dataset that the source does not have */
export function planGroups<S>(source: ParsedSource<S>, { datasets, dt }: Pick<ParsedParameters, "datasets" | "dt">, runAt: Date): readonly PlannedGroup<S>[] {
  const date = dt === undefined ? dtOf(runAt) : parseDt(dt, runAt);
  const unknown = datasets?.find((name) => !source.datasets.some((dataset) => dataset.name === name));
  if (unknown !== undefined) throw new ConfigError(`${source.name} has no dataset '${unknown}'`, `Datasets of ${source.name}: ${source.datasets.map(({ name }) => name).join(", ")}.`);
  return source.groups
    .filter((group) => datasets === undefined || group.datasets.some((name) => datasets.includes(name)))
    .map((group) => ({
      group,
      plans: source.datasets.filter(({ name }) => group.datasets.includes(name)).map((dataset): PlannedDataset => ({ source, dataset, id: { source: source.name, dataset: dataset.name, dt: date }, role: "snapshot" })),
    }));
}

export type ParsedFlow = Flow<typeof ParsedParameters, FlowSummary, Home>;

/** @returns the flow of a source: everything that is its own stands in the source's folder */
export function createParsedFlow<S>(source: ParsedSource<S>): ParsedFlow {
  return flow(
    { name: source.flow, description: source.about, parameters: ParsedParameters, outcome: stateOf, hooks: noticeOfLoss },
    seasonal(({ when: _, ...parameters }: ParsedParameters, run: FlowContext<Home>) => runParsedSource(run, source, source.settingsOf(run.env.config), parameters)),
  );
}

/** The flows of all such sources, by their names. */
export const parsedFlows: ReadonlyMap<string, ParsedFlow> = new Map(parsedSources.map((source) => [source.flow, createParsedFlow(source)]));

/** @returns the flow of that name. @throws ConfigError when no source has it */
export function requireParsedFlow(name: string): ParsedFlow {
  const found = parsedFlows.get(name);
  if (found !== undefined) return found;
  throw new ConfigError(`no source has a flow '${name}'`, `Flows of sources: ${[...parsedFlows.keys()].join(", ")}.`);
}

/** @returns the flow's summary. @throws ConfigError before anything is asked */
async function runParsedSource<S>(run: FlowContext<Home>, given: ParsedSource<S>, settings: S, parameters: Omit<ParsedParameters, "when">): Promise<FlowSummary> {
  const { env: home } = run;
  const source = home.govern(given);
  const groups = planGroups(source, parameters, home.runAt);
  const preload = parameters.reparse ? [] : await run.submit(checkBlockers, { source, force: parameters.force });
  const desk = createAskingDesk(run, source, parameters.reparse ? "archive" : home.recorded === null ? "provider" : "recording");
  const outcomes = (await Promise.all(groups.map((planned) => loadOne(run, { source, desk, settings, parameters, preload }, planned)))).flat();
  const datasets = groups.flatMap(({ plans }) => plans.map(({ dataset }) => dataset));
  const closing = await closeSourceFlow(run, { flow: source.flow, source, datasets, preload, outcomes });
  return { ...closing, checks: [], dbt: [], skipped: null };
}

interface Loading<S> {
  readonly source: ParsedSource<S>;
  readonly desk: AskingDesk;
  readonly settings: S;
  readonly parameters: Omit<ParsedParameters, "when">;
  readonly preload: readonly CheckResult[];
}

async function loadOne<S>(run: FlowContext<Home>, loading: Loading<S>, planned: PlannedGroup<S>): Promise<readonly DatasetOutcome[]> {
  const { env: home } = run;
  const startedAt = home.clock().getTime();
  for (const { id } of planned.plans) home.progress({ kind: "start", step: datasetLabel(id) });
  const outcomes = (await tryLoad(run, loading, planned)).map((outcome) => ({ ...outcome, durationMs: home.clock().getTime() - startedAt }));
  for (const outcome of outcomes) reportOutcome(run, outcome);
  return outcomes;
}

async function tryLoad<S>(run: FlowContext<Home>, { desk, settings, parameters, preload }: Loading<S>, { group, plans }: PlannedGroup<S>): Promise<readonly DatasetOutcome[]> {
  const { env: home } = run;
  const answers = parameters.reparse ? await findAnswers(home, plans).catch((error: unknown) => ({ error })) : { known: await knownAnswers(home, plans), dt: null, askedAt: null };
  if ("error" in answers) return Promise.all(plans.map((plan) => describeLoss(home, plan, answers.error)));
  const dated = answers.dt === null ? plans : plans.map((plan) => ({ ...plan, id: { ...plan.id, dt: answers.dt ?? plan.id.dt } }));
  const asker = desk.askerFor(answers.known);
  try {
    requireUnblocked(preload);
    const runAt = answers.askedAt ?? home.runAt;
    const gathered = await group.gather(asker, settings, { runAt, games: async () => (await home.identity.schedule())?.games ?? null });
    if (gathered instanceof NothingToAsk) return await Promise.all(dated.map((plan) => skip(home, plan, gathered.reason)));
    // Only now, with the answers at hand, is anybody waited for.
    const context = await readParseContext(home, dated[0]?.id.dt ?? dtOf(home.runAt), runAt);
    const parse = (): ParsedTables => group.parse(gathered, settings, context);
    const tables = await run.submit(parseDocuments, { label: group.label, parse, plans: dated, inputs: inputsOf(group, settings, context) });
    return await ingestGroup(run, {
      label: group.label,
      tables,
      payloads: asker.payloads,
      sourceModifiedTime: null,
      alwaysPublish: parameters.force || parameters.reparse || parameters.dt !== undefined,
    });
  } catch (error) {
    if (run.signal.aborted) throw error;
    run.log.error(describeError(error).message);
    return loseGroup(run, dated, asker, error);
  }
}

/** An answer that could not be read is put aside with its reason; an answer that never came leaves nothing to keep. */
async function loseGroup(run: FlowContext<Home>, plans: readonly PlannedDataset[], asker: RecordingAsker, error: unknown): Promise<readonly DatasetOutcome[]> {
  const isUnreadable = asker.payloads.length > 0 && (error instanceof PayloadError || error instanceof SchemaDriftError);
  return Promise.all(plans.map((plan) => (isUnreadable ? quarantinePayloads(run.env, plan, run.run.flowRunId, asker.payloads, error) : describeLoss(run.env, plan, error))));
}

interface ParseInput {
  readonly label: string;
  readonly parse: () => ParsedTables;
  readonly plans: readonly PlannedDataset[];
  readonly inputs: Readonly<Record<string, string>>;
}

const parseDocuments = task<ParseInput, readonly PlannedTable[], Home>(
  { name: "parse_documents", description: "Makes tables of a group's answers; pure", timeoutMs: 5 * 60_000, runName: ({ label }) => `parse ${label}` },
  async ({ parse, plans, inputs }, run) => {
    const { tables, checks, remarks = [] } = parse();
    for (const remark of remarks) run.log.info(remark);
    return plans.map((plan) => {
      const content = tables[plan.id.dataset];
      if (content === undefined) throw new SchemaDriftError(datasetLabel(plan.id), ["its parser made no table of it"]);
      return { plan, content, checks: checks[plan.id.dataset] ?? [], inputs };
    });
  },
);

function inputsOf<S>({ uses = [], ...group }: PublishGroup<S>, settings: S, context: KnownContext): Readonly<Record<string, string>> {
  return uses.reduce((inputs, name) => ({ ...inputs, ...context.inputs[name] }), group.inputsOf(settings, context));
}

/** What earlier runs left of the answers, by address. */
async function knownAnswers({ store }: Home, plans: readonly PlannedDataset[]): Promise<ReadonlyMap<string, KnownAnswer>> {
  const runs = await Promise.all(plans.map(({ id }) => store.readLastRun(id)));
  return new Map(runs.flatMap((last) => Object.entries(last?.validators ?? {})));
}
