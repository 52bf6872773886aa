import type { League } from "../model.ts";
import type { Deal } from "./deals.ts";
import { dealHistory } from "./history.ts";
import { type FilledSlot, fillSlots } from "./lineup.ts";
import { type LeagueState, rosterOf, stateAfter } from "./state.ts";

/** The fantasy league as one of the three days finds it. */
export interface FantasyDay {
  /** Deals until now, the oldest first, and how things stand after them. */
  readonly deals: readonly Deal[];
  readonly state: LeagueState;
  /** By roster. */
  readonly lineups: readonly { readonly rosterId: number; readonly slots: readonly FilledSlot[] }[];
  /** What the commissioner's sheet says on this day: a fantasy day too, this one or an earlier one. */
  readonly sheet: { readonly modifiedTime: string; readonly day: Omit<FantasyDay, "sheet"> };
}

/**
 * The commissioner writes on Monday evenings. On the third one he did not: that day the sheet is the unchanged source, and what was dealt
 * in the week stands in Sleeper alone.
 */
const SHEET = [
  { writtenOn: 0, modifiedTime: "2025-11-03T21:14:08.512Z" },
  { writtenOn: 1, modifiedTime: "2025-11-10T20:41:55.203Z" },
  { writtenOn: 1, modifiedTime: "2025-11-10T20:41:55.203Z" },
] as const;

/** @returns one entry for each day of the league */
export function fantasyDays(league: League): readonly FantasyDay[] {
  const history = dealHistory(league);
  const days = league.days.map(({ now }, index) => dayAt(history.filter(({ at }) => at < now), index));
  return days.map((day, index) => {
    const sheet = SHEET[index];
    const written = sheet === undefined ? undefined : days[sheet.writtenOn];
    if (sheet === undefined || written === undefined) throw new Error(`day ${index} has no sheet`);
    return { ...day, sheet: { modifiedTime: sheet.modifiedTime, day: written } };
  });
}

function dayAt(deals: readonly Deal[], index: number): Omit<FantasyDay, "sheet"> {
  const state = stateAfter(deals);
  return { deals, state, lineups: lineupsOf(state, index) };
}

/** Every third franchise has somebody on injured reserve, each week another one. */
export function lineupsOf(state: LeagueState, turn: number): readonly { readonly rosterId: number; readonly slots: readonly FilledSlot[] }[] {
  return state.franchises.map(({ rosterId }) => ({ rosterId, slots: fillSlots(rosterOf(state, rosterId), (rosterId + turn) % 3 === 0) }));
}
