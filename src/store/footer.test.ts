import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readParquetFooter } from "./footer.ts";
import { sampleProvenance, withTempDir, writeSampleParquet } from "./testing/fixtures.ts";

const ID = { source: "nflverse", dataset: "weekly", dt: "2025-11-23" };
const reader = (bytes: Uint8Array) => (wanted: number): Uint8Array => bytes.subarray(Math.max(0, bytes.length - wanted));

describe("a Parquet footer, read without DuckDB", () => {
  it("tells rows, columns, provenance and seasons", () =>
    withTempDir(async (dir) => {
      const path = join(dir, "weekly.parquet");
      await writeSampleParquet(path, sampleProvenance(ID), 10);
      expect(readParquetFooter(reader(readFileSync(path)))).toEqual({
        ok: true,
        footer: {
          rows: 10,
          columns: [{ name: "season", type: "INTEGER" }, { name: "week", type: "INTEGER" }, { name: "player_id", type: "VARCHAR" }, { name: "points", type: "DECIMAL(21,1)" }],
          provenance: sampleProvenance(ID),
          coverage: { season_min: 2023, season_max: 2024, weeks: {} },
        },
      });
    }));

  it("names types as DuckDB's DESCRIBE does, whatever the column", () =>
    withTempDir(async (dir) => {
      const path = join(dir, "types.parquet");
      const instance = await DuckDBInstance.create(":memory:");
      const connection = await instance.connect();
      await connection.run(`COPY (SELECT
        true AS a, 1::TINYINT AS b, 1::SMALLINT AS c, 1::INTEGER AS d, 1::BIGINT AS e, 1::UTINYINT AS f, 1::USMALLINT AS g, 1::UINTEGER AS h, 1::UBIGINT AS i,
        1.5::FLOAT AS j, 1.5::DOUBLE AS k, 1.5::DECIMAL(4,2) AS l, 1.5::DECIMAL(15,3) AS m, 1.5::DECIMAL(30,5) AS n, 'x' AS o, 'x'::BLOB AS p, DATE '2025-11-23' AS q,
        TIMESTAMP '2025-11-23 12:00:00' AS r, TIMESTAMPTZ '2025-11-23 12:00:00+00' AS s, TIMESTAMP_NS '2025-11-23 12:00:00' AS t, TIME '12:00:00' AS u, uuid() AS v,
        TIMESTAMP_S '2025-11-23 12:00:00' AS t_s, TIMESTAMP_MS '2025-11-23 12:00:00' AS t_ms, INTERVAL 1 DAY AS i_v, '{}'::JSON AS js, 'x'::ENUM('x', 'y') AS en, 1::HUGEINT AS hu,
        [1, 2] AS w, [[1], [2]] AS w2, {'name': 'x', 'n': 1} AS x, [{'name': 'x'}] AS y, MAP {'a': 1} AS z, MAP {'a': [1]} AS z2, {'odd name': [1]} AS z3, 1 AS "odd ""name"
        ) TO '${path}' (FORMAT parquet)`);
      const described = await connection.runAndReadAll(`SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM '${path}')`);
      const reading = readParquetFooter(reader(readFileSync(path)));
      // Which names DuckDB quotes inside a struct depends on its keywords.
      const unquoted = (columns: readonly object[]): unknown => columns.map((column) => Object.fromEntries(Object.entries(column).map(([key, text]) => [key, key === "type" ? String(text).replaceAll('"', "") : text])));
      expect(unquoted(reading.ok ? reading.footer.columns : [])).toEqual(unquoted(described.getRowObjects()));
      expect(reading.ok && reading.footer.provenance).toBeNull();
      connection.closeSync();
    }));

  it("reads a footer longer than the first read", () =>
    withTempDir(async (dir) => {
      const path = join(dir, "wide.parquet");
      const provenance = sampleProvenance(ID, { source_url: Array.from({ length: 2_000 }, (_, index) => `https://provider.example/season-${index}.parquet`) });
      await writeSampleParquet(path, provenance, 3);
      const reading = readParquetFooter(reader(readFileSync(path)));
      expect(reading.ok && reading.footer.provenance).toEqual(provenance);
    }));

  it("says what is wrong with a file that is none, and never throws", () =>
    withTempDir(async (dir) => {
      const path = join(dir, "weekly.parquet");
      await writeSampleParquet(path, sampleProvenance(ID), 10);
      const good = readFileSync(path);
      expect(readParquetFooter(reader(new Uint8Array()))).toEqual({ ok: false, seen: "the file is empty" });
      expect(readParquetFooter(reader(Buffer.from("<html>not found</html>")))).toMatchObject({ ok: false, seen: expect.stringContaining("PAR1") as string });
      fc.assert(
        fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, byte, cut) => {
          const bytes = Buffer.from(good);
          bytes[at] = byte;
          expect(typeof readParquetFooter(reader(bytes.subarray(cut))).ok).toBe("boolean");
          expect(typeof readParquetFooter(reader(bytes.subarray(0, cut))).ok).toBe("boolean");
        }),
        { numRuns: 500 },
      );
      writeFileSync(path, good);
    }));
});
