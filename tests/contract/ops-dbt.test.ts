import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type DbtReport, type OpsTables, writeOpsTables } from "../../src/transform/index.ts";
import { createDbtHome, type DbtHome, failuresOf } from "./dbt-home.ts";
import { createSnapshotTree, type SnapshotTree } from "./snapshot-tree.ts";

// An invocation of dbt: seconds alone, a minute where everything else runs beside it.
vi.setConfig({ testTimeout: 180_000 });

/** The ops models, by the real dbt over tables that are written as runs write them. */
const MODELS = ["ops_data_quality", "ops_model_metrics", "ops_run_ledger", "ops_source_status"] as const;
let tree: SnapshotTree;
let home: DbtHome;
beforeAll(() => {
  tree = createSnapshotTree();
  home = createDbtHome(tree, join(tree.dir, "target"), join(tree.dir, "seeds"));
});
afterAll(() => tree.remove());

const opsDir = (): string => join(tree.dir, "data", "ops");
const build = (): Promise<DbtReport> => home.dbt.invoke({ command: "build", select: ["source:ops+"], signal: new AbortController().signal });
const counts = async (): Promise<readonly unknown[]> => (await home.rows(MODELS.map((model) => `select '${model}' as model, count(*)::integer as rows from ${model}`).join(" union all ") + " order by 1")).map(({ rows }) => rows);

const tablesOf = (run_id: string, status: OpsTables["run_ledger"][number]["status"] = "success"): OpsTables => ({
  run_ledger: [{ run_id, started_at: "2025-11-18T12:00:00Z", ended_at: "2025-11-18T12:00:30Z", status, trigger: "manual", scope: "ktc", error_class: null, retry_count: 0 }],
  model_metrics: [{ run_id, model_name: "ktc.players", row_count: 440, bytes_written: 10_000, duration_ms: 12.5, error_rows: null }],
  data_quality: [{ run_id, model_name: "ktc.players", check_name: "row_count", status: "pass", observed_value: "440", threshold: "400 to 600" }],
  source_status: [{ run_id, source: "ktc", dataset: "players", last_checked_at: "2025-11-18T12:00:00Z", last_changed_at: null, source_modified_time: null, newest_event_at: null, serving_dt: "2025-11-18", outcome: "published", outcome_at: "2025-11-18T12:00:00Z", stale: false, verdict: "pass", message: "fresh" }],
});

it("are empty and green in a home where nothing has run, and lack no data", async () => {
  const report = await build();
  expect([report.ok, failuresOf(report), report.noData]).toEqual([true, [], []]);
  expect(await counts()).toEqual([0, 0, 0, 0]);
});

it("have the rows of every run, those of a year ago and of a file that lacks a column as well", async () => {
  await writeOpsTables(tablesOf("old"), opsDir(), { runId: "old", dt: "2024-11-18" });
  await writeOpsTables(tablesOf("new"), opsDir(), { runId: "new", dt: "2025-11-18" });
  mkdirSync(join(opsDir(), "data_quality", "dt=2024-01-01"));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`COPY (SELECT 'first' AS run_id, 'ktc.players' AS model_name, 'row_count' AS check_name, 'pass' AS status) TO '${join(opsDir(), "data_quality", "dt=2024-01-01", "first.parquet")}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();

  const report = await build();
  expect([report.ok, failuresOf(report)]).toEqual([true, []]);
  expect(await counts()).toEqual([3, 2, 2, 2]);
  expect(await home.rows("select run_id, run_date::varchar as run_date, duration_ms::integer as ms from ops_run_ledger order by 1")).toEqual([{ run_id: "new", run_date: "2025-11-18", ms: 30_000 }, { run_id: "old", run_date: "2024-11-18", ms: 30_000 }]);
});

it("notice what no run can have left", async () => {
  await writeOpsTables(tablesOf("odd", "perhaps" as "success"), opsDir(), { runId: "odd", dt: "2025-11-19" });
  const report = await build();
  expect(failuresOf(report).map(([name]) => name)).toEqual([expect.stringMatching(/^accepted_values_ops_run_ledger_status/)]);
});
