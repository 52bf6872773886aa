import type { DatasetDescription } from "../../core/dataset.ts";

const weekly = { warnAfterHours: 8 * 24, failAfterHours: 21 * 24, reason: "scraped once a week" };

export const values: DatasetDescription = {
  name: "values",
  about: "what experts' rankings make a player worth",
  key: ["fp_id"],
  columns: [
    { name: "player", type: "VARCHAR" },
    { name: "pos", type: "VARCHAR" },
    { name: "team", type: "VARCHAR" },
    { name: "value_1qb", type: "INTEGER" },
    { name: "value_2qb", type: "INTEGER" },
    { name: "scrape_date", type: "DATE" },
    { name: "fp_id", type: "VARCHAR" },
  ],
  checks: [
    { kind: "required_columns" },
    { kind: "unique", columns: ["fp_id"] },
    { kind: "accepted_values", column: "pos", values: ["QB", "RB", "WR", "TE"] },
    { kind: "range", column: "value_1qb", min: 0, max: 12_000, reason: "values go a little over 10,000" },
  ],
  freshness: { inSeason: weekly, offSeason: weekly },
  byDefault: true,
  scope: "whole",
};
