import { createHash } from "node:crypto";
import { cellName, type Grid, isUncomputed } from "../cells.ts";
import type { CellValue } from "../google/workbooks.ts";
import { redactGrid } from "../redact.ts";

/** Cells as Google gives them unformatted, or as formulas. */
export type Cells = readonly (readonly CellValue[])[];

/** A cell's value, by 0-based row and column. Rows are ragged: what is cut off is empty. */
const at = (cells: Cells, row: number, column: number): CellValue => cells[row]?.[column] ?? "";
const isFormula = (value: CellValue): boolean => typeof value === "string" && value.startsWith("=");

/** A cell, by 0-based row and column. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Why a cell of the copy cannot be believed. */
export interface BadCell extends Place {
  readonly problem: string;
}

/** Everything that makes a frozen copy a bad one. @param source of the commissioner's tab, as formulas. @param formulas, values of the copy */
export function findBadCells(source: Cells, formulas: Cells, values: Cells): readonly BadCell[] {
  return [
    ...findCells(formulas, isFormula).map((place) => ({ ...place, problem: "still a formula after it was frozen" })),
    ...findErrors(values).map((place) => ({ ...place, problem: "a formula's error instead of a value" })),
    ...compareWithSource(source, values),
  ];
}

/** @returns cells that hold a formula's error */
export function findErrors(values: Cells): readonly Place[] {
  return findCells(values, (value) => typeof value === "string" && isUncomputed(value));
}

function findCells(cells: Cells, isSought: (value: CellValue) => boolean): readonly Place[] {
  const found: Place[] = [];
  for (const [row, values] of cells.entries()) {
    for (const [column, value] of values.entries()) if (isSought(value)) found.push({ row, column });
  }
  return found;
}

/** Cells beside each other in one row. */
export interface Span extends Place {
  readonly length: number;
  /** A1 notation. */
  readonly range: string;
}

/** @param cells in the order of rows, then columns. @returns them as few ranges */
export function spansOf(cells: readonly Place[]): readonly Span[] {
  const spans: { row: number; column: number; length: number }[] = [];
  for (const { row, column } of cells) {
    const last = spans.at(-1);
    if (last?.row === row && last.column + last.length === column) last.length += 1;
    else spans.push({ row, column, length: 1 });
  }
  return spans.map(({ row, column, length }) => ({ row, column, length, range: `${cellName(row, column)}:${cellName(row, column + length - 1)}` }));
}

/**
 * Holds the frozen copy against what the commissioner's tab holds literally; a formula's value may have changed meanwhile, so only that
 * there is one is asked.
 */
function compareWithSource(source: Cells, copy: Cells): readonly BadCell[] {
  const rows = Math.max(source.length, copy.length);
  const different: BadCell[] = [];
  for (let row = 0; row < rows; row += 1) {
    const columns = Math.max(source[row]?.length ?? 0, copy[row]?.length ?? 0);
    for (let column = 0; column < columns; column += 1) {
      const [there, here] = [at(source, row, column), at(copy, row, column)];
      if (there !== here && !isFormula(there)) different.push({ row, column, problem: "differs from the commissioner's workbook" });
    }
  }
  return different;
}

/** @returns sha256 of a tab's whole used range as it reads, without personal data: what the parse flow must find again */
export function checksum(values: Grid, managerLabel: string): string {
  return createHash("sha256").update(usedText(values, managerLabel)).digest("hex");
}

/** @returns the used range as one text, without personal data */
export function usedText(values: Grid, managerLabel: string): string {
  return JSON.stringify(trimGrid(redactGrid(values, managerLabel)));
}

/** The used range: without empty cells at the end of rows and empty rows at the end, however much of them an answer holds. */
export function trimGrid(values: Grid): Grid {
  const rows = values.map((row) => row.slice(0, row.findLastIndex((cell) => cell !== "") + 1));
  return rows.slice(0, rows.findLastIndex((row) => row.length > 0) + 1);
}

/** Values of a range as texts: another render than FORMATTED gives numbers and truths too. */
export function asTexts(values: Cells): Grid {
  return values.map((row) => row.map(String));
}
