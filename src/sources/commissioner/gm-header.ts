import { type CellIssue, cellAt, cellName, type Grid } from "./cells.ts";

/** What the tabs of a league are labelled with. */
export interface GmTabLabels {
  readonly gm: string;
  readonly rosterHeader: string;
  readonly playerHeader: string;
  /** Closes the years of contracts and of cuts. */
  readonly total: string;
  readonly rfa: string;
  readonly franchise: string;
  readonly picksHeader: string;
  /** Closes the years of picks. */
  readonly conditions: string;
  readonly available: string;
  readonly dead: string;
  readonly traded: string;
}

/** One of the blocks that stand side by side; columns are 0-based. */
export interface Block {
  readonly column: number;
  /** The column of its first year. */
  readonly yearColumn: number;
  /** One column each, consecutive, as the header has them. */
  readonly years: readonly number[];
  /** The column after the last year, with the label that closes the years. */
  readonly end: number;
}

/** Where everything stands on a franchise's tab. */
export interface GmHeader {
  /** 0-based. */
  readonly row: number;
  readonly roster: Block;
  readonly rfaColumn: number;
  readonly franchiseColumn: number;
  /** The position of a cut player stands right of the name. */
  readonly cuts: Block;
  /** The condition of a pick stands in the column `end`. */
  readonly picks: Block;
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

/** The header stands near the top; below, a label is somebody's text. */
const TOP_ROWS = 10;
/** As a header says it. */
export const YEAR = /^(?:19|20)\d{2}$/;
const MOVED = "Look whether a column was moved or renamed; the labels stand in config/league.yaml.";

/**
 * Finds the header of a franchise's tab by its labels, from left to right, so that no column is read as what it is not.
 * @throws TabLayoutError naming tab and cell when a label is missing, or when between two labels stands something else than consecutive years
 */
export function findGmHeader(tab: string, grid: Grid, labels: GmTabLabels): GmHeader {
  const line: HeaderLine = { tab, grid, row: findRow(tab, grid, labels) };
  requireLabel(line, 1, labels.playerHeader);
  const roster = readBlock(line, 0, 2, labels.total);
  const rfaColumn = findColumn(line, labels.rfa, roster.end + 1);
  const franchiseColumn = findColumn(line, labels.franchise, rfaColumn + 1);
  const cutColumn = findColumn(line, labels.playerHeader, franchiseColumn + 1);
  requireLabel(line, cutColumn + 1, labels.rosterHeader);
  const cuts = readBlock(line, cutColumn, cutColumn + 2, labels.total);
  const picksColumn = findColumn(line, labels.picksHeader, cuts.end + 1);
  const picks = readBlock(line, picksColumn, picksColumn + 1, labels.conditions);
  requireYears(line, cuts, roster.years);
  requireYears(line, picks, roster.years.map((year) => year + 1));
  return { row: line.row, roster, rfaColumn, franchiseColumn, cuts, picks };
}

interface HeaderLine {
  readonly tab: string;
  readonly grid: Grid;
  readonly row: number;
}

function findRow(tab: string, grid: Grid, labels: GmTabLabels): number {
  const row = grid.findIndex((cells, index) => index < TOP_ROWS && cells[0]?.trim() === labels.rosterHeader);
  if (row < 0) throw new TabLayoutError({ tab, cell: "A1", seen: cellAt(grid, 0, 0), problem: `no row begins with '${labels.rosterHeader}'` }, "Is this a franchise's tab? The list of tabs stands in config/league.yaml.");
  return row;
}

function findColumn({ tab, grid, row }: HeaderLine, label: string, from: number): number {
  const column = grid[row]?.findIndex((cell, index) => index >= from && cell.trim() === label) ?? -1;
  if (column < 0) throw new TabLayoutError({ tab, cell: cellName(row, from), seen: cellAt(grid, row, from), problem: `the header has no '${label}' here or to the right` }, MOVED);
  return column;
}

function requireLabel({ tab, grid, row }: HeaderLine, column: number, label: string): void {
  const seen = cellAt(grid, row, column);
  if (seen !== label) throw new TabLayoutError({ tab, cell: cellName(row, column), seen, problem: `the header does not say '${label}' here` }, MOVED);
}

/** The cap's line stands above all three blocks and means the same years. */
function requireYears({ tab, grid, row }: HeaderLine, { yearColumn, years }: Block, expected: readonly number[]): void {
  if (years.join() === expected.join()) return;
  throw new TabLayoutError({ tab, cell: cellName(row, yearColumn), seen: cellAt(grid, row, yearColumn), problem: `the years are ${years.join(", ")}, the roster's would be ${expected.join(", ")} here` }, "Was a column taken out, or is the sheet being put on for the next season? All blocks of a tab must be.");
}

/** @throws TabLayoutError when not all headers up to the closing label are consecutive years */
function readBlock(line: HeaderLine, column: number, yearColumn: number, closing: string): Block {
  const { tab, grid, row } = line;
  const end = findColumn(line, closing, yearColumn + 1);
  const years = Array.from({ length: end - yearColumn }, (_, offset) => {
    const seen = cellAt(grid, row, yearColumn + offset);
    const before = cellAt(grid, row, yearColumn + offset - 1);
    const follows = offset === 0 || Number(seen) === Number(before) + 1;
    if (YEAR.test(seen) && follows) return Number(seen);
    throw new TabLayoutError({ tab, cell: cellName(row, yearColumn + offset), seen, problem: YEAR.test(seen) ? `the years are not consecutive: ${before}, ${seen}` : "a header that is no year" }, "The amounts below cannot be given to a year; mend the header.");
  });
  return { column, yearColumn, years, end };
}
