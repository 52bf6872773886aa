import { type CellIssue, cellName, type Grid } from "./cells.ts";
import { readContract } from "./contract.ts";

/** When a transaction happened, by the text of its Time Frame. */
export interface TimeFrame {
  readonly season: number;
  readonly period: "rookie_draft" | "faad" | "preseason" | "regular" | "deadline" | "offseason";
  readonly week: number | null;
  /** Where it stands among all of them: the lowest id of its transactions. */
  readonly sequence: number | null;
}

/** One row of the transactions tab. Texts are as they stand: `-` is a text, an empty cell is null. */
export interface Transaction {
  readonly id: number | null;
  /** `<id>_<n>`: the n-th row with that id, from 0, in the order of the sheet. */
  readonly uniqueId: string;
  readonly refinedType: string;
  readonly assetType: "player" | "pick" | "defense" | "cap_space" | "unknown";
  readonly timeFrame: TimeFrame | null;
  readonly texts: Readonly<Record<TransactionColumn, string | null>>;
  readonly pick: { readonly id: string; readonly season: number; readonly round: number; readonly overall: number | null } | null;
  readonly total: number | null;
  readonly years: number | null;
  readonly split: readonly number[] | null;
  /** Rank among the season's auction signings, from 1; null for everything else. */
  readonly faadSequence: number | null;
}

export const TRANSACTION_COLUMNS = ["Time Frame", "From", "To", "Original Order", "Round", "Pick", "Position", "Player", "Contract", "Split", "RFA Matched", "FAAD Comp", "Type", "Sort"] as const;
export type TransactionColumn = (typeof TRANSACTION_COLUMNS)[number];

export interface TransactionsTab {
  readonly transactions: readonly Transaction[];
  /** Rows stay; what of them could not be read is null and stands here. */
  readonly issues: readonly CellIssue[];
}

/** The header of the tab is not what it was: a column shift would put every value under a wrong name. */
export class TransactionsHeaderError extends Error {
  override readonly name = "TransactionsHeaderError";
  readonly severity = "fatal";
  readonly fix = "Put the tab's header back, or tell the new one in config/league.yaml (sheet.transactionsHeader).";
}

/**
 * @param timeFrames by the text of the column
 * @param header what the league calls the columns, in the order of TRANSACTION_COLUMNS
 * @throws TransactionsHeaderError naming tab and cell
 */
export function parseTransactions(tab: string, grid: Grid, timeFrames: ReadonlyMap<string, TimeFrame>, header: readonly string[]): TransactionsTab {
  checkHeader(tab, grid[0] ?? [], header);
  const issues: CellIssue[] = [];
  const seen = new Map<string, number>();
  const rows = grid.slice(1).flatMap((cells, index) => {
    if (cells.every((cell) => cell.trim() === "")) return [];
    return [readTransaction({ tab, row: index + 1, cells, issues, timeFrames, seen })];
  });
  return { transactions: rankAuctions(rows), issues };
}

interface Reading {
  readonly tab: string;
  readonly row: number;
  readonly cells: readonly string[];
  readonly issues: CellIssue[];
  readonly timeFrames: ReadonlyMap<string, TimeFrame>;
  /** How often each id has come. */
  readonly seen: Map<string, number>;
}

function readTransaction(reading: Reading): Transaction {
  const texts = readTexts(reading.cells);
  const id = readId(texts.Sort);
  const assetType = assetTypeOf(texts);
  const terms = readContract(texts.Contract, texts.Split, assetType === "cap_space");
  const timeFrame = reading.timeFrames.get(texts["Time Frame"] ?? "") ?? null;
  const row: Transaction = {
    id,
    uniqueId: nextUniqueId(reading.seen, id),
    timeFrame,
    assetType,
    refinedType: refineType(texts, timeFrame),
    texts,
    pick: readPick(texts),
    total: terms.total,
    years: terms.years,
    split: terms.split,
    faadSequence: null,
  };
  reportProblems(reading, row, terms.problem);
  return row;
}

function readTexts(cells: readonly string[]): Transaction["texts"] {
  const texts = {} as Record<TransactionColumn, string | null>;
  for (const [column, name] of TRANSACTION_COLUMNS.entries()) texts[name] = textOf(cells[column]);
  return texts;
}

function nextUniqueId(seen: Map<string, number>, id: number | null): string {
  const key = id === null ? "none" : String(id);
  const nth = seen.get(key) ?? 0;
  seen.set(key, nth + 1);
  return `${key}_${nth}`;
}

