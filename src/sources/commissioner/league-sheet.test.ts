import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inventSheet, type SheetGrid } from "../../../tests/support/invented-sheet.ts";
import { SheetSchema } from "../../config/sheet.ts";
import { worstVerdict } from "../../core/check.ts";
import { type LeagueSheet, parseLeagueSheet, type SheetTab } from "./league-sheet.ts";

const settings = SheetSchema.parse({});
const NOTHING = { timeFrames: [], previous: null };
const tabsOf = (change: (tab: (title: string) => SheetGrid) => void = () => undefined, options = {}): readonly SheetTab[] => {
  const sheet = inventSheet(options);
  change((title) => sheet.get(title) ?? []);
  return [...sheet].map(([title, values]) => ({ title, values }));
};
const parse = (tabs: readonly SheetTab[]): LeagueSheet => parseLeagueSheet(tabs, settings, NOTHING);
const verdictOf = (sheet: LeagueSheet): string => worstVerdict(Object.values(sheet.checks).flat());
const failures = (sheet: LeagueSheet): readonly string[] => Object.values(sheet.checks).flat().filter(({ verdict }) => verdict === "fail").map(({ name, message }) => `${name}: ${message}`);
const whole = parse(tabsOf());
const rows = (sheet: LeagueSheet): Readonly<Record<string, number>> => Object.fromEntries(Object.entries(sheet.tables).map(([name, table]) => [name, table.length]));

describe("the invented sheet", () => {
  it("is understood whole", () => {
    expect(failures(whole)).toEqual([]);
    expect(rows(whole)).toMatchObject({ cap_space: 15, draft_picks: 76, draft_pick_conditions: 2, transactions: 40, transactions_qa_picks: 0 });
  });

  it("whatever the order of its tabs", () => {
    expect(parse(tabsOf().toReversed())).toEqual(whole);
  });
});

