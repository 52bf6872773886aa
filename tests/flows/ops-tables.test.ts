import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { executeRun, type RunRequest } from "../../src/flows/execute.ts";
import type { RunReport, RunWatch } from "../../src/flows/run-days.ts";
import { readLedger } from "../../src/ops/index.ts";
import { inventEntries, islandPage } from "../support/invented-ktc.ts";

const good = islandPage(inventEntries(440, "pickRank"));
const broken = good.replace('id="ktc-players"', 'id="assets"');

let root: string;
let notes: string[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "snapcount-ops-"));
  mkdirSync(join(root, "home"));
  mkdirSync(join(root, "profile"));
  notes = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const opsDir = (): string => join(root, "home", "data", "ops");

async function run(page: string, now: string, asked: Partial<RunRequest> = {}, watched: Partial<RunWatch> = {}): Promise<RunReport> {
  const profile = join(root, "profile");
  writeFileSync(join(profile, "page.html"), page);
  writeFileSync(join(profile, "index.json"), JSON.stringify([{ url: "https://keeptradecut.com/dynasty-rankings", status: 200, file: "page.html" }]));
  writeFileSync(join(profile, "profile.yaml"), JSON.stringify({ now, payloads: "index.json" }));
  const watch: RunWatch = { progress: (event) => void (event.kind === "note" && notes.push(event.text)), signal: new AbortController().signal, clock: () => new Date("2026-11-17T12:00:00Z"), env: {}, ...watched };
  const [report] = await executeRun(loadConfig({ home: join(root, "home"), profile }, {}, root), { flows: ["ktc_pipeline"], parameters: {}, dbt: false, out: null, ...asked }, watch);
  if (report === undefined) throw new Error("one day is one run");
  return report;
}

async function read(table: string, select = "*"): Promise<readonly Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(`SELECT ${select} FROM read_parquet('${opsDir()}/${table}/dt=*/*.parquet', hive_partitioning = true) ORDER BY ALL`)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

describe("the ops tables of a run", () => {
  it("tell what was loaded and what was lost, by what, each run in files of its own day", async () => {
    await run(good, "2025-11-17T12:00:00Z");
    await run(broken, "2025-11-18T12:00:00Z", {}, { scheduled: true });
    expect(notes).toEqual([]);
    expect(await read("run_ledger", "dt::VARCHAR AS dt, scope, status, \"trigger\", error_class")).toEqual([
      { dt: "2025-11-17", scope: "ktc", status: "success", trigger: "manual", error_class: null },
      { dt: "2025-11-17", scope: "ktc.picks", status: "success", trigger: "manual", error_class: null },
      { dt: "2025-11-17", scope: "ktc.players", status: "success", trigger: "manual", error_class: null },
      { dt: "2025-11-18", scope: "ktc", status: "partial_success", trigger: "schedule", error_class: null },
      { dt: "2025-11-18", scope: "ktc.picks", status: "partial_success", trigger: "schedule", error_class: "PayloadError" },
      { dt: "2025-11-18", scope: "ktc.players", status: "partial_success", trigger: "schedule", error_class: "PayloadError" },
    ]);
    expect(await read("model_metrics", "dt::VARCHAR AS dt, model_name, row_count::INTEGER AS rows, bytes_written > 0 AS written")).toEqual([
      { dt: "2025-11-17", model_name: "ktc.picks", rows: 36, written: true },
      { dt: "2025-11-17", model_name: "ktc.players", rows: 440, written: true },
      { dt: "2025-11-18", model_name: "ktc.picks", rows: null, written: null },
      { dt: "2025-11-18", model_name: "ktc.players", rows: null, written: null },
    ]);
    expect(await read("source_status", "DISTINCT dt::VARCHAR AS dt, outcome, stale")).toContainEqual({ dt: "2025-11-18", outcome: "quarantined", stale: true });
  });

  it("have one row for every check that the ledger has", async () => {
    const { flowRunId } = await run(good, "2025-11-17T12:00:00Z");
    const ledger = readLedger(join(opsDir(), "ledger.db"));
    const checks = ledger.showRun(flowRunId)?.checks ?? [];
    ledger.close();
    const rows = await read("data_quality", "model_name, check_name, status");
    expect(rows).toHaveLength(checks.length);
    expect(rows).toEqual(expect.arrayContaining(checks.map(({ source, dataset, name, verdict }) => ({ model_name: `${source}.${dataset}`, check_name: name, status: verdict }))));
  });

  it("are left alone by a run that wrote elsewhere", async () => {
    await run(good, "2025-11-17T12:00:00Z", { out: join(root, "elsewhere") });
    expect(readdirSync(opsDir())).not.toContain("run_ledger");
    expect(notes).toEqual([]);
  });

  it("cost a run nothing when they cannot be written", async () => {
    mkdirSync(opsDir(), { recursive: true });
    writeFileSync(join(opsDir(), "run_ledger"), "no folder");
    const report = await run(good, "2025-11-17T12:00:00Z");
    expect(report.status).toBe("success");
    expect(notes.join()).toMatch(/the ops tables were not written/);
  });
});
