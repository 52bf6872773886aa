import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CheckResult } from "../../src/core/check.ts";
import type { LeagueSheet } from "../../src/sources/commissioner/league-sheet.ts";
import { parseReal, type RawTab, readRealTabs, settings } from "./league-sheet.ts";

/** The league's real tabs, damaged as people and Google damage them. */
const real = readRealTabs();
const GM_TABS = real.map(({ title }) => title).filter((title) => title !== settings.transactionsTab);
const CELL = new RegExp(`^(?:${real.map(({ title }) => title).join("|")})![A-Z]+\\d+`);
const whole = parseReal(real);

const damage = (title: string, change: (grid: string[][]) => void): readonly RawTab[] => real.map((tab) => {
  if (tab.title !== title) return tab;
  const values = tab.values.map((row) => [...row]);
  change(values);
  return { title, values };
});
const counts = ({ tables }: LeagueSheet): readonly number[] => Object.values(tables).map((rows) => rows.length);
const complaints = ({ checks }: LeagueSheet): readonly CheckResult[] => Object.values(checks).flat().filter(({ verdict }) => verdict === "fail" || verdict === "warn");

/** Either stops with tab and cell, or complains, or has lost no row: never a silently shorter table. */
function outcomeOf(tabs: readonly RawTab[]): "stopped" | "complained" | "whole" {
  let sheet: LeagueSheet;
  try {
    sheet = parseReal(tabs);
  } catch (error) {
    expect((error as Error).message).toMatch(CELL);
    return "stopped";
  }
  if (complaints(sheet).length > 0) return "complained";
  const before = counts(whole);
  counts(sheet).forEach((count, index) => expect(count, JSON.stringify(Object.keys(sheet.tables)[index])).toBeGreaterThanOrEqual(before[index] ?? 0));
  return "whole";
}

describe("a real tab", () => {
  it.each<[string, (grid: string[][]) => void, "stopped" | "complained" | "whole"]>([
    ["all columns moved to the right", (grid) => grid.forEach((row) => row.unshift("")), "stopped"],
    ["the first column gone", (grid) => grid.forEach((row) => row.shift()), "stopped"],
    ["a column put in between years", (grid) => grid.forEach((row) => row.splice(4, 0, "")), "stopped"],
    ["a column put in before the marks", (grid) => grid.forEach((row) => row.splice(8, 0, "")), "whole"],
    ["a column put in before the cuts", (grid) => grid.forEach((row) => row.splice(11, 0, "")), "whole"],
    ["a column put in before the conditions", (grid) => grid.forEach((row) => row.splice(26, 0, "")), "stopped"],
    ["one row's cells moved to the right", (grid) => grid[6]?.unshift(""), "complained"],
    ["the header a row lower, an empty row above it", (grid) => grid.splice(3, 0, []), "whole"],
    ["the header a row lower than its tab", (grid) => grid.unshift([]), "whole"],
    ["the header twelve rows lower", (grid) => grid.unshift(...Array.from({ length: 12 }, () => [])), "stopped"],
    ["the header above the cap's line", (grid) => grid.splice(2, 0, ...grid.splice(3, 1)), "stopped"],
    ["roster slots merged: only the first has a text", (grid) => [5, 6, 7].forEach((row) => { (grid[row] ?? [])[0] = ""; }), "complained"],
    ["years of the header merged", (grid) => [3, 4, 5].forEach((column) => { (grid[3] ?? [])[column] = ""; }), "stopped"],
    ["amounts of a contract merged", (grid) => grid.find((row, index) => index > 3 && /\$[1-9]/.test(row[3] ?? ""))?.splice(3, 2, "", ""), "complained"],
    ["owners of acquired picks merged", (grid) => { (grid.findLast((row) => row[20] !== "" && row[20] !== undefined) ?? [])[20] = ""; }, "complained"],
    ["every year thirty years later", (grid) => grid[3]?.forEach((text, column) => { if (/^20\d\d$/.test(text)) (grid[3] ?? [])[column] = String(Number(text) + 30); }), "complained"],
    ["years of one block a year later", (grid) => [2, 3, 4, 5, 6].forEach((column) => { (grid[3] ?? [])[column] = String(2024 + column); }), "stopped"],
    ["a last year that is no year", (grid) => { (grid[3] ?? [])[6] = "later"; }, "stopped"],
    ["a year's column taken out of every block", (grid) => grid.forEach((row) => { row.splice(25, 1); row.splice(18, 1); row.splice(6, 1); }), "complained"],
    ["an empty tab", (grid) => grid.splice(0), "stopped"],
    ["a tab of empty rows", (grid) => grid.forEach((row) => row.fill("")), "stopped"],
    ["a hundred thousand empty rows below", (grid) => grid.push(...Array.from({ length: 100_000 }, () => [])), "whole"],
    ["a hundred thousand rows of text below", (grid) => grid.push(...Array.from({ length: 100_000 }, (_, n) => ["", `note ${n}`, "see above"])), "complained"],
    ["no manager's name", (grid) => { (grid[1] ?? [])[0] = ""; }, "complained"],
    ["right-to-left marks around an amount", (grid) => { (grid[4] ?? [])[2] = "\u200f$3\u200f"; }, "complained"],
  ])("with %s", (_, change, expected) => {
    for (const title of GM_TABS) expect(outcomeOf(damage(title, change)), title).toBe(expected);
  }, 60_000);

  it("in whose cells anything stands, is never shorter without a word", () => {
    const text = fc.oneof(fc.constantFrom("", "$1,234.50", "($5)", "-$5", "#REF!", "Loading...", "-", "x", "2031", "0", "Player", "Pos.", "GM: Nobody", "🏈", "‏עברית", "Traded to Nobody", "٣"), fc.string({ unit: "grapheme", maxLength: 8 }));
    const cell = fc.record({ title: fc.constantFrom(...GM_TABS), row: fc.nat(37), column: fc.nat(30), text });
    fc.assert(fc.property(fc.array(cell, { minLength: 1, maxLength: 3 }), (cells) => {
      const outcome = outcomeOf(real.map((tab) => {
        const values = tab.values.map((row) => [...row]);
        for (const { title, row, column, text: written } of cells) if (title === tab.title && values[row] !== undefined) values[row][column] = written;
        return { title: tab.title, values };
      }));
      expect(["stopped", "complained", "whole"]).toContain(outcome);
    }), { numRuns: 150 });
  }, 120_000);
});

