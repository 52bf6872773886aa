import { type CellIssue, cellAt, cellName, type Grid, readAmount } from "./cells.ts";
import { type Block, findGmHeader, type GmHeader, type GmTabLabels, TabLayoutError } from "./gm-header.ts";
import { readPicks, type SheetPick } from "./gm-picks.ts";

/** What one franchise's tab says; every list in the order of the sheet. */
export interface GmTab {
  readonly gm: string;
  readonly tab: string;
  readonly active: readonly ActiveContract[];
  readonly cut: readonly CutContract[];
  readonly picks: readonly SheetPick[];
  /** The years of drafts that the tab has a column for. */
  readonly pickYears: readonly number[];
  readonly cap: readonly CapYear[];
  /** Cells that could not be read; what stands in them is in no list. */
  readonly issues: readonly CellIssue[];
}

/** One year of a contract. */
export interface ActiveContract {
  readonly slot: string;
  /** As it stands; empty for a slot that must be paid for without a player. */
  readonly player: string;
  readonly rfa: boolean;
  readonly franchise: boolean;
  readonly year: number;
  /** Dollars, above 0. */
  readonly amount: number;
}

export interface CutContract {
  readonly player: string;
  readonly position: string;
  readonly year: number;
  /** Dollars, above 0. */
  readonly deadCap: number;
}

/** Whole dollars. */
export interface CapYear {
  readonly season: number;
  readonly available: number;
  readonly dead: number;
  /** Negative when cap was traded away. */
  readonly traded: number;
}

/** A tab on its way: what is found wrong is put beside what is read. */
interface Reading {
  readonly tab: string;
  readonly grid: Grid;
  readonly header: GmHeader;
  readonly issues: CellIssue[];
}

/**
 * Reads a franchise's tab. Blocks are found by their labels, years are read from the headers.
 * @param draftRounds of the yearly draft
 * @throws TabLayoutError naming tab and cell when a landmark is missing or a header is no year
 */
export function parseGmTab(tab: string, grid: Grid, labels: GmTabLabels, draftRounds: number): GmTab {
  const reading: Reading = { tab, grid, header: findGmHeader(tab, grid, labels), issues: [] };
  const { header, issues } = reading;
  const gm = findGm(reading, labels);
  const rows = Array.from({ length: Math.max(0, grid.length - header.row - 1) }, (_, index) => header.row + 1 + index);
  return {
    gm,
    tab,
    active: rows.flatMap((row) => readContract(reading, row)),
    cut: rows.flatMap((row) => readCut(reading, row)),
    picks: readPicks({ tab, gm, grid, issues, draftRounds }, rows, header.picks),
    pickYears: header.picks.years,
    cap: readCap(reading, labels),
    issues,
  };
}

function report({ tab, grid, issues }: Reading, row: number, column: number, problem: string, isRemark = false): void {
  issues.push({ tab, cell: cellName(row, column), seen: cellAt(grid, row, column), problem, ...(isRemark ? { isRemark: true as const } : {}) });
}

function readContract(reading: Reading, row: number): readonly ActiveContract[] {
  const { grid, header } = reading;
  const [slot, player] = [cellAt(grid, row, 0), cellAt(grid, row, 1)];
  const amounts = readAmounts(reading, row, header.roster);
  if (amounts.length === 0) {
    if (player !== "") report(reading, row, 1, "a player without an amount in any year", true);
    return [];
  }
  if (slot === "") report(reading, row, 0, "a contract in no roster slot", true);
  const [rfa, franchise] = [isMarked(reading, row, header.rfaColumn), isMarked(reading, row, header.franchiseColumn)];
  return amounts.map(([year, amount]) => ({ slot, player, rfa, franchise, year, amount }));
}

function isMarked(reading: Reading, row: number, column: number): boolean {
  const mark = cellAt(reading.grid, row, column).toLowerCase();
  if (mark !== "" && mark !== "x") report(reading, row, column, "neither x nor empty: read as no mark", true);
  return mark === "x";
}

function readCut(reading: Reading, row: number): readonly CutContract[] {
  const { grid, header: { cuts } } = reading;
  const [player, position] = [cellAt(grid, row, cuts.column), cellAt(grid, row, cuts.column + 1)];
  const amounts = readAmounts(reading, row, cuts);
  if (player === "") {
    if (amounts.length > 0) report(reading, row, cuts.column, "dead cap of nobody");
    return [];
  }
  if (amounts.length === 0) report(reading, row, cuts.column, "a cut player without an amount in any year", true);
  return amounts.map(([year, deadCap]) => ({ player, position, year, deadCap }));
}

/** @returns `[year, amount]` of the cells that hold more than 0; what is no amount becomes an issue, and so does less than 0 */
function readAmounts(reading: Reading, row: number, { yearColumn, years }: Block): readonly (readonly [number, number])[] {
  return years.flatMap((year, offset): readonly (readonly [number, number])[] => {
    const amount = readAmount(cellAt(reading.grid, row, yearColumn + offset));
    if (amount === undefined) report(reading, row, yearColumn + offset, "not an amount");
    else if (amount !== null && amount < 0) report(reading, row, yearColumn + offset, "an amount below 0");
    return amount === undefined || amount === null || amount <= 0 ? [] : [[year, amount]];
  });
}

/** Above the header one line says how much of the cap there is, dead, and traded: each above the columns of a block, all for the roster's years. */
function readCap(reading: Reading, labels: GmTabLabels): readonly CapYear[] {
  const { tab, grid, header } = reading;
  const row = grid.findIndex((cells, index) => index < header.row && isLabel(cells[0], labels.available));
  if (row < 0) throw new TabLayoutError({ tab, cell: cellName(0, 0), seen: "", problem: `no row above the roster begins with '${labels.available}'` }, "Look whether the tab's first lines were moved or renamed; the labels stand in config/league.yaml.");
  const dead = readCapLine(reading, row, header.cuts, labels.dead);
  const traded = readCapLine(reading, row, header.picks, labels.traded);
  return readCapLine(reading, row, header.roster, labels.available).map((available, index) => ({ season: header.roster.years[index] ?? 0, available, dead: dead[index] ?? 0, traded: traded[index] ?? 0 }));
}

function readCapLine(reading: Reading, row: number, { column, yearColumn }: Block, label: string): readonly number[] {
  const { tab, grid, header } = reading;
  if (!isLabel(grid[row]?.[column], label)) throw new TabLayoutError({ tab, cell: cellName(row, column), seen: cellAt(grid, row, column), problem: `'${label}' does not stand here, above its block` }, "The labels stand in config/league.yaml.");
  return header.roster.years.map((_, offset) => {
    const amount = readAmount(cellAt(grid, row, yearColumn + offset));
    if (amount === undefined) report(reading, row, yearColumn + offset, "not an amount");
    else if (amount !== null && !Number.isInteger(amount)) report(reading, row, yearColumn + offset, "not a whole number of dollars");
    return Math.trunc(amount ?? 0);
  });
}

function findGm(reading: Reading, labels: GmTabLabels): string {
  const { tab, grid } = reading;
  for (let row = 0; row < Math.min(5, grid.length); row += 1) {
    const text = cellAt(grid, row, 0);
    if (text.toLowerCase().startsWith(labels.gm.toLowerCase())) return text.slice(text.indexOf(":") + 1).trim();
  }
  report(reading, 1, 0, `no '${labels.gm}' in the first lines: the tab's name is taken`, true);
  return tab;
}

/** People add a colon or a remark to a label. */
const isLabel = (cell: string | undefined, label: string): boolean => cell?.toLowerCase().includes(label.toLowerCase()) === true;
