import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { commissioner } from "../../src/sources/commissioner/index.ts";
import type { TableRow } from "../../src/sources/commissioner/tables.ts";
import { nflverse } from "../../src/sources/nflverse/index.ts";
import { failureOf } from "../../src/transform/summary.ts";
import { createDbtHome, type DbtHome, failuresOf } from "./dbt-home.ts";
import { CLUBS } from "./invented-league.ts";
import { createSnapshotTree, type SnapshotTree } from "./snapshot-tree.ts";

// Two invocations of dbt in one case: seconds alone, a minute where everything else runs beside them.
vi.setConfig({ testTimeout: 180_000 });

/** The sheet's models over an invented league of two franchises, run by the real dbt. An invocation costs seconds: the cases follow each other. */
const DT = "2025-11-18";
const never = new AbortController().signal;

/** Two people of one name, whom only the position tells apart; a father and a son; an old quarterback. */
const PEOPLE = [
  { mfl_id: 900011, gsis_id: "00-9000011", name: "Ivo Falk", merge_name: "ivo falk", position: "QB", team: "KCC", draft_year: 2018 },
  { mfl_id: 900012, gsis_id: "00-9000012", name: "Ivo Falk-Berg", merge_name: "ivo falk-berg", position: "DE", team: "GBP", draft_year: 2019 },
  { mfl_id: 900013, gsis_id: "00-9000013", name: "Sten Marr", merge_name: "sten marr", position: "WR", team: "FA", draft_year: 1999 },
  { mfl_id: 900014, gsis_id: "00-9000014", name: "Sten Márr Jr.", merge_name: "sten marr", position: "WR", team: "KCC", draft_year: 2024 },
  { mfl_id: 900015, gsis_id: "00-9000015", name: "Abel Thorn", merge_name: "abel thorn", position: "QB", team: "KCC", draft_year: 2005 },
  { mfl_id: 900016, gsis_id: "00-9000016", name: "Kit Oduya", merge_name: "kit oduya", position: "WR", team: "GBP", draft_year: 2025 },
];

const SEEDS: Readonly<Record<string, readonly string[]>> = {
  dim_franchise: [
    "franchise_id,franchise_name,division,established_season,owner_name,gm_tab,season_start,season_end,is_current_owner",
    "F901,Franchise 901,North,2012,Orla,Orla,2012,2024,false", "F901,Franchise 901,North,2012,Pim,Pim,2025,9999,true", "F902,Franchise 902,South,2012,Tove,Tove,2012,9999,true",
  ],
  dim_name_alias: ["alias_name,canonical_name,alias_type,notes,position,treat_as_position", "Ivo Falk,Ivo Falk-Berg,disambiguation,only the end,DL,", "Keet Oduya,Kit Oduya,typo,,,"],
  dim_timeframe: ["timeframe_string,season,period_type,week,sort_sequence", "2024 Week 3,2024,regular,3,10", "2024 Offseason,2024,offseason,,20", "2025 FAAD,2025,faad,,30"],
  corrections_stg_sheets__transactions: [
    "transaction_id,correction_type,field_name,original_value,corrected_value,reason,discovered_date,notes",
    "15,swap_from_to,from_franchise_id,F902,F901,entered backwards,2025-11-11,", "15,swap_from_to,to_franchise_id,F901,F902,entered backwards,2025-11-11,",
    "11,swap_from_to,from_franchise_id,F902,F901,the sheet has been mended since,2025-11-11,",
  ],
};

const FRAMES: Readonly<Record<string, TableRow>> = {
  "2024 Week 3": { season: 2024, period_type: "regular", week: 3, sort_sequence: 10 },
  "2024 Offseason": { season: 2024, period_type: "offseason", week: null, sort_sequence: 20 },
  "2025 FAAD": { season: 2025, period_type: "faad", week: null, sort_sequence: 30 },
};

