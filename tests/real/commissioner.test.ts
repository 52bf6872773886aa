import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { parseGmTab } from "../../src/sources/commissioner/gm-tab.ts";

const TABS = resolve(import.meta.dirname, "..", "..", "..", "shared", "data", "reference", "samples", "sheets");
const labels = { gm: "GM:", rosterHeader: "Pos.", playerHeader: "Player", picksHeader: "Draft Pick Owner", available: "Available Cap Space", dead: "Dead Cap Space", traded: "Traded Cap Space" };
const read = (tab: string) => parseGmTab(tab, parse(readFileSync(join(TABS, tab, `${tab}.csv`), "utf8"), { relax_column_count: true }), labels);

/** The league's real tabs, with the counts that the data contract states. */
describe("real tabs of the league sheet", () => {
  it.each([
    ["Andy", 69, 17, 26, 0],
    ["Chip", 79, 15, 30, 0],
    ["Eric", 89, 38, 33, 1],
    ["Gordon", 69, 13, 28, 2],
    ["James", 73, 33, 29, 1],
    ["Jason", 69, 40, 26, 0],
    ["Joe", 84, 13, 28, 2],
    ["McCreary", 57, 3, 26, 0],
  ])("%s: %i years of contracts, %i of cuts, %i picks, %i of them conditional", (tab, active, cut, picks, conditional) => {
    const parsed = read(tab);
    expect(parsed.issues).toEqual([]);
    expect([parsed.active.length, parsed.cut.length, parsed.picks.length, parsed.picks.filter(({ flagged }) => flagged).length]).toEqual([active, cut, picks, conditional]);
    expect(parsed.cap).toHaveLength(5);
  });

  it("Eric's cap, with what was traded away", () => {
    expect(read("Eric").cap.map(({ dead, traded }) => [dead, traded])).toEqual([[48, -35], [18, 0], [8, -3], [6, 0], [3, 0]]);
  });
});
