import { columns, needing } from "../columns.ts";

/**
 * Two generations under one name. To 2024 a chart is a club's list for a week (15 columns); from 2025 the file collects one league-wide
 * chart a day and addresses it by an instant (12 columns, no season, no week).
 * 1. What both say has one name, the newer one (`depthChartsRenames`), and is required: a file with neither generation's columns fails.
 * 2. What only one generation has is optional, and the checks demand it of that generation's rows (datasets/depth-charts.ts).
 */
export const depthChartsRenames = {
  // A column `dt` would hide the partition's date.
  dt: "chart_at",
  club_code: "team",
  full_name: "player_name",
  depth_position: "pos_abb",
} as const;

export const depthChartsColumns = needing("team player_name gsis_id pos_abb", [
  ...columns("TIMESTAMP", "chart_at", { accepts: ["VARCHAR", "DATE"] }),
  ...columns("VARCHAR", "team player_name"),
  ...columns("VARCHAR", "espn_id gsis_id pos_grp_id pos_grp pos_id pos_name pos_abb"),
  ...columns("INTEGER", "pos_slot pos_rank"),
  ...columns("INTEGER", "season week"),
  ...columns("VARCHAR", "game_type depth_team last_name first_name football_name formation jersey_number position elias_id"),
]);
