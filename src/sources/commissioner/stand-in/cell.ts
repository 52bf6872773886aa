import type { CellValue, Render } from "../google/workbooks.ts";

/** How a number is shown. */
export type NumberFormat = "plain" | "dollars" | "thousands";

/** What a formula depends on: another tab, its own tab, or the moment it is read. */
export type FormulaKind = "cross-tab" | "within" | "volatile";

export interface Cell {
  readonly value: CellValue;
  readonly format: NumberFormat;
  /** Absent once frozen. */
  readonly formula?: { readonly text: string; readonly kind: FormulaKind };
}

const EMPTY: Cell = { value: "", format: "plain" };
const NUMBER = /^(-?)(\$?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,2})?$/;

/** @returns the cell that is shown as this text; a text that would not be shown the same again stays a text */
export function cellOf(text: string): Cell {
  if (text === "") return EMPTY;
  const match = NUMBER.exec(text);
  if (match === null) return { value: text, format: "plain" };
  const [, sign = "", dollar = "", whole = "", fraction = ""] = match;
  const cell: Cell = { value: Number(`${sign}${whole.replaceAll(",", "")}${fraction}`), format: dollar === "$" ? "dollars" : whole.includes(",") ? "thousands" : "plain" };
  return render(cell, "FORMATTED_VALUE", 0) === text ? cell : { value: text, format: "plain" };
}

/** A value written over a cell keeps how the cell shows numbers. */
export function overwrite(cell: Cell | undefined, value: CellValue): Cell {
  return { value, format: cell?.format ?? "plain" };
}

/** Paste values: what the cell says at this moment, and no formula. */
export function freeze(cell: Cell, reads: number): Cell {
  return { value: computed(cell, reads), format: cell.format };
}

/** Copied into another workbook: what points at another tab finds nothing there. */
export function moveAway(cell: Cell): Cell {
  return cell.formula?.kind === "cross-tab" ? { ...cell, value: "#REF!" } : cell;
}

/** @param reads how often the workbook has been read: what a volatile formula shows changes with it */
export function render(cell: Cell | undefined, how: Render, reads: number): CellValue {
  if (cell === undefined) return "";
  if (how === "FORMULA" && cell.formula !== undefined) return cell.formula.text;
  const value = computed(cell, reads);
  if (how !== "FORMATTED_VALUE") return value;
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  return typeof value === "number" ? formatNumber(value, cell.format) : value;
}

const computed = (cell: Cell, reads: number): CellValue => (cell.formula?.kind === "volatile" ? reads : cell.value);

/** Made once: making one takes longer than formatting with it. */
const WHOLE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const CENTS = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

function formatNumber(value: number, format: NumberFormat): string {
  if (format === "plain") return String(value);
  const text = (Number.isInteger(value) ? WHOLE : CENTS).format(Math.abs(value));
  return `${value < 0 ? "-" : ""}${format === "dollars" ? "$" : ""}${text}`;
}
