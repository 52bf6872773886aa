import type { GmTab } from "./gm-tab.ts";
import type { Transaction } from "./transactions.ts";

/** A row of a snapshot: by column, as DuckDB reads it from JSON. */
export type TableRow = Readonly<Record<string, string | number | boolean | null | readonly number[]>>;

/** By dataset. The players' QA table comes from the crosswalk, not from the sheet. */
export type CommissionerTables = Readonly<Record<"contracts_active" | "contracts_cut" | "draft_picks" | "draft_pick_conditions" | "cap_space" | "transactions" | "transactions_qa_picks", readonly TableRow[]>>;

/** @returns the rows of every table, in the order of the sheet; columns as the data contract has them */
export function toTables(franchises: readonly GmTab[], transactions: readonly Transaction[]): CommissionerTables {
  const picks = franchises.flatMap((franchise) => franchise.picks.map((pick) => ({ ...owner(franchise), pick })));
  return {
    contracts_active: byYear(
      franchises.flatMap((franchise) => franchise.active.map(({ slot, player, rfa, year, amount, franchise: tagged }) => ({ ...owner(franchise), roster_slot: slot, player, rfa, year, amount, franchise: tagged }))),
    ),
    contracts_cut: byYear(franchises.flatMap((franchise) => franchise.cut.map(({ player, position, year, deadCap }) => ({ ...owner(franchise), player, position, year, dead_cap_amount: deadCap })))),
    draft_picks: picks.map(({ gm, gm_tab, pick }) => ({
      gm, gm_tab, year: pick.year, round: pick.round, source_type: pick.source, original_owner: pick.originalOwner, acquired_from: pick.acquiredFrom,
      acquisition_note: pick.note, trade_recipient: pick.recipient, condition_flag: pick.flagged,
    })),
    draft_pick_conditions: picks
      .filter(({ pick }) => pick.flagged)
      .map(({ gm, gm_tab, pick }) => ({ gm, gm_tab, year: pick.year, round: pick.round, condition_text: pick.condition, trade_recipient: pick.recipient, source_type: pick.source, acquisition_note: pick.note })),
    cap_space: franchises.flatMap((franchise) => franchise.cap.map(({ season, available, dead, traded }) => ({ ...owner(franchise), season, available_cap_space: available, dead_cap_space: dead, traded_cap_space: traded }))),
    transactions: transactions.map(transactionRow),
    transactions_qa_picks: transactions
      .filter(({ assetType, pick }) => assetType === "pick" && pick === null)
      .map(({ uniqueId, texts }) => ({ transaction_id_unique: uniqueId, Player: texts.Player, Pick: texts.Pick, "Time Frame": texts["Time Frame"], From: texts.From, To: texts.To })),
  };
}

const owner = ({ gm, tab }: GmTab): { readonly gm: string; readonly gm_tab: string } => ({ gm, gm_tab: tab });

/** Year after year, each in the order of the sheet: as readers have always had it. */
function byYear<Row extends TableRow & { readonly year: number }>(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((a, b) => a.year - b.year);
}

function transactionRow(row: Transaction): TableRow {
  const { texts } = row;
  return {
    transaction_id_unique: row.uniqueId,
    transaction_id: row.id,
    transaction_type_refined: row.refinedType,
    asset_type: row.assetType,
    "Time Frame": texts["Time Frame"],
    season: row.timeFrame?.season ?? null,
    period_type: row.timeFrame?.period ?? null,
    week: row.timeFrame?.week ?? null,
    sort_sequence: row.timeFrame?.sequence ?? null,
    From: texts.From,
    To: texts.To,
    "Original Order": texts["Original Order"],
    Round: texts.Round,
    Pick: texts.Pick,
    Position: texts.Position,
    Player: texts.Player,
    pick_id: row.pick?.id ?? null,
    pick_season: row.pick?.season ?? null,
    pick_round: row.pick?.round ?? null,
    pick_overall_number: row.pick?.overall ?? null,
    pick_id_raw: row.pick?.id ?? null,
    Contract: texts.Contract,
    Split: texts.Split,
    total: row.total,
    years: row.years,
    split_array: row.split,
    "RFA Matched": texts["RFA Matched"],
    "FAAD Comp": texts["FAAD Comp"],
    faad_award_sequence: row.faadSequence,
    Type: texts.Type,
  };
}
