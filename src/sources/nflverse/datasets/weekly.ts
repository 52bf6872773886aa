import type { FetchedDataset } from "../../file-source.ts";
import { perSeason, seasonAsset } from "../assets.ts";
import { growsWeekly, holdsRunningSeason, notNull, rowCounts, seasonsAndWeeks, seasonSince, weekInRange } from "../checks.ts";
import { playedGames, playedWeekly } from "../freshness.ts";
import { weeklyColumns } from "../schema.ts";
import { TABLES } from "../formats.ts";

/** Statistics of every player in every game. The frozen tag `player_stats` (53 columns, to 2024) is another file: offence only. */
export const weekly: FetchedDataset = {
  name: "weekly",
  about: "player statistics by week: offence, defence, kicking",
  byDefault: true,
  scope: "seasons",
  firstSeason: 1999,
  seasonRule: "season",
  assets: (seasons) => perSeason(seasons, (season) => [seasonAsset("stats_player", "stats_player_week", season)]),
  expect: TABLES,
  filterSeasons: false,
  filterWeeks: true,
  key: ["season", "week", "player_id"],
  columns: weeklyColumns,
  freshness: playedWeekly,
  newestEvent: playedGames,
  checks: [
    { kind: "required_columns" },
    ...rowCounts(40, 900, "one game has about 71 rows, a whole week 1,003 (two clubs to play) to 1,071"),
    { kind: "unique", columns: ["season", "week", "player_id"], reason: "a player is in one game a week; rows without player are penalties of a club" },
    { kind: "not_null", column: "player_id", maxNullRatio: 0.05, reason: "1 of 1,003 and 2 of 1,142 rows are penalties of a club; dbt drops them" },
    ...notNull("season", "week", "season_type", "team"),
    { kind: "not_null", column: "opponent_team", maxNullRatio: 0.01, reason: "never null in the measured files; dbt builds its game id from it" },
    seasonSince(1999),
    weekInRange,
    { kind: "accepted_values", column: "season_type", values: ["REG", "POST"] },
    ...seasonsAndWeeks,
    growsWeekly,
    holdsRunningSeason,
  ],
};
