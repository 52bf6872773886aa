/** A sheet's values as Google gives them: strings, rows may be ragged (trailing empty cells are left out). */
export type Grid = readonly (readonly string[])[];

/** A cell that cannot be what it should be; names tab and cell as people do: `Andy!C17`. */
export interface CellIssue {
  readonly tab: string;
  /** A1 notation. */
  readonly cell: string;
  /** The text that stands there. */
  readonly seen: string;
  readonly problem: string;
  /** Nothing is lost by it. */
  readonly isRemark?: true;
}

/** @param row 0-based. @param column 0-based. @returns A1 notation */
export function cellName(row: number, column: number): string {
  let letters = "";
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return `${letters}${row + 1}`;
}

/** @returns the trimmed text of a cell; empty where the row ends before it */
export function cellAt(grid: Grid, row: number, column: number): string {
  return grid[row]?.[column]?.trim() ?? "";
}

const AMOUNT = /^(-?)\s?\$?\s*(-?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?$/;
const ACCOUNTING = /^\$?\s*\(\s*\$?\s*([\d.,]+)\s*\)$/;
/** How the accounting format shows a zero. */
const ACCOUNTING_ZERO = /^\$\s*-$/;

/**
 * Reads dollars as people write them and as Google's formats show them: `$21`, `1,234.50`, `-$35`, `$-35`, `($5)`, `$ (5.00)`, `$ -`. An
 * empty cell is nothing, `-` alone is a text and no amount.
 * @returns the amount; null for an empty cell; undefined when it is no amount
 */
export function readAmount(text: string): number | null | undefined {
  if (text === "") return null;
  if (ACCOUNTING_ZERO.test(text)) return 0;
  const accounting = ACCOUNTING.exec(text);
  const match = AMOUNT.exec(accounting?.[1] ?? text);
  if (match === null) return undefined;
  const [, before, after, whole = "", fraction = ""] = match;
  if (before === "-" && after === "-") return undefined;
  const value = Number(`${whole.replaceAll(",", "")}${fraction}`);
  const negative = accounting !== null || before === "-" || after === "-";
  return negative && value !== 0 ? -value : value;
}

/** Values that stand where a formula has not been computed, or could not be: never data. */
const NO_VALUE = /^(?:#(?:REF!|N\/A|VALUE!|DIV\/0!|NAME\?|NULL!|NUM!|ERROR!)|Loading\.\.\.)/;

/** @returns whether a formula's error stands in the cell. Nearly every cell is something else, and told without a pattern. */
export function isUncomputed(text: string): boolean {
  return (text.includes("#") || text.includes("Loading")) && NO_VALUE.test(text.trimStart());
}

/** @returns every cell that holds an error of a formula instead of a value */
export function findUncomputed(tab: string, grid: Grid): readonly CellIssue[] {
  const issues: CellIssue[] = [];
  for (const [r, row] of grid.entries()) {
    for (let c = 0; c < row.length; c += 1) {
      const text = row[c] ?? "";
      if (isUncomputed(text)) issues.push({ tab, cell: cellName(r, c), seen: text.trim(), problem: "a formula's error instead of a value" });
    }
  }
  return issues;
}

/** `Andy!C17 'abc': not an amount` */
export function describeIssue({ tab, cell, seen, problem }: CellIssue): string {
  return `${tab}!${cell} '${seen}': ${problem}`;
}
