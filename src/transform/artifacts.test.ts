import { describe, expect, it } from "vitest";
import { DbtError } from "../core/errors.ts";
import { parseFreshness, parseManifest, parseRunResults, plainMessage, stateOfStatus } from "./artifacts.ts";

const model = (name: string, ...parents: readonly string[]): [string, object] => [`model.p.${name}`, { name, depends_on: { nodes: parents } }];
const manifest = parseManifest({
  metadata: { dbt_version: "1.11" },
  nodes: Object.fromEntries<object>([
    ["seed.p.clubs", { name: "clubs" }],
    model("stg_weekly", "source.p.nflverse.weekly", "model.p.dim_player"),
    model("stg_ids", "source.p.nflverse.ff_playerids"),
    model("dim_player", "model.p.stg_ids", "seed.p.clubs"),
    model("mart", "model.p.stg_weekly", "model.p.dim_player"),
    ["test.p.not_null_dim_player_id.a1", { name: "not_null_dim_player_id", attached_node: "model.p.dim_player", depends_on: { nodes: ["model.p.dim_player"] } }],
    ["test.p.known_in_stg_weekly.b2", { name: "known_in_stg_weekly", attached_node: "model.p.stg_weekly", depends_on: { nodes: ["model.p.dim_player", "model.p.stg_weekly"] } }],
  ]),
});

function result(unique_id: string, status: string, more: object = {}): object {
  return { unique_id, status, execution_time: 0.5, message: "OK", failures: null, compiled_code: "select 1", relation_name: null, adapter_response: { _message: "OK" }, ...more };
}
const NO_IDS = { compiled_code: "\n    /* no_data: nflverse.ff_playerids */\n select null where false" };

describe("parseRunResults", () => {
  it("gives dbt's words our states, and an unknown word is an error", () => {
    expect(["success", "pass", "no-op", "warn", "fail", "error", "runtime error", "partial success", "skipped", "brand new"].map(stateOfStatus)).toEqual([
      "success", "success", "success", "warn", "fail", "error", "error", "error", "skipped", "error",
    ]);
  });

  it("marks a model without snapshots as no_data, and with it what reads nothing else", () => {
    const nodes = parseRunResults({ results: [result("model.p.stg_ids", "success", NO_IDS), result("model.p.dim_player", "success"), result("model.p.stg_weekly", "success"), result("model.p.mart", "success")] }, manifest);
    expect(nodes.map(({ name, state, missing }) => [name, state, missing])).toEqual([
      ["stg_ids", "no_data", ["nflverse.ff_playerids"]], ["dim_player", "no_data", ["nflverse.ff_playerids"]], ["stg_weekly", "success", []], ["mart", "success", []],
    ]);
  });

  it("keeps a broken model broken, whatever is missing", () => {
    expect(parseRunResults({ results: [result("model.p.stg_ids", "error", { ...NO_IDS, message: "Runtime Error in model stg_ids (models/a.sql)\n  Catalog Error: nothing there\n  \n  LINE 3: from x\n          ^\n  compiled code at target/x.sql" })] }, manifest)[0]).toMatchObject({
      state: "error", message: "Runtime Error in model stg_ids (models/a.sql) Catalog Error: nothing there",
    });
  });

  it("calls a green test no_data when its own model was built on nothing in an earlier run, and a red one stays red", () => {
    const earlier = new Map([["model.p.stg_ids", ["nflverse.ff_playerids"]]]);
    const [green, other] = parseRunResults({ results: [result("test.p.not_null_dim_player_id.a1", "pass", { failures: 0 }), result("test.p.known_in_stg_weekly.b2", "pass", { failures: 0 })] }, manifest, earlier);
    expect(green).toMatchObject({ name: "not_null_dim_player_id", kind: "test", state: "no_data", failures: 0, tests: ["dim_player"] });
    expect(other).toMatchObject({ state: "success", tests: ["stg_weekly", "dim_player"] });
    expect(parseRunResults({ results: [result("test.p.not_null_dim_player_id.a1", "fail", { failures: 2 })] }, manifest, earlier)[0]).toMatchObject({ state: "fail", failures: 2 });
  });

  it("forgets an earlier lack once the model is built from data", () => {
    const earlier = new Map([["model.p.stg_ids", ["nflverse.ff_playerids"]]]);
    expect(parseRunResults({ results: [result("model.p.stg_ids", "success"), result("model.p.dim_player", "success")] }, manifest, earlier).map(({ state }) => state)).toEqual(["success", "success"]);
  });

  it("takes rows from seeds and survives nodes that the manifest does not know", () => {
    expect(parseRunResults({ results: [result("seed.p.clubs", "success", { adapter_response: { rows_affected: 36 } }), result("operation.p.hook", "success", { compiled_code: null, adapter_response: {} })] }, manifest)).toMatchObject([
      { name: "clubs", kind: "seed", rows: 36 }, { name: "hook", kind: "other", rows: null },
    ]);
  });

  it("refuses an artifact of another shape", () => {
    expect(() => parseRunResults({ results: [{ unique_id: 7 }] }, manifest)).toThrow(DbtError);
    expect(() => parseManifest(null)).toThrow(/manifest.json has an unknown shape/);
  });
});

