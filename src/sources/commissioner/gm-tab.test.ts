import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Grid } from "./cells.ts";
import { SheetSchema } from "../../config/sheet.ts";
import { TabLayoutError } from "./gm-header.ts";
import { parseGmTab } from "./gm-tab.ts";

const { labels, draftRounds } = SheetSchema.parse({});
const YEARS = ["2025", "2026", "2027", "2028", "2029"];

/** A franchise that nobody owns; its cells by their place, so that a test can change one. */
function sheet(changes: Readonly<Record<string, string>> = {}): Grid {
  const grid: string[][] = Array.from({ length: 10 }, () => Array.from({ length: 31 }, () => ""));
  const put = (row: number, column: number, ...cells: readonly string[]): void => cells.forEach((cell, index) => ((grid[row] as string[])[column + index] = cell));
  put(1, 0, "GM: Mira Quill");
  put(2, 0, "Available Cap Space", "", "$21", "$119", "$154", "$175", "$217");
  put(2, 12, "Dead Cap Space", "", "$13", "$8", "$1", "$0", "$0");
  put(2, 20, "Traded Cap Space", "-$35", "$0", "($3)", "$0", "$0");
  put(3, 0, "Pos.", "Player", ...YEARS, "Total", "RFA", "", "Fr.");
  put(3, 12, "Player", "Pos.", ...YEARS, "Total");
  put(3, 20, "Draft Pick Owner", "2026", "2027", "2028", "2029", "2030", "Trade Conditions");
  put(4, 0, "QB", "Tolo Brandt", "$3", "$3", "", "", "", "$6", "", "", "");
  put(5, 0, "RB", "Ezra Finch (RS)", "$52", "", "", "", "", "$52", "x", "", "x");
  put(6, 0, "DL", "", "$1");
  put(7, 0, "BN", "", "", "", "", "", "", "$0");
  put(4, 12, "Oren Vale (x2)", "WR", "$2", "$1", "", "", "", "$3");
  put(4, 20, "Mira", "1", "", "", "", "", "-");
  put(5, 20, "Traded to: Sol", "", "2", "", "", "", "if they miss the playoffs");
  put(6, 20, "Draft Pick Acquried", "2026", "2027", "2028", "2029", "2030", "Conditions for Acquisition");
  put(7, 20, "comp (O. Vale)", "3", "", "", "", "", "31st pick overall");
  for (const [place, text] of Object.entries(changes)) {
    const [row, column] = place.split(",").map(Number);
    (grid[row as number] as string[])[column as number] = text;
  }
  return grid;
}

const parse = (changes?: Readonly<Record<string, string>>) => parseGmTab("Mira", sheet(changes), labels, draftRounds);

describe("a franchise's tab", () => {
  it("gives contracts year by year, placeholders without a player, and marks", () => {
    expect(parse()).toMatchObject({ gm: "Mira Quill", issues: [] });
    expect(parse().active).toEqual([
      { slot: "QB", player: "Tolo Brandt", rfa: false, franchise: false, year: 2025, amount: 3 },
      { slot: "QB", player: "Tolo Brandt", rfa: false, franchise: false, year: 2026, amount: 3 },
      { slot: "RB", player: "Ezra Finch (RS)", rfa: true, franchise: true, year: 2025, amount: 52 },
      { slot: "DL", player: "", rfa: false, franchise: false, year: 2025, amount: 1 },
    ]);
    expect(parse().cut).toEqual([
      { player: "Oren Vale (x2)", position: "WR", year: 2025, deadCap: 2 },
      { player: "Oren Vale (x2)", position: "WR", year: 2026, deadCap: 1 },
    ]);
  });

  it("gives cap space, with negative and accounting amounts", () => {
    expect(parse().cap.map(({ season, available, dead, traded }) => [season, available, dead, traded])).toEqual([[2025, 21, 13, -35], [2026, 119, 8, 0], [2027, 154, 1, -3], [2028, 175, 0, 0], [2029, 217, 0, 0]]);
  });

  it("gives picks by owner: own, traded away, acquired; a second header is none", () => {
    expect(parse().picks.map(({ year, round, source, originalOwner, recipient, acquiredFrom, flagged, cell }) => ({ year, round, source, originalOwner, recipient, acquiredFrom, flagged, cell }))).toEqual([
      { year: 2026, round: 1, source: "owned", originalOwner: "Mira", recipient: null, acquiredFrom: null, flagged: false, cell: "V5" },
      { year: 2027, round: 2, source: "trade_out", originalOwner: "Mira Quill", recipient: "Sol", acquiredFrom: null, flagged: true, cell: "W6" },
      { year: 2026, round: 3, source: "acquired", originalOwner: null, recipient: null, acquiredFrom: "comp (O. Vale)", flagged: false, cell: "V8" },
    ]);
  });

  it("reads the years from the headers, whatever year it is", () => {
    const later = Object.fromEntries(YEARS.flatMap((year, index) => [[`3,${2 + index}`, String(Number(year) + 3)], [`3,${14 + index}`, String(Number(year) + 3)], [`3,${21 + index}`, String(Number(year) + 4)]]));
    expect(parse(later).active.map(({ year }) => year)).toEqual([2028, 2029, 2028, 2028]);
  });
});

