import type { ColumnContract, ColumnType } from "../../core/dataset.ts";

const columns = (types: Readonly<Record<string, ColumnType>>): readonly ColumnContract[] => Object.entries(types).map(([name, type]) => ({ name, type }));

/** Columns in the order of the system this one replaces; what dbt selects, with types that never change (data contract, sections 3 and 4.6). */
export const contractsActiveColumns = columns({
  gm: "VARCHAR", gm_tab: "VARCHAR", roster_slot: "VARCHAR", player: "VARCHAR", rfa: "BOOLEAN", year: "INTEGER", amount: "DOUBLE", franchise: "BOOLEAN",
});

export const contractsCutColumns = columns({ gm: "VARCHAR", gm_tab: "VARCHAR", player: "VARCHAR", position: "VARCHAR", year: "INTEGER", dead_cap_amount: "DOUBLE" });

export const draftPicksColumns = columns({
  gm: "VARCHAR", gm_tab: "VARCHAR", year: "INTEGER", round: "INTEGER", source_type: "VARCHAR", original_owner: "VARCHAR", acquired_from: "VARCHAR",
  acquisition_note: "VARCHAR", trade_recipient: "VARCHAR", condition_flag: "BOOLEAN",
});

export const draftPickConditionsColumns = columns({
  gm: "VARCHAR", gm_tab: "VARCHAR", year: "INTEGER", round: "INTEGER", condition_text: "VARCHAR", trade_recipient: "VARCHAR", source_type: "VARCHAR", acquisition_note: "VARCHAR",
});

export const capSpaceColumns = columns({ gm: "VARCHAR", gm_tab: "VARCHAR", season: "INTEGER", available_cap_space: "INTEGER", dead_cap_space: "INTEGER", traded_cap_space: "INTEGER" });

export const transactionsColumns = columns({
  transaction_id_unique: "VARCHAR", transaction_id: "BIGINT", transaction_type_refined: "VARCHAR", asset_type: "VARCHAR", "Time Frame": "VARCHAR",
  season: "BIGINT", period_type: "VARCHAR", week: "BIGINT", sort_sequence: "BIGINT", From: "VARCHAR", To: "VARCHAR", "Original Order": "VARCHAR",
  Round: "VARCHAR", Pick: "VARCHAR", Position: "VARCHAR", Player: "VARCHAR", pick_id: "VARCHAR", pick_season: "BIGINT", pick_round: "BIGINT",
  pick_overall_number: "BIGINT", pick_id_raw: "VARCHAR", Contract: "VARCHAR", Split: "VARCHAR", total: "BIGINT", years: "BIGINT", split_array: "BIGINT[]",
  "RFA Matched": "VARCHAR", "FAAD Comp": "VARCHAR", faad_award_sequence: "BIGINT", Type: "VARCHAR",
});

export const unmappedPlayersColumns = columns({ dataset: "VARCHAR", where_seen: "VARCHAR", player: "VARCHAR", position: "VARCHAR", rows: "INTEGER", reason: "VARCHAR" });

export const unmappedPicksColumns = columns({ transaction_id_unique: "VARCHAR", Player: "VARCHAR", Pick: "VARCHAR", "Time Frame": "VARCHAR", From: "VARCHAR", To: "VARCHAR" });
