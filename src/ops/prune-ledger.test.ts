import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openSqlite } from "../store/sqlite.ts";
import { openLedger, pruneLedger, readLedger } from "./index.ts";

let folder = "";
let path = "";
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "prune-ledger-"));
  path = join(folder, "ledger.db");
  await openLedger(path).close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A run as it stands in the ledger, with a log line and, where given, a dataset's outcome. */
function write(runId: string, day: string, change: { readonly parent?: string; readonly open?: true; readonly dataset?: string } = {}): void {
  const db = openSqlite(path);
  const at = Date.parse(`${day}T12:00:00Z`) * 1000;
  db.prepare("INSERT INTO flow_runs VALUES (?, 'f', ?, '{}', '[]', ?, NULL, ?, 'COMPLETED', 'Completed', NULL, ?, ?, ?, 1, 'p', 1, 'h')").run(runId, runId, change.parent ?? null, at, at, at, change.open === true ? null : at);
  db.prepare("INSERT INTO logs VALUES (?, NULL, ?, 'INFO', 'line')").run(runId, at);
  db.prepare("INSERT INTO dbt_nodes VALUES (?, 'm', 'model', 'pass', 'm', 1, NULL, 1)").run(runId);
  if (change.dataset !== undefined) db.prepare("INSERT INTO dataset_outcomes (run_id, source, dataset, dt, outcome, verdict, rows, duration_ms) VALUES (?, 'ktc', ?, ?, 'published', 'pass', 1, 1)").run(runId, change.dataset, day);
  db.close();
}

function runs(): readonly string[] {
  const ledger = readLedger(path);
  const names = ledger.listRuns(100, { withChildren: true }).map(({ runId }) => runId).toSorted();
  ledger.close();
  return names;
}

function left(table: string): number {
  const db = openSqlite(path);
  const row = db.prepare<{ readonly count: number }>(`SELECT count(*) AS count FROM ${table}`).get();
  db.close();
  return row?.count ?? 0;
}

const NOW = new Date("2025-11-23T12:00:00Z");

it("removes old runs with all they called and left; what tells of a dataset's newest outcome stays, and what has not ended", () => {
  write("old", "2025-03-01", { dataset: "players" });
  write("old-child", "2025-03-01", { parent: "old" });
  write("newest-of-picks", "2025-03-02", { dataset: "picks" });
  write("with-open-child", "2025-03-03");
  write("open-child", "2025-03-03", { parent: "with-open-child", open: true });
  write("young", "2025-11-16", { dataset: "players" });
  expect(pruneLedger(path, { now: NOW, days: 180, dryRun: true })).toBe(1);
  expect(runs()).toHaveLength(6);
  expect(pruneLedger(path, { now: NOW, days: 180, dryRun: false })).toBe(1);
  expect(runs()).toEqual(["newest-of-picks", "open-child", "with-open-child", "young"]);
  expect([left("logs"), left("dbt_nodes"), left("dataset_outcomes")]).toEqual([4, 4, 2]);
  expect(pruneLedger(path, { now: NOW, days: 180, dryRun: false })).toBe(0);
});

it("removes nothing by a clock that has jumped ahead or fallen behind, and nothing where there is no ledger", () => {
  write("one", "2025-11-01");
  write("two", "2025-11-16");
  expect(pruneLedger(path, { now: new Date("2031-01-01T12:00:00Z"), days: 180, dryRun: false })).toBe(0);
  write("wrong", "2031-01-01");
  expect(pruneLedger(path, { now: new Date("2031-01-01T13:00:00Z"), days: 180, dryRun: false })).toBe(0);
  expect(pruneLedger(path, { now: NOW, days: 7, dryRun: false })).toBe(0);
  expect(runs()).toEqual(["one", "two", "wrong"]);
  expect(pruneLedger(join(folder, "none.db"), { now: NOW, days: 180, dryRun: false })).toBe(0);
});
