import { describe, expect, it } from "vitest";
import type { CheckResult } from "../../core/check.ts";
import type { DatasetOutcome } from "../../core/outcome.ts";
import type { DbtNode } from "../ledger-rows.ts";
import { describeRun, type RunTables } from "./describe-run.ts";
import type { RecordedFlow, RunRecord } from "./run-record.ts";

const at = (minute: number): Date => new Date(Date.UTC(2025, 10, 18, 12, minute));
const flow = (runId: string, name: string, change: Partial<RecordedFlow> = {}): RecordedFlow => ({ runId, flow: name, tags: [], stateType: "COMPLETED", stateName: "Completed", startedAt: at(0), endedAt: at(1), errorClass: null, retries: 0, ...change });
const outcome = (dataset: string, change: Partial<DatasetOutcome> = {}): RunRecord["outcomes"][number] => ({ runId: "child", source: "market", dataset, dt: "2025-11-18", outcome: "published", verdict: "pass", rows: 10, previousRows: null, path: `/raw/${dataset}.parquet`, servingDt: null, reason: null, fix: null, durationMs: 5, ...change });
const check = (dataset: string, change: Partial<CheckResult> = {}): RunRecord["checks"][number] => ({ runId: "child", source: "market", dataset, name: "unique(id)", kind: "unique", verdict: "pass", observed: 0, threshold: 0, message: "", evidence: [], ...change });
const node = (name: string, change: Partial<DbtNode> = {}): DbtNode => ({ name, kind: "model", verdict: "pass", about: name, rows: 7, failures: null, durationMs: 3, ...change });

const tables = (change: Partial<RunRecord>): RunTables =>
  describeRun({ flows: [flow("run", "data_pipeline"), flow("child", "market_pipeline")], checks: [], outcomes: [], dbtNodes: [], ...change }, { runId: "run", trigger: "manual", sizeOf: (path) => (path.includes("values") ? 100 : null) });
const scopes = (change: Partial<RunRecord>): Readonly<Record<string, string>> => Object.fromEntries(tables(change).run_ledger.map(({ scope, status }) => [scope, status]));

describe("a run's ledger rows", () => {
  it("are one each for the run, its sources, their datasets and dbt", () => {
    const { run_ledger: rows } = tables({
      flows: [flow("run", "data_pipeline", { endedAt: at(9), stateName: "PartialSuccess" }), flow("child", "market_pipeline", { retries: 2, startedAt: at(1), endedAt: at(2) }), flow("d1", "dbt_run", { tags: ["dbt"], startedAt: at(3), endedAt: at(4) }), flow("d2", "dbt_test", { tags: ["dbt"], startedAt: at(4), endedAt: at(8), stateType: "FAILED", stateName: "Failed" })],
      outcomes: [outcome("values")],
    });
    expect(rows.map(({ scope, status, started_at, ended_at, retry_count }) => [scope, status, started_at?.slice(14, 16), ended_at?.slice(14, 16), retry_count])).toEqual([
      ["data_pipeline", "partial_success", "00", "09", 0],
      ["market", "success", "01", "02", 2],
      ["dbt", "failed", "03", "08", 0],
      ["market.values", "success", "01", "02", null],
    ]);
  });

  it("tell what a dataset was lost by, and whether readers have an earlier snapshot", () => {
    const lost = { servingDt: "2025-11-11", rows: null, path: null };
    const { run_ledger: rows } = tables({ outcomes: [outcome("a", { ...lost, outcome: "quarantined" }), outcome("b", { ...lost, outcome: "quarantined", servingDt: null }), outcome("c", { ...lost, outcome: "lkg", errorClass: "FetchError" }), outcome("d", { ...lost, outcome: "failed", errorClass: "FetchError" }), outcome("e", { ...lost, outcome: "skipped" })] });
    expect(rows.slice(2).map(({ status, error_class }) => [status, error_class])).toEqual([["partial_success", "AuditFailed"], ["failed", "AuditFailed"], ["partial_success", "FetchError"], ["failed", "FetchError"], ["skipped", null]]);
  });

  it("say of a dataset that was tried again what it came to in the end", () => {
    expect(scopes({ outcomes: [outcome("values", { outcome: "failed" }), outcome("values")] })).toMatchObject({ "market.values": "success" });
  });

  it("keep the scope of a run that left nothing, and name what ended it", () => {
    const [row] = tables({ flows: [flow("run", "data_pipeline", { stateType: "CRASHED", stateName: "Crashed", errorClass: "Crashed", endedAt: null })] }).run_ledger;
    expect(row).toMatchObject({ scope: "data_pipeline", status: "failed", error_class: "Crashed", ended_at: null });
    expect(scopes({ flows: [flow("run", "market_pipeline", { stateName: "Skipped" })] })).toEqual({ market_pipeline: "skipped" });
  });
});

describe("a run's metrics", () => {
  it("count rows, bytes and what was objected to; what was lost has none", () => {
    const { model_metrics: rows } = tables({
      checks: [check("values", { verdict: "warn", observed: 3 }), check("values", { kind: "not_null", observed: 4 }), check("values", { kind: "accepted_values", observed: 2, muted: { reason: "known", until: "2025-12-01", verdict: "fail" } }), check("values", { kind: "row_count", verdict: "fail", observed: 10 })],
      outcomes: [outcome("values"), outcome("picks", { outcome: "unchanged" }), outcome("ranks", { outcome: "quarantined", path: "/quarantine/report.json" }), outcome("trades", { outcome: "failed" })],
    });
    expect(rows.map(({ model_name, row_count, bytes_written, error_rows }) => [model_name, row_count, bytes_written, error_rows])).toEqual([["market.values", 10, 100, 5], ["market.picks", 10, 0, null], ["market.ranks", 10, null, null]]);
  });

  it("have dbt's models, with the rows that their tests object to", () => {
    const test = { kind: "test", rows: null } as const;
    const { model_metrics: rows } = tables({ dbtNodes: [node("mart"), node("seed", { kind: "seed" }), node("unique_mart", { ...test, about: "mart", verdict: "fail", failures: 2 }), node("whole_mart", { ...test, about: "mart", failures: 0 })] });
    expect(rows.map(({ model_name, row_count, error_rows }) => [model_name, row_count, error_rows])).toEqual([["mart", 7, 2], ["seed", 7, null]]);
  });
});

it("has a row for every check of a run, dbt's tests among them", () => {
  const { data_quality: rows } = tables({
    checks: [check("values"), check("values", { name: "running_season", kind: "running_season", verdict: "skipped", observed: null, threshold: null })],
    dbtNodes: [node("mart"), node("unique_mart", { kind: "test", about: "mart", verdict: "fail", failures: 2 }), node("market.values", { kind: "source", verdict: "warn" })],
  });
  expect(rows.map((row): readonly unknown[] => Object.values(row))).toEqual([
    ["run", "market.values", "unique(id)", "pass", "0", "0"],
    ["run", "market.values", "running_season", "skipped", null, null],
    ["run", "mart", "unique_mart", "fail", "2", "0"],
    ["run", "market.values", "dbt_source_freshness", "warn", null, null],
  ]);
});
