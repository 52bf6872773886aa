import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { findContradictions } from "../../src/sources/commissioner/cap-arithmetic.ts";
import { propagateConditions } from "../../src/sources/commissioner/conditions.ts";
import { parseGmTab } from "../../src/sources/commissioner/gm-tab.ts";
import { parseTransactions, type TimeFrame } from "../../src/sources/commissioner/transactions.ts";

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

it("the sheet's arithmetic holds exactly in every tab and season, under a cap of 250 dollars", () => {
  expect(["Andy", "Chip", "Eric", "Gordon", "James", "Jason", "Joe", "McCreary"].flatMap((tab) => findContradictions(read(tab), 250))).toEqual([]);
});

it("the league's picks have six conditions, also when told from tab to tab", () => {
  const all = propagateConditions(["Andy", "Chip", "Eric", "Gordon", "James", "Jason", "Joe", "McCreary"].map(read));
  expect(all.flatMap(({ picks }) => picks).filter(({ flagged }) => flagged)).toHaveLength(6);
});

const REFERENCE = resolve(TABS, "..", "..");
const rowsOf = (path: string): readonly Record<string, string>[] => parse(readFileSync(path, "utf8"), { columns: true });
const count = (values: readonly string[]): Readonly<Record<string, number>> => Object.fromEntries([...new Set(values)].sort().map((value) => [value, values.filter((other) => other === value).length]));

describe("the real transactions", () => {
  const frames = rowsOf(join(REFERENCE, "dbt", "ff_data_transform", "seeds", "dim_timeframe.csv"));
  const timeFrames = new Map(frames.map((row) => [row["timeframe_string"] ?? "", { season: Number(row["season"]), period: row["period_type"] as TimeFrame["period"], week: row["week"] === "" ? null : Number(row["week"]), sequence: Number(row["sort_sequence"]) }]));
  const { transactions } = parseTransactions("TRANSACTIONS", parse(readFileSync(join(TABS, "TRANSACTIONS", "TRANSACTIONS.csv"), "utf8"), { relax_column_count: true }), timeFrames);
  const byUnique = new Map(transactions.map((row) => [row.uniqueId, row]));

  it("have the contract's counts", () => {
    expect(transactions).toHaveLength(2738);
    expect(count(transactions.map(({ assetType }) => assetType))).toEqual({ cap_space: 141, defense: 143, pick: 179, player: 2252, unknown: 23 });
    expect(count(transactions.map(({ refinedType }) => refinedType))).toEqual({ amnesty_cut: 7, contract_extension: 40, cut: 688, faad_rfa_matched: 46, faad_ufa_signing: 309, fasa_signing: 572, franchise_tag: 11, offseason_ufa_signing: 114, rookie_draft_selection: 292, trade: 574, waiver_claim: 85 });
  });

  it.each([
    ["3910_0", { refinedType: "waiver_claim", split: [3, 3, 3, 3] }],
    ["3880_0", { refinedType: "waiver_claim" }],
    ["3762_0", { refinedType: "offseason_ufa_signing" }],
    ["3827_0", { refinedType: "faad_rfa_matched", faadSequence: null }],
    ["3823_0", { faadSequence: 52 }],
    ["3824_0", { faadSequence: 53 }],
    ["3781_0", { faadSequence: 16 }],
    ["3707_0", { refinedType: "rookie_draft_selection" }],
    ["3834_0", { assetType: "cap_space", total: 10, years: null }],
    ["3603_0", { assetType: "cap_space", total: 1 }],
    ["3635_0", { pick: { id: "2025_R5_P53", season: 2025, round: 5, overall: 53 } }],
    ["3832_0", { pick: { id: "2027_R2_TBD", season: 2027, round: 2, overall: null } }],
    ["3605_0", { pick: { id: "2028_R2_TBD", season: 2028, round: 2, overall: null } }],
    ["3898_1", { id: 3898 }],
  ])("%s", (uniqueId, expected) => {
    expect(byUnique.get(uniqueId)).toMatchObject(expected);
  });
});
