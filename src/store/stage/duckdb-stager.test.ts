import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ColumnContract } from "../../core/dataset.ts";
import { ConfigError, PayloadError, SchemaDriftError, StoreWriteError } from "../../core/errors.ts";
import type { Provenance } from "../../core/manifest.ts";
import { createStager } from "./duckdb-stager.ts";
import type { StageInput, StageRequest } from "./stage.ts";

const provenance: Provenance = {
  schema: "snapcount.provenance/1", source: "nflverse", dataset: "weekly", dt: "2025-11-23", asof_datetime: "2025-11-23T12:00:00Z", run_id: "run-1",
  source_name: "nflverse", source_version: "1", source_hash: "a".repeat(64), source_url: ["https://example.test/it's.parquet"], source_modified_time: null,
  loader_path: "snapcount:nflverse.weekly", inputs: {}, role: "snapshot",
};
const contract: readonly ColumnContract[] = [
  { name: "season", type: "INTEGER" },
  { name: "week", type: "INTEGER" },
  { name: "player_id", type: "VARCHAR" },
  { name: "points", type: "DOUBLE", required: false },
];

let home = "";
let instance: DuckDBInstance;
const stager = createStager();
const never = new AbortController().signal;

beforeAll(async () => {
  instance = await DuckDBInstance.create(":memory:");
});
afterAll(() => {
  instance.closeSync();
  stager.close();
});
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "stager-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

async function query(sql: string): Promise<readonly Record<string, unknown>[]> {
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
  }
}

