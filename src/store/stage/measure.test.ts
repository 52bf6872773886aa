import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Check, CheckResult } from "../../core/check.ts";
import { createStager } from "./duckdb-stager.ts";
import type { AuditRequest } from "./stage.ts";

/** Ten rows of an invented week: one without player, one key twice, one NaN, one null, one foreign type. */
const TABLE = `SELECT * FROM (VALUES
  (2025, 1, 'P-1', 10.5, 'REG'), (2025, 1, 'P-2', 0.0, 'REG'), (2025, 1, 'P-2', 3.0, 'REG'), (2025, 1, NULL, 1.0, 'REG'), (2025, 2, 'P-1', 'nan'::DOUBLE, 'REG'),
  (2025, 2, 'P-2', NULL, 'PRE'), (2025, 2, 'P-3', -4.0, 'REG'), (2025, 3, 'P-1', 99.0, 'REG'), (2025, 3, 'P-2', 7.0, NULL), (2025, 3, NULL, 2.0, 'REG')
) t(season, week, player_id, points, season_type), LATERAL (SELECT CAST(week * 4 AS VARCHAR) AS text_number)`;
const COLUMNS = [{ name: "season", type: "INTEGER" }, { name: "week", type: "INTEGER" }, { name: "player_id", type: "VARCHAR" }, { name: "points", type: "DOUBLE" }, { name: "season_type", type: "VARCHAR" }, { name: "text_number", type: "VARCHAR" }];

let dir = "";
const stager = createStager();
const never = new AbortController().signal;

beforeAll(async () => {
  // A folder dt=... as quarantine has it: it must not become a column.
  dir = join(mkdtempSync(join(tmpdir(), "audit-")), "dt=2025-11-23");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`COPY (${TABLE}) TO '${dir.replace("dt=2025-11-23", "plain.parquet")}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
});
afterAll(() => rmSync(join(dir, ".."), { recursive: true, force: true }));

async function audit(checks: readonly Check[], changes: Partial<AuditRequest> = {}): Promise<readonly CheckResult[]> {
  const staged = { path: join(dir, "..", "plain.parquet"), rows: 10, columns: COLUMNS, sizeBytes: 0, sha256: "" };
  const coverage = { season_min: 2025, season_max: 2025, weeks: { 2025: [1, 2, 3] } };
  return stager.audit({ label: "nflverse.weekly", staged, coverage, checks, key: ["season", "week", "player_id"], mayBeEmpty: null, expectedSeasons: [2025], history: { dt: "2025-11-18", exemption: null, earlier: [] }, ...changes }, never);
}

/** The one result of one check, without the implied one. */
async function answer(check: Check): Promise<CheckResult> {
  const results = await audit([check]);
  expect(results).toHaveLength(2);
  return results[1] as CheckResult;
}

describe("audit", () => {
  it("finds repeated keys, leaves rows without a key part out, and shows the offenders", async () => {
    const result = await answer({ kind: "unique", columns: ["season", "week", "player_id"] });
    expect(result).toMatchObject({ verdict: "fail", observed: 1, evidence: [{ season: 2025, week: 1, player_id: "P-2", rows: "2" }] });
    expect(result.message).toContain("2 rows without player_id kept");
    expect((await answer({ kind: "unique", columns: ["season", "week", "player_id"], where: "week > 1" })).verdict).toBe("pass");
  });

  it("counts nulls, with the rows", async () => {
    expect(await answer({ kind: "not_null", column: "player_id", maxNullRatio: 0.1 })).toMatchObject({ verdict: "fail", observed: 2, evidence: [{ week: 1, player_id: null }, { week: 3, player_id: null }] });
    expect((await answer({ kind: "not_null", column: "player_id", maxNullRatio: 0.2 })).verdict).toBe("pass");
    expect(await answer({ kind: "not_null", column: "player_id", where: "week = 2" })).toMatchObject({ verdict: "pass", observed: 0 });
  });

  it("takes NaN for a violation of any range, ignores nulls, and shows the rows outside", async () => {
    expect(await answer({ kind: "range", column: "points", min: 0, max: 50 })).toMatchObject({ verdict: "fail", message: "nflverse.weekly: 3 rows with points outside 0 to 50 (-4 to NaN, 1 row not a number)" });
    const open = await answer({ kind: "range", column: "points", min: -10 });
    expect(open).toMatchObject({ verdict: "fail", evidence: [{ season: 2025, week: 2, player_id: "P-1", points: "NaN" }] });
    expect((await answer({ kind: "range", column: "week", min: 1, max: 3 })).verdict).toBe("pass");
  });

  it("compares numbers in a text column as numbers", async () => {
    expect(await answer({ kind: "range", column: "text_number", min: 4, max: 12 })).toMatchObject({ verdict: "pass", message: "nflverse.weekly: text_number lies within 4 to 12 (4 to 12)" });
    expect((await answer({ kind: "range", column: "text_number", max: 9 })).verdict).toBe("fail");
  });

  it("lists foreign values with their count; null is not one", async () => {
    expect(await answer({ kind: "accepted_values", column: "season_type", values: ["REG", "POST"] })).toMatchObject({ verdict: "fail", observed: 1, evidence: [{ season_type: "PRE", rows: "1" }] });
    expect((await answer({ kind: "accepted_values", column: "season_type", values: ["REG", "PRE"] })).verdict).toBe("pass");
  });

  it("records a check that DuckDB refuses as a fail and still answers the others", async () => {
    const results = await audit([{ kind: "not_null", column: "week" }, { kind: "unique", columns: ["week"], where: "no such thing" }, { kind: "not_null", column: "absent" }, { kind: "range", column: "player_id", min: 0 }, { kind: "row_count", min: 5 }]);
    expect(results.map((result) => [result.name, result.verdict])).toEqual([
      ["not_empty", "pass"], ["not_null(week)", "pass"], ["unique(week)", "fail"], ["not_null(absent)", "fail"], ["range(player_id)", "fail"], ["row_count", "pass"],
    ]);
    expect(results[2]?.message).toContain("unique(week) could not be measured: ");
  });

  it("fails every check of a file that cannot be read, and throws nothing", async () => {
    const results = await audit([{ kind: "not_null", column: "week" }, { kind: "unique", columns: ["week"] }], { staged: { path: join(dir, "gone.parquet"), rows: 10, columns: COLUMNS, sizeBytes: 0, sha256: "" } });
    expect(results.slice(1).map((result) => result.verdict)).toEqual(["fail", "fail"]);
  });

  it("ends with the run's own reason when it is cancelled", async () => {
    const reason = new Error("cancelled by test");
    await expect(stager.audit({ label: "x", staged: { path: "/nowhere", rows: 0, columns: [], sizeBytes: 0, sha256: "" }, coverage: null, checks: [], key: [], mayBeEmpty: null, expectedSeasons: null, history: { dt: "2025-11-18", exemption: null, earlier: [] } }, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
