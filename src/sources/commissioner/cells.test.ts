import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellName, findUncomputed, readAmount } from "./cells.ts";

describe("cells", () => {
  it.each([[0, 0, "A1"], [16, 2, "C17"], [3, 25, "Z4"], [0, 26, "AA1"], [9, 30, "AE10"], [0, 701, "ZZ1"], [0, 702, "AAA1"]])("row %i, column %i is %s", (row, column, name) => {
    expect(cellName(row, column)).toBe(name);
  });

  it("have names of their own", () => {
    fc.assert(
      fc.property(fc.nat(2_000), fc.nat(2_000), fc.nat(2_000), fc.nat(2_000), (r1, c1, r2, c2) => {
        expect(cellName(r1, c1) === cellName(r2, c2)).toBe(r1 === r2 && c1 === c2);
      }),
    );
  });

  it.each([
    ["", null], ["$0", 0], ["$21", 21], ["21", 21], ["3,910", 3910], ["$1,234.50", 1234.5], ["-$35", -35], ["$-35", -35], ["-35", -35], ["($5)", -5], ["( 1,000 )", -1000], ["($0)", 0], ["$ (5.00)", -5], ["$(5)", -5], ["$ 1,234.50", 1234.5], ["- $5", -5], ["$ -", 0],
  ] as const)("'%s' is %s", (text, amount) => {
    expect(readAmount(text)).toBe(amount);
  });

  it.each(["-", "$", "x", "12 %", "1,23", "1.2.3", "--5", "-$-5", "#REF!", "5$", "\u200f5", "١٢"])("'%s' is no amount", (text) => {
    expect(readAmount(text)).toBeUndefined();
  });

  it("reads every amount back that it could have been written as", () => {
    fc.assert(
      fc.property(fc.integer({ min: -9_999_999, max: 9_999_999 }), fc.integer({ min: 0, max: 99 }), (whole, cents) => {
        const value = whole < 0 ? whole - cents / 100 : whole + cents / 100;
        const plain = Math.abs(value).toLocaleString("en-US", { minimumFractionDigits: 2 });
        for (const text of value < 0 ? [`-$${plain}`, `($${plain})`, `-${plain}`] : [`$${plain}`, plain]) expect(readAmount(text)).toBeCloseTo(value, 9);
      }),
    );
  });

  it("never takes a text for an amount, and never throws", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const amount = readAmount(text);
      expect(amount === undefined || amount === null || Number.isFinite(amount)).toBe(true);
      if (typeof amount === "number") expect(text).toMatch(/\d/);
    }));
  });

  it("that a formula has not filled are found, each by its name", () => {
    expect(findUncomputed("Mira", [["a", "#REF!"], ["Loading...", "#N/A", "# of picks"]])).toEqual([
      { tab: "Mira", cell: "B1", seen: "#REF!", problem: "a formula's error instead of a value" },
      { tab: "Mira", cell: "A2", seen: "Loading...", problem: "a formula's error instead of a value" },
      { tab: "Mira", cell: "B2", seen: "#N/A", problem: "a formula's error instead of a value" },
    ]);
  });
});
