import type { FetchedDataset } from "../../file-source.ts";
import { wholeAsset } from "../assets.ts";
import { notNull, rowCounts } from "../checks.ts";
import { TABLES } from "../formats.ts";
import { playedWeekly } from "../freshness.ts";
import { playersColumns } from "../schema.ts";

/** Every player nflverse knows, since 1974. */
export const players: FetchedDataset = {
  name: "players",
  about: "every player since 1974 with ids, body, draft and status",
  byDefault: false,
  scope: "whole",
  firstSeason: null,
  seasonRule: "season",
  assets: () => [wholeAsset("players", "players.parquet")],
  expect: TABLES,
  filterSeasons: false,
  filterWeeks: false,
  key: ["gsis_id"],
  columns: playersColumns,
  freshness: playedWeekly,
  checks: [
    { kind: "required_columns" },
    ...rowCounts(500, 20_000, "24,376 rows in April 2026"),
    { kind: "unique", columns: ["gsis_id"], where: "gsis_id <> ''", reason: "may be blank, and may be an Elias id for old players" },
    ...notNull("display_name"),
    { kind: "range", column: "draft_year", min: 1936, max: 2100 },
    { kind: "row_count_change", minPercent: -1, maxPercent: 10, reason: "a draft class adds some 500 rows" },
  ],
};