function deal(id: number, frame: string, from: string, to: string, position: string, player: string, more: TableRow = {}): TableRow {
  return {
    transaction_id_unique: `${id}_0`, transaction_id: id, transaction_type_refined: "trade", asset_type: "player", "Time Frame": frame, ...FRAMES[frame], From: from, To: to, "Original Order": "-", Round: "-", Pick: "-",
    Position: position, Player: player, Contract: "6/2", Split: "3-3", total: 6, years: 2, split_array: [3, 3], "RFA Matched": "-", "FAAD Comp": "-", Type: "Trade", ...more,
  };
}

const TRANSACTIONS: readonly TableRow[] = [
  deal(10, "2024 Week 3", "Orla", "Tove ", "DL", "Ivo Falk"),
  deal(11, "2024 Offseason", "pim", "Waiver Wire", "QB", "Ivo Falk"),
  // One number, twice in the log.
  deal(12, "2025 FAAD", "Waiver Wire", "Tove", "WR", "Sten Marr"),
  deal(12, "2025 FAAD", "Waiver Wire", "Pim", "QB", "Abel Thorn", { transaction_id_unique: "12_1" }),
  deal(13, "2025 FAAD", "Waiver Wire", "Pim", "WR/DB", "Keet Oduya (RS)"),
  deal(14, "2025 FAAD", "Tove", "Pim", "-", "2026 1st Round", { asset_type: "pick", pick_id: "2026_R1_TBD", pick_id_raw: "2026_R1_TBD", pick_season: 2026, pick_round: 1, total: null, years: null, split_array: null }),
  deal(15, "2025 FAAD", "Tove", "Pim", "D/ST", "Westport Cranes", { asset_type: "defense" }),
  deal(16, "2025 FAAD", "Pim", "Tove", "-", "2026 Cap Space", { asset_type: "cap_space", total: 4, years: null, split_array: null }),
];

const owner = (tab: string) => ({ gm: `${tab} Manager`, gm_tab: tab });
const slot = (tab: string, roster_slot: string, player: string, amount: number, year = 2025): TableRow => ({ ...owner(tab), roster_slot, player, rfa: false, year, amount, franchise: false });
const ACTIVE: readonly TableRow[] = [
  slot("Pim", "QB", "Ivo Falk", 40), slot("Pim", "DL", "", 1), slot("Pim", "DL", "", 1), slot("Pim", "TAXI", "Kit Oduya (RS)", 2), slot("Pim", "TAXI", "Kit Oduya (RS)", 3, 2026),
  slot("Tove", "WR", "Sten Marr", 20), slot("Tove", "QB", "Abel Thorn", 30), slot("Tove", "DL", "Ivo Falk", 10), slot("Tove", "IDP BN", "Westport Cranes", 1),
];
const CUT: readonly TableRow[] = [
  { ...owner("Pim"), player: "Sten Marr", position: "WR", year: 2025, dead_cap_amount: 2 }, { ...owner("Pim"), player: "Sten Marr (x2)", position: "WR", year: 2025, dead_cap_amount: 3 },
  { ...owner("Tove"), player: "Northfield Otters", position: "D/ST", year: 2025, dead_cap_amount: 1 },
];
const cap = (tab: string, season: number, available: number, dead: number, traded: number): TableRow => ({ ...owner(tab), season, available_cap_space: available, dead_cap_space: dead, traded_cap_space: traded });
const CAP: readonly TableRow[] = [cap("Pim", 2025, 197, 5, -4), cap("Pim", 2026, 247, 0, 0), cap("Tove", 2025, 192, 1, 4), cap("Tove", 2026, 250, 0, 0)];
const pick = (tab: string, round: number, source_type: string, more: TableRow = {}): TableRow => ({
  ...owner(tab), year: 2026, round, source_type, original_owner: null, acquired_from: null, acquisition_note: null, trade_recipient: null, condition_flag: false, ...more,
});
const PICKS: readonly TableRow[] = [
  pick("Pim", 1, "owned", { original_owner: "Pim" }), pick("Pim", 1, "acquired", { acquired_from: "Tove", acquisition_note: "Tove" }), pick("Pim", 2, "acquired", { acquired_from: "Compensation", acquisition_note: "Compensation" }),
  pick("Tove", 1, "trade_out", { original_owner: "Tove Manager", acquisition_note: "Pim", trade_recipient: "Pim", condition_flag: true }),
];
const TABLES = { contracts_active: ACTIVE, contracts_cut: CUT, cap_space: CAP, draft_picks: PICKS, transactions: TRANSACTIONS };

