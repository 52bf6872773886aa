export { median } from "../src/core/median.ts";

/** One measured goal. `value` and `goal` are in `unit`; smaller is better. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: number;
  readonly ok: boolean;
  readonly note?: string;
}

/** @returns a row that holds its goal when `value` is at most `goal`. */
export function benchRow(name: string, value: number, unit: string, goal: number, note?: string): BenchRow {
  const row = { name, value, unit, goal, ok: value <= goal };
  return note === undefined ? row : { ...row, note };
}

export function formatRows(rows: readonly BenchRow[]): string {
  const cells = rows.map((row) => [row.ok ? "ok" : "MISSED", row.name, `${format(row.value)} ${row.unit}`, `goal ${format(row.goal)} ${row.unit}`, row.note ?? ""]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...cells.map((cell) => cell[column]?.length ?? 0)));
  return cells.map((cell) => cell.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  ").trimEnd()).join("\n");
}

export function printRows(rows: readonly BenchRow[]): void {
  console.log(formatRows(rows));
}

function format(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
