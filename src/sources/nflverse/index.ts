import type { FetchedSource } from "../file-source.ts";
import { depthCharts } from "./datasets/depth-charts.ts";
import { ffOpportunity } from "./datasets/ff-opportunity.ts";
import { ffPlayerIds } from "./datasets/ff-playerids.ts";
import { injuries } from "./datasets/injuries.ts";
import { players } from "./datasets/players.ts";
import { schedule } from "./datasets/schedule.ts";
import { season } from "./datasets/season.ts";
import { snapCounts } from "./datasets/snap-counts.ts";
import { teams } from "./datasets/teams.ts";
import { weekly } from "./datasets/weekly.ts";
import { looking } from "./freshness.ts";

/** nflverse and its neighbours ffverse, nfldata and DynastyProcess: files on GitHub, no credentials. */
export const nflverse: FetchedSource = {
  name: "nflverse",
  displayName: "nflverse",
  version: "1",
  flow: "nfl_data_pipeline",
  // A game week: the contract's window for nflverse (governance, section 8).
  lastKnownGoodHours: 7 * 24,
  checking: looking,
  probeUrl: "https://github.com/nflverse/nflverse-data",
  politeness: [{ host: "github.com", requests: 4, reason: "all files come from here, without credentials; GitHub's secondary limits punish many requests at once, and four fill an ordinary line" }],
  // The crosswalk first: other datasets are mapped with it.
  datasets: [ffPlayerIds, schedule, teams, weekly, snapCounts, ffOpportunity, season, players, injuries, depthCharts],
};
