/** How well a position that was asked for fits the crosswalk's (data contract of the sheet, section 5): 0 to 100, 0 is another player. */

const ALSO: Readonly<Record<string, readonly string[]>> = {
  DL: ["DE", "DT", "LB"],
  LB: ["DL", "DE", "DT"],
  DB: ["CB", "S"],
};
/** Positions that a player may change to, and a league's list not: enough when nobody else of the name fits. */
const NEAR: Readonly<Record<string, readonly string[]>> = {
  QB: ["TE", "WR", "RB"],
  RB: ["WR", "TE", "QB"],
  WR: ["RB", "TE", "QB"],
  TE: ["WR", "QB", "RB"],
  LB: ["S", "CB", "DB"],
  DL: ["LB"],
  DB: ["LB"],
  CB: ["LB"],
  S: ["LB"],
};
/** The crosswalk's word for somebody whose position nobody entered. */
const UNKNOWN = "XX";
const SAME: ReadonlyMap<string, string> = new Map([["PK", "K"], ["PN", "P"], ["D/ST", "DST"], ["DEF", "DST"], ["D", "DST"], ["FS", "S"], ["SS", "S"], ["HB", "RB"], ["FB", "RB"], ["EDGE", "DE"], ["OLB", "LB"], ["ILB", "LB"], ["MLB", "LB"], ["NT", "DT"]]);
const OFFENSE = new Set(["QB", "RB", "WR", "TE", "K"]);
const SLOTS: Readonly<Record<string, readonly string[]>> = { FLEX: ["RB", "WR", "TE"] };

/** @returns one name for each position: `PK` is `K`, `D/ST` is `DST` */
export function positionOf(text: string): string {
  const upper = text.trim().toUpperCase();
  return SAME.get(upper) ?? upper;
}

/** @param asked as a source writes it; `WR/DB` asks for either */
export function fitPosition(asked: string, known: string): number {
  const parts = asked.split("/").length > 1 && positionOf(asked) !== "DST" ? asked.split("/") : [asked];
  return Math.max(...parts.map((part) => fitOne(positionOf(part), positionOf(known))));
}

function fitOne(asked: string, known: string): number {
  if (asked === known) return 100;
  if (ALSO[asked]?.includes(known) === true || ALSO[known]?.includes(asked) === true) return 90;
  return known === UNKNOWN || NEAR[asked]?.includes(known) === true ? 40 : 0;
}

/** A place in a roster says less than a position. */
export function fitSlot(slot: string, known: string): number {
  const [position, isOffense] = [positionOf(known), OFFENSE.has(positionOf(known))];
  const upper = slot.trim().toUpperCase();
  if (SLOTS[upper]?.includes(position) === true) return 90;
  if (upper === "FLEX") return isOffense ? 25 : 50;
  if (upper.startsWith("IDP")) return isOffense ? 0 : 80;
  if (upper === "BN" || upper === "TAXI" || upper === "IR") return isOffense ? 50 : 25;
  return fitOne(positionOf(upper), position);
}

export function isDefense(position: string): boolean {
  return positionOf(position) === "DST";
}

/** Any provider's position, upper case -> the group that a reader counts it in. */
export const POSITION_GROUPS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({ QB: "QB", RB: "RB HB FB", WR: "WR", TE: "TE", K: "K PK", P: "P PN", DL: "DL DE DT NT EDGE", LB: "LB ILB OLB MLB", DB: "DB CB S FS SS SAF", OL: "OL C G T OT OG LT RT LG RG", DST: "DST D/ST DEF D" })
    .flatMap(([group, names]) => names.split(" ").map((name) => [name, group])),
);
