import type { Config } from "../config/config.ts";
import type { SourceDescription } from "../core/dataset.ts";
import { ConfigError } from "../core/errors.ts";
import type { PartitionId } from "../core/partition.ts";
import type { Recording } from "../http/index.ts";
import { missingSettings } from "../sources/commissioner/connect.ts";
import { commissioner } from "../sources/commissioner/index.ts";
import { parsedSources } from "../sources/index.ts";
import { nflverse } from "../sources/nflverse/index.ts";
import type { ParsedSource } from "../sources/parsed-source.ts";
import type { HouseFlow } from "./house-flow.ts";
import type { IngestParameters } from "./ingest-parameters.ts";
import { describeCopyPlan } from "./copy_league_sheet_flow.ts";
import { nflDataPipeline } from "./nfl_data_pipeline.ts";
import { planSheet } from "./parse_league_sheet_flow.ts";
import { planGroups, requireParsedFlow } from "./parsed-flow.ts";
import { type PlanContext, planIngest } from "./plan-ingest.ts";
import { sheetsPipeline } from "./sheets_pipeline.ts";

/** A snapshot that a run would publish: data, made before anything is fetched. */
export interface PlannedSnapshot {
  readonly id: PartitionId;
  readonly role: "snapshot" | "baseline";
  /** Seasons asked for; null where the dataset has none. */
  readonly seasons: readonly number[] | null;
  /** Addresses it is made from; none where the source is no file. */
  readonly urls: readonly string[];
}

type Parameters = Omit<IngestParameters, "when">;

/** A flow that loads a source: what it would do, and when it is left out of a run of everything. */
export interface SourceFlow {
  readonly source: SourceDescription;
  readonly flow: HouseFlow;
  /** Whether --seasons and --weeks mean anything to it. */
  readonly canNarrow: boolean;
  /** Whether its archived answers can be parsed again without asking. */
  readonly canReparse: boolean;
  plan(parameters: Parameters, context: PlanContext): readonly PlannedSnapshot[];
  /** What it changes besides the store, for people who ask before they run; missing: nothing. @param recording null: live */
  describeDeed?(parameters: Parameters, config: Config, recording: Recording | null): string;
  /** The run's parameters, as far as they are this flow's. */
  parametersOf(parameters: Parameters): Readonly<Record<string, unknown>>;
  /** Why a run of everything goes without it; null: it does not. @param recording null: live */
  whyLeftOut(config: Config, recording: Recording | null): string | null;
}

const sheets: SourceFlow = {
  source: commissioner,
  flow: sheetsPipeline,
  canNarrow: false,
  canReparse: false,
  plan: ({ dt }, { runAt }) => planSheet(commissioner, dt === undefined ? {} : { dt }, runAt).map(toSnapshot),
  describeDeed: ({ force }, { sheet }, recording) => describeCopyPlan(sheet, recording?.sheets ?? null, force),
  parametersOf: ({ dt, force }) => ({ ...(dt === undefined ? {} : { dt }), force }),
  whyLeftOut: ({ sheet }, recording) => {
    if (recording !== null && recording.sheets === null) return "the profile records no league sheet";
    return missingSettings({ source: sheet.source, copy: sheet.copy, tabs: sheet.tabs, recorded: recording?.sheets ?? null })?.message ?? null;
  },
};

const nfl: SourceFlow = {
  source: nflverse,
  flow: nflDataPipeline,
  canNarrow: true,
  canReparse: false,
  plan: (parameters, context) => planIngest(nflverse, parameters, context).map(({ id, role, seasons, assets }) => ({ id, role, seasons, urls: assets.map(({ url }) => url) })),
  parametersOf: (parameters) => ({ ...parameters }),
  whyLeftOut: () => null,
};

function parsed(source: ParsedSource): SourceFlow {
  return {
    source,
    flow: requireParsedFlow(source.flow),
    canNarrow: false,
    canReparse: true,
    plan: ({ datasets, dt }, { runAt }) => planGroups(source, { datasets, dt }, runAt).flatMap(({ plans }) => plans.map(toSnapshot)),
    parametersOf: ({ datasets, dt, force }) => ({ ...(datasets === undefined ? {} : { datasets }), ...(dt === undefined ? {} : { dt }), force }),
    whyLeftOut: (config, recording) => {
      if (recording !== null && !source.politeness.some(({ host }) => recording.hosts.has(host))) return `the profile records nothing of ${source.displayName}`;
      return source.whyLeftOut?.(config) ?? null;
    },
  };
}

const toSnapshot = ({ id }: { readonly id: PartitionId }): PlannedSnapshot => ({ id, role: "snapshot", seasons: null, urls: [] });

/** The flows that load a source, in the order of the DAG. A further source adds one entry. */
export const sourceFlows: readonly SourceFlow[] = [sheets, nfl, ...parsedSources.map(parsed)];

export interface ChosenFlow {
  readonly entry: SourceFlow;
  /** Those of the run, as far as they are this flow's. */
  readonly parameters: Parameters;
}

/**
 * Which source flows a run takes, of those that were named (or all), with the datasets of each. One that is not named is left out when it
 * has none of the asked datasets, cannot be narrowed as asked, or is not set up.
 * @throws ConfigError for a dataset that no source has
 */
export function chooseSourceFlows(named: readonly string[] | undefined, parameters: Parameters, config: Config, recording: Recording | null): { readonly chosen: readonly ChosenFlow[]; readonly leftOut: readonly string[] } {
  const candidates = sourceFlows.filter(({ flow }) => named === undefined || named.includes(flow.name));
  requireKnown(parameters.datasets, candidates);
  const isNarrowed = parameters.seasons !== undefined || parameters.weeks !== undefined;
  const leftOut: string[] = [];
  const chosen = candidates.flatMap((entry): readonly ChosenFlow[] => {
    const datasets = parameters.datasets?.filter((name) => entry.source.datasets.some((dataset) => dataset.name === name));
    if (datasets?.length === 0) return [];
    if (named === undefined) {
      const reason = isNarrowed && !entry.canNarrow ? "it cannot be narrowed" : entry.whyLeftOut(config, recording);
      if (reason !== null) {
        leftOut.push(`${entry.flow.name} is left out: ${reason}`);
        return [];
      }
    }
    if (isNarrowed && !entry.canNarrow) throw new ConfigError(`${entry.source.displayName} has no seasons or weeks to narrow by`, `Leave out --seasons and --weeks, or ${entry.flow.name}.`);
    return [{ entry, parameters: datasets === undefined ? parameters : { ...parameters, datasets } }];
  });
  return { chosen, leftOut };
}

function requireKnown(datasets: readonly string[] | undefined, among: readonly SourceFlow[]): void {
  for (const name of datasets ?? []) {
    if (among.some(({ source }) => source.datasets.some((dataset) => dataset.name === name))) continue;
    throw new ConfigError(`${among.map(({ source }) => source.name).join(" and ")} ${among.length === 1 ? "has" : "have"} no dataset '${name}'`, among.map(({ source }) => `Datasets of ${source.name}: ${source.datasets.map((dataset) => dataset.name).join(", ")}.`).join(" "));
  }
}
