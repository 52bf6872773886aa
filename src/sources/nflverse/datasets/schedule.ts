import type { Check } from "../../../core/check.ts";
import type { FetchedDataset } from "../../file-source.ts";
import { wholeAsset } from "../assets.ts";
import { gameTypes, holdsRunningSeason, notNull, rowCounts, seasonSince, weekInRange } from "../checks.ts";
import { TABLES } from "../formats.ts";
import { playedWeekly, scoredGames } from "../freshness.ts";
import { scheduleColumns } from "../schema.ts";
import { judgeSchedule, SCHEDULE_COLUMNS } from "../schedule-rules.ts";

const score = (column: string): Check => ({ kind: "range", column, min: 0, max: 100, reason: "70 is the most since 1999" });

/**
 * Every game since 1999, played or not. Upstream is one file, so its scope is the whole file: dim_schedule takes the newest row of
 * each game over all partitions, and statistics of older seasons find their games without a run per season.
 */
export const schedule: FetchedDataset = {
  name: "schedule",
  about: "every game since 1999 with score, venue and lines; coming games without a score",
  byDefault: true,
  scope: "whole",
  firstSeason: 1999,
  seasonRule: "season",
  assets: () => [wholeAsset("schedules", "games.parquet")],
  expect: TABLES,
  filterSeasons: true,
  filterWeeks: true,
  key: ["game_id"],
  columns: scheduleColumns,
  freshness: playedWeekly,
  newestEvent: scoredGames,
  judgeRows: { columns: SCHEDULE_COLUMNS, judge: judgeSchedule },
  checks: [
    { kind: "required_columns" },
    ...rowCounts(250, 7000, "259 games was the shortest season, 7,276 rows stood there in April 2026"),
    { kind: "row_count", by: ["season"], min: 259, max: 285, onViolation: "warn", reason: "259 games until 2001, 267 until 2019, 285 since 2021; 272 while the playoffs are not drawn. A run narrowed to weeks has fewer" },
    { kind: "unique", columns: ["game_id"] },
    ...notNull("game_id", "season", "week", "game_type", "gameday", "home_team", "away_team"),
    seasonSince(1999),
    weekInRange,
    gameTypes,
    { kind: "accepted_values", column: "location", values: ["Home", "Neutral"] },
    { kind: "accepted_values", column: "roof", values: ["outdoors", "dome", "open", "closed", ""], onViolation: "warn", reason: "43 games have the empty text; dbt reads it as unknown" },
    score("home_score"),
    score("away_score"),
    { kind: "coverage", weeks: false },
    { kind: "coverage", weeks: true, onViolation: "warn", reason: "the league has not cancelled a week since 1999" },
    holdsRunningSeason,
    { kind: "row_count_change", minPercent: -0.5, maxPercent: 5, reason: "a new season adds 272 of 7,500 rows; a game is sometimes taken out (2022)" },
  ],
};
