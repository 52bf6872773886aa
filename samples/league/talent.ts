import { SEED } from "./model.ts";
import type { Person } from "./people.ts";
import { createRng } from "./rng.ts";

/** What everybody's price, value and projection follow from: mostly the place on the depth chart. */
const BY_DEPTH = [0.06, 0.72, 0.5, 0.32, 0.22, 0.15] as const;

/** @returns 0.01 to 1, the same on every day */
export function talentOf(person: Person): number {
  const base = BY_DEPTH[person.club === null ? 0 : person.depth] ?? 0.1;
  const luck = (createRng(SEED, "talent", person.number).next() - 0.5) * 0.4;
  return Math.min(1, Math.max(0.01, base + luck * Math.min(1, base * 3)));
}
