import type { Position } from "../projection.ts";

/** The fewest rows that a whole list can have, by position. */
export type Floors = Readonly<Partial<Record<Position, number>>>;

/**
 * In no week fewer than 26 clubs play (six rest), and each has a passer, a kicker, a defense and a first tight end; two backs and two
 * receivers of each are in every list. Some are out or unsure: a quarter less. Defenders: one per club at the least.
 */
export const WEEKLY_FLOORS: Floors = { QB: 20, RB: 40, WR: 40, TE: 20, K: 20, DST: 20, DL: 20, LB: 20, DB: 20 };
/** The same for a season, which all 32 clubs play. */
export const SEASON_FLOORS: Floors = { QB: 26, RB: 50, WR: 50, TE: 26, K: 20, DST: 26, DL: 26, LB: 26, DB: 26 };

/**
 * Behind FantasyPros' registration a stranger sees about ten rows of each position, with status 200 (since July 2026; provider facts, 4.2):
 * ten of 10 lists were seen, and some twelve is still no week of anybody.
 */
export const GATE_ROWS = { from: 6, to: 14 };
