import Table from "cli-table3";

/** One measured goal. Ratios and counts are goals; absolute times are notes. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: number;
  readonly ok: boolean;
  readonly note?: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? Number.NaN) + high) / 2;
}

export function printRows(rows: readonly BenchRow[]): void {
  const table = new Table({ head: ["goal", "measured", "at most", "", "note"], style: { head: [], border: [] } });
  for (const row of rows) table.push([row.name, `${Number(row.value.toPrecision(3))} ${row.unit}`, `${row.goal} ${row.unit}`, row.ok ? "ok" : "MISSED", row.note ?? ""]);
  process.stdout.write(`${table.toString()}\n`);
}
