import { createHash } from "node:crypto";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { ColumnContract } from "../../../src/core/dataset.ts";

export type Cell = string | number | null;
export type Row = Readonly<Record<string, Cell>>;

/** One upstream file before it is written. */
export interface Table {
  readonly url: string;
  readonly columns: readonly ColumnContract[];
  readonly rows: readonly Row[];
  /** How the file says null in CSV: nflverse leaves the cell blank, DynastyProcess writes NA. */
  readonly nullText: "" | "NA";
}

function toCsv({ columns, rows, nullText }: Table): string {
  const cell = (value: Cell | undefined): string => {
    if (value === null || value === undefined) return nullText;
    const text = String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const names = columns.map((column) => column.name);
  return `${[names.join(","), ...rows.map((row) => names.map((name) => cell(row[name])).join(","))].join("\n")}\n`;
}

/** Writes the file under a name made of its content, so that days which send equal bytes share one file. @returns its name */
export async function writeTable(dir: string, table: Table, duckdb: DuckDBConnection): Promise<string> {
  mkdirSync(dir, { recursive: true });
  const csv = toCsv(table);
  const stem = new URL(table.url).pathname.split("/").at(-1) ?? "file";
  const extension = stem.endsWith(".parquet") ? "parquet" : "csv";
  const name = `${stem.replace(/\.\w+$/, "")}_${createHash("sha256").update(csv).digest("hex").slice(0, 10)}.${extension}`;
  const target = join(dir, name);
  if (extension === "csv") {
    writeFileSync(target, csv);
    return name;
  }
  const source = `${target}.csv`;
  writeFileSync(source, csv);
  const types = table.columns.map((column) => `'${column.name}': '${column.type}'`).join(", ");
  await duckdb.run(`COPY (SELECT * FROM read_csv('${source}', header = true, columns = {${types}}, nullstr = '${table.nullText}')) TO '${target}.tmp' (FORMAT parquet, COMPRESSION zstd)`);
  renameSync(`${target}.tmp`, target);
  rmSync(source);
  return name;
}