/** Every damage either stops the parse with tab and cell, or fails a check, or changes no table's length. */
describe("a damaged sheet", () => {
  const TITLE = /^(?:Ada|Bruno|Clio|TRANSACTIONS)![A-Z]+\d+/;
  const ada = (change: (grid: SheetGrid) => void) => tabsOf((tab) => change(tab("Ada")));

  it.each<[string, (grid: SheetGrid) => void]>([
    ["columns shifted by one", (grid) => grid.forEach((row) => row.unshift(""))],
    ["an empty tab", (grid) => grid.splice(0)],
    ["a header year that is none", (grid) => { (grid[3] ?? [])[4] = "next year"; }],
    ["years that are not consecutive", (grid) => { (grid[3] ?? [])[5] = "2029"; }],
    ["the header of cuts merged away", (grid) => { (grid[3] ?? [])[12] = ""; }],
    ["the header of picks merged away", (grid) => { (grid[3] ?? [])[20] = ""; }],
    ["the line of the cap gone", (grid) => { grid[2] = []; }],
    ["the header row gone", (grid) => { grid.splice(3, 1); }],
  ])("%s: stops with tab and cell", (_, change) => {
    expect(() => parse(ada(change))).toThrow(TITLE);
  });

  it("a header moved down by a row, with everything below it, is read as it stands", () => {
    expect(rows(parse(ada((grid) => grid.splice(3, 0, []))))).toEqual(rows(whole));
  });

  it.each<[string, number, number, string, RegExp]>([
    ["an amount that is a formula's error", 4, 2, "#REF!", /Ada!C5/],
    ["an amount still loading", 4, 2, "Loading...", /Ada!C5/],
    ["an amount in words", 4, 2, "three", /Ada!C5 'three'/],
    ["an emoji for an amount", 4, 2, "💰", /Ada!C5/],
    ["right-to-left text for an amount", 4, 2, "‏שלוש", /Ada!C5/],
    ["a negative amount", 4, 2, "($5)", /Ada!C5/],
    ["another amount", 4, 2, "$1,234.50", /cap_arithmetic: .*Ada 2025/],
    ["a lost amount", 4, 2, "", /cap_arithmetic: .*Ada 2025/],
    ["a lost cut", 4, 12, "", /cap_arithmetic: .*Ada 2025: the cuts are/],
    ["another cap", 2, 2, "$1", /cap_arithmetic: .*Ada 2025/],
    ["a cap that is no amount", 2, 2, "lots", /Ada!C3 'lots'/],
    ["a pick that is no round", 4, 21, "first", /Ada!V5/],
    ["a lost pick", 4, 21, "", /pick_block/],
    ["a pick twice", 5, 21, "1", /pick_block/],
  ])("%s: a check fails, naming it", (_, row, column, text, message) => {
    const damaged = parse(ada((grid) => { (grid[row] ?? [])[column] = text; }));
    expect(failures(damaged).join("\n")).toMatch(message);
  });

  it("years beyond the horizon are read as the header has them", () => {
    const later = parse(tabsOf((tab) => ["Ada", "Bruno", "Clio"].forEach((title) => { tab(title)[3] = (tab(title)[3] ?? []).map((cell) => (/^20\d\d$/.test(cell) ? String(Number(cell) + 30) : cell)); })));
    expect(failures(later)).toEqual([]);
    expect(new Set(later.tables.cap_space.map(({ season }) => season))).toEqual(new Set([2055, 2056, 2057, 2058, 2059]));
  });

  it("names with emoji or right-to-left text are kept letter by letter", () => {
    const named = parse(ada((grid) => { (grid[4] ?? [])[1] = "🏈 שם عرب"; }));
    expect(named.tables.contracts_active.filter(({ player }) => player === "🏈 שם عرب").length).toBeGreaterThan(0);
    expect(rows(named)).toEqual(rows(whole));
  });

  it("a transactions tab with a shifted or renamed header stops with tab and cell", () => {
    expect(() => parse(tabsOf((tab) => { (tab("TRANSACTIONS")[0] ?? [])[7] = "Who"; }))).toThrow("TRANSACTIONS!H1: the header says 'Who', 'Player' is expected");
    expect(() => parse(tabsOf((tab) => { tab("TRANSACTIONS").splice(0); }))).toThrow(TITLE);
  });

  it("a hundred thousand transactions are read in seconds, none is lost", () => {
    const many = parse(tabsOf(() => undefined, { transactions: 100_000 }));
    expect(many.tables.transactions).toHaveLength(100_000);
    expect(failures(many)).toEqual([]);
  }, 30_000);

  it("no damage to one cell makes a table shorter unseen", () => {
    const text = fc.oneof(fc.constantFrom("", "#REF!", "Loading...", "$1,234.50", "($5)", "-$3", "-", "x", "2030", "GM: Nobody", "Pos.", "Player", "💥", "‮abc"), fc.string({ maxLength: 12 }));
    fc.assert(
      fc.property(fc.constantFrom("Ada", "Bruno", "Clio"), fc.nat(36), fc.nat(29), text, (title, row, column, cell) => {
        const tabs = tabsOf((tab) => { (tab(title)[row] ?? [])[column] = cell; });
        let damaged: LeagueSheet;
        try {
          damaged = parse(tabs);
        } catch (error) {
          expect((error as Error).message).toMatch(TITLE);
          return;
        }
        const shorter = Object.entries(rows(damaged)).filter(([name, count]) => count < (rows(whole)[name] ?? 0));
        // A condition is somebody's text: what it says may change, and it counts nothing. Beside an owner without a round may stand a note.
        const lost = shorter.map(([name]) => name).filter((name) => name !== "draft_pick_conditions");
        if (lost.length > 0) expect(verdictOf(damaged), `${title} row ${row + 1} column ${column + 1} '${cell}': ${JSON.stringify(shorter)}`).toMatch(lost.join() === "draft_picks" ? /fail|warn/ : "fail");
      }),
      { numRuns: 500 },
    );
  });
});
