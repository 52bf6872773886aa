import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ColumnContract } from "../../core/dataset.ts";
import type { Provenance } from "../../core/manifest.ts";
import { combinationSql, groupByShape, outputColumns } from "./combine.ts";
import { createStager } from "./duckdb-stager.ts";
import type { UpstreamColumn, UpstreamFile } from "./inspect.ts";
import type { StageInput } from "./stage.ts";

const column = (name: string, type: string): UpstreamColumn => ({ upstream: name, name, type, value: `"${name}"`, carrier: type });
const fileOf = (label: string, ...columns: readonly UpstreamColumn[]): UpstreamFile => ({ input: { path: `/p/${label}`, format: "parquet", label }, columns });
const contract: readonly ColumnContract[] = [{ name: "season", type: "INTEGER" }, { name: "points", type: "DOUBLE", required: false }];

describe("combining", () => {
  it("reads neighbours of one shape with one reader, also when one lacks a column", () => {
    const files = [fileOf("a", column("season", "INTEGER")), fileOf("b", column("season", "INTEGER"), column("points", "DOUBLE")), fileOf("c", column("season", "DOUBLE")), fileOf("d", column("season", "INTEGER"))];
    expect(groupByShape(files).map((group) => group.map((file) => file.input.label))).toEqual([["a", "b"], ["c"], ["d"]]);
    const sql = combinationSql(files, { contract, nulls: [], where: [] });
    expect(sql.match(/read_parquet/g)).toHaveLength(3);
    expect(sql).toContain("read_parquet(['/p/a', '/p/b'], hive_partitioning = false, union_by_name = true)");
  });

  it("orders columns as the newest file does, then what older files and the contract add", () => {
    expect(outputColumns([fileOf("old", column("gone", "VARCHAR"), column("season", "INTEGER")), fileOf("new", column("season", "INTEGER"), column("fresh", "VARCHAR"))], contract)).toEqual(["season", "fresh", "gone", "points"]);
  });
});

/** Any mix of seasons: a type and a presence for each column, and some rows of whole numbers (which every type holds). */
const season = fc.record({
  seasonType: fc.constantFrom("INTEGER", "DOUBLE", "BIGINT", "SMALLINT", "DECIMAL(9,1)"),
  pointsType: fc.constantFrom("INTEGER", "DOUBLE", "FLOAT", null),
  extraType: fc.constantFrom("VARCHAR", "INTEGER", null),
  rows: fc.array(fc.option(fc.integer({ min: -9, max: 9 })), { maxLength: 5 }),
});

describe("combining any seasons", () => {
  let dir = "";
  let instance: DuckDBInstance;
  const stager = createStager({ threads: 2 });
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "combine-"));
    instance = await DuckDBInstance.create(":memory:");
  });
  afterAll(() => {
    instance.closeSync();
    rmSync(dir, { recursive: true, force: true });
  });

  it("gives every row of every file, in order, under the contract's types", async () => {
    await fc.assert(fc.asyncProperty(fc.array(season, { minLength: 1, maxLength: 4 }), async (seasons) => {
      const connection = await instance.connect();
      const inputs: StageInput[] = [];
      for (const [index, { seasonType, pointsType, extraType, rows }] of seasons.entries()) {
        const path = join(dir, `${index}.parquet`);
        const values = rows.length === 0 ? "(NULL)" : rows.map((row) => `(${row ?? "NULL"})`).join(", ");
        const columns = [`CAST(${2000 + index} AS ${seasonType}) AS season`, ...(pointsType === null ? [] : [`CAST(v AS ${pointsType}) AS points`]), ...(extraType === null ? [] : [`CAST(v AS ${extraType}) AS extra`])];
        await connection.run(`COPY (SELECT ${columns.join(", ")} FROM (VALUES ${values}) t(v)${rows.length === 0 ? " WHERE false" : ""}) TO '${path}' (FORMAT parquet)`);
        inputs.push({ path, format: "parquet", label: `${index}` });
      }
      const { staged } = await stager.stage({ label: "nflverse.weekly", dir, fileName: "out.parquet", inputs, columns: contract, provenance: {} as Provenance }, new AbortController().signal);
      expect(Object.fromEntries(staged.columns.map(({ name, type }) => [name, type]))).toMatchObject({ season: "INTEGER", points: "DOUBLE" });
      const read = await connection.runAndReadAll(`SELECT season, points FROM read_parquet('${staged.path}')`);
      connection.closeSync();
      expect(read.getRowsJson()).toEqual(seasons.flatMap(({ pointsType, rows }, index) => rows.map((row) => [2000 + index, pointsType === null ? null : row])));
    }), { numRuns: 25 });
  });
});
