import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, expect, it } from "vitest";
import { LivenessLock } from "../ops/index.ts";
import { SOURCE_STATUS, type SourceStatus, writeSourceStatus } from "./source-status.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "source-status-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const row = (changes: Partial<SourceStatus> = {}): SourceStatus => ({
  source: "market", dataset: "values", last_checked_at: "2025-11-18T12:00:00.000Z", last_changed_at: "2025-11-11T12:00:00.000Z", source_modified_time: null, newest_event_at: "2025-11-10T00:00:00.000Z",
  serving_dt: "2025-11-11", outcome: "lkg", outcome_at: "2025-11-18T12:00:00.000Z", stale: true, verdict: "warn", message: "it's old", ...changes,
});
const never = row({ dataset: "picks", last_checked_at: null, last_changed_at: null, newest_event_at: null, serving_dt: null, outcome: null, outcome_at: null, stale: false, verdict: "skipped", message: "never loaded" });

async function read(): Promise<readonly Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(`SELECT * FROM read_parquet('${join(dir, SOURCE_STATUS)}')`)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
const leftovers = (): readonly string[] => readdirSync(dir).filter((name) => name !== SOURCE_STATUS);

it("writes instants as UTC, dates as dates, and nothing as null; the next one replaces it", async () => {
  expect(await writeSourceStatus([row(), never], dir)).toBe(join(dir, SOURCE_STATUS));
  const [first, second] = await read();
  expect(first).toEqual({ ...row(), last_checked_at: "2025-11-18 12:00:00", last_changed_at: "2025-11-11 12:00:00", newest_event_at: "2025-11-10 00:00:00", outcome_at: "2025-11-18 12:00:00" });
  expect(second).toEqual(never);
  await writeSourceStatus([never], dir);
  expect(await read()).toEqual([never]);
  expect(leftovers()).toEqual([]);
});

it("keeps the old one when the new one cannot be written", async () => {
  await writeSourceStatus([row()], dir);
  await expect(writeSourceStatus([row({ last_checked_at: "yesterday" })], dir)).rejects.toThrow(/yesterday/);
  expect(await read()).toHaveLength(1);
  expect(leftovers()).toEqual([]);
});

it("removes what a dead writer left, and leaves a living one alone", async () => {
  for (const name of [".source_status-dead", ".source_status-living"]) mkdirSync(join(dir, name));
  const living = new LivenessLock(dir, ".source_status-living");
  living.hold();
  writeFileSync(join(dir, ".source_status-gone.lock"), "");
  await writeSourceStatus([row()], dir);
  expect(leftovers().filter((name) => !name.endsWith("-journal"))).toEqual([".source_status-living", ".source_status-living.lock"]);
  living.release();
});

it("is whole after kill -9 at any moment", async () => {
  const code = `import { writeSourceStatus } from ${JSON.stringify(join(import.meta.dirname, "source-status.ts"))};
    const row = ${JSON.stringify(row())};
    for (let nth = 1; ; nth += 1) { await writeSourceStatus(Array.from({ length: 1 + nth % 2 }, () => row), ${JSON.stringify(dir)}); console.log(nth); }`;
  for (const writes of [1, 2, 5]) {
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
    let written = 0;
    child.stdout.on("data", () => {
      written += 1;
      // In the midst of the write that follows.
      if (written >= writes) setTimeout(() => child.kill("SIGKILL"), writes * 3);
    });
    await once(child, "close");
    expect(written).toBeGreaterThanOrEqual(writes);
    expect([1, 2]).toContain((await read()).length);
  }
  await writeSourceStatus([row()], dir);
  expect(await read()).toHaveLength(1);
  expect(leftovers()).toEqual([]);
});