let tree: SnapshotTree;
let home: DbtHome;

const publish = (dataset: keyof typeof TABLES, rows: readonly TableRow[]): Promise<void> => tree.publish(commissioner, dataset, DT, rows);

beforeAll(async () => {
  tree = createSnapshotTree();
  home = createDbtHome(tree, join(tree.dir, "dbt", "target"), join(tree.dir, "seeds"));
  for (const [dataset, rows] of Object.entries(TABLES)) await publish(dataset as keyof typeof TABLES, rows);
});
afterAll(() => tree.remove());

describe("the sheet's models", () => {
  it("build first of all in a new warehouse, without franchises or a crosswalk: every row, no ids, and tests that ask nothing of them", async () => {
    const built = await home.dbt.invoke({ command: "build", sources: ["commissioner"], signal: never });
    expect(failureOf(built)).toBeNull();
    expect(built.failedTests).toEqual([]);
    expect(built.nodes.filter(({ kind, name }) => kind === "model" && name.startsWith("stg_sheets__")).map(({ name, rows }) => [name, rows]).toSorted()).toEqual([
      ["stg_sheets__cap_space", 4], ["stg_sheets__contracts_active", 9], ["stg_sheets__contracts_cut", 3], ["stg_sheets__draft_pick_holdings", 4], ["stg_sheets__transactions", 8],
    ]);
    expect(await home.rows("SELECT count(player_id)::INTEGER AS ids, count(from_franchise_id)::INTEGER AS franchises FROM stg_sheets__transactions")).toEqual([{ ids: 0, franchises: 0 }]);
  });

  it("know the league with its seeds and the crosswalk, and every test passes", async () => {
    mkdirSync(join(tree.dir, "seeds"));
    for (const [name, lines] of Object.entries(SEEDS)) writeFileSync(join(tree.dir, "seeds", `${name}.csv`), `${lines.join("\n")}\n`);
    await tree.write(nflverse, "ff_playerids", DT, PEOPLE);
    await tree.write(nflverse, "teams", DT, CLUBS);
    const built = await home.dbt.invoke({ command: "build", signal: never });
    expect(failureOf(built)).toBeNull();
    expect(built.failedTests).toEqual([]);
  });

  it("keep both lines of one number, find the owner of the day, and correct what still is as the correction says", async () => {
    expect(await home.rows("SELECT transaction_id_unique AS id, from_franchise_id AS giver, to_franchise_id AS taker, transaction_year AS year, transaction_date AS day FROM stg_sheets__transactions ORDER BY id")).toEqual([
      // In 2024 the first franchise is Orla's; an offseason later it is Pim's.
      { id: "10_0", giver: "F901", taker: "F902", year: 2024, day: "2024-09-19" },
      { id: "11_0", giver: "F901", taker: null, year: 2025, day: "2025-03-01" },
      { id: "12_0", giver: null, taker: "F902", year: 2025, day: "2025-08-21" },
      { id: "12_1", giver: null, taker: "F901", year: 2025, day: "2025-08-21" },
      { id: "13_0", giver: null, taker: "F901", year: 2025, day: "2025-08-21" },
      { id: "14_0", giver: "F902", taker: "F901", year: 2025, day: "2025-08-21" },
      { id: "15_0", giver: "F901", taker: "F902", year: 2025, day: "2025-08-21" },
      { id: "16_0", giver: "F901", taker: "F902", year: 2025, day: "2025-08-21" },
    ]);
  });

  it("take an alias only for players of its position", async () => {
    expect(await home.rows("SELECT transaction_id_unique AS id, player_name, player_id, player_key FROM stg_sheets__transactions ORDER BY id")).toEqual([
      { id: "10_0", player_name: "Ivo Falk-Berg", player_id: "900012", player_key: "900012" },
      { id: "11_0", player_name: "Ivo Falk", player_id: "900011", player_key: "900011" },
      // The son: the father's career began long before.
      { id: "12_0", player_name: "Sten Marr", player_id: "900014", player_key: "900014" },
      { id: "12_1", player_name: "Abel Thorn", player_id: "900015", player_key: "900015" },
      { id: "13_0", player_name: "Kit Oduya", player_id: "900016", player_key: "900016" },
      { id: "14_0", player_name: "2026 1st Round", player_id: null, player_key: "2026_R1_TBD" },
      { id: "15_0", player_name: "Westport Cranes", player_id: null, player_key: "DEF_KC" },
      { id: "16_0", player_name: "2026 Cap Space", player_id: null, player_key: "2026 Cap Space" },
    ]);
  });

  it("keep equal empty slots apart, and decide a name by the slot, then by the transactions", async () => {
    expect(await home.rows("SELECT gm_tab AS tab, roster_slot AS slot, player_key, obligation_year AS year, franchise_id AS franchise FROM stg_sheets__contracts_active ORDER BY tab, slot, player_key, year")).toEqual([
      { tab: "Pim", slot: "DL", player_key: "EMPTY_DL_1", year: 2025, franchise: "F901" },
      { tab: "Pim", slot: "DL", player_key: "EMPTY_DL_2", year: 2025, franchise: "F901" },
      { tab: "Pim", slot: "QB", player_key: "900011", year: 2025, franchise: "F901" },
      { tab: "Pim", slot: "TAXI", player_key: "900016", year: 2025, franchise: "F901" },
      { tab: "Pim", slot: "TAXI", player_key: "900016", year: 2026, franchise: "F901" },
      { tab: "Tove", slot: "DL", player_key: "900012", year: 2025, franchise: "F902" },
      { tab: "Tove", slot: "IDP BN", player_key: "DEF_KC", year: 2025, franchise: "F902" },
      // Drafted twenty years ago: the slot alone would not do.
      { tab: "Tove", slot: "QB", player_key: "900015", year: 2025, franchise: "F902" },
      { tab: "Tove", slot: "WR", player_key: "900014", year: 2025, franchise: "F902" },
    ]);
    expect(await home.rows("SELECT player_as_written AS line, player_key, dead_cap_amount AS dead FROM stg_sheets__contracts_cut ORDER BY line")).toEqual([
      { line: "Northfield Otters", player_key: "DEF_GB", dead: 1 }, { line: "Sten Marr", player_key: "900014", dead: 2 }, { line: "Sten Marr (x2)", player_key: "900014", dead: 3 },
    ]);
    expect(await home.rows("SELECT gm_tab AS tab, round, pick_category AS category, is_conditional AS conditional FROM stg_sheets__draft_pick_holdings ORDER BY ALL")).toEqual([
      { tab: "Pim", round: 1, category: "acquired", conditional: false }, { tab: "Pim", round: 1, category: "original", conditional: false },
      { tab: "Pim", round: 2, category: "compensatory", conditional: false }, { tab: "Tove", round: 1, category: "trade_out", conditional: true },
    ]);
  });

  it("stand in nobody's way: nflverse alone is the first in another new warehouse, and its tests pass", async () => {
    const other = createDbtHome(tree, join(tree.dir, "other", "target"), join(tree.dir, "seeds"));
    for (const command of ["run", "test"] as const) expect(failureOf(await other.dbt.invoke({ command, sources: ["nflverse"], signal: never }))).toBeNull();
  });
});

