import { groupBy } from "../../src/core/group-by.ts";
import { createChance } from "../kill/chance.ts";
import type { Fault } from "./fault.ts";

/** @returns so many faults, by chance, from every source in turn: the same for the same seed */
export function chooseFaults(faults: readonly Fault[], count: number, seed: number): readonly Fault[] {
  const chance = createChance(seed);
  const bySource = [...groupBy(faults, ({ ground }) => ground.source).values()].map((own) => own.map((fault) => ({ fault, turn: chance() })).sort((a, b) => a.turn - b.turn));
  const inTurn = bySource.flatMap((own) => own.map(({ fault, turn }, round) => ({ fault, round, turn }))).sort((a, b) => a.round - b.round || a.turn - b.turn);
  return inTurn.slice(0, count).map(({ fault }) => fault);
}
