import type { IdKind } from "../../identity/index.ts";

/** Positions as the consensus groups them; sites' own are mapped to these (D/ST to DST, PK to K, CB and S to DB, ...). */
export const POSITIONS = ["QB", "RB", "WR", "TE", "K", "DST", "DL", "LB", "DB"] as const;
export type Position = (typeof POSITIONS)[number];

/** Statistics under their common names (contract ffanalytics, section 3 and 7; provider facts 4.3). Columns of both tables, in this order. */
export const STATS = [
  "pass_att", "pass_comp", "pass_yds", "pass_tds", "pass_int", "rush_att", "rush_yds", "rush_tds", "rec", "rec_tgt", "rec_yds", "rec_tds", "fumbles_lost", "two_pts", "return_tds",
  "fg", "fg_att", "fg_0019", "fg_2029", "fg_3039", "fg_0039", "fg_4049", "fg_50", "xp", "xp_att",
  "dst_sacks", "dst_int", "dst_fum_rec", "dst_fum_force", "dst_td", "dst_safety", "dst_blk", "dst_pts_allowed", "dst_yds_allowed",
  "idp_solo", "idp_asst", "idp_sacks", "idp_pd", "idp_int", "idp_fum_force", "idp_fum_rec", "idp_td", "idp_safety",
  "site_pts",
] as const;
export type Stat = (typeof STATS)[number];

/** One player as one site projects them for one week; null where the site has no such number. */
export interface Projection {
  /** Name of the site's module: `fantasypros`. */
  readonly site: string;
  /** As the site writes it, blanks squeezed. */
  readonly player: string;
  /** As the site writes it; null where it tells none. */
  readonly team: string | null;
  /** Code of the club that his plays, as the site writes it; null: it tells none. */
  readonly opponent?: string | null;
  readonly pos: Position;
  /** The site's own id for the player; null where it has none. */
  readonly siteId: string | null;
  /** Which column of the crosswalk the site's id is looked up in; null: in none (FanDuel). */
  readonly idKind: IdKind | null;
  readonly season: number;
  /** 1 to 18; 0: the whole season. */
  readonly week: number;
  readonly stats: Readonly<Partial<Record<Stat, number>>>;
}

/** What is asked for: a week of a season (1 to 18), or the whole season (0). */
export interface Horizon {
  readonly season: number;
  readonly week: number;
}
