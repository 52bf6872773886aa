import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { ConfigError } from "../../../core/errors.ts";
import { type Cell, cellOf, type FormulaKind, freeze } from "./cell.ts";
import type { Tab } from "./workbook.ts";

/** A tab's grid in Google is larger than what is filled. */
const SPARE_ROWS = 100;
const LEAST_COLUMNS = 31;
const CAP_LABEL = "Available Cap Space";
const VOLATILE: Cell = { value: 0, format: "plain", formula: { text: "=RAND()", kind: "volatile" } };

/**
 * Reads a folder of `<TAB>/<TAB>.csv`: what a person sees in the commissioner's workbook. Some of its cells become formulas, as they are
 * in a league's real sheet: a franchise's cap line points at other tabs, totals at their own, and a cell beside everything that is
 * parsed changes at each read.
 * @returns the tabs in the order of their names, the first with id 0
 */
export function loadTabs(dir: string): readonly Tab[] {
  const titles = readdirSync(dir, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() && existsSync(join(dir, entry.name, `${entry.name}.csv`)) ? [entry.name] : []));
  return titles.toSorted().map((title, index) => toTab(title, index, readGrid(join(dir, title, `${title}.csv`))));
}

/** @returns when the newest of the tabs' files was written, RFC 3339 */
export function newestModifiedTime(dir: string): string {
  const times = readdirSync(dir).flatMap((title) => {
    const path = join(dir, title, `${title}.csv`);
    return existsSync(path) ? [statSync(path).mtimeMs] : [];
  });
  return new Date(Math.max(0, ...times)).toISOString();
}

/** As a tab of a working copy: no formula. */
export function frozen(tab: Tab): Tab {
  return { ...tab, cells: tab.cells.map((row) => row.map((cell) => freeze(cell, 0))) };
}

/** @throws ConfigError naming the file */
function readGrid(path: string): readonly (readonly string[])[] {
  const grid = parseCsv(path);
  // The sampler of the system before this one gave the blank cells of the first line names of its own.
  return grid.map((row, index) => (index === 0 ? row.map((cell) => (/^_\d+$/.test(cell) ? "" : cell)) : row));
}

function parseCsv(path: string): string[][] {
  try {
    return parse(readFileSync(path, "utf8"), { relax_column_count: true, bom: true });
  } catch (error) {
    throw new ConfigError(`${path}: ${error instanceof Error ? error.message : String(error)}`, "The profile's tab is no CSV file as Google exports one: mend it, or take its folder out.");
  }
}

function toTab(title: string, sheetId: number, grid: readonly (readonly string[])[]): Tab {
  const cells = grid.map((row) => row.map((text) => cellOf(text)));
  const columns = Math.max(LEAST_COLUMNS, ...cells.map((row) => row.length + 2));
  const capRow = grid.findIndex((row) => row[0]?.trim() === CAP_LABEL);
  const withFormulas = capRow < 0 ? cells : cells.map((row, r) => row.map((cell, c) => addFormula(cell, title, r === capRow, isTotal(grid, capRow + 1, r, c))));
  return { sheetId, title, rows: cells.length + SPARE_ROWS, columns, cells: addVolatile(withFormulas, columns) };
}

const isTotal = (grid: readonly (readonly string[])[], header: number, row: number, column: number): boolean => row > header && grid[header]?.[column] === "Total";

function addFormula(cell: Cell, title: string, isCap: boolean, isTotalCell: boolean): Cell {
  if (typeof cell.value !== "number") return cell;
  const kind: FormulaKind | null = isCap ? "cross-tab" : isTotalCell ? "within" : null;
  if (kind === null) return cell;
  return { ...cell, formula: { kind, text: kind === "cross-tab" ? `=QUERY('Cap of ${title}'!A:Z)` : "=SUM(C5:G5)" } };
}

/** In the last column of the first line, where no block stands. */
function addVolatile(cells: readonly (readonly Cell[])[], columns: number): readonly (readonly Cell[])[] {
  const [first = [], ...rest] = cells;
  const padded = Array.from({ length: columns - 1 }, (_, index) => first[index] ?? cellOf(""));
  return [[...padded, VOLATILE], ...rest];
}
