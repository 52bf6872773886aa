import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { redactGrid } from "../../src/sources/commissioner/redact.ts";
import type { TableRow } from "../../src/sources/commissioner/tables.ts";
import { parseReal, readRealTabs, REAL_SEEDS, settings } from "./league-sheet.ts";

/** The league's real tabs against the data contract, count for count and cell for cell. */
const sheet = parseReal(readRealTabs());
const { tables } = sheet;
type Table = keyof typeof tables;
const rowsOf = (table: Table, where: TableRow): readonly TableRow[] => tables[table].filter((row) => Object.entries(where).every(([column, value]) => row[column] === value));
const countBy = (rows: readonly TableRow[], column: string): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const row of rows) counts[String(row[column])] = (counts[String(row[column])] ?? 0) + 1;
  return counts;
};

describe("the tables of the real tabs", () => {
  it("have the contract's counts, by franchise", () => {
    expect(Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, rows.length]))).toEqual({
      contracts_active: 589, contracts_cut: 172, draft_picks: 226, draft_pick_conditions: 6, cap_space: 40, transactions: 2738, transactions_qa_picks: 0,
    });
    expect(countBy(tables.contracts_active, "gm_tab")).toEqual({ Andy: 69, Chip: 79, Eric: 89, Gordon: 69, James: 73, Jason: 69, Joe: 84, McCreary: 57 });
    expect(countBy(tables.contracts_cut, "gm_tab")).toEqual({ Andy: 17, Chip: 15, Eric: 38, Gordon: 13, James: 33, Jason: 40, Joe: 13, McCreary: 3 });
    expect(countBy(tables.draft_picks, "gm_tab")).toEqual({ Andy: 26, Chip: 30, Eric: 33, Gordon: 28, James: 29, Jason: 26, Joe: 28, McCreary: 26 });
    expect(countBy(tables.draft_pick_conditions, "gm_tab")).toEqual({ Eric: 1, Gordon: 2, James: 1, Joe: 2 });
    expect(countBy(tables.cap_space, "gm_tab")).toEqual({ Andy: 5, Chip: 5, Eric: 5, Gordon: 5, James: 5, Jason: 5, Joe: 5, McCreary: 5 });
  });

  it("count the slots that are paid for without a player", () => {
    expect(countBy(rowsOf("contracts_active", { player: "", year: 2025 }), "gm_tab")).toEqual({ Andy: 2, McCreary: 2, Eric: 1, Gordon: 1, Jason: 1, Joe: 1 });
  });

  it("pass every check; nothing of them is a remark", () => {
    expect(Object.values(sheet.checks).flat().filter(({ verdict }) => verdict !== "pass").map(({ name, verdict, message }) => [name, verdict, message])).toEqual([
      // Of the last four tabs there is none here: what was traded with their owners cannot be held against them.
      ["log_grows", "skipped", "no_comparable_snapshot: there is no earlier snapshot"],
    ]);
    expect(sheet.franchises.flatMap(({ issues }) => issues)).toEqual([]);
  });
});

