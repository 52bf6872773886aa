import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readParquetFooter } from "./footer.ts";
import { withoutRowGroups } from "./footer-row-groups.ts";

let dir: string;
let file: Buffer;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "snapcount-footer-"));
  const path = join(dir, "wide.parquet");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`COPY (SELECT i::INTEGER AS season, i * 0.5 AS d, 'x' || i AS t, [i, 1] AS l, {'a': i, 'b': true} AS s, i % 2 = 0 AS b FROM range(50000) r(i)) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 2048, KV_METADATA {note: 'kept'})`);
  connection.closeSync();
  instance.closeSync();
  file = readFileSync(path);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const readTail = (bytes: number): Uint8Array => file.subarray(Math.max(0, file.length - bytes));

describe("withoutRowGroups", () => {
  it("leaves rows, columns and types as they are, and only the statistics out", () => {
    const whole = readParquetFooter(readTail);
    const short = readParquetFooter(readTail, false);
    expect(whole.ok && short.ok).toBe(true);
    if (!whole.ok || !short.ok) return;
    expect(short.footer).toEqual({ ...whole.footer, coverage: null });
    expect(whole.footer.coverage).toMatchObject({ season_min: 0, season_max: 49_999 });
  });

  it("cuts most of the bytes away", () => {
    const length = new DataView(file.buffer, file.byteOffset + file.length - 8, 4).getUint32(0, true) + 8;
    const footer = file.subarray(file.length - length);
    expect(withoutRowGroups(footer).length).toBeLessThan(footer.length / 10);
  });

  it("ends with a RangeError, never hangs, on bytes that are no footer", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 200 }), (bytes) => {
        try {
          withoutRowGroups(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
