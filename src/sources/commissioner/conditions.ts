import type { SheetPick } from "./gm-picks.ts";
import type { GmTab } from "./gm-tab.ts";
import { meet, namesOf } from "./names.ts";

/**
 * A pick that was traded away is conditional when the franchise that holds it says so: the condition often stands on one of the two tabs.
 * A holder's flagged pick of the same year and round counts when the holder is the recipient that the trading tab names, and the owner
 * it names is the trading franchise. The condition's own text stays where it is.
 * @returns the tabs in their order, with the flags completed
 */
export function propagateConditions(tabs: readonly GmTab[]): readonly GmTab[] {
  const held = tabs.flatMap(({ gm, picks }) => picks.filter(({ source, flagged }) => source === "acquired" && flagged).map((pick) => ({ gm, pick })));
  return tabs.map((tab) => ({ ...tab, picks: tab.picks.map((pick) => (isHeldConditionally(tab.gm, pick, held) ? { ...pick, flagged: true } : pick)) }));
}

function isHeldConditionally(gm: string, pick: SheetPick, held: readonly { readonly gm: string; readonly pick: SheetPick }[]): boolean {
  if (pick.source !== "trade_out" || pick.flagged) return false;
  return held.some((other) => other.pick.year === pick.year && other.pick.round === pick.round && meet(namesOf(other.gm), namesOf(pick.recipient ?? "")) && meet(namesOf(other.pick.note ?? ""), namesOf(gm)));
}
