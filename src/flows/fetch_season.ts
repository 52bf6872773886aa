import { flow, type FlowContext } from "@snapcount/prefect";
import * as z from "zod";
import { ConfigError, NotAtProviderError } from "../core/errors.ts";
import { currentSeason, rosterSeason } from "../core/nfl-calendar.ts";
import { datasetLabel, dtOf, isDt, parseDt } from "../core/partition.ts";
import { selectSeasons } from "../core/plan.ts";
import { type Asset, type FetchedDataset, fetchedSources, requireDataset, requireSource } from "../sources/index.ts";
import { runDirectly } from "./direct.ts";
import { fetchAsset, type FetchPlan } from "./fetch-asset.ts";
import { noticeOfLoss } from "./governance.ts";
import type { Home } from "./home.ts";
import { describeFetched } from "./run-findings.ts";
import { EMPTY_SUMMARY, type FlowSummary } from "./summary.ts";

const Parameters = z.strictObject({
  source: z.string().default("nflverse").describe("Source to fetch from"),
  dataset: z.string().default("weekly").describe("Dataset of the source"),
  season: z.int().optional().describe("Season to fetch; default: the running one; not for datasets without seasons"),
  dt: z.string().refine(isDt, "not a date YYYY-MM-DD").optional().describe("Date (UTC) of the snapshot it is fetched for; default: today"),
});

/**
 * Fetches one season's files into the payload archive and publishes nothing: many of these may run at once, on many workers, and the
 * one run of the source's flow that combines the seasons finds them there. A provider's limit holds for all of them together.
 */
export const fetchSeason = flow(
  {
    name: "fetch_season",
    description: "Fetches the upstream files of one season of one dataset into the archive; publishes nothing",
    parameters: Parameters,
    hooks: noticeOfLoss,
  },
  async ({ source: sourceName, dataset: datasetName, season, dt }, run: FlowContext<Home>): Promise<FlowSummary> => {
    const { runAt, store } = run.env;
    const source = requireSource(sourceName, fetchedSources);
    const dataset = requireDataset(source, datasetName);
    const plan: FetchPlan = { source, dataset, id: { source: source.name, dataset: dataset.name, dt: dt === undefined ? dtOf(runAt) : parseDt(dt, runAt) }, reuse: "renew" };
    const lastRun = await store.readLastRun(plan.id);
    const fetched = await Promise.all(run.map(fetchAsset, selectAssets(dataset, datasetLabel(plan.id), season, runAt).map((asset) => ({ plan, asset, lastRun }))));
    const files = fetched.filter((file) => file !== null);
    if (files.length === 0) throw new NotAtProviderError(datasetLabel(plan.id), 404);
    run.artifact(describeFetched(plan.id, files));
    return EMPTY_SUMMARY;
  },
);

/** @throws ConfigError for a season that cannot exist, or one asked of a dataset that has none */
function selectAssets(dataset: FetchedDataset, label: string, season: number | undefined, runAt: Date): readonly Asset[] {
  if (dataset.scope !== "seasons") {
    if (season !== undefined) throw new ConfigError(`${label} is not fetched by season`, "Leave out the season: its file holds all of them.");
    return dataset.assets([]);
  }
  const running = dataset.seasonRule === "roster" ? rosterSeason(runAt) : currentSeason(runAt);
  return dataset.assets(selectSeasons(label, season === undefined ? null : [season], dataset.firstSeason, running));
}

await runDirectly(import.meta.url, fetchSeason);
