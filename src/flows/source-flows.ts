import type { Config } from "../config/config.ts";
import { ConfigError } from "../core/errors.ts";
import type { PartitionId } from "../core/partition.ts";
import type { RecordedSheets } from "../http/index.ts";
import { missingSettings } from "../sources/commissioner/connect.ts";
import { commissioner } from "../sources/commissioner/index.ts";
import { nflverse } from "../sources/nflverse/index.ts";
import type { IngestParameters } from "./ingest-parameters.ts";
import { nflDataPipeline } from "./nfl_data_pipeline.ts";
import { planSheet } from "./parse_league_sheet_flow.ts";
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

/** What a run has at hand: providers, or a recording of some of them. */
export interface Providers {
  readonly isLive: boolean;
  readonly sheets: RecordedSheets | null;
}

const sheets = {
  source: commissioner,
  flow: sheetsPipeline,
  plan: ({ dt, seasons, weeks }: Parameters, { runAt }: PlanContext): readonly PlannedSnapshot[] => {
    if (seasons !== undefined || weeks !== undefined) throw new ConfigError("the league sheet has no seasons or weeks to narrow by", "Leave out --seasons and --weeks, or sheets_pipeline.");
    return planSheet(dt === undefined ? {} : { dt }, runAt).map(({ id }) => ({ id, role: "snapshot", seasons: null, urls: [] }));
  },
  parametersOf: ({ dt, force }: Parameters): object => ({ ...(dt === undefined ? {} : { dt }), force }),
  whyLeftOut: ({ sheet }: Config, { isLive, sheets: recorded }: Providers): string | null => {
    if (!isLive && recorded === null) return "the profile records no league sheet";
    return missingSettings({ source: sheet.source, copy: sheet.copy, tabs: sheet.tabs, recorded })?.message ?? null;
  },
};

const nfl = {
  source: nflverse,
  flow: nflDataPipeline,
  plan: (parameters: Parameters, context: PlanContext): readonly PlannedSnapshot[] =>
    planIngest(nflverse, parameters, context).map(({ id, role, seasons, assets }) => ({ id, role, seasons, urls: assets.map(({ url }) => url) })),
  parametersOf: (parameters: Parameters): object => parameters,
  whyLeftOut: (): string | null => null,
};

/** The flows that load a source, in the order of the DAG. A further source adds one entry. */
export const sourceFlows = [sheets, nfl] as const;
export type SourceFlow = (typeof sourceFlows)[number];

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
export function chooseSourceFlows(named: readonly string[] | undefined, parameters: Parameters, config: Config, providers: Providers): { readonly chosen: readonly ChosenFlow[]; readonly leftOut: readonly string[] } {
  const candidates = sourceFlows.filter(({ flow }) => named === undefined || named.includes(flow.name));
  requireKnown(parameters.datasets, candidates);
  const leftOut: string[] = [];
  const chosen = candidates.flatMap((entry): readonly ChosenFlow[] => {
    const datasets = parameters.datasets?.filter((name) => entry.source.datasets.some((dataset) => dataset.name === name));
    if (datasets?.length === 0) return [];
    if (named === undefined) {
      const reason = entry === sheets && (parameters.seasons !== undefined || parameters.weeks !== undefined) ? "it cannot be narrowed" : entry.whyLeftOut(config, providers);
      if (reason !== null) {
        leftOut.push(`${entry.flow.name} is left out: ${reason}`);
        return [];
      }
    }
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
