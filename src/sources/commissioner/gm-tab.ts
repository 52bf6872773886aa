import { type CellIssue, cellAt, cellName, type Grid, readAmount } from "./cells.ts";
import { readPicks, type SheetPick } from "./gm-picks.ts";

/** What one franchise's tab says; every list in the order of the sheet. */
export interface GmTab {
  readonly gm: string;
  readonly tab: string;
  readonly active: readonly ActiveContract[];
  readonly cut: readonly CutContract[];
  readonly picks: readonly SheetPick[];
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

export interface CapYear {
  readonly season: number;
  readonly available: number;
  readonly dead: number;
  /** Negative when cap was traded away. */
  readonly traded: number;
}

/** What the tabs of a league are labelled with. */
export interface GmTabLabels {
  readonly gm: string;
  readonly rosterHeader: string;
  readonly playerHeader: string;
  readonly picksHeader: string;
  readonly available: string;
  readonly dead: string;
  readonly traded: string;
}

/** A tab that is not laid out as a franchise's tab: nothing of it can be believed. */
export class TabLayoutError extends Error {
  override readonly name = "TabLayoutError";
  readonly severity = "fatal";
  readonly fix: string;
  readonly issue: CellIssue;
  constructor(issue: CellIssue, fix: string) {
    super(`${issue.tab}!${issue.cell}: ${issue.problem}${issue.seen === "" ? "" : ` (seen: '${issue.seen}')`}`);
    this.issue = issue;
    this.fix = fix;
  }
}

const YEARS = 5;
/** The header and the lines above it stand near the top; below them a label is somebody's text. */
const TOP_ROWS = 10;
const YEAR = /^(?:19|20)\d{2}$/;
/** The cut block stands right of the roster's eleven columns. */
const FIRST_CUT_COLUMN = 11;

/**
 * Reads a franchise's tab. Blocks are found by their labels, years are read from the headers.
 * @throws TabLayoutError naming tab and cell when a landmark is missing or a header is no year
 */
export function parseGmTab(tab: string, grid: Grid, labels: GmTabLabels): GmTab {
  const header = findHeader(tab, grid, labels);
  const cutColumn = findColumn(tab, grid, header, labels.playerHeader, FIRST_CUT_COLUMN);
  const picksColumn = findColumn(tab, grid, header, labels.picksHeader, 0);
  const years = readYears(tab, grid, header, 2);
  const issues: CellIssue[] = [];
  const gm = findGm(tab, grid, labels, issues);
  const amounts = (row: number, column: number, of: readonly number[]): readonly (readonly [number, number])[] => readRow({ tab, grid, issues }, row, column, of);
  const rows = Array.from({ length: Math.max(0, grid.length - header - 1) }, (_, index) => header + 1 + index);
  return {
    gm,
    tab,
    active: rows.flatMap((row) => readContract(grid, row, amounts(row, 2, years))),
    cut: rows.flatMap((row) => readCut(grid, row, cutColumn, amounts(row, cutColumn + 2, readYears(tab, grid, header, cutColumn + 2)))),
    picks: readPicks({ tab, gm, grid, issues }, header, picksColumn, readYears(tab, grid, header, picksColumn + 1)),
    cap: readCap({ tab, grid, issues }, header, years, labels),
    issues,
  };
}

interface Reading {
  readonly tab: string;
  readonly grid: Grid;
  readonly issues: CellIssue[];
}

/** @returns `[year, amount]` of the cells that hold more than 0; what is no amount becomes an issue, and so does less than 0 */
function readRow({ tab, grid, issues }: Reading, row: number, column: number, years: readonly number[]): readonly (readonly [number, number])[] {
  return years.flatMap((year, offset): readonly (readonly [number, number])[] => {
    const text = cellAt(grid, row, column + offset);
    const amount = readAmount(text);
    if (amount === undefined || (amount !== null && amount < 0)) {
      issues.push({ tab, cell: cellName(row, column + offset), seen: text, problem: amount === undefined ? "not an amount" : "an amount below 0" });
      return [];
    }
    return amount === null || amount === 0 ? [] : [[year, amount]];
  });
}

/** Above the header one line says how much of the cap there is, dead, and traded, for the roster's years. */
function readCap({ tab, grid, issues }: Reading, header: number, years: readonly number[], labels: GmTabLabels): readonly CapYear[] {
  const row = grid.findIndex((cells, index) => index < header && cells.some((cell) => isLabel(cell, labels.available)));
  if (row < 0) throw new TabLayoutError({ tab, cell: cellName(0, 0), seen: "", problem: `no cell says '${labels.available}' above the roster` }, "Look whether the tab's first lines were moved or renamed; the labels stand in config/league.yaml.");
  const values = (label: string, isFirst: boolean): readonly number[] => {
    const column = grid[row]?.findIndex((cell) => isLabel(cell, label)) ?? -1;
    if (column < 0) throw new TabLayoutError({ tab, cell: cellName(row, 0), seen: "", problem: `no cell of this row says '${label}'` }, "The labels stand in config/league.yaml.");
    // The roster's own block has an empty column for the player between label and years, and so has the cut block.
    const start = column + (isFirst ? 2 : label === labels.dead ? 2 : 1);
    return years.map((_, offset) => {
      const text = cellAt(grid, row, start + offset);
      const amount = readAmount(text);
      if (amount === undefined) issues.push({ tab, cell: cellName(row, start + offset), seen: text, problem: "not an amount" });
      return amount ?? 0;
    });
  };
  const [available, dead, traded] = [values(labels.available, true), values(labels.dead, false), values(labels.traded, false)];
  return years.map((season, index) => ({ season, available: available[index] ?? 0, dead: dead[index] ?? 0, traded: traded[index] ?? 0 }));
}

function readContract(grid: Grid, row: number, amounts: readonly (readonly [number, number])[]): readonly ActiveContract[] {
  const isMarked = (column: number): boolean => cellAt(grid, row, column).toLowerCase() === "x";
  return amounts.map(([year, amount]) => ({ slot: cellAt(grid, row, 0), player: cellAt(grid, row, 1), rfa: isMarked(8), franchise: isMarked(10), year, amount }));
}

function readCut(grid: Grid, row: number, column: number, amounts: readonly (readonly [number, number])[]): readonly CutContract[] {
  const player = cellAt(grid, row, column);
  if (player === "") return [];
  return amounts.map(([year, deadCap]) => ({ player, position: cellAt(grid, row, column + 1), year, deadCap }));
}

function findGm(tab: string, grid: Grid, labels: GmTabLabels, issues: CellIssue[]): string {
  for (let row = 0; row < Math.min(5, grid.length); row += 1) {
    const text = cellAt(grid, row, 0);
    if (text.toLowerCase().startsWith(labels.gm.toLowerCase())) return text.slice(text.indexOf(":") + 1).trim();
  }
  issues.push({ tab, cell: cellName(1, 0), seen: cellAt(grid, 1, 0), problem: `no '${labels.gm}' in the first lines: the tab's name is taken`, isRemark: true });
  return tab;
}

function findHeader(tab: string, grid: Grid, labels: GmTabLabels): number {
  const row = grid.findIndex((cells, index) => index < TOP_ROWS && cells[0]?.trim() === labels.rosterHeader);
  if (row < 0) throw new TabLayoutError({ tab, cell: "A1", seen: cellAt(grid, 0, 0), problem: `no row begins with '${labels.rosterHeader}'` }, "Is this a franchise's tab? The list of tabs stands in config/league.yaml.");
  return row;
}

function findColumn(tab: string, grid: Grid, row: number, label: string, from: number): number {
  const column = grid[row]?.findIndex((cell, index) => index >= from && cell.trim() === label) ?? -1;
  if (column < 0) throw new TabLayoutError({ tab, cell: cellName(row, from), seen: cellAt(grid, row, from), problem: `the header has no '${label}' here or to the right` }, "Look whether a column was moved or renamed.");
  return column;
}

/** @throws TabLayoutError when the five headers are not consecutive years */
function readYears(tab: string, grid: Grid, row: number, column: number): readonly number[] {
  return Array.from({ length: YEARS }, (_, offset) => {
    const text = cellAt(grid, row, column + offset);
    const before = Number(cellAt(grid, row, column + offset - 1));
    const follows = offset === 0 || Number(text) === before + 1;
    if (!YEAR.test(text) || !follows) throw new TabLayoutError({ tab, cell: cellName(row, column + offset), seen: text, problem: YEAR.test(text) ? `the years are not consecutive: ${before}, ${text}` : "a header that is no year" }, "The amounts below cannot be given to a year; mend the header.");
    return Number(text);
  });
}

const isLabel = (cell: string, label: string): boolean => cell.trim().toLowerCase() === label.toLowerCase();
