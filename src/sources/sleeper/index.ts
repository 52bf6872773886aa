import type { ParsedSource } from "../parsed-source.ts";
import { sleeperDatasets, looking } from "./datasets.ts";
import { draftsGroup, leagueGroup, matchupsGroup, stateGroup, tradedPicksGroup, transactionsGroup, trendingGroup } from "./groups.ts";
import { missingLeague } from "./league-chain.ts";
import { API } from "./questions.ts";
import type { SleeperSettings } from "./settings.ts";
import { teams } from "./teams.ts";

const settingsOf = (config: Readonly<Record<string, unknown>>): SleeperSettings => config["sleeper"] as SleeperSettings;

/** Sleeper's open API: the leagues of the configuration, and the players everybody plays with. */
export const sleeper: ParsedSource<SleeperSettings> = {
  name: "sleeper",
  displayName: "Sleeper",
  version: "1",
  flow: "sleeper_pipeline",
  about: "Rosters, users, players and the free-agent pool; the league's rules, transactions, drafts, matchups",
  settingsOf,
  whyLeftOut: (config) => {
    const missing = missingLeague(settingsOf(config));
    return missing === null ? null : `${missing.message}. ${missing.fix}`;
  },
  // The contract's window (governance, section 8): a roster of three days ago offers players who are taken.
  lastKnownGoodHours: 48,
  checking: looking,
  datasets: sleeperDatasets,
  groups: [teams, leagueGroup, transactionsGroup, draftsGroup, tradedPicksGroup, matchupsGroup, stateGroup, trendingGroup],
  probeUrl: `${API}/state/nfl`,
  politeness: [{ host: "api.sleeper.app", requests: 2, pauseMs: 100, reason: "under 1,000 calls a minute, or the address is blocked" }],
};
