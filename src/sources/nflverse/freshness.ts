import type { DatasetDescription } from "../../core/dataset.ts";

type Freshness = DatasetDescription["freshness"];
const DAY = 24;

const offSeason = { warnAfterHours: 14 * DAY, failAfterHours: 30 * DAY, reason: "no games: upstream moves with rosters and corrections only" };

/** Files that nflverse writes at least after every game day. */
export const playedWeekly: Freshness = {
  inSeason: { warnAfterHours: 48, failAfterHours: 7 * DAY, reason: "written nightly after game days, final on Thursday; a week without news means a week is missing" },
  offSeason,
};

/** DynastyProcess publishes on Fridays: two days without news are normal, a second missed Friday is not. */
export const publishedFridays: Freshness = {
  inSeason: { warnAfterHours: 9 * DAY, failAfterHours: 16 * DAY, reason: "the crosswalk is published on Fridays" },
  offSeason,
};

/** A file that gets one block of rows a year. */
export const publishedYearly: Freshness = {
  inSeason: { warnAfterHours: 400 * DAY, failAfterHours: 800 * DAY, reason: "one block of clubs is added a year" },
  offSeason: { warnAfterHours: 400 * DAY, failAfterHours: 800 * DAY, reason: "one block of clubs is added a year" },
};
