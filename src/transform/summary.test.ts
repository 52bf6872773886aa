import { describe, expect, it } from "vitest";
import type { NodeReport } from "./report.ts";
import { createReport, describeFailedTest, failureOf, summarise } from "./summary.ts";

function node(name: string, changes: Partial<NodeReport> = {}): NodeReport {
  return { uniqueId: `model.p.${name}`, name, kind: "model", state: "success", rows: null, seconds: 1, message: null, failures: null, tests: [], compiledSql: null, missing: [], relation: null, ...changes };
}
const red = node("unique_dim_team", { kind: "test", state: "fail", failures: 2, tests: ["dim_team"] });

describe("createReport", () => {
  it("is ok with warnings and missing data, and not with anything failed or skipped", () => {
    const report = (nodes: readonly NodeReport[]): boolean => createReport({ command: "run", nodes, failedTests: [], marts: [], durationMs: 1, warehouse: "w" }).ok;
    expect(report([node("a"), node("b", { state: "warn" }), node("c", { state: "no_data" })])).toBe(true);
    for (const state of ["fail", "error", "skipped"] as const) expect(report([node("a"), node("b", { state })])).toBe(false);
  });

  it("counts states, rows and the slowest nodes", () => {
    expect(summarise([node("a", { rows: 3, seconds: 2 }), node("b", { rows: 4, state: "no_data", seconds: 5 }), node("c")])).toEqual({
      total: 3, byState: { success: 2, warn: 0, fail: 0, error: 0, skipped: 0, no_data: 1 }, rows: 7, seconds: 8,
      slowest: [{ name: "b", seconds: 5 }, { name: "a", seconds: 2 }, { name: "c", seconds: 1 }],
    });
  });
});

describe("failureOf", () => {
  it("is nothing for a report that is ok", () => {
    expect(failureOf(createReport({ command: "test", nodes: [node("a")], failedTests: [], marts: [], durationMs: 1, warehouse: "w" }))).toBeNull();
  });

  it("names the test, its model, how many rows and one of them", () => {
    const report = createReport({ command: "test", nodes: [node("a"), red, node("b", { kind: "test", state: "fail" })], failedTests: [describeFailedTest(red, [{ team_id: "KC" }])], marts: [], durationMs: 1, warehouse: "w" });
    expect(failureOf(report)?.message).toBe('dbt test: unique_dim_team: 2 rows break the rule of dim_team, for example {"team_id":"KC"} (and 1 more)');
  });

  it("names a broken model with what dbt said", () => {
    const report = createReport({ command: "run", nodes: [node("dim_team", { state: "error", message: "Binder Error: no column full" }), node("mart", { state: "skipped" })], failedTests: [], marts: [], durationMs: 1, warehouse: "w" });
    expect(failureOf(report)?.message).toBe("dbt run: dim_team: Binder Error: no column full");
    expect(failureOf(report)?.fix).toContain("snapcount dbt run");
  });

  it("says of a test that could not be asked that it could not be asked", () => {
    expect(describeFailedTest({ ...red, state: "error", failures: null, message: "Catalog Error" }, []).message).toBe("unique_dim_team could not be asked of dim_team: Catalog Error");
  });
});