describe("their tests notice", () => {
  it("a tab of nobody, a player twice, a lost row, an owner out of time, a pick of no kind", async () => {
    await publish("cap_space", [...CAP, cap("Nils", 2025, 250, 0, 0)]);
    await publish("contracts_active", [...ACTIVE.filter(({ player }) => player !== "Abel Thorn"), slot("Pim", "BN", "Kit Oduya", 2), slot("Pim", "BN", "Ivo Falk", 0.5, 2026)]);
    await publish("contracts_cut", CUT.slice(1));
    await publish("draft_picks", [...PICKS, pick("Tove", 6, "found")]);
    await publish("transactions", [...TRANSACTIONS, deal(17, "2025 FAAD", "Orla", "Tove", "QB", "Ivo Falk"), deal(18, "2026 FAAD", "Pim", "Tove", "QB", "Ivo Falk")]);
    // As the pipeline does: every model is built before the first test.
    await home.dbt.invoke({ command: "run", sources: ["commissioner"], signal: never });
    const tested = await home.dbt.invoke({ command: "test", sources: ["commissioner"], signal: never });
    expect(tested.ok).toBe(false);
    expect(failuresOf(tested)).toEqual([
      ["accepted_range_stg_sheets__draft_pick_holdings_round__5__1", 1],
      ["accepted_values_stg_sheets__draft_pick_holdings_source_type__owned__acquired__trade_out", 1],
      ["cap_situation_is_what_the_sheet_says", 2],
      ["contracts_active_are_one_a_franchise_player_and_year", 1],
      ["known_in_mart_cap_situation_franchise_id__franchise_id__True__ref_dim_franchise_", 1],
      ["known_in_stg_sheets__cap_space_franchise_id__franchise_id__True__ref_dim_franchise_", 1],
      ["known_in_stg_sheets__transactions_timeframe_string__timeframe_string__ref_dim_timeframe_", 1],
      ["not_null_stg_sheets__draft_pick_holdings_pick_category", 1],
      ["not_null_stg_sheets__transactions_season", 1],
      ["not_null_stg_sheets__transactions_transaction_date", 1],
      ["not_null_stg_sheets__transactions_transaction_year", 1],
      // Orla, who had left by 2025, and Pim in a time frame of no year.
      ["owner_has_franchise_stg_sheets__transactions_from_franchise_id__from_owner_name", 2],
      ["owner_has_franchise_stg_sheets__transactions_to_franchise_id__to_owner_name", 1],
      // A contract too many in either year, and the one that was lost.
      ["sheets_cap_adds_up", 3],
      ["sheets_cuts_sum_to_dead_cap", 1],
      ["unique_combination_mart_contract_snapshot_current_gm_tab__player_key__obligation_year", 1],
      ["unique_combination_stg_sheets__contracts_active_snapshot_date__gm_tab__player_key__obligation_year", 1],
    ]);
    expect(tested.failedTests.find(({ models }) => models.includes("stg_sheets__cap_space"))?.rows).toMatchObject([{ gm_tab: "Nils" }]);
  });

  it("contracts that were lost whole, of one tab and of all: what the sheet says is left is then not what the mart counts", async () => {
    const lostBy = async (rows: readonly TableRow[]) => {
      await publish("contracts_active", rows);
      await publish("contracts_cut", CUT);
      await publish("cap_space", CAP);
      await home.dbt.invoke({ command: "run", sources: ["commissioner"], signal: never });
      const tested = await home.dbt.invoke({ command: "test", select: ["mart_cap_situation"], signal: never });
      return failuresOf(tested).find(([name]) => name === "cap_situation_is_what_the_sheet_says")?.[1];
    };
    expect(await lostBy(ACTIVE)).toBeUndefined();
    expect(await lostBy(ACTIVE.filter(({ gm_tab }) => gm_tab === "Pim"))).toBe(1);
    // Pim pays in both years, Tove in one.
    expect(await lostBy([])).toBe(3);
  });

  it("franchises whose windows overlap", async () => {
    writeFileSync(join(tree.dir, "seeds", "dim_franchise.csv"), `${[...(SEEDS["dim_franchise"] ?? []), "F902,Franchise 902,South,2012,Pim,Pim,2024,2026,true"].join("\n")}\n`);
    const built = await home.dbt.invoke({ command: "build", select: ["dim_franchise"], signal: never });
    expect(failuresOf(built)).toEqual([
      ["dim_franchise_current_owners_are_open", 1], ["dim_franchise_has_one_owner_at_a_time", 1], ["dim_franchise_owner_holds_one_at_a_time", 1], ["dim_franchise_tab_is_one_at_a_time", 1],
    ]);
  });
});
