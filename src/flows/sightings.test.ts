import { describe, expect, it } from "vitest";
import type { CheckResult } from "../core/check.ts";
import type { DatasetOutcome } from "../core/outcome.ts";
import type { DbtReport } from "../transform/index.ts";
import { type SeenSource, sightingsOf, sightingsOfDbt } from "./sightings.ts";
import type { FreshnessLine } from "./summary.ts";

const outcome = (changes: Partial<DatasetOutcome>): DatasetOutcome => ({ source: "nflverse", dataset: "weekly", dt: "2025-11-18", outcome: "published", verdict: "pass", rows: 1, previousRows: 1, path: null, servingDt: null, reason: null, fix: null, durationMs: 0, ...changes });
const lost = (dataset: string, check: string): DatasetOutcome => outcome({ dataset, outcome: "lkg", causes: [{ check, message: `${dataset}: ${check}` }], fix: "mend it" });
const blocker = (name: string): CheckResult => ({ name, kind: "pre_load", verdict: "fail", observed: null, threshold: null, message: `${name} says no`, evidence: [] });
const age = (changes: Partial<FreshnessLine>): FreshnessLine => ({ source: "nflverse", dataset: "weekly", verdict: "pass", message: "old", ageHours: 1, clocks: [], ...changes });
const see = (changes: Partial<SeenSource>) => sightingsOf({ flow: "nfl_data_pipeline", source: "nflverse", preload: [], datasets: [], freshness: [], manifests: null, ...changes });

describe("what a source's flow has seen", () => {
  it("is good for what was published or unchanged, and nothing for what was left out or went with its group", () => {
    expect(see({ datasets: [outcome({}), outcome({ dataset: "teams", outcome: "unchanged" }), outcome({ dataset: "season", outcome: "skipped" }), outcome({ dataset: "picks", outcome: "quarantined", causes: [] })], manifests: { checked: 3, broken: [] } })).toEqual([
      { source: "nflverse", good: ["weekly", "teams", "*"], bad: [] },
      { source: "nfl_data_pipeline", good: ["*"], bad: [] },
    ]);
  });

  it("names each failed check, or the class of the error; an outage is one cause wherever it was met", () => {
    const { bad } = see({ datasets: [lost("weekly", "unique(week)"), lost("teams", "ProviderUnavailableError")], manifests: { checked: 1, broken: ["nflverse.season dt=2025-11-11: no file"] } })[0] ?? { bad: [] };
    expect(bad.map(({ dataset, check }) => `${dataset} ${check}`)).toEqual(["weekly unique(week)", "teams provider_reachable", "* validate_manifests"]);
    expect(bad[0]).toMatchObject({ message: "weekly: unique(week)", fix: "mend it" });
  });

  it("blames the question before the load that failed; an open breaker is no cause of its own", () => {
    const datasets = [lost("weekly", "BlockedError")];
    expect(see({ preload: [blocker("credentials")], datasets })[0]?.bad).toMatchObject([{ check: "credentials", dataset: "weekly", message: "credentials says no" }]);
    expect(see({ preload: [blocker("circuit_breaker")], datasets })[0]).toMatchObject({ good: [], bad: [] });
  });

  it("counts data beyond their limit, not warnings, and not the age of what was lost", () => {
    const stale = age({ verdict: "fail", clocks: [{ name: "data_age", verdict: "fail", message: "newest event was 40 d ago" }] });
    expect(see({ datasets: [outcome({})], freshness: [stale] })[0]?.bad.map(({ check }) => check)).toEqual(["freshness", "data_age"]);
    expect(see({ datasets: [outcome({})], freshness: [age({ verdict: "warn" })] })[0]?.bad).toEqual([]);
    expect(see({ datasets: [lost("weekly", "PayloadError")], freshness: [stale] })[0]?.bad.map(({ check }) => check)).toEqual(["PayloadError"]);
  });
});

it("dbt's nodes are the datasets of one cause for builds and one for tests; what was not reached says nothing", () => {
  const node = (name: string, kind: string, state: string): unknown => ({ name, kind, state, message: null });
  const nodes = [node("dim_team", "model", "success"), node("mart_a", "model", "error"), node("mart_b", "model", "skipped"), node("unique_team", "test", "fail"), node("known_team", "test", "warn")] as unknown as DbtReport["nodes"];
  const [dbt, flow] = sightingsOfDbt("dbt_run", { nodes } as DbtReport);
  expect(dbt).toMatchObject({ source: "dbt", good: ["dim_team", "known_team"] });
  expect(dbt?.bad.map(({ check, dataset }) => `${check}: ${dataset}`)).toEqual(["build failed: mart_a", "test failed: unique_team"]);
  expect(flow).toEqual({ source: "dbt_run", good: ["*"], bad: [] });
});
