import type { FetchedDataset } from "../../file-source.ts";
import { expectedPointsAsset, perSeason } from "../assets.ts";
import { clubsPlayed, gamesKnown, growsWeekly, holdsRunningSeason, notNull, rowCounts, seasonsAndWeeks, seasonSince, weekInRange } from "../checks.ts";
import { TABLES } from "../formats.ts";
import { playedGames, playedWeekly } from "../freshness.ts";
import { ffOpportunityColumns } from "../schema.ts";

/** Expected fantasy points by player and week (full PPR), from ffverse. */
export const ffOpportunity: FetchedDataset = {
  name: "ff_opportunity",
  about: "expected fantasy points by player and week",
  byDefault: true,
  scope: "seasons",
  firstSeason: 2006,
  seasonRule: "season",
  assets: (seasons) => perSeason(seasons, (season) => [expectedPointsAsset(season)]),
  expect: TABLES,
  nulls: ["NA"],
  filterSeasons: false,
  filterWeeks: true,
  key: ["season", "week", "player_id", "game_id"],
  columns: ffOpportunityColumns,
  freshness: playedWeekly,
  newestEvent: playedGames,
  players: { id: "player_id", knownAs: "gsis_id", position: "position" },
  checks: [
    { kind: "required_columns" },
    ...rowCounts(15, 250, "one game has about 20 rows, a week about 300"),
    { kind: "unique", columns: ["season", "week", "player_id", "game_id"] },
    { kind: "not_null", column: "player_id", by: ["season"], maxNullRatio: 0.15, reason: "6.75 % of rows are what is left of a club and game without a credited player; dbt drops them" },
    ...notNull("game_id", "season", "week"),
    seasonSince(2006),
    weekInRange,
    ...seasonsAndWeeks,
    gamesKnown,
    clubsPlayed("posteam"),
    growsWeekly,
    holdsRunningSeason,
  ],
};