/** The row stays; what of it could not be read is empty and told. */
function reportProblems({ tab, row, issues }: Reading, { id, timeFrame, refinedType, assetType, pick, split, texts }: Transaction, termsProblem: string | null): void {
  const report = (column: TransactionColumn, problem: string, isRemark = false): void =>
    void issues.push({ tab, cell: cellName(row, TRANSACTION_COLUMNS.indexOf(column)), seen: texts[column] ?? "", problem, ...(isRemark ? { isRemark: true as const } : {}) });
  if (timeFrame === null) report("Time Frame", "a time frame that the league does not know: season and period are empty");
  if (id === null) report("Sort", "not a number: the transaction has no id");
  // A split that does not fit its contract is kept as it stands: extensions list all remaining years.
  if (termsProblem !== null) report(assetType === "cap_space" ? "Split" : "Contract", termsProblem, split !== null);
  if (refinedType === "unknown") report("Type", "a type that means nothing in this period");
  if (pick !== null && pick.overall === null && !NO_PICK_YET.test(texts.Pick ?? "")) report("Pick", "neither a number nor TBD: the pick has no number");
}

function checkHeader(tab: string, found: readonly string[], expected: readonly string[]): void {
  expected.forEach((name, column) => {
    const seen = found[column]?.trim() ?? "";
    if (seen !== name) throw new TransactionsHeaderError(`${tab}!${cellName(0, column)}: the header says '${seen}', '${name}' is expected`);
  });
}

function textOf(cell: string | undefined): string | null {
  const text = cell?.trim() ?? "";
  return text === "" ? null : text;
}

function readId(sort: string | null): number | null {
  const digits = sort?.replaceAll(/[,"]/g, "") ?? "";
  return /^\d{1,15}$/.test(digits) ? Number(digits) : null;
}

/** First match wins; the order and its quirks are the league's, and what is downstream depends on them. */
function refineType({ Type: type, From: from, "RFA Matched": matched }: Transaction["texts"], timeFrame: TimeFrame | null): string {
  const period = timeFrame?.period;
  if (type === "Cut") return /^(?:waiver wire|cap space)$/i.test(from ?? "") ? "waiver_claim" : "cut";
  const plain = type === null ? undefined : PLAIN_TYPES[type];
  if (plain !== undefined) return plain;
  if (period === "rookie_draft") return "rookie_draft_selection";
  if (type === "Franchise") return "franchise_tag";
  if (period === "faad") return matched === "yes" ? "faad_rfa_matched" : "faad_ufa_signing";
  if (type === "Signing" && period !== undefined) return "fasa_signing";
  return type === "FA" && period === "offseason" ? "offseason_ufa_signing" : "unknown";
}

const PLAIN_TYPES: Readonly<Record<string, string>> = { Trade: "trade", Waivers: "waiver_claim", Extension: "contract_extension", Amnesty: "amnesty_cut" };

function assetTypeOf({ Player: player, Position: position }: Transaction["texts"]): Transaction["assetType"] {
  if (player === null || player === "-") return "unknown";
  if (player.includes("Round")) return "pick";
  if (player.includes("Cap Space")) return "cap_space";
  if (position?.toUpperCase() === "D/ST") return "defense";
  return position === null || position === "-" ? "unknown" : "player";
}

/** Not drawn yet, or not told. */
const NO_PICK_YET = /^(?:TBD|-|)$/i;
const PICK = /^(\d{4}) (\d)(?:st|nd|rd|th) Round/;

function readPick({ Player: player, Pick: overallText }: Transaction["texts"]): Transaction["pick"] {
  const match = PICK.exec(player ?? "");
  if (match === null) return null;
  const overall = /^\d+$/.test(overallText ?? "") ? Number(overallText) : null;
  const slot = overall === null ? "TBD" : `P${String(overall).padStart(2, "0")}`;
  return { id: `${match[1]}_R${match[2]}_${slot}`, season: Number(match[1]), round: Number(match[2]), overall };
}

/** Releases during the auction consume numbers too: the sequence that has been handed out must not move. */
function rankAuctions(rows: readonly Transaction[]): readonly Transaction[] {
  const signings = rows.filter(({ refinedType, id, timeFrame }) => refinedType === "faad_ufa_signing" && id !== null && timeFrame !== null);
  const inOrder = [...signings].sort((a, b) => (a.id ?? 0) - (b.id ?? 0));
  const counts = new Map<number, number>();
  const ranks = new Map(
    inOrder.map((row) => {
      const season = row.timeFrame?.season ?? 0;
      const rank = (counts.get(season) ?? 0) + 1;
      counts.set(season, rank);
      return [row, rank] as const;
    }),
  );
  return ranks.size === 0 ? rows : rows.map((row) => { const rank = ranks.get(row); return rank === undefined ? row : { ...row, faadSequence: rank }; });
}
