import type { Check } from "../../../core/check.ts";
import type { FetchedDataset } from "../../file-source.ts";
import { perSeason, seasonAsset } from "../assets.ts";
import { clubsPlayed, gamesKnown, gameTypes, growsWeekly, holdsRunningSeason, notNull, playersKnown, rowCounts, seasonsAndWeeks, seasonSince, weekInRange } from "../checks.ts";
import { TABLES } from "../formats.ts";
import { playedGames, playedWeekly } from "../freshness.ts";
import { snapCountsColumns } from "../schema.ts";

const share = (column: string): Check => ({ kind: "range", column, min: 0, max: 1.05, reason: "fractions of two decimals; 2021 has a 1.01 from rounding" });
const snaps = (column: string): Check => ({ kind: "range", column, min: 0, max: 150, reason: "100 is the most seen (2021, overtime)" });

/** Snaps of every player in every game, from Pro Football Reference: its ids, no gsis id. */
export const snapCounts: FetchedDataset = {
  name: "snap_counts",
  about: "snaps of every player in every game",
  byDefault: true,
  scope: "seasons",
  firstSeason: 2012,
  seasonRule: "season",
  assets: (seasons) => perSeason(seasons, (season) => [seasonAsset("snap_counts", "snap_counts", season)]),
  expect: TABLES,
  filterSeasons: false,
  filterWeeks: true,
  key: ["game_id", "pfr_player_id"],
  columns: snapCountsColumns,
  freshness: playedWeekly,
  newestEvent: playedGames,
  players: { id: "pfr_player_id", knownAs: "pfr_id", position: "position" },
  checks: [
    { kind: "required_columns" },
    ...rowCounts(80, 1200, "one game has about 92 rows, a week without byes 1,480 to 1,491, with six byes 1,215"),
    { kind: "unique", columns: ["game_id", "pfr_player_id"] },
    { kind: "not_null", column: "pfr_player_id", by: ["season"], maxNullRatio: 0.05, reason: "never null in the measured files; dbt drops such rows" },
    ...notNull("game_id", "season", "week", "game_type", "team"),
    seasonSince(2012),
    weekInRange,
    gameTypes,
    ...["offense_pct", "defense_pct", "st_pct"].map(share),
    ...["offense_snaps", "defense_snaps", "st_snaps"].map(snaps),
    ...seasonsAndWeeks,
    ...playersKnown("pfr_player_id", 0.03, "1.16 % of the players of 2021 miss, 0.08 % in 2024"),
    gamesKnown,
    clubsPlayed("team"),
    growsWeekly,
    holdsRunningSeason,
  ],
};
