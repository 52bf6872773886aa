import type { FetchedDataset } from "../../file-source.ts";
import { perSeason, seasonAsset } from "../assets.ts";
import { notNull, rowCounts, weekInRange } from "../checks.ts";
import { TABLES } from "../formats.ts";
import { dailyCharts, playedWeekly } from "../freshness.ts";
import { depthChartsColumns, depthChartsRenames } from "../schema.ts";

const DAILY = "chart_at IS NOT NULL";
const BY_WEEK = "chart_at IS NULL";

/** Depth charts: by week to 2024, one chart a day from 2025. What only one generation has is demanded of its rows alone. */
export const depthCharts: FetchedDataset = {
  name: "depth_charts",
  about: "depth charts of every club: by week to 2024, daily from 2025",
  byDefault: false,
  scope: "seasons",
  firstSeason: 2001,
  seasonRule: "roster",
  assets: (seasons) => perSeason(seasons, (season) => [seasonAsset("depth_charts", "depth_charts", season)]),
  expect: TABLES,
  renames: depthChartsRenames,
  filterSeasons: false,
  filterWeeks: false,
  key: ["chart_at", "team", "pos_grp_id", "pos_slot", "pos_rank"],
  columns: depthChartsColumns,
  freshness: playedWeekly,
  newestEvent: dailyCharts,
  players: { id: "gsis_id", knownAs: "gsis_id", position: "position" },
  checks: [
    { kind: "required_columns" },
    ...rowCounts(10, 1500, "a week had about 1,850 rows to 2024, a day has about 3,266 from 2025"),
    { kind: "unique", columns: ["chart_at", "team", "pos_grp_id", "pos_slot", "pos_rank"], reason: "a place in a chart; a player may hold several" },
    {
      kind: "unique",
      columns: ["season", "week", "game_type", "team", "gsis_id", "formation", "pos_abb", "depth_team"],
      where: BY_WEEK,
      allowed: 1000,
      onViolation: "warn",
      reason: "upstream repeats rows: 201 too many of 37,312 in 2024",
    },
    ...notNull("team"),
    { kind: "not_null", column: "player_name", maxNullRatio: 0.01 },
    { kind: "not_null", column: "gsis_id", maxNullRatio: 0.1, reason: "1 % are null from 2025, 4 % in the slice: players without a contract" },
    { kind: "not_null", column: "pos_rank", where: DAILY },
    { kind: "not_null", column: "pos_slot", where: DAILY },
    { kind: "not_null", column: "pos_abb", where: DAILY },
    { kind: "not_null", column: "season", where: BY_WEEK },
    { kind: "not_null", column: "depth_team", where: BY_WEEK },
    { kind: "not_null", column: "formation", where: BY_WEEK },
    weekInRange,
    { kind: "accepted_values", column: "game_type", values: ["REG", "WC", "DIV", "CON", "SB", "SBBYE"], reason: "SBBYE has no week" },
    { kind: "row_count_change", minPercent: 0, maxPercent: 20, cumulative: true, reason: "every chart is kept; a day adds 1 % once the season runs" },
  ],
};
