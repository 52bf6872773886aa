import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { executeRun } from "../../src/flows/execute.ts";
import type { RunReport, RunWatch } from "../../src/flows/run-days.ts";
import { readLedger } from "../../src/ops/index.ts";
import { inventEntries, islandPage } from "../support/invented-ktc.ts";
import { hurriedClock } from "../support/hurried-clock.ts";

const PAGE = "https://keeptradecut.com/dynasty-rankings";
const watch: RunWatch = { progress: () => undefined, signal: new AbortController().signal, clock: () => new Date(), env: {}, engineClock: hurriedClock };
const good = islandPage(inventEntries(440, "pickRank"));

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "snapcount-preload-"));
  mkdirSync(join(root, "home"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A run at an hour of one day, at which the market's page answers with a status. */
async function run(hour: number, status: number, { parameters = {}, page = good }: { readonly parameters?: Record<string, unknown>; readonly page?: string } = {}): Promise<RunReport> {
  const profile = join(root, "profile");
  mkdirSync(profile, { recursive: true });
  writeFileSync(join(profile, "page.html"), page);
  writeFileSync(join(profile, "index.json"), JSON.stringify([{ url: PAGE, status, file: "page.html" }]));
  writeFileSync(join(profile, "profile.yaml"), JSON.stringify({ now: new Date(Date.UTC(2026, 10, 17, hour)).toISOString(), payloads: "index.json" }));
  const loaded = loadConfig({ home: join(root, "home"), profile }, {}, root);
  const [report] = await executeRun(loaded, { flows: ["ktc_pipeline"], parameters, dbt: false, out: null }, watch);
  if (report === undefined) throw new Error("one day is one run");
  return report;
}

const outcomes = ({ summary }: RunReport): readonly string[] => summary.datasets.map(({ outcome }) => outcome);
const reasonOf = ({ summary }: RunReport): string => summary.datasets[0]?.reason ?? "";
const answersOf = ({ flowRunId }: RunReport) => {
  const ledger = readLedger(join(root, "home", "data", "ops", "ledger.db"));
  try {
    return Object.fromEntries((ledger.showRun(flowRunId)?.checks ?? []).filter(({ dataset }) => dataset === "*").map(({ name, verdict }) => [name, verdict]));
  } finally {
    ledger.close();
  }
};

describe("before a load", () => {
  it("every question leaves one recorded answer", async () => {
    expect(answersOf(await run(8, 200))).toEqual({ store_writable: "pass", credentials: "skipped", circuit_breaker: "pass", provider_reachable: "pass" });
  });

  it("three failed runs open the breaker for six hours: the provider is left in peace, the last good snapshots stay", async () => {
    // The day before: within a day the market is not asked twice.
    await run(1 - 24, 200);
    for (const hour of [2, 3, 4]) expect(outcomes(await run(hour, 503))).toEqual(["lkg", "lkg"]);
    const blocked = await run(9, 200);
    expect(outcomes(blocked)).toEqual(["lkg", "lkg"]);
    expect(reasonOf(blocked)).toBe("not loaded: 3 runs of KeepTradeCut in a row brought nothing, the last at 2026-11-17 04:00 UTC; it is left in peace until 2026-11-17 10:00 UTC. Look at `snapcount runs list`; --force asks now");
    expect(answersOf(blocked)).toMatchObject({ circuit_breaker: "fail", provider_reachable: "skipped" });
  });

  it("then one run tries: a failed one begins the pause again, a good one ends it", async () => {
    for (const hour of [2, 3, 4]) await run(hour, 503);
    expect(reasonOf(await run(10, 503))).toMatch(/answered 503/);
    expect(reasonOf(await run(15, 200))).toMatch(/left in peace until 2026-11-17 16:00/);
    expect(outcomes(await run(16, 200))).toEqual(["published", "published"]);
    expect(answersOf(await run(17, 200))).toMatchObject({ circuit_breaker: "pass" });
  });

  it("--force asks all the same", async () => {
    for (const hour of [2, 3, 4]) await run(hour, 503);
    const forced = await run(5, 200, { parameters: { force: true } });
    expect(outcomes(forced)).toEqual(["published", "published"]);
    expect(answersOf(forced)).toMatchObject({ circuit_breaker: "warn", provider_reachable: "pass" });
  });

  it("an answer that cannot be read is no silence: the breaker stays closed", async () => {
    for (const hour of [2, 3, 4]) expect(outcomes(await run(hour, 200, { page: "<html><title>Another page</title></html>" }))).toEqual(["quarantined", "quarantined"]);
    expect(outcomes(await run(5, 200))).toEqual(["published", "published"]);
  });
});
