import type { FlowEntry } from "../core/flow-entry.ts";
import { commissioner } from "../sources/commissioner/index.ts";
import { parsedSources } from "../sources/index.ts";
import { nflverse } from "../sources/nflverse/index.ts";
import { copyLeagueSheetFlow } from "./copy_league_sheet_flow.ts";
import { dataPipeline } from "./data_pipeline.ts";
import { dbtFreshness } from "./dbt_freshness.ts";
import { dbtRun } from "./dbt_run.ts";
import { dbtTest } from "./dbt_test.ts";
import type { HouseFlow } from "./house-flow.ts";
import { parsedFlows } from "./parsed-flow.ts";
import { fetchSeason } from "./fetch_season.ts";
import { nflDataPipeline } from "./nfl_data_pipeline.ts";
import { parseLeagueSheetFlow } from "./parse_league_sheet_flow.ts";
import { sheetsPipeline } from "./sheets_pipeline.ts";

const all: readonly HouseFlow[] = [copyLeagueSheetFlow, parseLeagueSheetFlow, sheetsPipeline, nflDataPipeline, fetchSeason, ...parsedFlows.values(), dbtRun, dbtTest, dbtFreshness, dataPipeline];

/** The implemented flows by name: what `snapcount run FLOW` starts. */
export const flows: Readonly<Record<string, HouseFlow>> = Object.fromEntries(all.map((flow) => [flow.name, flow]));

const implemented = (flow: { readonly name: string; readonly description: string }, facts: Pick<FlowEntry, "source" | "dependsOn" | "datasets">): FlowEntry => ({
  name: flow.name,
  file: `src/flows/${flow.name}.ts`,
  about: flow.description,
  status: "implemented",
  ...facts,
});

/** The flows that load a source whole. */
const sourcePipelines: readonly string[] = [sheetsPipeline.name, nflDataPipeline.name, ...parsedFlows.keys()];

/** Every flow of the house, in the order of the DAG; the documents are generated from it. */
export const flowRegistry: readonly FlowEntry[] = [
  implemented(copyLeagueSheetFlow, { source: "commissioner", dependsOn: [], datasets: [] }),
  implemented(parseLeagueSheetFlow, { source: "commissioner", dependsOn: ["copy_league_sheet_flow"], datasets: commissioner.datasets.map((dataset) => dataset.name) }),
  implemented(sheetsPipeline, { source: "commissioner", dependsOn: ["copy_league_sheet_flow", "parse_league_sheet_flow"], datasets: [] }),
  implemented(fetchSeason, { source: "nflverse", dependsOn: [], datasets: [] }),
  implemented(nflDataPipeline, { source: "nflverse", dependsOn: [], datasets: nflverse.datasets.map((dataset) => dataset.name) }),
  ...parsedSources.map((source) => implemented({ name: source.flow, description: source.about }, { source: source.name, dependsOn: source.groups.some(({ uses }) => uses !== undefined) ? ["nfl_data_pipeline"] : [], datasets: source.datasets.map(({ name }) => name) })),
  implemented(dbtRun, { source: null, dependsOn: sourcePipelines, datasets: [] }),
  implemented(dbtTest, { source: null, dependsOn: ["dbt_run"], datasets: [] }),
  implemented(dbtFreshness, { source: null, dependsOn: sourcePipelines, datasets: [] }),
  implemented(dataPipeline, { source: null, dependsOn: [...sourcePipelines, "dbt_run", "dbt_test"], datasets: [] }),
];