describe("the real log of transactions", () => {
  it.each<[string, (grid: string[][]) => void, "stopped" | "complained"]>([
    ["columns moved to the right", (grid) => grid.forEach((row) => row.unshift("")), "stopped"],
    ["a column taken out", (grid) => grid.forEach((row) => row.splice(4, 1)), "stopped"],
    ["the header a row lower", (grid) => grid.unshift([]), "stopped"],
    ["no header", (grid) => grid.shift(), "stopped"],
    ["one row moved to the right", (grid) => grid[9]?.unshift(""), "complained"],
    ["time frames merged", (grid) => [2, 3, 4].forEach((row) => { (grid[row] ?? [])[0] = ""; }), "complained"],
    ["a time frame of a season to come, unknown to the league", (grid) => { (grid[1] ?? [])[0] = "2031 Mock Draft"; }, "complained"],
    ["a formula's error", (grid) => { (grid[5] ?? [])[8] = "#REF!"; }, "complained"],
    ["a number that is none", (grid) => { (grid[5] ?? [])[13] = "3,9x6"; }, "complained"],
    ["a contract that is none", (grid) => { (grid[5] ?? [])[8] = "12.50/4 years"; }, "complained"],
  ])("with %s", (_, change, expected) => {
    expect(outcomeOf(damage(settings.transactionsTab, change))).toBe(expected);
  });

  it("with later transactions of the same league: time frames that no seed knows yet are read and proposed to it", () => {
    const newest = (sort: number, frame: string, player: string): string[] => [frame, "Waiver Wire", "Andy", "-", "-", "-", "WR", player, "6/2", "3-3", "-", "-", "Signing", sort.toLocaleString("en-US")];
    const sheet = parseReal(damage(settings.transactionsTab, (grid) => grid.splice(1, 0, newest(3_913, "2026 Week 1", "Later Player"), newest(3_912, "2026 FAAD", "Late Player"), newest(3_911, "2025 Offseason", "Early Player"))));
    expect(sheet.tables.transactions.slice(0, 3).map((row) => [row["transaction_id"], row["season"], row["period_type"], row["week"], row["sort_sequence"], row["transaction_type_refined"], row["faad_award_sequence"]])).toEqual([
      [3913, 2026, "regular", 1, 3913, "fasa_signing", null], [3912, 2026, "faad", null, 3912, "faad_ufa_signing", 1], [3911, 2025, "offseason", null, 3911, "fasa_signing", null],
    ]);
    expect(complaints(sheet).map(({ message }) => message)).toEqual([expect.stringContaining("2025 Offseason,2025,offseason,,3911; 2026 FAAD,2026,faad,,3912; 2026 Week 1,2026,regular,1,3913") as unknown]);
    expect(sheet.tables.transactions).toHaveLength(2741);
  });
});