describe("the contract's examples, cell for cell", () => {
  const contract = (tab: string, roster_slot: string, player: string, marks: TableRow, years: readonly (readonly [number, number])[]): readonly TableRow[] =>
    years.map(([year, amount]) => ({ gm: `${tab} Manager`, gm_tab: tab, roster_slot, player, rfa: false, year, amount, franchise: false, ...marks }));

  it.each<readonly [string, string, string, TableRow, readonly (readonly [number, number])[]]>([
    ["Andy", "QB", "Trevor Lawrence", {}, [[2025, 3], [2026, 3], [2027, 3], [2028, 3]]],
    ["Andy", "RB", "Christian McCaffrey", { rfa: true, franchise: true }, [[2025, 52]]],
    ["Andy", "DL", "", {}, [[2025, 1]]],
    ["Andy", "TAXI", "Cam Ward (RS)", {}, [[2025, 2], [2026, 2], [2027, 2]]],
    ["James", "IDP BN", "Minnesota Vikings", {}, [[2025, 1]]],
  ])("contracts_active: %s %s '%s'", (tab, slot, player, marks, years) => {
    expect(rowsOf("contracts_active", { gm_tab: tab, roster_slot: slot, player })).toEqual(contract(tab, slot, player, marks, years));
  });

  it.each<readonly [string, string, string, readonly (readonly [number, number])[]]>([
    ["Andy", "Daniel Jones", "QB", [[2025, 2], [2026, 1], [2027, 1]]],
    ["Gordon", "San Francisco 49ers", "D/ST", [[2025, 2], [2026, 1], [2027, 1], [2028, 1]]],
  ])("contracts_cut: %s %s", (tab, player, position, years) => {
    expect(rowsOf("contracts_cut", { gm_tab: tab, player })).toEqual(years.map(([year, dead_cap_amount]) => ({ gm: `${tab} Manager`, gm_tab: tab, player, position, year, dead_cap_amount })));
  });

  it("contracts_cut: two cuts in one line, as written", () => {
    expect([rowsOf("contracts_cut", { gm_tab: "Eric", player: "Bryce Young (x2)" }).length, rowsOf("contracts_cut", { gm_tab: "James", player: "JuJu Smith-Schuster (x2)" }).length].every((rows) => rows > 0)).toBe(true);
    expect(Object.keys(countBy(tables.contracts_cut, "position")).toSorted()).toEqual(["D/ST", "DB", "DL", "LB", "QB", "RB", "TE", "WR"]);
  });

  it("cap_space", () => {
    const cap = (tab: string): Readonly<Record<string, unknown>> => Object.fromEntries(["season", "available_cap_space", "dead_cap_space", "traded_cap_space"].map((column) => [column, rowsOf("cap_space", { gm_tab: tab }).map((row) => row[column])]));
    expect(cap("Andy")).toEqual({ season: [2025, 2026, 2027, 2028, 2029], available_cap_space: [21, 119, 154, 175, 217], dead_cap_space: [13, 8, 1, 0, 0], traded_cap_space: [1, 0, 0, 0, 0] });
    expect(cap("Eric")).toMatchObject({ dead_cap_space: [48, 18, 8, 6, 3], traded_cap_space: [-35, 0, -3, 0, 0] });
  });

  const NOBODY = { original_owner: null, acquired_from: null, acquisition_note: null, trade_recipient: null };
  it.each<readonly [string, number, number, TableRow]>([
    ["Andy", 2026, 1, { ...NOBODY, source_type: "owned", original_owner: "Andy", condition_flag: false }],
    ["Andy", 2026, 2, { ...NOBODY, source_type: "acquired", acquired_from: "comp (J. Waddle)", acquisition_note: "comp (J. Waddle)", condition_flag: false }],
    ["Eric", 2026, 1, { ...NOBODY, source_type: "trade_out", original_owner: "Eric Manager", trade_recipient: "James", acquisition_note: "James" }],
    ["Eric", 2026, 1, { ...NOBODY, source_type: "acquired", acquired_from: "Compensation", acquisition_note: "Compensation", condition_flag: true }],
    ["Joe", 2026, 1, { ...NOBODY, source_type: "owned", original_owner: "Joe", condition_flag: true }],
    ["James", 2028, 2, { ...NOBODY, source_type: "acquired", acquired_from: "JP", acquisition_note: "JP", condition_flag: true }],
  ])("draft_picks: %s %i round %i %j", (tab, year, round, expected) => {
    expect(rowsOf("draft_picks", { gm_tab: tab, year, round })).toContainEqual(expect.objectContaining({ gm: `${tab} Manager`, ...expected }));
  });

  it("draft_pick_conditions tell picks of one round apart", () => {
    const keys = tables.draft_pick_conditions.map(({ gm_tab, year, round, source_type, acquisition_note }) => [gm_tab, year, round, source_type, acquisition_note].join());
    expect(new Set(keys).size).toBe(6);
    expect(rowsOf("draft_pick_conditions", { gm_tab: "James" })).toEqual([{ gm: "James Manager", gm_tab: "James", year: 2028, round: 2, condition_text: "yes, see contingencies", trade_recipient: null, source_type: "acquired", acquisition_note: "JP" }]);
  });
});

