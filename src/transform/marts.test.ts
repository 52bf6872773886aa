import { describe, expect, it } from "vitest";
import { parseManifest, parseRunResults } from "./artifacts.ts";
import { martsOf } from "./marts.ts";

const node = (name: string, parents: readonly string[], more: object = {}): [string, object] => [`model.p.${name}`, { name, depends_on: { nodes: parents }, relation_name: `"dev"."main"."${name}"`, ...more }];
const mart = (name: string, ...parents: readonly string[]): [string, object] => node(name, parents, { tags: ["mart"], description: `What ${name} tells.\n` });
const test = (name: string, at: string): [string, object] => [`test.p.${name}`, { name, attached_node: `model.p.${at}`, depends_on: { nodes: [`model.p.${at}`] } }];
const manifest = parseManifest({
  nodes: Object.fromEntries<object>([
    node("stg_cap", ["source.p.sheet.cap"]), node("stg_weekly", ["source.p.nfl.weekly"]), node("dim_player", ["model.p.stg_weekly"]),
    mart("mart_points", "model.p.dim_player"), mart("mart_cap", "model.p.stg_cap"),
    test("points_once", "mart_points"), test("cap_once", "mart_cap"), test("weekly_once", "stg_weekly"),
    ["test.p.adds_up", { name: "adds_up", depends_on: { nodes: ["model.p.stg_cap"] } }],
  ]),
});

/** @param said what dbt said of each test @param earlier tests that failed before */
function passed(said: Readonly<Record<string, string>>, missing: ReadonlyMap<string, readonly string[]> = new Map(), earlier: readonly string[] = []): readonly string[] {
  const results = Object.entries(said).map(([name, status]) => ({ unique_id: `test.p.${name}`, status, execution_time: 0 }));
  const nodes = parseRunResults({ results }, manifest, missing);
  const failed = nodes.filter(({ state }) => state === "fail" || state === "error").map(({ uniqueId }) => uniqueId);
  return martsOf(nodes, manifest, new Set([...failed, ...earlier.map((name) => `test.p.${name}`)])).filter((entry) => entry.passed).map(({ name }) => name);
}

describe("martsOf", () => {
  it("names every mart with what dbt calls it and what it tells", () => {
    expect(martsOf([], manifest, new Set())).toEqual([
      { name: "mart_cap", relation: '"dev"."main"."mart_cap"', description: "What mart_cap tells.", passed: false }, { name: "mart_points", relation: '"dev"."main"."mart_points"', description: "What mart_points tells.", passed: false },
    ]);
  });

  it("passes a mart whose tests and whose parents' tests passed; a warning is none the worse", () => {
    expect(passed({ points_once: "pass", cap_once: "warn", weekly_once: "pass", adds_up: "pass" })).toEqual(["mart_cap", "mart_points"]);
  });

  it("holds back a mart for a failure far below it, or of a test that stands alone, and no other mart", () => {
    expect(passed({ points_once: "pass", cap_once: "pass", weekly_once: "fail" })).toEqual(["mart_cap"]);
    expect(passed({ points_once: "pass", cap_once: "pass", adds_up: "error" })).toEqual(["mart_points"]);
  });

  it("holds back a mart for what failed below it in an earlier run and was not asked again", () => {
    expect(passed({ points_once: "pass", cap_once: "pass" }, new Map(), ["weekly_once"])).toEqual(["mart_cap"]);
  });

  it("passes no mart that was asked nothing, or was built on nothing", () => {
    expect(passed({ weekly_once: "pass", cap_once: "pass" })).toEqual(["mart_cap"]);
    expect(passed({ points_once: "pass", cap_once: "pass" }, new Map([["model.p.stg_cap", ["sheet.cap"]]]))).toEqual(["mart_points"]);
  });

  it("passes nothing after a run without tests", () => {
    const nodes = parseRunResults({ results: [{ unique_id: "model.p.mart_cap", status: "success", execution_time: 1 }] }, manifest);
    expect(martsOf(nodes, manifest, new Set()).some((entry) => entry.passed)).toBe(false);
  });
});
