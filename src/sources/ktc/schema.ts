import type { ColumnContract } from "../../core/dataset.ts";

/** Contract ktc.md, section 4; `ktc_player_id` and what follows it are extras that dbt's models may use. */
export const playersColumns: readonly ColumnContract[] = [
  { name: "player_name", type: "VARCHAR" },
  { name: "position", type: "VARCHAR" },
  { name: "team", type: "VARCHAR" },
  { name: "asset_type", type: "VARCHAR" },
  { name: "rank", type: "BIGINT" },
  { name: "value", type: "BIGINT" },
  { name: "positional_rank", type: "BIGINT" },
  { name: "market_scope", type: "VARCHAR" },
  { name: "asof_date", type: "DATE" },
  { name: "ktc_player_id", type: "BIGINT" },
  { name: "mfl_id", type: "VARCHAR" },
  { name: "overall_tier", type: "INTEGER" },
  { name: "positional_tier", type: "INTEGER" },
];

export const picksColumns: readonly ColumnContract[] = [
  { name: "pick_name", type: "VARCHAR" },
  { name: "draft_year", type: "BIGINT" },
  { name: "pick_round", type: "BIGINT" },
  { name: "pick_tier", type: "VARCHAR" },
  { name: "asset_type", type: "VARCHAR" },
  { name: "market_scope", type: "VARCHAR" },
  { name: "rank", type: "BIGINT" },
  { name: "value", type: "BIGINT" },
  { name: "asof_date", type: "DATE" },
  { name: "ktc_player_id", type: "BIGINT" },
  { name: "pick_slot", type: "INTEGER" },
  { name: "overall_tier", type: "INTEGER" },
];
