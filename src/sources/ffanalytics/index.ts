import type { ParsedSource } from "../parsed-source.ts";
import { ffanalyticsDatasets, looking } from "./datasets.ts";
import { createProjectionsGroup } from "./group.ts";
import { describeSites } from "./parts.ts";
import type { FfanalyticsSettings } from "./settings.ts";
import { SITES } from "./sites/index.ts";

export type { FfanalyticsSettings } from "./settings.ts";
export { SITES } from "./sites/index.ts";

const settingsOf = (config: Readonly<Record<string, unknown>>): FfanalyticsSettings => config["ffanalytics"] as FfanalyticsSettings;

/** Projections of nine sites, made one consensus by rules of the R package ffanalytics; natively. */
export const ffanalytics: ParsedSource<FfanalyticsSettings> = {
  name: "ffanalytics",
  displayName: "the projection sites",
  version: "1",
  flow: "ffanalytics_pipeline",
  about: "Projections of several sites for the rest of the season, and their weighted consensus",
  settingsOf,
  describeParts: (config) => describeSites(SITES, settingsOf(config)),
  // A game week: the contract's window for projections (governance, section 8).
  lastKnownGoodHours: 7 * 24,
  checking: looking,
  datasets: ffanalyticsDatasets,
  groups: [createProjectionsGroup(SITES)],
  // ESPN's is the one address that is made for programs; the line to the network is tried, no site is needed by itself.
  probeUrl: "https://lm-api-reads.fantasy.espn.com/apis/v3/games/ffl",
  politeness: SITES.map(({ host }) => host),
};
