import type { FetchedDataset } from "../../file-source.ts";
import { perSeason, seasonAsset } from "../assets.ts";
import { holdsRunningSeason, notNull, rowCounts, seasonSince } from "../checks.ts";
import { TABLES } from "../formats.ts";
import { playedWeekly } from "../freshness.ts";
import { seasonColumns } from "../schema.ts";

/**
 * Season totals: the regular season and the playoffs, one row a player each. The third upstream file (regpost) is their sum;
 * taking it too would count everything twice.
 */
export const season: FetchedDataset = {
  name: "season",
  about: "player statistics by season, regular season and playoffs apart",
  byDefault: false,
  scope: "seasons",
  firstSeason: 1999,
  seasonRule: "season",
  assets: (seasons) =>
    perSeason(seasons, (year) => [
      seasonAsset("stats_player", "stats_player_reg", year),
      { ...seasonAsset("stats_player", "stats_player_post", year), mayBeAbsent: "playoffs begin in January" },
    ]),
  expect: TABLES,
  filterSeasons: false,
  filterWeeks: false,
  key: ["season", "season_type", "player_id"],
  columns: seasonColumns,
  freshness: playedWeekly,
  players: { id: "player_id", knownAs: "gsis_id", position: "position" },
  checks: [
    { kind: "required_columns" },
    ...rowCounts(40, 900, "2,020 rows for the regular season of 2025, 529 for its playoffs; after the first game 71"),
    { kind: "unique", columns: ["season", "season_type", "player_id"], reason: "one row a player; the row without player is a penalty of a club" },
    { kind: "not_null", column: "player_id", maxNullRatio: 0.05, reason: "1 of 2,020 rows has no player" },
    ...notNull("season", "season_type"),
    { kind: "not_null", column: "recent_team", maxNullRatio: 0.01 },
    seasonSince(1999),
    { kind: "accepted_values", column: "season_type", values: ["REG", "POST"] },
    // A row without player may collect penalties of many games: 272 were counted for it in 2025.
    { kind: "range", column: "games", min: 0, max: 300 },
    { kind: "coverage", weeks: false },
    holdsRunningSeason,
    { kind: "row_count_change", minPercent: 0, maxPercent: 50, cumulative: true, reason: "a cumulative table: players join, none leaves; January adds the playoffs" },
  ],
};
