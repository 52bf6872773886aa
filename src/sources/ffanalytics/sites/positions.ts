import { POSITIONS, type Position } from "../projection.ts";

/** Sites' own words (provider facts, 4.4). */
const ALSO: ReadonlyMap<string, Position> = new Map([
  ["D", "DST"], ["DEF", "DST"], ["D/ST", "DST"], ["DST", "DST"], ["TMDF", "DST"], ["PK", "K"], ["FB", "RB"], ["HB", "RB"],
  ["CB", "DB"], ["S", "DB"], ["FS", "DB"], ["SS", "DB"], ["DE", "DL"], ["DT", "DL"], ["NT", "DL"], ["EDGE", "DL"], ["ILB", "LB"], ["OLB", "LB"], ["MLB", "LB"],
]);
const KNOWN: ReadonlySet<string> = new Set(POSITIONS);

/** @returns the position as the consensus groups them; null for one that nobody projects (a tackle, a punter) */
export function positionOf(text: string): Position | null {
  const upper = text.trim().toUpperCase();
  return ALSO.get(upper) ?? (KNOWN.has(upper) ? (upper as Position) : null);
}