describe("parseFreshness", () => {
  it("tells an old source from one that was never loaded and one that could not be asked, and none is left out", () => {
    const criteria = { warn_after: { count: 48, period: "hour" }, error_after: { count: 7, period: "day" }, filter: null };
    const json = {
      results: [
        { unique_id: "source.p.nflverse.weekly", status: "warn", max_loaded_at: "2026-11-01T06:30:00+00:00", max_loaded_at_time_ago_in_s: 176_400, criteria, execution_time: 0.1 },
        { unique_id: "source.p.nflverse.teams", status: "error", max_loaded_at: "2020-01-01T00:00:00+00:00", execution_time: 0.1 },
        { unique_id: "source.p.ktc.picks", status: "pass", max_loaded_at: "2026-11-03T06:30:00+00:00", max_loaded_at_time_ago_in_s: 3_600, criteria: { warn_after: { count: null, period: null }, error_after: criteria.warn_after }, execution_time: 0.1 },
        { unique_id: "source.p.ktc.players", status: "error", max_loaded_at: "0001-01-01T00:00:00+00:00", max_loaded_at_time_ago_in_s: 6e10, criteria, execution_time: 0.1 },
      ],
    };
    const failed = [
      { uniqueId: "source.p.nflverse.schedule", message: 'IO Error: No files found that match the pattern "/ops/source_status.parquet"' },
      { uniqueId: "source.p.nflverse.snap_counts", message: "Binder Error: no column last_checked_at" },
      { uniqueId: "source.p.nflverse.teams", message: "too old" },
      { uniqueId: "source.p.ktc.players", message: "too old" },
    ];
    expect(parseFreshness(json, null, failed).map(({ name, state, message }) => [name, state, message])).toEqual([
      ["nflverse.weekly", "warn", "last checked 2026-11-01 06:30 UTC, 49 h before; warn after 48 h, error after 7 day"],
      ["nflverse.teams", "fail", "last checked 2020-01-01 00:00 UTC"],
      ["ktc.picks", "success", "last checked 2026-11-03 06:30 UTC, 1 h before; error after 48 h"],
      ["ktc.players", "no_data", "never loaded"],
      ["nflverse.schedule", "no_data", "never loaded"],
      ["nflverse.snap_counts", "error", "Binder Error: no column last_checked_at"],
    ]);
  });
});

describe("plainMessage", () => {
  it("is one line without colours, carets and paths of compiled code", () => {
    expect(plainMessage("\u001b[31mDatabase Error\u001b[0m\n  Parser Error: x\n  LINE 1: select\n     ^\n  compiled code at a/b.sql")).toBe("Database Error Parser Error: x");
  });
});
