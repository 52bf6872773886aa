import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findContradictions } from "./cap-arithmetic.ts";
import type { GmTab } from "./gm-tab.ts";

const tab = (available: number, dead = 13, traded = -35): GmTab => ({
  gm: "Mira Quill",
  tab: "Mira",
  active: [100.1, 0.2].map((amount) => ({ slot: "QB", player: "Tolo Brandt", rfa: false, franchise: false, year: 2025, amount })),
  cut: [10, 3].map((deadCap) => ({ player: "Oren Vale", position: "WR", year: 2025, deadCap })),
  picks: [],
  pickYears: [],
  cap: [{ season: 2025, available, dead, traded }],
  issues: [],
});

describe("the sheet's own arithmetic", () => {
  it("holds to the cent", () => {
    expect(findContradictions(tab(101.7), 250)).toEqual([]);
  });

  it("says which sum does not hold, and by how much", () => {
    expect(findContradictions(tab(102), 250)).toEqual([{ tab: "Mira", season: 2025, problem: "$250 less $100.3 of contracts less $13 dead plus -$35 traded leaves $101.7, the sheet says $102" }]);
    expect(findContradictions(tab(100.7, 14), 250).map(({ problem }) => problem)).toEqual(["the cuts are $13, the dead cap says $14"]);
  });

  it("notices a change of any one number", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.constantFrom("available", "dead", "traded"), (cents, field) => {
        const changed = tab(101.7);
        const [year] = changed.cap;
        expect(findContradictions({ ...changed, cap: year === undefined ? [] : [{ ...year, [field]: year[field as "available"] + cents / 100 }] }, 250)).not.toEqual([]);
      }),
    );
  });
});
