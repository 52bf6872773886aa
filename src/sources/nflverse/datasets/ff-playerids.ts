import { auditCrosswalk, CROSSWALK_COLUMNS } from "../../../identity/index.ts";
import type { FetchedDataset } from "../../file-source.ts";
import { dynastyProcessAsset } from "../assets.ts";
import { notNull, rowCounts } from "../checks.ts";
import { TABLES } from "../formats.ts";
import { publishedFridays } from "../freshness.ts";
import { ffPlayerIdsColumns } from "../schema.ts";

/** The player crosswalk of DynastyProcess. Everything that maps a player depends on it, so it is fetched by default. */
export const ffPlayerIds: FetchedDataset = {
  name: "ff_playerids",
  about: "the player crosswalk: one row a player with the ids of twenty providers",
  byDefault: true,
  scope: "whole",
  firstSeason: null,
  seasonRule: "season",
  assets: () => [dynastyProcessAsset("db_playerids.csv")],
  expect: TABLES,
  nulls: ["NA", "NULL"],
  filterSeasons: false,
  filterWeeks: false,
  key: ["mfl_id"],
  columns: ffPlayerIdsColumns,
  freshness: publishedFridays,
  judgeRows: { columns: CROSSWALK_COLUMNS, judge: auditCrosswalk },
  checks: [
    { kind: "required_columns" },
    ...rowCounts(5000, 12000, "10,514 rows in 2021, 12,133 to 12,163 in November 2025, 12,508 in September 2026"),
    { kind: "unique", columns: ["mfl_id"], reason: "player_id of the warehouse is mfl_id" },
    { kind: "unique", columns: ["sleeper_id"], allowed: 20, onViolation: "warn", reason: "6 ids stand twice in August 2026; dbt keeps one of each" },
    { kind: "unique", columns: ["gsis_id"], allowed: 40, onViolation: "warn", reason: "10 ids stand twice in August 2026; dbt clears them" },
    ...notNull("mfl_id", "name", "position"),
    { kind: "not_null", column: "merge_name", maxNullRatio: 0.01, onViolation: "warn" },
    { kind: "not_null", column: "sleeper_id", maxNullRatio: 0.7, reason: "51 % are null in 2026, 59 % in 2021: retired players" },
    { kind: "not_null", column: "gsis_id", maxNullRatio: 0.8, reason: "36 % are null in 2026, 72 % in 2021" },
    { kind: "row_count_change", minPercent: -1, maxPercent: 10, reason: "a draft class adds some 500 rows; players are rarely taken out" },
  ],
};
