import { ROSTER_SLOTS } from "../render/gm-tab-grid.ts";
import type { Contract } from "./deals.ts";
import { isDefender, type LeaguePosition } from "./players.ts";
import type { FranchiseState } from "./state.ts";

/** A place of the roster and who is in it. */
export interface FilledSlot {
  readonly slot: string;
  readonly contract: Contract | null;
}

/** The first FLEX is the offense's, the second the defense's. */
const STARTERS = 16;
const FLEX: ReadonlySet<LeaguePosition> = new Set(["RB", "WR", "TE"]);

/**
 * Who sits where: the best of a position start, rookies are on the taxi squad, of the others the best one is out when somebody is hurt.
 * @param isHurt whether the franchise has somebody on injured reserve this week
 * @returns one entry for each of ROSTER_SLOTS, in their order
 */
export function fillSlots({ contracts }: FranchiseState, isHurt: boolean): readonly FilledSlot[] {
  const left = contracts.toSorted((a, b) => b.player.talent - a.player.talent || (a.player.id < b.player.id ? -1 : 1));
  const take = (fits: (contract: Contract) => boolean): Contract | null => {
    const index = left.findIndex(fits);
    return index < 0 ? null : (left.splice(index, 1)[0] ?? null);
  };
  const rookies = left.filter(({ isRookie }) => isRookie);
  for (const rookie of rookies) left.splice(left.indexOf(rookie), 1);
  const starters = ROSTER_SLOTS.slice(0, STARTERS).map((slot, index): FilledSlot => ({ slot, contract: take(({ player }) => (slot !== "FLEX" ? player.position === slot : index < 10 ? FLEX.has(player.position) : isDefender(player))) }));
  const hurt = isHurt ? take(({ player }) => FLEX.has(player.position)) : null;
  const places: Readonly<Record<string, () => Contract | null>> = {
    BN: () => take(({ player }) => !isDefender(player)) ?? (left.length > 2 ? take(() => true) : null),
    "IDP BN": () => take(({ player }) => isDefender(player)),
    IR: () => null,
    TAXI: () => takeRookie(rookies, false),
    "IDP TAXI": () => takeRookie(rookies, true),
  };
  const reserves = ROSTER_SLOTS.slice(STARTERS).map((slot): FilledSlot => ({ slot, contract: places[slot]?.() ?? null }));
  const firstIr = reserves.findIndex(({ slot }) => slot === "IR");
  const filled = [...starters, ...reserves.map((entry, index) => (index === firstIr ? { ...entry, contract: hurt } : entry))];
  const homeless = [...left, ...rookies];
  if (homeless.length > 0) throw new Error(`no place for ${homeless.map(({ player }) => player.name).join(", ")}`);
  return filled;
}

function takeRookie(rookies: Contract[], defends: boolean): Contract | null {
  const index = rookies.findIndex(({ player }) => isDefender(player) === defends);
  return index < 0 ? null : (rookies.splice(index, 1)[0] ?? null);
}

/** Starting places must be paid for, filled or not. */
export const isMandatory = (slotIndex: number): boolean => slotIndex < STARTERS;