describe("a cell that is not what it should be", () => {
  it.each([
    ["4,2", "($5)", "Mira!C5", "below 0"],
    ["4,2", "-", "Mira!C5", "not an amount"],
    ["4,14", "two", "Mira!O5", "not an amount"],
    ["2,12", "Dead Cap Space", "", ""],
    ["4,21", "6", "Mira!V5", "not a round"],
    ["2,2", "lots", "Mira!C3", "not an amount"],
    ["2,2", "$21.50", "Mira!C3", "not a whole number of dollars"],
    ["4,0", "", "Mira!A5", "a contract in no roster slot"],
    ["4,8", "y", "Mira!I5", "neither x nor empty"],
    ["7,1", "Tolo Brandt", "Mira!B8", "a player without an amount in any year"],
    ["4,12", "", "Mira!M5", "dead cap of nobody"],
    ["5,12", "Oren Vale", "Mira!M6", "a cut player without an amount in any year"],
    ["7,20", "", "Mira!U8", "round 3 of 2026 belongs to nobody"],
    ["7,21", "", "Mira!U8", "no round in any year"],
    ["4,21", "0", "Mira!V5", "not a round from 1 to 5"],
  ])("%s = '%s' is an issue with its place, never a silently shorter table", (place, text, where, problem) => {
    const { issues } = parse({ [place]: text });
    if (where === "") expect(issues).toEqual([]);
    else expect(issues).toContainEqual(expect.objectContaining({ cell: where.split("!")[1], problem: expect.stringContaining(problem) as unknown }));
  });

  it.each([
    ["3,0", "Position", /Mira!A1: no row begins with 'Pos.'/],
    ["3,12", "Who", /Mira!L4: the header has no 'Player'/],
    ["3,20", "Picks", /no 'Draft Pick Owner'/],
    ["3,2", "this year", /Mira!C4: a header that is no year \(seen: 'this year'\)/],
    ["3,4", "2030", /Mira!E4: the years are not consecutive: 2026, 2030/],
    ["2,20", "Cap Traded", /Mira!U3: 'Traded Cap Space' does not stand here, above its block \(seen: 'Cap Traded'\)/],
    ["2,0", "Cap", /Mira!A1: no row above the roster begins with 'Available Cap Space'/],
    ["3,1", "Who", /Mira!B4: the header does not say 'Player' here/],
    ["3,6", "soon", /Mira!G4: a header that is no year/],
    ["3,7", "", /Mira!H4: a header that is no year/],
    ["3,8", "Fr.", /Mira!I4: the header has no 'RFA' here or to the right/],
    ["3,10", "", /Mira!J4: the header has no 'Fr.'/],
    ["3,13", "", /Mira!N4: the header does not say 'Pos.' here/],
    ["3,14", "2024", /Mira!P4: the years are not consecutive/],
    ["3,18", "Total", /Mira!O4: the years are 2025, 2026, 2027, 2028, the roster's would be 2025, 2026, 2027, 2028, 2029 here/],
    ["3,26", "Notes", /Mira!W4: the header has no 'Trade Conditions'/],
  ])("%s = '%s' makes the tab unbelievable", (place, text, message) => {
    expect(() => parse({ [place]: text })).toThrow(TabLayoutError);
    expect(() => parse({ [place]: text })).toThrow(message);
  });

  it("labels may have a colon, marks may be written large", () => {
    expect(parse({ "2,0": "available cap space:", "2,12": "DEAD CAP SPACE (2025-29)", "5,8": "X" })).toEqual(parse());
  });

  it("a year more than five, in all blocks, is read as well", () => {
    const wider = sheet().map((row, index) => row.toSpliced(26, 0, index === 3 ? "2031" : "").toSpliced(19, 0, index === 3 ? "2030" : index === 4 ? "$7" : "").toSpliced(7, 0, index === 3 ? "2030" : index === 4 ? "$9" : ""));
    const { active, cut, cap, pickYears } = parseGmTab("Mira", wider, labels, draftRounds);
    expect(active.filter(({ year }) => year === 2030).map(({ amount }) => amount)).toEqual([9]);
    expect(cut.filter(({ year }) => year === 2030).map(({ deadCap }) => deadCap)).toEqual([7]);
    expect([cap.length, pickYears.at(-1)]).toEqual([6, 2031]);
  });

  it("no change of any cell makes it crash without tab and cell, or loses a row unsaid", () => {
    const whole = parse();
    const rows = whole.active.length + whole.cut.length + whole.picks.length;
    fc.assert(
      fc.property(fc.nat(9), fc.nat(30), fc.oneof(fc.constantFrom("#REF!", "($5)", "$1,234.50", "-", "x", "2031", "\u202e5", "🏈"), fc.string()), (row, column, text) => {
        const was = (sheet()[row]?.[column] ?? "").trim();
        try {
          const { active, cut, picks, issues } = parse({ [`${row},${column}`]: text });
          const amountGone = /\d/.test(was) && readsAsNothing(text);
          if (active.length + cut.length + picks.length < rows) expect(issues.length > 0 || amountGone || NAMES.has(`${row},${column}`)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(TabLayoutError);
          expect((error as Error).message).toMatch(/^Mira![A-Z]+\d+: /);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Emptied on purpose: an amount of nothing is nothing. */
const readsAsNothing = (text: string): boolean => /^\s*(?:-?\$?-?0*(?:\.0*)?|\(\s*\$?0*(?:\.0*)?\s*\))\s*$/.test(text);
/** A cut or a pick without its name is no row of the sheet; an owner that reads as a header is one. */
const NAMES = new Set(["4,12", "4,20", "5,20", "7,20"]);
