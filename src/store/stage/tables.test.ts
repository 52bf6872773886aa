import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ColumnContract } from "../../core/dataset.ts";
import { SchemaDriftError } from "../../core/errors.ts";
import { type Provenance, PROVENANCE_KEY } from "../../core/manifest.ts";
import { createStager } from "./duckdb-stager.ts";
import type { TableContent, TableRequest } from "./stage.ts";

const provenance: Provenance = {
  schema: "snapcount.provenance/1", source: "league", dataset: "cuts", dt: "2025-11-23", asof_datetime: "2025-11-23T12:00:00Z", run_id: "run-1",
  source_name: "League", source_version: "1", source_hash: "a".repeat(64), source_url: ["https://example.test/it's"], source_modified_time: null,
  loader_path: "snapcount:league.cuts", inputs: {}, role: "snapshot",
};
const columns: readonly ColumnContract[] = [
  { name: "player", type: "VARCHAR" },
  { name: "season", type: "INTEGER" },
  { name: "id", type: "BIGINT" },
  { name: "amount", type: "DOUBLE" },
  { name: "flag", type: "BOOLEAN" },
  { name: "split", type: "BIGINT[]" },
  { name: "shares", type: "DOUBLE[]" },
  { name: "roster", type: "VARCHAR[]" },
];
const row = { player: "Ann O'Hara", season: 2025, id: 2 ** 40, amount: 1.5, flag: true, split: [1, 2], shares: [0.5, 2], roster: ["a", "b"] };
const never = new AbortController().signal;
const stager = createStager();

let dir = "";
let instance: DuckDBInstance;
beforeAll(async () => { instance = await DuckDBInstance.create(":memory:"); });
afterAll(() => { instance.closeSync(); stager.close(); });
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), "tables-")); });
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function request(content: TableContent, changes: Partial<TableRequest> = {}): TableRequest {
  return { label: "league.cuts", dir, fileName: "cuts.parquet", columns, provenance, content, checks: [{ kind: "row_count", min: 1 }], key: ["player"], mayBeEmpty: null, expectedSeasons: null, history: { dt: "2025-11-18", exemption: null, earlier: [] }, ...changes };
}

async function load(content: TableContent, changes: Partial<TableRequest> = {}) {
  const [result] = await stager.loadTables([request(content, changes)], never);
  if (result === undefined) throw new Error("one table was asked for");
  return result;
}

const rowsOf = (path: string): Promise<readonly Record<string, unknown>[]> => query(`SELECT * FROM read_parquet('${path}')`);

async function query(sql: string): Promise<readonly Record<string, unknown>[]> {
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
  }
}

describe("rows of a parser", () => {
  it("come back as they went in, in the contract's types and order, with the provenance in the footer", async () => {
    const { staged, answers } = await load({ rows: [row, { ...row, player: "", amount: null, split: null, roster: [] }] });
    expect(staged.columns).toEqual(columns);
    expect(await rowsOf(staged.path)).toEqual([
      { ...row, id: String(row.id), split: ["1", "2"] },
      { ...row, id: String(row.id), player: "", amount: null, split: null, roster: [] },
    ]);
    expect(staged.rows).toBe(2);
    const [footer] = await query(`SELECT decode(value) AS value FROM parquet_kv_metadata('${staged.path}') WHERE decode(key) = '${PROVENANCE_KEY}'`);
    expect(JSON.parse(String(footer?.["value"]))).toEqual(provenance);
    expect(answers.map(({ name, verdict }) => [name, verdict])).toContainEqual(["row_count", "pass"]);
  });

  it("lose what the contract does not name, and nothing of any text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: "grapheme", maxLength: 20 }), { minLength: 1, maxLength: 20 }), async (players) => {
        const { staged } = await load({ rows: players.map((player) => ({ ...row, player, extra: 1 })) });
        expect((await rowsOf(staged.path)).map((entry) => entry["player"])).toEqual(players);
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    ["season", 3.5], ["season", 2 ** 31], ["season", "2025"], ["id", 2 ** 53], ["amount", Number.NaN], ["amount", "1"], ["flag", "true"], ["player", 7], ["split", [1.5]], ["shares", [Number.NaN]], ["roster", [1]], ["player", undefined],
  ])("are refused whole where %s is %j, naming row and column", async (name, value) => {
    await expect(load({ rows: [row, { ...row, [name]: value }] })).rejects.toThrow(SchemaDriftError);
    await expect(load({ rows: [row, { ...row, [name]: value }] })).rejects.toThrow(new RegExp(`row 2: ${name} is`));
  });

  it("may be none: the file has the whole schema, and the audit says that it is empty", async () => {
    const { staged, answers } = await load({ rows: [] });
    expect(await rowsOf(staged.path)).toEqual([]);
    expect(staged.columns).toEqual(columns);
    expect(answers.some(({ verdict }) => verdict === "fail")).toBe(true);
  });

  it("make equal bytes of equal rows", async () => {
    const many = Array.from({ length: 30_000 }, (_, index) => ({ ...row, id: index }));
    const first = readFileSync((await load({ rows: many }, { fileName: "a.parquet" })).staged.path);
    expect(readFileSync((await load({ rows: many }, { fileName: "b.parquet" })).staged.path).equals(first)).toBe(true);
  });
});

