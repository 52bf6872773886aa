import type { FetchedDataset } from "../../file-source.ts";
import { nfldataAsset } from "../assets.ts";
import { notNull, rowCounts, seasonSince } from "../checks.ts";
import { TABLES } from "../formats.ts";
import { publishedYearly } from "../freshness.ts";
import { teamsColumns } from "../schema.ts";

/** The clubs of each season since 2002. nflverse's newer file (teams_colors_logos) has other columns: dim_team cannot bind on it. */
export const teams: FetchedDataset = {
  name: "teams",
  about: "the 32 clubs of each season since 2002",
  byDefault: true,
  scope: "whole",
  firstSeason: 2002,
  seasonRule: "season",
  assets: () => [nfldataAsset("teams.csv")],
  expect: TABLES,
  nulls: ["NA"],
  filterSeasons: true,
  filterWeeks: false,
  key: ["season", "team"],
  columns: teamsColumns,
  freshness: publishedYearly,
  checks: [
    { kind: "required_columns" },
    ...rowCounts(32, 768, "32 clubs a season, 24 seasons in 2025"),
    { kind: "unique", columns: ["season", "team"] },
    ...notNull("season", "team", "full", "location"),
    seasonSince(2002),
    { kind: "coverage", weeks: false },
    { kind: "row_count_change", minPercent: 0, maxPercent: 10, cumulative: true, reason: "a season adds 32 rows; none goes" },
  ],
};
