import type { ColumnContract } from "../../core/dataset.ts";
import { columns } from "../columns.ts";
import { type Stat, STATS } from "./projection.ts";

/**
 * Statistics with a deviation beside their mean: what the league's scoring pays for. There is none of points: points come of the
 * league's scoring, which is data of the models; they have each site's numbers in projections_raw to make exact ones of.
 */
export const SPREAD_STATS = [
  "pass_comp", "pass_att", "pass_yds", "pass_tds", "pass_int", "rush_att", "rush_yds", "rush_tds", "rec", "rec_yds", "rec_tds", "fumbles_lost", "fg", "xp",
  "idp_solo", "idp_asst", "idp_sacks", "idp_pd", "idp_int", "idp_fum_force", "idp_fum_rec", "idp_td",
] as const satisfies readonly Stat[];

const stats = columns("DOUBLE", STATS.join(" "));

/** Contract, section 4; `team_normalized` is MFL's code, `in_consensus` tells rows that were read and left out. */
export const rawColumns: readonly ColumnContract[] = [
  ...columns("VARCHAR", "data_src data_src_lower src_id player team team_normalized pos id"),
  ...columns("INTEGER", "season week"),
  ...columns("BOOLEAN", "in_consensus"),
  ...stats,
];

/** Contract, section 7, and what the models may use beyond it: the key, the ids a player is found by, who took part, deviations. */
export const consensusColumns: readonly ColumnContract[] = [
  ...columns("VARCHAR", "player_key"),
  ...columns("INTEGER", "player_id"),
  ...columns("VARCHAR", "mfl_id"),
  ...columns("INTEGER", "defense_id"),
  ...columns("VARCHAR", "player pos position_final team team_consensus"),
  ...columns("INTEGER", "season week"),
  ...columns("VARCHAR", "horizon asof_date provider"),
  ...columns("INTEGER", "source_count"),
  ...columns("DOUBLE", "total_weight"),
  ...columns("VARCHAR", "sources"),
  ...stats,
  ...columns("DOUBLE", SPREAD_STATS.map((stat) => `${stat}_sd`).join(" ")),
];
