import type { FetchedDataset } from "../../file-source.ts";
import { perSeason, seasonAsset } from "../assets.ts";
import { clubsPlayed, growsWeekly, holdsRunningSeason, notNull, playersKnown, rowCounts, seasonsAndWeeks, seasonSince, unusual, weekInRange } from "../checks.ts";
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
  players: { id: "player_id", knownAs: "gsis_id", position: "position" },
  checks: [
    { kind: "required_columns" },
    ...rowCounts(40, 900, "one game has about 71 rows, a whole week 1,003 (two clubs to play) to 1,071"),
    { kind: "unique", columns: ["season", "week", "player_id"], reason: "a player is in one game a week; rows without player are penalties of a club" },
    { kind: "not_null", column: "player_id", by: ["season"], maxNullRatio: 0.05, reason: "1 of 1,003 and 2 of 1,142 rows are penalties of a club; dbt drops them. By season: one without ids would drown among 26 good ones" },
    ...notNull("season", "week", "season_type", "team"),
    { kind: "not_null", column: "opponent_team", maxNullRatio: 0.01, reason: "never null in the measured files; dbt builds its game id from it" },
    seasonSince(1999),
    weekInRange,
    { kind: "accepted_values", column: "season_type", values: ["REG", "POST"] },
    ...seasonsAndWeeks,
    ...["fantasy_points", "fantasy_points_ppr"].map((column) => unusual(column, 25, "10.9 deviations are the most in 5,653 rows of 2023 (a fullback); a season's total in place of a week's is 45 (quarterbacks) to 75 away")),
    ...playersKnown("player_id", 0.01, "at most 0.17 % of the players of 2023 to 2025 miss"),
    clubsPlayed("team"),
    growsWeekly,
    holdsRunningSeason,
  ],
};
