import type { GmTab } from "./gm-tab.ts";

/** A year of a tab whose numbers contradict each other. */
export interface CapContradiction {
  readonly tab: string;
  readonly season: number;
  readonly problem: string;
}

/**
 * The sheet's own arithmetic, to the cent: what the cap leaves after contracts and cuts, with what was traded, is what the tab says is
 * available; the cuts are what it says is dead.
 * @param limit of the cap in dollars, the same for every season
 */
export function findContradictions({ tab, active, cut, cap }: GmTab, limit: number): readonly CapContradiction[] {
  return cap.flatMap(({ season, available, dead, traded }) => {
    const contracts = cents(active.filter(({ year }) => year === season).map(({ amount }) => amount));
    const cuts = cents(cut.filter(({ year }) => year === season).map(({ deadCap }) => deadCap));
    const left = cents([limit]) - contracts - cents([dead]) + cents([traded]);
    return [
      ...(cuts === cents([dead]) ? [] : [`the cuts are ${dollars(cuts)}, the dead cap says ${dollars(cents([dead]))}`]),
      ...(left === cents([available]) ? [] : [`${dollars(cents([limit]))} less ${dollars(contracts)} of contracts less ${dollars(cents([dead]))} dead plus ${dollars(cents([traded]))} traded leaves ${dollars(left)}, the sheet says ${dollars(cents([available]))}`]),
    ].map((problem) => ({ tab, season, problem }));
  });
}

/** Sums in whole cents: binary fractions of a dollar do not add up. */
const cents = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + Math.round(amount * 100), 0);
const dollars = (amount: number): string => `${amount < 0 ? "-" : ""}$${(Math.abs(amount) / 100).toLocaleString("en-US")}`;
