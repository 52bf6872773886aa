import type { FetchedDataset } from "../../file-source.ts";
import { perSeason, seasonAsset } from "../assets.ts";
import { gameTypes, growsWeekly, holdsRunningSeason, notNull, rowCounts, seasonsAndWeeks, seasonSince, weekInRange } from "../checks.ts";
import { TABLES } from "../formats.ts";
import { playedGames, playedWeekly } from "../freshness.ts";
import { injuriesColumns } from "../schema.ts";

/** Injury reports by week. A player may be reported twice when his status changed on the day of the game. */
export const injuries: FetchedDataset = {
  name: "injuries",
  about: "injury reports by week: practice and game status",
  byDefault: false,
  scope: "seasons",
  firstSeason: 2009,
  seasonRule: "season",
  assets: (seasons) => perSeason(seasons, (season) => [seasonAsset("injuries", "injuries", season)]),
  expect: TABLES,
  filterSeasons: false,
  filterWeeks: true,
  key: ["season", "week", "team", "gsis_id"],
  columns: injuriesColumns,
  freshness: playedWeekly,
  newestEvent: playedGames,
  players: { id: "gsis_id", knownAs: "gsis_id", position: "position" },
  checks: [
    { kind: "required_columns" },
    ...rowCounts(10, 200, "a week has 300 to 350 rows; the first report of a season covers two clubs"),
    { kind: "unique", columns: ["season", "week", "team", "gsis_id"], allowed: 50, reason: "2024 has two players twice: Questionable on Saturday, Out on Sunday; both reports are true" },
    ...notNull("season", "week", "game_type", "team"),
    { kind: "not_null", column: "gsis_id", maxNullRatio: 0.05, reason: "never null in 2024 and 2025" },
    seasonSince(2009),
    weekInRange,
    gameTypes,
    { kind: "accepted_values", column: "report_status", values: ["Out", "Doubtful", "Questionable", "Probable", "Note"], onViolation: "warn", reason: "Probable was given up in 2016, Note occurs six times in 2024" },
    ...seasonsAndWeeks,
    growsWeekly,
    holdsRunningSeason,
  ],
};
