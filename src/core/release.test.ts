import { describe, expect, it } from "vitest";
import type { CheckResult } from "./check.ts";
import type { Manifest } from "./manifest.ts";
import { describeReleased, supersededBy } from "./release.ts";

const manifest = (dataset: string, change: Partial<Manifest> = {}): Manifest => ({
  schema: "snapcount.manifest/1", source: "ktc", dataset, dt: "2025-11-23", asof_datetime: "2025-11-23T12:00:00.000Z", run_id: "r", source_name: "KTC", source_version: "1", source_hash: "0".repeat(64),
  source_url: [], source_modified_time: null, loader_path: "snapcount:ktc", inputs: {}, role: "snapshot", output_parquet: ["x.parquet"], row_count: 7, columns: [],
  size_bytes: 1, sha256: "0".repeat(64), coverage: null, verdict: "unknown", warnings: ["rank: odd"], rebuilt: false, ...change,
});
const failed: CheckResult = { name: "row_count", kind: "row_count", verdict: "fail", observed: 7, threshold: 400, message: "7 rows, at least 400 expected", evidence: [] };
const word = { at: "2025-11-24T08:00:00.000Z", by: "Ann", reason: "a short list" };
const partition = (dt: string, found: Manifest | null) => ({ id: { source: "ktc", dataset: "players", dt }, manifest: found });

describe("a release", () => {
  it("is a warning that names the person, the reason and what failed, in the group too, and keeps the provenance", () => {
    const [players, picks] = describeReleased([{ manifest: manifest("players"), checks: [failed] }, { manifest: manifest("picks", { warnings: [] }), checks: [{ ...failed, verdict: "pass" }] }], word);
    expect(players).toEqual({ ...manifest("players"), verdict: "warn", released: word, warnings: ["released by Ann at 2025-11-24T08:00:00.000Z: a short list", "row_count: 7 rows, at least 400 expected", "rank: odd"] });
    expect(picks?.warnings).toEqual(["released by Ann at 2025-11-24T08:00:00.000Z: a short list", "published together with ktc.players (row_count), which failed"]);
  });

  it.each<[string, readonly ReturnType<typeof partition>[], string | null]>([
    ["nothing", [], null],
    ["an older date", [partition("2025-11-16", manifest("players", { dt: "2025-11-16" }))], null],
    ["a later date", [partition("2025-11-24", manifest("players", { dt: "2025-11-24" }))], "2025-11-24"],
    ["a later date whose manifest is broken: dbt reads its file", [partition("2025-11-24", null)], "2025-11-24"],
    ["a later baseline", [partition("2025-11-24", manifest("players", { dt: "2025-11-24", role: "baseline" }))], null],
    ["its own date, of an earlier run", [partition("2025-11-23", manifest("players", { asof_datetime: "2025-11-23T08:00:00.000Z" }))], null],
    ["its own date, of a later run", [partition("2025-11-23", manifest("players", { asof_datetime: "2025-11-23T18:00:00.000Z" }))], "2025-11-23"],
  ])("is weighed against what readers have: %s", (_, partitions, answer) => {
    expect(supersededBy(manifest("players"), partitions)).toBe(answer);
  });

  it("of a baseline competes with its own date only", () => {
    const baseline = manifest("players", { dt: "2025-10-01", role: "baseline" });
    expect(supersededBy(baseline, [partition("2025-11-24", manifest("players", { dt: "2025-11-24" }))])).toBeNull();
  });
});
