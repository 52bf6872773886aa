import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { RunTables } from "../ops/index.ts";
import { type ParquetTable, writeParquetTables } from "./parquet-tables.ts";
import { type SourceStatus, STATUS_COLUMNS } from "./source-status.ts";

/** One run's part of each table; `source_status` is how every dataset stood when the run had ended. */
export interface OpsTables extends RunTables {
  readonly source_status: readonly (SourceStatus & { readonly run_id: string })[];
}

type Columns<Row> = Readonly<Record<keyof Row & string, string>>;

/** The table's columns with their types; dbt's models read the same (models/ops). */
export const OPS_COLUMNS: { readonly [Name in keyof OpsTables]: Columns<OpsTables[Name][number]> } = {
  run_ledger: { run_id: "VARCHAR", started_at: "TIMESTAMP", ended_at: "TIMESTAMP", status: "VARCHAR", trigger: "VARCHAR", scope: "VARCHAR", error_class: "VARCHAR", retry_count: "INTEGER" },
  model_metrics: { run_id: "VARCHAR", model_name: "VARCHAR", row_count: "BIGINT", bytes_written: "BIGINT", duration_ms: "DOUBLE", error_rows: "BIGINT" },
  data_quality: { run_id: "VARCHAR", model_name: "VARCHAR", check_name: "VARCHAR", status: "VARCHAR", observed_value: "VARCHAR", threshold: "VARCHAR" },
  source_status: { run_id: "VARCHAR", ...STATUS_COLUMNS },
};

const NAMES = Object.keys(OPS_COLUMNS) as readonly (keyof OpsTables)[];

/**
 * Writes `<table>/dt=…/<run>.parquet` below data/ops, one file a run and table. A run that is told again (it was resumed) replaces its
 * files where they lie, also on a later day, so no row is there twice.
 * @param opsDir `data/ops`
 */
export async function writeOpsTables(tables: OpsTables, opsDir: string, { runId, dt }: { readonly runId: string; readonly dt: string }): Promise<void> {
  const written = NAMES.map(async (name): Promise<ParquetTable> => ({ path: await placeOf(join(opsDir, name), dt, `${runId}.parquet`), columns: OPS_COLUMNS[name], rows: tables[name] }));
  await writeParquetTables(await Promise.all(written), opsDir, "ops_tables");
}

async function placeOf(tableDir: string, dt: string, file: string): Promise<string> {
  const days = await readdir(tableDir).catch(() => []);
  const known = days.map((day) => join(tableDir, day, file)).find((path) => existsSync(path));
  return known ?? join(tableDir, `dt=${dt}`, file);
}