async function parquet(name: string, select: string): Promise<StageInput> {
  const path = join(home, name);
  await query(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
  return { path, format: "parquet", label: name };
}

function file(name: string, bytes: string | Uint8Array, format: StageInput["format"] = "csv"): StageInput {
  const path = join(home, name);
  writeFileSync(path, bytes);
  return { path, format, label: name };
}

function request(inputs: readonly StageInput[], changes: Partial<StageRequest> = {}): StageRequest {
  const dir = join(home, "stage");
  mkdirSync(dir, { recursive: true });
  return { label: "nflverse.weekly", dir, fileName: "weekly.parquet", inputs, columns: contract, provenance, ...changes };
}

async function rowsOf(path: string): Promise<readonly Record<string, unknown>[]> {
  return query(`SELECT * FROM read_parquet('${path}')`);
}

/** What staging `inputs` says, for a test about a failure. */
async function failure(inputs: readonly StageInput[], changes: Partial<StageRequest> = {}): Promise<Error> {
  return stager.stage(request(inputs, changes), never).then(
    () => { throw new Error("it was staged"); },
    (error: unknown) => error as Error,
  );
}

const season = (year: number, extra = ""): string => `SELECT ${year} AS season, 1 AS week, 'P-' || i AS player_id, i / 2 AS points${extra} FROM range(3) t(i)`;

describe("stage: Parquet", () => {
  it("combines files in their order, keeps row order, and carries the provenance in the footer", async () => {
    const { staged, coverage } = await stager.stage(request([await parquet("b.parquet", season(2023)), await parquet("a.parquet", season(2024))]), never);
    expect((await rowsOf(staged.path)).map((row) => [row["season"], row["player_id"]])).toEqual([[2023, "P-0"], [2023, "P-1"], [2023, "P-2"], [2024, "P-0"], [2024, "P-1"], [2024, "P-2"]]);
    expect(staged).toMatchObject({ rows: 6, sizeBytes: readFileSync(staged.path).length });
    expect(coverage).toEqual({ season_min: 2023, season_max: 2024, weeks: { 2023: [1], 2024: [1] } });
    const [footer] = await query(`SELECT decode(value) AS value FROM parquet_kv_metadata('${staged.path}') WHERE decode(key) = 'snapcount'`);
    expect(JSON.parse(String(footer?.["value"]))).toEqual(provenance);
  });

  it("makes the same bytes with one thread and with three, and leaves only the file behind", async () => {
    const inputs = [await parquet("a.parquet", "SELECT 2023 AS season, i % 18 AS week, 'P-' || (i * 7919 % 5003) AS player_id, random() AS points FROM range(90000) t(i)"), await parquet("b.parquet", season(2024))];
    const hashes: string[] = [];
    for (const threads of [1, 3, 3]) hashes.push((await createStager({ threads }).stage(request(inputs), never)).staged.sha256);
    expect(new Set(hashes).size).toBe(1);
    const groups = await query(`SELECT DISTINCT row_group_num_rows AS n FROM parquet_metadata('${join(home, "stage", "weekly.parquet")}') ORDER BY n DESC`);
    expect(groups[0]).toEqual({ n: "20480" });
  });

  it("casts a number column of every season to the contract's type, whatever each season calls it", async () => {
    const inputs = [
      await parquet("2020.parquet", "SELECT 2020.0::DOUBLE AS season, 1::SMALLINT AS week, 'P' AS player_id, 1.5::FLOAT AS points"),
      await parquet("2021.parquet", "SELECT 2021 AS season, 2::BIGINT AS week, 'P' AS player_id, 2::DECIMAL(9,2) AS points"),
      await parquet("2022.parquet", "SELECT 2022 AS season, 3::UTINYINT AS week, 'P' AS player_id"),
    ];
    const { staged, findings } = await stager.stage(request(inputs), never);
    expect(staged.columns).toEqual([{ name: "season", type: "INTEGER" }, { name: "week", type: "INTEGER" }, { name: "player_id", type: "VARCHAR" }, { name: "points", type: "DOUBLE" }]);
    expect((await rowsOf(staged.path)).map((row) => [row["season"], row["week"], row["points"]])).toEqual([[2020, 1, 1.5], [2021, 2, 2], [2022, 3, null]]);
    expect(findings.map((finding) => [finding.name, finding.verdict])).toEqual([["combine(filled)", "pass"], ["combine(converted)", "pass"]]);
  });

  it.each([
    ["a fraction in a whole-number column", "2.5::DOUBLE", "2.5"],
    ["a number beyond 32 bits", "3000000000::BIGINT", "3000000000"],
    ["NaN", "'nan'::DOUBLE", "nan"],
  ])("refuses %s and says where it stands", async (_, value, shown) => {
    const inputs = [await parquet("good.parquet", season(2023)), await parquet("bad.parquet", `SELECT 2024 AS season, CASE WHEN i = 1 THEN ${value} ELSE 4 END AS week, 'P' AS player_id FROM range(3) t(i)`)];
    const error = await failure(inputs);
    expect(error).toBeInstanceOf(SchemaDriftError);
    expect(error.message).toContain(`bad.parquet, row 2: week is "${shown}", which is no INTEGER`);
  });

  it("accepts a type the contract lists, when every value survives", async () => {
    const columns: readonly ColumnContract[] = contract.map((column) => (column.name === "season" ? { ...column, accepts: ["VARCHAR"] } : column));
    const { staged } = await stager.stage(request([await parquet("a.parquet", "SELECT ' 2024 ' AS season, 1 AS week, 'P' AS player_id")], { columns }), never);
    expect((await rowsOf(staged.path))[0]).toMatchObject({ season: 2024 });
    const error = await failure([await parquet("b.parquet", "SELECT '2024a' AS season, 1 AS week, 'P' AS player_id")], { columns });
    expect(error.message).toContain('season is "2024a", which is no INTEGER');
  });

  it("refuses a required column that changed its type", async () => {
    const error = await failure([await parquet("a.parquet", "SELECT 2024 AS season, 1 AS week, 77 AS player_id")]);
    expect(error).toBeInstanceOf(SchemaDriftError);
    expect(error.message).toContain("a.parquet: player_id is INTEGER, the schema says VARCHAR");
  });

  it("takes a changed type without a single value for what it is: nulls", async () => {
    const inputs = [await parquet("a.parquet", season(2023)), await parquet("b.parquet", "SELECT 2024 AS season, 1 AS week, CAST(NULL AS BOOLEAN) AS player_id, CAST(NULL AS VARCHAR) AS points")];
    const { staged } = await stager.stage(request(inputs), never);
    expect((await rowsOf(staged.path)).at(-1)).toEqual({ season: 2024, week: 1, player_id: null, points: null });
  });

  it("warns of an optional column that changed its type, and converts it while every value survives", async () => {
    const { staged, findings } = await stager.stage(request([await parquet("a.parquet", "SELECT 2024 AS season, 1 AS week, 'P' AS player_id, '1.5' AS points")]), never);
    expect((await rowsOf(staged.path))[0]).toMatchObject({ points: 1.5 });
    expect(findings).toMatchObject([{ name: "schema_drift(retyped)", verdict: "warn" }]);
    const error = await failure([await parquet("b.parquet", "SELECT 2024 AS season, 1 AS week, 'P' AS player_id, 'many' AS points")]);
    expect(error.message).toContain('points is "many", which is no DOUBLE');
  });

  it("names every missing column, the file, and what the file has", async () => {
    const error = (await failure([await parquet("a.parquet", season(2023)), await parquet("b.parquet", "SELECT 2024 AS season, 1 AS wk, 'P' AS player")])) as SchemaDriftError;
    expect(error).toBeInstanceOf(SchemaDriftError);
    expect(error.message).toBe("nflverse.weekly: 2 column(s) do not fit the schema; first: b.parquet has no column week (nor player_id); it has season, wk, player");
    expect(error.issues).toHaveLength(2);
  });

  it("keeps a column beyond the schema, as the newest file orders it, and warns", async () => {
    const inputs = [await parquet("a.parquet", season(2023, ", 'old' AS gone")), await parquet("b.parquet", "SELECT 2024 AS season, 'x' AS fresh, 1 AS week, 'P' AS player_id")];
    const { staged, findings } = await stager.stage(request(inputs), never);
    expect(staged.columns.map((column) => column.name)).toEqual(["season", "fresh", "week", "player_id", "points", "gone"]);
    expect(findings.find((finding) => finding.kind === "schema_drift")).toMatchObject({ verdict: "warn", observed: 2, evidence: [{ column: "fresh" }, { column: "gone" }] });
    expect((await rowsOf(staged.path)).at(-1)).toEqual({ season: 2024, fresh: "x", week: 1, player_id: "P", points: null, gone: null });
  });

  it("keeps lists and structs, and reads instants as UTC", async () => {
    const columns: readonly ColumnContract[] = [...contract, { name: "at", type: "TIMESTAMP" }, { name: "ids", type: "BIGINT[]" }];
    const { staged } = await stager.stage(request([await parquet("a.parquet", season(2024, ", TIMESTAMPTZ '2025-01-01 00:00:00+02' AS at, [1, 2]::INTEGER[] AS ids, {a: 1} AS s"))], { columns }), never);
    expect((await rowsOf(staged.path))[0]).toMatchObject({ at: "2024-12-31 22:00:00", ids: ["1", "2"], s: { a: 1 } });
  });

  it("applies renames first, and refuses a column named dt", async () => {
    const columns: readonly ColumnContract[] = [...contract, { name: "chart_at", type: "VARCHAR" }];
    const input = await parquet("a.parquet", season(2024, ", '2024-09-01' AS dt"));
    expect((await stager.stage(request([input], { columns, renames: { dt: "chart_at" } }), never)).staged.columns.map((column) => column.name)).toContain("chart_at");
    expect((await failure([input])).message).toContain("a column named dt");
  });

  it("refuses names that differ in case only, within a file and between files", async () => {
    expect((await failure([await parquet("a.parquet", season(2023)), await parquet("b.parquet", season(2024, ", 1 AS Extra")), await parquet("c.parquet", season(2025, ", 1 AS extra"))])).message).toContain("differ in case only");
    expect((await failure([await parquet("a.parquet", season(2023).replace("points", '"Points"'))])).message).toContain("a.parquet writes Points, the contract writes points");
  });

  it("really filters seasons and weeks, and refuses where there is nothing to filter by", async () => {
    const input = await parquet("a.parquet", "SELECT 2020 + i % 5 AS season, 1 + i % 3 AS week, 'P' || i AS player_id FROM range(60) t(i)");
    const { staged, coverage } = await stager.stage(request([input], { seasons: { from: 2021, to: 2022 }, weeks: { from: 2, to: 2 } }), never);
    expect(coverage).toEqual({ season_min: 2021, season_max: 2022, weeks: { 2021: [2], 2022: [2] } });
    expect(staged.rows).toBe(8);
    const listed = await stager.stage(request([input], { seasons: [2020, 2024] }), never);
    expect(Object.keys(listed.coverage?.weeks ?? {})).toEqual(["2020", "2024"]);
    const error = await failure([await parquet("ids.parquet", "SELECT 1 AS mfl_id")], { columns: [], weeks: { from: 1, to: 2 }, label: "nflverse.ff_playerids" });
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toBe("nflverse.ff_playerids cannot be narrowed by --weeks: it has no column week");
  });

  it("stages a file without rows", async () => {
    const { staged, coverage } = await stager.stage(request([await parquet("a.parquet", `${season(2024)} WHERE false`)]), never);
    expect([staged.rows, coverage, staged.columns.length]).toEqual([0, null, 4]);
  });

  it("reads paths with glob characters and quotes as they are written", async () => {
    const dir = join(home, "it's [1]*?");
    mkdirSync(dir);
    const made = await parquet("a.parquet", season(2024));
    const path = join(dir, "a.parquet");
    writeFileSync(path, readFileSync(made.path));
    const { staged } = await stager.stage(request([{ path, format: "parquet", label: "a" }], { dir }), never);
    expect(staged.rows).toBe(3);
    expect((await stager.sample(staged.path, 2)).length).toBe(2);
  });
});

describe("stage: broken files", () => {
  it.each([
    ["nothing", new Uint8Array(), "the file is empty (0 bytes)"],
    ["CSV behind a Parquet name", "season,week,player_id\n2024,1,P-1\n2024,1,P-2\n", "not a readable Parquet file"],
    ["HTML", "<!doctype html><html><body>rate limited</body></html>", "not a readable Parquet file"],
  ])("says which file holds %s", async (_, bytes, seen) => {
    const error = await failure([await parquet("good.parquet", season(2023)), file("bad.parquet", bytes, "parquet")]);
    expect(error).toBeInstanceOf(PayloadError);
    expect(error.message).toMatch(/^nflverse\.weekly: bad\.parquet: /);
    expect(error.message).toContain(seen);
    expect(error.message).not.toMatch(/\n|LINE \d|node_modules/);
  });

  it("says which file was cut off", async () => {
    const good = await parquet("good.parquet", season(2023));
    const error = await failure([good, file("cut.parquet", readFileSync(good.path).subarray(0, 200), "parquet")]);
    expect(error.message).toContain("cut.parquet: not a readable Parquet file: No magic bytes found");
  });

  it("says which file has damaged pages under a sound footer", async () => {
    const good = await parquet("good.parquet", "SELECT 2024 AS season, i % 18 AS week, md5(i::VARCHAR) AS player_id FROM range(20000) t(i)");
    const bytes = readFileSync(good.path);
    bytes.fill(7, 5000, 200_000);
    const error = await failure([good, file("damaged.parquet", bytes, "parquet")]);
    expect(error).toBeInstanceOf(PayloadError);
    expect(error.message).toContain("damaged.parquet: the file is damaged");
  });

  it("reports a folder that cannot be written as the store's trouble", async () => {
    const error = await failure([await parquet("a.parquet", season(2024))], { dir: join(home, "not-there") });
    expect(error).toBeInstanceOf(StoreWriteError);
  });

  it("reports a full disk as the store's trouble, not the file's", async () => {
    const change = request([await parquet("a.parquet", "SELECT 2024 AS season, 1 AS week, md5(i::VARCHAR) AS player_id FROM range(50000) t(i)")]);
    symlinkSync("/dev/full", join(change.dir, change.fileName));
    const error = await stager.stage(change, never).catch((caught: unknown) => caught as Error);
    expect(error).toBeInstanceOf(StoreWriteError);
    expect((error as Error).message).toContain("No space left on device");
  });

  it("stops when the run is cancelled, with the run's own reason", async () => {
    const controller = new AbortController();
    const input = await parquet("a.parquet", "SELECT 2024 AS season, i % 18 AS week, md5(i::VARCHAR) AS player_id FROM range(2000000) t(i)");
    const staging = stager.stage(request([input]), controller.signal);
    const reason = new Error("cancelled by test");
    controller.abort(reason);
    await expect(staging).rejects.toBe(reason);
  });
});

describe("stage: CSV", () => {
  const ids: readonly ColumnContract[] = [{ name: "mfl_id", type: "BIGINT" }, { name: "gsis_id", type: "VARCHAR" }, { name: "name", type: "VARCHAR" }, { name: "birthdate", type: "DATE", required: false }];
  const header = "mfl_id,gsis_id,name,birthdate,espn_id\n";

  it("reads quoted commas, null texts and blanks, casts by contract and never guesses an id", async () => {
    const input = file("ids.csv", `\ufeff${header}1,00-001,"Reed, ""Al""",2000-01-31,007\n24755.0,24755.0,NA,,NA\n, ,x,NA,3\n`);
    const { staged } = await stager.stage(request([input], { columns: ids, nulls: ["NA"] }), never);
    expect(staged.columns.map((column) => column.type)).toEqual(["BIGINT", "VARCHAR", "VARCHAR", "DATE", "VARCHAR"]);
    expect(await rowsOf(staged.path)).toEqual([
      { mfl_id: "1", gsis_id: "00-001", name: 'Reed, "Al"', birthdate: "2000-01-31", espn_id: "007" },
      { mfl_id: "24755", gsis_id: "24755.0", name: null, birthdate: null, espn_id: null },
      { mfl_id: null, gsis_id: " ", name: "x", birthdate: null, espn_id: "3" },
    ]);
  });

  it.each([["1.5"], ["1_000"], ["1e3"], ["MEN516487"], ["0x10"], ["9223372036854775808"]])("refuses %s as a whole number, naming column, value and row", async (value) => {
    const error = await failure([file("ids.csv", `${header}1,a,b,,\n2,a,b,,\n${value},a,b,,\n`)], { columns: ids });
    expect(error).toBeInstanceOf(SchemaDriftError);
    expect(error.message).toContain(`ids.csv, data row 3 below the header: mfl_id is ${JSON.stringify(value)}, which is no BIGINT`);
  });

  it("refuses a date with a time, and a date that is none", async () => {
    for (const value of ["2000-01-31 10:00:00", "31.01.2000", "2001-02-29"]) expect((await failure([file("ids.csv", `${header}1,a,b,${value},\n`)], { columns: ids })).message).toContain("which is no DATE");
  });

  it("combines CSV files whose columns stand in another order", async () => {
    const inputs = [file("a.csv", `${header}1,g1,n1,,\n`), file("b.csv", "name,gsis_id,mfl_id\nn2,g2,2\n")];
    const { staged } = await stager.stage(request(inputs, { columns: ids }), never);
    expect((await rowsOf(staged.path)).map((row) => [row["mfl_id"], row["gsis_id"], row["name"]])).toEqual([["1", "g1", "n1"], ["2", "g2", "n2"]]);
  });

  it.each([
    ["a column without a name", ",mfl_id,gsis_id,name\n1,2,g,n\n", SchemaDriftError, "column 1 of 4 has no name"],
    ["a repeated column", "mfl_id,gsis_id,name,name\n2,g,n,n\n", SchemaDriftError, "column name stands there twice"],
    ["another separator", "mfl_id;gsis_id;name\n2;g;n\n", SchemaDriftError, "has no column mfl_id"],
    ["a row with too few cells", "mfl_id,gsis_id,name\n1,g,n\n2\n", PayloadError, "Line: 3"],
    ["bytes that are no UTF-8", Buffer.concat([Buffer.from("mfl_id,gsis_id,name\n1,g,"), Buffer.from([0xff, 0x0a])]), PayloadError, "not utf-8"],
  ])("refuses %s", async (_, bytes, kind, seen) => {
    const error = await failure([file("ids.csv", bytes)], { columns: ids });
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toContain(seen);
  });

  it("stages a header without rows", async () => {
    expect((await stager.stage(request([file("ids.csv", header)], { columns: ids }), never)).staged.rows).toBe(0);
  });
});

describe("stage: JSON", () => {
  it("reads an array of objects by name; texts stay texts, lists become lists", async () => {
    const columns: readonly ColumnContract[] = [{ name: "id", type: "VARCHAR" }, { name: "n", type: "BIGINT" }, { name: "tags", type: "VARCHAR[]", required: false }, { name: "at", type: "VARCHAR", required: false }];
    const input = file("a.json", JSON.stringify([{ id: "007", n: 1, tags: ["a", "b,c"], at: "2025-01-01" }, { id: "x", n: 2, more: { k: 1 } }]), "json");
    const { staged } = await stager.stage(request([input], { columns }), never);
    expect(await rowsOf(staged.path)).toEqual([
      { id: "007", n: "1", tags: ["a", "b,c"], at: "2025-01-01", more: null },
      { id: "x", n: "2", tags: null, at: null, more: '{"k":1}' },
    ]);
  });

  it("refuses a fraction in a whole-number column and an object instead of an array", async () => {
    const columns: readonly ColumnContract[] = [{ name: "n", type: "BIGINT" }];
    expect((await failure([file("a.json", '[{"n":1},{"n":1.5}]', "json")], { columns })).message).toContain('n is "1.5", which is no BIGINT');
    expect(await failure([file("b.json", '{"n":1', "json")], { columns })).toBeInstanceOf(PayloadError);
  });
});

const shared = join(import.meta.dirname, "../../../../shared/data/providers/nflverse");
if (existsSync(shared)) {
  describe("stage: real nflverse files", () => {
    it.each([
      ["schedules__games_2026-08-09.parquet", 7548, 46], ["injuries_2025.parquet", 6068, 16], ["depth_charts_2024.parquet", 37312, 15], ["db_playerids_2026-08-22.csv", 12480, 35],
      ["teams_nfldata.csv", 768, 18], ["snap_counts_2021.csv", 26457, 16], ["stats_player_week_2025__after_week2_thursday.csv", 1142, 114],
    ])("keeps all rows and columns of %s", async (name, rows, columns) => {
      const input: StageInput = { path: join(shared, name), format: name.endsWith("csv") ? "csv" : "parquet", label: name };
      const { staged } = await stager.stage(request([input], { columns: [], nulls: ["NA"] }), never);
      expect([staged.rows, staged.columns.length]).toEqual([rows, columns]);
    });
  });
}
