import { invalid } from "./google-error.ts";

/** A part of a tab; 0-based, the end excluded. */
export interface GridRange {
  readonly title: string;
  readonly fromRow: number;
  readonly fromColumn: number;
  readonly toRow: number;
  readonly toColumn: number;
}

const RANGE = /^(?:'((?:[^']|'')+)'|([^'!]+))(?:!([A-Za-z]*)(\d*)(?::([A-Za-z]*)(\d*))?)?$/;

/** @param sizeOf a tab's size by its title; undefined where there is none. @throws GoogleError 400 as Google words it */
export function parseRange(text: string, sizeOf: (title: string) => { readonly rows: number; readonly columns: number } | undefined): GridRange {
  const match = RANGE.exec(text);
  const title = match?.[1]?.replaceAll("''", "'") ?? match?.[2];
  const size = title === undefined ? undefined : sizeOf(title);
  if (match === null || title === undefined || size === undefined) throw invalid(`Unable to parse range: ${text}`);
  const [, , , startColumn = "", startRow = "", endColumn = "", endRow = ""] = match;
  if (startColumn === "" && startRow === "") return { title, fromRow: 0, fromColumn: 0, toRow: size.rows, toColumn: size.columns };
  const isOpen = match[0].includes(":");
  const fromRow = startRow === "" ? 0 : Number(startRow) - 1;
  const fromColumn = startColumn === "" ? 0 : columnIndex(startColumn);
  const toRow = isOpen ? (endRow === "" ? size.rows : Number(endRow)) : startRow === "" ? size.rows : fromRow + 1;
  const toColumn = isOpen ? (endColumn === "" ? size.columns : columnIndex(endColumn) + 1) : fromColumn + 1;
  if (fromRow >= size.rows || fromColumn >= size.columns) throw invalid(`Range (${text}) exceeds grid limits. Max rows: ${size.rows}, max columns: ${size.columns}`);
  return { title, fromRow, fromColumn, toRow: Math.min(toRow, size.rows), toColumn: Math.min(toColumn, size.columns) };
}

/** As an answer names it: clipped to the grid, quotes only where needed. */
export function formatRange({ title, fromRow, fromColumn, toRow, toColumn }: GridRange): string {
  const quoted = /^[A-Za-z_]\w*$/.test(title) ? title : `'${title.replaceAll("'", "''")}'`;
  const end = toRow === fromRow + 1 && toColumn === fromColumn + 1 ? "" : `:${columnName(toColumn - 1)}${toRow}`;
  return `${quoted}!${columnName(fromColumn)}${fromRow + 1}${end}`;
}

function columnIndex(letters: string): number {
  return [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function columnName(index: number): string {
  let letters = "";
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters;
}
