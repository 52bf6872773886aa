import { describe, expect, it } from "vitest";
import { propagateConditions } from "./conditions.ts";
import type { SheetPick } from "./gm-picks.ts";
import type { GmTab } from "./gm-tab.ts";

const pick = (fields: Partial<SheetPick>): SheetPick => ({ year: 2027, round: 2, source: "owned", originalOwner: null, acquiredFrom: null, note: null, recipient: null, condition: "none", flagged: false, cell: "V5", ...fields });
const tab = (gm: string, ...picks: readonly SheetPick[]): GmTab => ({ gm, tab: gm.split(" ")[0] ?? gm, active: [], cut: [], cap: [], issues: [], pickYears: [], picks });
const out = pick({ source: "trade_out", recipient: "Sol", note: "Sol" });
const held = pick({ source: "acquired", acquiredFrom: "Mira", note: "Mira", condition: "if they miss the playoffs", flagged: true });
const flags = (...tabs: readonly GmTab[]): readonly boolean[] => propagateConditions(tabs).flatMap(({ picks }) => picks.map(({ flagged }) => flagged));

describe("a condition that stands on the holder's tab only", () => {
  it("holds for the franchise that traded the pick away, too; its text stays its own", () => {
    expect(flags(tab("Mira Quill", out), tab("Sol Anders", held))).toEqual([true, true]);
    expect(propagateConditions([tab("Mira Quill", out), tab("Sol Anders", held)])[0]?.picks[0]?.condition).toBe("none");
  });

  it.each([
    ["another year", tab("Sol Anders", { ...held, year: 2028 })],
    ["another round", tab("Sol Anders", { ...held, round: 3 })],
    ["another holder", tab("Kim Odell", held)],
    ["another owner", tab("Sol Anders", { ...held, note: "Kim" })],
    ["no condition", tab("Sol Anders", { ...held, flagged: false })],
  ])("but not with %s", (_, holder) => {
    expect(flags(tab("Mira Quill", out), holder)[0]).toBe(false);
  });

  it("never goes the other way", () => {
    expect(flags(tab("Mira Quill", { ...out, flagged: true }), tab("Sol Anders", { ...held, flagged: false }))).toEqual([true, false]);
  });
});