describe("lines of JSON", () => {
  const lines = (...objects: readonly object[]): Uint8Array => Buffer.from(objects.map((object) => JSON.stringify(object)).join("\n"));

  it("get the contract's types: a number becomes text, a field that is absent null, blanks go where asked", async () => {
    const { staged } = await load({ lines: lines({ ...row, player: 17 }, { player: " 00-001 ", roster: ["x"] }), trimmed: ["player"] });
    expect(await rowsOf(staged.path)).toEqual([
      { ...row, id: String(row.id), split: ["1", "2"], player: "17" },
      { player: "00-001", season: null, id: null, amount: null, flag: null, split: null, shares: null, roster: ["x"] },
    ]);
  });

  it.each<readonly [unknown, RegExp]>([
    [{ season: "soon" }, /league\.cuts: .*record 2 \(player b\): season is "soon", the schema says INTEGER/],
    [{ season: 3.5 }, /season is 3\.5/],
    [{ id: { of: 1 } }, /id is \{"of":1\}/],
    [{ roster: "a" }, /roster is "a", the schema says VARCHAR\[\]/],
    [{ flag: "perhaps" }, /flag is "perhaps"/],
  ])("hold nothing else than their types: %j is an error that names record and field", async (change, message) => {
    await expect(load({ lines: lines({ player: "a" }, { player: "b", ...(change as object) }) })).rejects.toThrow(message);
    await expect(load({ lines: lines({ player: "a" }, { player: "b", ...(change as object) }) })).rejects.toThrow(SchemaDriftError);
  });

  it.each<readonly [string, RegExp]>([
    ['{"player": "a"', /league\.cuts: .*record 1, which begins \{"player": "a", is no JSON/],
    ['{"player": "a", "player": "b"}', /league\.cuts: .*duplicate key/],
  ])("that are no JSON are an error: %s", async (text, message) => {
    await expect(load({ lines: Buffer.from(text) })).rejects.toThrow(message);
  });
});

describe("tables of a group", () => {
  it("come back in the order they were asked in, whatever is written first", async () => {
    const sizes = [1, 500, 20, 3, 90];
    const results = await stager.loadTables(sizes.map((size, index) => request({ rows: Array.from({ length: size }, () => row) }, { fileName: `${index}.parquet` })), never);
    expect(results.map(({ staged }) => staged.rows)).toEqual(sizes);
  });

  it("fail together when one does, and only when the others have ended: DuckDB is not closed under a running query", async () => {
    for (let round = 0; round < 20; round += 1) {
      const bad = request({ rows: [{ ...row, season: "x" }] }, { fileName: "bad.parquet" });
      await expect(stager.loadTables([request({ rows: [row] }, { fileName: "good.parquet" }), bad], never)).rejects.toThrow(SchemaDriftError);
    }
  });
});