describe("the real transactions", () => {
  it("have the contract's counts", () => {
    expect(countBy(tables.transactions, "asset_type")).toEqual({ cap_space: 141, defense: 143, pick: 179, player: 2252, unknown: 23 });
    expect(countBy(tables.transactions, "transaction_type_refined")).toEqual({
      amnesty_cut: 7, contract_extension: 40, cut: 688, faad_rfa_matched: 46, faad_ufa_signing: 309, fasa_signing: 572, franchise_tag: 11, offseason_ufa_signing: 114, rookie_draft_selection: 292, trade: 574, waiver_claim: 85,
    });
  });

  it.each<readonly [string, TableRow]>([
    ["3910_0", { transaction_id: 3910, transaction_type_refined: "waiver_claim", From: "Waiver Wire", To: "Gordon", Contract: "12/4", total: 12, years: 4, split_array: [3, 3, 3, 3] }],
    ["3880_0", { transaction_type_refined: "waiver_claim", Type: "Waivers", From: "Eric", To: "James" }],
    ["3762_0", { transaction_type_refined: "offseason_ufa_signing", Type: "FA", "Time Frame": "2024 Offseason", season: 2024, period_type: "offseason", week: null, Contract: "7/1" }],
    ["3827_0", { transaction_type_refined: "faad_rfa_matched", "RFA Matched": "yes", faad_award_sequence: null }],
    ["3823_0", { faad_award_sequence: 52 }],
    ["3824_0", { faad_award_sequence: 53 }],
    ["3781_0", { faad_award_sequence: 16 }],
    ["2264_0", { Type: "FA", transaction_type_refined: "faad_ufa_signing", faad_award_sequence: 25 }],
    ["3707_0", { transaction_type_refined: "rookie_draft_selection", From: "-" }],
    ["3834_0", { asset_type: "cap_space", Player: "2025 Cap Space", Split: "10", total: 10, years: null, split_array: null }],
    ["3603_0", { asset_type: "cap_space", Player: "2029 Cap Space (conditional)", total: 1 }],
    ["3635_0", { Player: "2025 5th Round", Pick: "53", pick_id: "2025_R5_P53", pick_id_raw: "2025_R5_P53", pick_season: 2025, pick_round: 5, pick_overall_number: 53 }],
    ["3832_0", { Player: "2027 2nd Round", Pick: "TBD", pick_id: "2027_R2_TBD", pick_season: 2027, pick_round: 2, pick_overall_number: null }],
    ["3605_0", { Player: "2028 2nd Round (conditional)", Pick: "-", pick_id: "2028_R2_TBD" }],
    ["3722_0", { "RFA Matched": null }],
    ["3799_0", { "RFA Matched": "no RFA" }],
    ["3898_0", { transaction_id: 3898, Player: expect.stringContaining("Bateman") as never }],
    ["3898_1", { transaction_id: 3898, Player: expect.stringContaining("Harris") as never }],
  ])("%s", (id, expected) => {
    expect(rowsOf("transactions", { transaction_id_unique: id })).toEqual([expect.objectContaining(expected)]);
  });

  it("a slip of the pen in a contract", () => {
    expect(tables.transactions.find(({ Contract }) => Contract === "4.4")).toMatchObject({ total: 4, years: 4, split_array: [1, 1, 1, 1] });
  });

  it("are numbered in the auctions as the league has numbered them, wherever the shared log is whole", () => {
    const handedOut: readonly Record<string, string>[] = parse(readFileSync(join(REAL_SEEDS, "seed_faad_award_sequence_snapshot.csv"), "utf8"), { columns: true });
    const columns = Object.keys(handedOut[0] ?? {});
    expect(columns).toEqual(expect.arrayContaining(["transaction_id", "season", "faad_award_sequence"]));
    // The cut of the log lies inside the auction of 2020.
    const expected = handedOut.filter((row) => Number(row["season"]) > 2020).map((row) => [Number(row["transaction_id"]), Number(row["faad_award_sequence"])]).toSorted(byFirst);
    const ours = tables.transactions.filter((row) => row["faad_award_sequence"] !== null && Number(row["season"]) > 2020).map((row) => [Number(row["transaction_id"]), Number(row["faad_award_sequence"])]).toSorted(byFirst);
    expect(ours).toEqual(expected);
  });
});

const byFirst = ([a = 0]: readonly number[], [b = 0]: readonly number[]): number => a - b;

it("of all real cells only the manager's line loses any: its number, its address, and a list of years that could be a number", () => {
  for (const { title, values } of readRealTabs()) {
    const taken = redactGrid(values, settings.labels.gm).flatMap((row, r) => row.flatMap((text, c) => (text === values[r]?.[c] ? [] : [`${r},${c}`])));
    expect(taken.filter((place) => place !== "1,30"), title).toEqual(title === settings.transactionsTab ? [] : ["1,12", "1,20"]);
  }
});
