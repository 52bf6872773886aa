import type { NewestEvent, SeasonThresholds } from "../../core/dataset.ts";

const DAY = 24;

const offSeason = { warnAfterHours: 14 * DAY, failAfterHours: 30 * DAY, reason: "no games: upstream moves with rosters and corrections only" };

/** How often we look (config/schedules.yaml). */
export const looking: SeasonThresholds = {
  inSeason: { warnAfterHours: 48, failAfterHours: 7 * DAY, reason: "asked daily; the contract's two days and week" },
  offSeason: { warnAfterHours: 14 * DAY, failAfterHours: 30 * DAY, reason: "asked weekly; two missed weeks are a broken schedule" },
};

/** From one week's last game to the next one's first report; before the Super Bowl there is a week without a game. */
const betweenGames: SeasonThresholds = {
  inSeason: { warnAfterHours: 9 * DAY, failAfterHours: 16 * DAY, reason: "games every week, and two weeks between the conference finals and the Super Bowl" },
  offSeason: { warnAfterHours: 215 * DAY, failAfterHours: 240 * DAY, reason: "from the Super Bowl, 14 February at the latest, to the first game in September: 205 to 215 days" },
};

/** Rows of a season and a week. */
export const playedGames: NewestEvent = { gameWeeks: true, ...betweenGames };

/** Games that have a score. */
export const scoredGames: NewestEvent = { column: "gameday", where: "home_score IS NOT NULL", ...betweenGames };

/** A chart a day, from 2025 on. */
export const dailyCharts: NewestEvent = {
  column: "chart_at",
  inSeason: { warnAfterHours: 72, failAfterHours: 10 * DAY, reason: "clubs are charted every day" },
  offSeason: { warnAfterHours: 30 * DAY, failAfterHours: 90 * DAY, reason: "charted daily from the draft on; after a season the last chart stands until the new league year" },
};

/** Files that nflverse writes at least after every game day. */
export const playedWeekly: SeasonThresholds = {
  inSeason: { warnAfterHours: 48, failAfterHours: 7 * DAY, reason: "written nightly after game days, final on Thursday; a week without news means a week is missing" },
  offSeason,
};

/** DynastyProcess publishes on Fridays: two days without news are normal, a second missed Friday is not. */
export const publishedFridays: SeasonThresholds = {
  inSeason: { warnAfterHours: 9 * DAY, failAfterHours: 16 * DAY, reason: "the crosswalk is published on Fridays" },
  offSeason,
};

/** A file that gets one block of rows a year. */
export const publishedYearly: SeasonThresholds = {
  inSeason: { warnAfterHours: 400 * DAY, failAfterHours: 800 * DAY, reason: "one block of clubs is added a year" },
  offSeason: { warnAfterHours: 400 * DAY, failAfterHours: 800 * DAY, reason: "one block of clubs is added a year" },
};
