import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { executeRun } from "../../src/flows/execute.ts";
import type { RunReport, RunWatch } from "../../src/flows/run-days.ts";
import { gatherSourceStatus } from "../../src/flows/source-status.ts";
import { readLedger } from "../../src/ops/index.ts";
import { sources } from "../../src/sources/index.ts";
import { openLocalStore } from "../../src/store/local/index.ts";
import { createStager } from "../../src/store/stage/duckdb-stager.ts";
import type { SourceStatus } from "../../src/transform/index.ts";
import { inventEntries, islandPage } from "../support/invented-ktc.ts";

const watch: RunWatch = { progress: () => undefined, signal: new AbortController().signal, clock: () => new Date("2026-11-17T12:00:00Z"), env: {} };
const good = islandPage(inventEntries(440, "pickRank"));
const broken = good.replace('id="ktc-players"', 'id="assets"');

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "snapcount-status-"));
  mkdirSync(join(root, "home"));
  mkdirSync(join(root, "profile"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function run(page: string, now: string): Promise<RunReport> {
  const profile = join(root, "profile");
  writeFileSync(join(profile, "page.html"), page);
  writeFileSync(join(profile, "index.json"), JSON.stringify([{ url: "https://keeptradecut.com/dynasty-rankings", status: 200, file: "page.html" }]));
  writeFileSync(join(profile, "profile.yaml"), JSON.stringify({ now, payloads: "index.json" }));
  const [report] = await executeRun(loadConfig({ home: join(root, "home"), profile }, {}, root), { flows: ["ktc_pipeline"], parameters: {}, dbt: false, out: null }, watch);
  if (report === undefined) throw new Error("one day is one run");
  return report;
}

/** What dbt would be told at an instant, by a process that knows nothing but the store. */
async function status(now: string): Promise<readonly SourceStatus[]> {
  const dataRoot = join(root, "home", "data");
  rmSync(join(dataRoot, "ops"), { recursive: true, force: true });
  const store = await openLocalStore({ rawRoot: join(dataRoot, "raw"), dataRoot, now: () => new Date(now) });
  try {
    return await gatherSourceStatus({ govern: (source) => source, store, stager: createStager({ threads: 1 }), runAt: new Date(now) });
  } finally {
    store.close();
  }
}

describe("the sources' status", () => {
  it("has a row for every dataset, also where nobody has loaded anything", async () => {
    const rows = await status("2026-11-17T12:00:00Z");
    expect(rows.map(({ source, dataset }) => `${source}.${dataset}`)).toEqual(sources.flatMap(({ name, datasets }) => datasets.map((dataset) => `${name}.${dataset.name}`)));
    expect(rows.every(({ verdict, message, last_checked_at, stale }) => verdict === "skipped" && message === "never loaded" && last_checked_at === null && !stale)).toBe(true);
  });

  it("tells what was served, checked and lost from the store alone, when the ledger is gone", async () => {
    await run(good, "2026-11-17T12:00:00Z");
    await run(good, "2026-11-18T12:00:00Z");
    const players = async (now: string): Promise<SourceStatus | undefined> => (await status(now)).find(({ source, dataset }) => source === "ktc" && dataset === "players");
    const equal = { source: "ktc", dataset: "players", last_checked_at: "2026-11-18T12:00:00.000Z", last_changed_at: "2026-11-17T12:00:00.000Z", source_modified_time: null, newest_event_at: "2026-11-17T00:00:00.000Z", serving_dt: "2026-11-17" };
    expect(await players("2026-11-18T12:00:00Z")).toEqual({ ...equal, outcome: "unchanged", outcome_at: "2026-11-18T12:00:00.000Z", stale: false, verdict: "pass", message: "data changed 24 h ago; warning after 48 h (in season); last checked 0 h ago" });

    await run(broken, "2026-11-20T12:00:00Z");
    expect(await players("2026-11-20T12:00:00Z")).toMatchObject({ ...equal, outcome: "quarantined", outcome_at: "2026-11-20T12:00:00.000Z", stale: true, verdict: "warn" });
  });
});

it("records each clock and the age of the data in every run, and says that nothing has moved for too long", async () => {
  await run(good, "2026-11-17T12:00:00Z");
  const report = await run(good, "2026-11-24T12:00:00Z");
  const ledger = readLedger(join(root, "home", "data", "ops", "ledger.db"));
  const checks = ledger.showRun(report.flowRunId)?.checks.filter(({ dataset, kind }) => dataset === "players" && kind === "freshness") ?? [];
  ledger.close();
  expect(checks.map(({ name, verdict, observed, threshold }) => [name, verdict, observed, threshold])).toEqual([
    ["freshness(published)", "skipped", null, null], ["freshness(checked)", "pass", 0, 48], ["freshness(changed)", "fail", 168, 48], ["data_age", "fail", 180, 48],
  ]);
  expect(checks[3]?.evidence).toEqual([{ warn_after_hours: 48, fail_after_hours: 120, reason: expect.any(String) as string }]);
  expect(report.status).toBe("success");
  expect(report.summary.warnings.filter((line) => line.startsWith("ktc.players"))).toEqual(["ktc.players: data changed 7.0 d ago; stale after 5.0 d (in season); last checked 0 h ago"]);
});
