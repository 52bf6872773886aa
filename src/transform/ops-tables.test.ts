import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, expect, it } from "vitest";
import { OPS_COLUMNS, type OpsTables, writeOpsTables } from "./ops-tables.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "ops-tables-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const tablesOf = (run_id: string, retry_count: number): OpsTables => ({
  run_ledger: [{ run_id, started_at: "2025-11-18T12:00:00.123Z", ended_at: null, status: "failed", trigger: "manual", scope: "it's market", error_class: null, retry_count }],
  model_metrics: [],
  data_quality: [],
  source_status: [],
});

async function read(table: keyof OpsTables): Promise<readonly Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(`SELECT * FROM read_parquet('${dir}/${table}/dt=*/*.parquet', hive_partitioning = true)`)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

it("writes a file a run and table, with its types also where there is no row, and leaves nothing beside them", async () => {
  await writeOpsTables(tablesOf("one", 0), dir, { runId: "one", dt: "2025-11-18" });
  await writeOpsTables(tablesOf("two", 1), dir, { runId: "two", dt: "2025-11-18" });
  expect(readdirSync(dir).toSorted()).toEqual(["data_quality", "model_metrics", "run_ledger", "source_status"]);
  expect(readdirSync(join(dir, "run_ledger", "dt=2025-11-18")).toSorted()).toEqual(["one.parquet", "two.parquet"]);
  expect((await read("run_ledger"))[0]).toEqual({ run_id: "one", started_at: "2025-11-18 12:00:00.123", ended_at: null, status: "failed", trigger: "manual", scope: "it's market", error_class: null, retry_count: 0, dt: "2025-11-18" });
  for (const table of Object.keys(OPS_COLUMNS) as (keyof OpsTables)[]) expect(existsSync(join(dir, table, "dt=2025-11-18", "one.parquet"))).toBe(true);
  expect(await read("model_metrics")).toEqual([]);
});

it("replaces a run's rows when it is told again, also after midnight", async () => {
  await writeOpsTables(tablesOf("one", 0), dir, { runId: "one", dt: "2025-11-18" });
  await writeOpsTables(tablesOf("one", 3), dir, { runId: "one", dt: "2025-11-19" });
  expect((await read("run_ledger")).map(({ retry_count, dt }) => [retry_count, dt])).toEqual([[3, "2025-11-18"]]);
});
