import type { Projection } from "./projection.ts";

/** @returns whether two rows tell the same of the same player: the site's id, the name as written, every number */
export function isSameRow(a: Pick<Projection, "player" | "siteId" | "stats">, b: Pick<Projection, "player" | "siteId" | "stats">): boolean {
  if (a.player !== b.player || a.siteId !== b.siteId) return false;
  const [mine, theirs] = [Object.entries(a.stats), b.stats as Readonly<Record<string, number>>];
  return mine.length === Object.keys(theirs).length && mine.every(([stat, value]) => theirs[stat] === value);
}
