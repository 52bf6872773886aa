import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createStager } from "./duckdb-stager.ts";

const now = new Date("2025-11-19T12:00:00Z");
const stager = createStager({ threads: 1 });
let dir = "";
const file = (name: string): string => join(dir, `${name}.parquet`);

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "newest-event-"));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const write = (name: string, select: string) => connection.run(`COPY (${select}) TO '${file(name)}' (FORMAT parquet)`);
  await write("schedule", `SELECT * FROM (VALUES (2025, 10, '2025-11-10', 21), (2025, 11, '2025-11-16', 17), (2025, 11, '2025-11-17', NULL), (2025, 12, '2025-11-18', 30)) t(season, week, gameday, home_score)`);
  // ff_opportunity has its season as text.
  await write("weekly", `SELECT * FROM (VALUES ('2025', 10.0), ('2025', 11.0)) t(season, week)`);
  await write("lore", `SELECT 1999::INTEGER AS season, 1 AS week`);
  await write("moves", `SELECT * FROM (VALUES (TIMESTAMP '2025-11-18 08:30:00'), (TIMESTAMP '2025-11-25 00:00:00'), (NULL)) t(moved_at)`);
  await write("values", `SELECT DATE '2025-11-19' AS asof_date`);
  connection.closeSync();
  instance.closeSync();
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it("finds the newest moment that has passed, by column or by the finished games of the weeks that have rows", async () => {
  const newest = await stager.newestEvents([
    { path: file("moves"), now, column: "moved_at" },
    { path: file("values"), now, column: "asof_date" },
    { path: file("schedule"), now, column: "gameday", where: "home_score IS NOT NULL" },
    { path: file("weekly"), now, schedule: file("schedule") },
    { path: file("lore"), now, schedule: file("schedule") },
    { path: file("moves"), now: new Date("2025-11-01T00:00:00Z"), column: "moved_at" },
  ]);
  expect(newest.map((at) => (at instanceof Date ? at.toISOString() : at))).toEqual(["2025-11-18T08:30:00.000Z", "2025-11-19T00:00:00.000Z", "2025-11-18T00:00:00.000Z", "2025-11-16T00:00:00.000Z", null, null]);
});

it("says why a file cannot be asked, and answers the other questions", async () => {
  const [lost, strange, found] = await stager.newestEvents([{ path: file("lost"), now, column: "moved_at" }, { path: file("moves"), now, column: "asof_date" }, { path: file("values"), now, column: "asof_date" }]);
  expect(lost).toEqual({ problem: expect.stringContaining("lost.parquet") as string });
  expect(strange).toEqual({ problem: expect.stringContaining("asof_date") as string });
  expect(found).toEqual(new Date("2025-11-19T00:00:00Z"));
});
