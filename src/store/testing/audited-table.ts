import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import type { Check } from "../../core/check.ts";
import type { ColumnContract } from "../../core/dataset.ts";
import type { Provenance } from "../../core/manifest.ts";
import { createStager } from "../stage/duckdb-stager.ts";
import type { TableRequest, TableResult } from "../stage/stage.ts";

const provenance: Provenance = {
  schema: "snapcount.provenance/1", source: "league", dataset: "table", dt: "2025-11-23", asof_datetime: "2025-11-23T12:00:00Z", run_id: "run-1", source_name: "League",
  source_version: "1", source_hash: "a".repeat(64), source_url: [], source_modified_time: null, loader_path: "snapcount:league.table", inputs: {}, role: "snapshot",
};

/** Rows written as a Parquet file of their own below `dir`, and asked the checks. @returns the file, and one answer a check after the implied one */
export async function auditedTable(dir: string, columns: readonly ColumnContract[], rows: readonly Readonly<Record<string, unknown>>[], checks: readonly Check[], changes: Partial<TableRequest> = {}): Promise<TableResult> {
  const request: TableRequest = {
    label: "league.table", dir: mkdtempSync(join(dir, "table-")), fileName: "table.parquet", columns, provenance, content: { rows }, checks, key: [],
    mayBeEmpty: null, expectedSeasons: null, history: { dt: provenance.dt, exemption: null, earlier: [] }, ...changes,
  };
  const [result] = await createStager({ threads: 1 }).loadTables([request], new AbortController().signal);
  if (result === undefined) throw new Error("one table was asked for");
  return result;
}
