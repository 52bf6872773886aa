import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportMarts } from "../../src/transform/export-marts.ts";
import type { Mart } from "../../src/transform/report.ts";
import { buildChild } from "./build-child.ts";
import type { ExportJob } from "./mart-child.ts";

/** Exports by processes that are killed, from warehouses that each hold one word in all marts: whatever a reader sees must be of one word. */
const NAMES = ["mart_cap", "mart_points", "mart_values"];
const KILLS = 12;
const MARTS: readonly Mart[] = NAMES.map((name) => ({ name, relation: `main.${name}`, description: name, passed: true }));

let home = "";
let job: ExportJob;
let reader: DuckDBInstance;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "mart-kills-"));
  mkdirSync(join(home, "warehouses"));
  const warehouses = ["left", "right"].map((word) => join(home, "warehouses", `${word}.duckdb`));
  for (const [index, path] of warehouses.entries()) {
    const instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    for (const name of NAMES) await connection.run(`CREATE TABLE ${name} AS SELECT '${index === 0 ? "left" : "right"}' AS word FROM range(20000)`);
    connection.closeSync();
    instance.closeSync();
  }
  job = { warehouses, marts: MARTS, martRoot: join(home, "data", "mart"), lockDir: join(home, "data", "ops") };
  reader = await DuckDBInstance.create(":memory:");
});
afterAll(() => {
  reader.closeSync();
  rmSync(home, { recursive: true, force: true });
});

/** The words of all marts of one export, and its number of rows; null before the first one. */
async function seen(): Promise<unknown> {
  const link = join(job.martRoot, "current");
  if (!existsSync(link)) return null;
  // A reader of several files asks once where they are: the export before the current one stays for it.
  const target = readlinkSync(link);
  const dir = join(job.martRoot, target);
  const connection = await reader.connect();
  try {
    const files = NAMES.map((name) => `'${join(dir, `${name}.parquet`)}'`).join(", ");
    return (await connection.runAndReadAll(`SELECT count(DISTINCT word)::INTEGER AS words, count(*)::INTEGER AS rows FROM read_parquet([${files}])`)).getRowObjectsJson()[0];
  } catch (error) {
    // So slow that two exports were made meanwhile: it asks again, as a program that reads them would.
    if (readlinkSync(link) === target) throw error;
    return await seen();
  } finally {
    connection.closeSync();
  }
}

const WHOLE = { words: 1, rows: NAMES.length * 20_000 };

describe("an export of marts that is killed", () => {
  it("leaves the old export or the new one, whole; the next one clears what it left", async () => {
    const program = await buildChild("mart-child");
    await exportMarts(MARTS, { warehouse: job.warehouses[0] ?? "", martRoot: job.martRoot, lockDir: job.lockDir, asOf: new Date(0) });
    for (let kill = 0; kill < KILLS; kill += 1) {
      const before = readlinkSync(join(job.martRoot, "current"));
      const child = spawn(process.execPath, [program, JSON.stringify(job)], { stdio: "ignore" });
      const ended = new Promise<NodeJS.Signals | null>((done) => child.once("exit", (_code, signal) => done(signal)));
      while (readlinkSync(join(job.martRoot, "current")) === before) expect(await seen()).toEqual(WHOLE);
      // Somewhere in one of its next exports: how often is looked decides where.
      for (let look = 0; look < kill; look += 1) expect(await seen()).toEqual(WHOLE);
      child.kill("SIGKILL");
      expect(await ended).toBe("SIGKILL");
      expect(await seen()).toEqual(WHOLE);
    }
    await exportMarts(MARTS, { warehouse: job.warehouses[1] ?? "", martRoot: job.martRoot, lockDir: job.lockDir, asOf: new Date(0) });
    expect(readdirSync(job.martRoot).filter((name) => name !== "current")).toHaveLength(2);
  });
});
