import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DbtError } from "../core/errors.ts";
import { type ExportOptions, exportMarts } from "./export-marts.ts";
import type { Mart } from "./report.ts";

let home = "";
let options: ExportOptions;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "marts-"));
  options = { warehouse: join(home, "dev.duckdb"), martRoot: join(home, "data", "mart"), lockDir: join(home, "data", "ops"), asOf: new Date("2025-11-18T12:00:00Z") };
  await ask(options.warehouse, "CREATE TABLE mart_cap AS SELECT * FROM (VALUES ('Pim', 181), ('Ada', 30)) AS rows(tab, space)", "CREATE TABLE mart_points AS SELECT 18.6 AS points");
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Rows of the last statement. */
async function ask(path: string, ...statements: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  try {
    let rows: readonly Record<string, unknown>[] = [];
    for (const sql of statements) rows = (await connection.runAndReadAll(sql)).getRowObjectsJson();
    return rows;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const mart = (name: string, passed = true): Mart => ({ name, relation: `"dev"."main"."${name}"`, description: `What ${name} tells.`, passed });
const current = (file: string): string => join(options.martRoot, "current", file);
const read = (name: string): Promise<readonly Record<string, unknown>[]> => ask(":memory:", `FROM '${current(`${name}.parquet`)}'`);
const exports = (): readonly string[] => readdirSync(options.martRoot).filter((name) => name.startsWith(".export-"));

describe("exportMarts", () => {
  it("writes each mart in its own order, and a list of them that says of when they are", async () => {
    expect(await exportMarts([mart("mart_cap"), mart("mart_points")], options)).toEqual({
      dir: join(options.martRoot, "current"),
      marts: [{ name: "mart_cap", description: "What mart_cap tells.", rows: 2 }, { name: "mart_points", description: "What mart_points tells.", rows: 1 }],
    });
    expect(await read("mart_cap")).toEqual([{ tab: "Pim", space: 181 }, { tab: "Ada", space: 30 }]);
    const list = readFileSync(current("README.md"), "utf8");
    expect(list).toContain("as of 2025-11-18T12:00:00.000Z");
    expect(list).toContain("| [mart_cap](mart_cap.parquet) | 2 | What mart_cap tells. |");
  });

  it("keeps the earlier file of a mart that did not pass, and drops one that the project no longer has", async () => {
    await exportMarts([mart("mart_cap"), mart("mart_points")], options);
    await ask(options.warehouse, "UPDATE mart_cap SET space = 0", "UPDATE mart_points SET points = 25");
    await exportMarts([mart("mart_cap", false), mart("mart_points")], options);
    expect(await read("mart_cap")).toEqual([{ tab: "Pim", space: 181 }, { tab: "Ada", space: 30 }]);
    expect(await read("mart_points")).toEqual([{ points: "25.0" }]);
    expect(readFileSync(current("README.md"), "utf8")).toContain("| [mart_cap](mart_cap.parquet) | as before |");

    await exportMarts([mart("mart_points")], options);
    expect(existsSync(current("mart_cap.parquet"))).toBe(false);
  });

  it("leaves everything as it is when no mart passed", async () => {
    await exportMarts([mart("mart_cap")], options);
    const before = exports();
    expect(await exportMarts([mart("mart_cap", false)], options)).toBeNull();
    expect(exports()).toEqual(before);
  });

  it("keeps the old export when a mart cannot be written, and the next export clears what was left", async () => {
    await exportMarts([mart("mart_cap")], options);
    await expect(exportMarts([mart("mart_cap"), mart("mart_lost")], options)).rejects.toThrow(/^mart_lost could not be exported: Catalog Error/);
    expect(await read("mart_cap")).toHaveLength(2);
    expect(exports()).toHaveLength(2);
    await exportMarts([mart("mart_cap")], options);
    // The current one, and the one before it, which somebody may be reading.
    expect(exports()).toHaveLength(2);
    // What a killed export leaves beside its folder.
    writeFileSync(join(options.lockDir, ".export-gone.lock"), "");
    await exportMarts([mart("mart_cap")], options);
    expect(exports()).toHaveLength(2);
    expect(readdirSync(options.lockDir)).toEqual([]);
  });

  it("says that the warehouse cannot be read, and what to do", async () => {
    const error: unknown = await exportMarts([mart("mart_cap")], { ...options, warehouse: join(home, "nothing.duckdb") }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DbtError);
    expect(error).toMatchObject({ message: expect.stringContaining("nothing.duckdb cannot be read") as string, fix: expect.stringContaining("snapcount dbt test") as string });
  });
});
