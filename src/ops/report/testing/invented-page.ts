import type { ChangeReport } from "../../../core/change-report.ts";
import type { CheckResult } from "../../../core/check.ts";
import type { DatasetOutcome } from "../../../core/outcome.ts";
import type { DatasetFacts, FlowNode, RejectedAnswer, ReportPage, RunFacts } from "../report-page.ts";

/** Pages of runs that never were: what a test is about is given, everything else is in order. */

export const RUN_AT = new Date("2025-11-18T12:00:00Z");

export function inventCheck(given: Partial<CheckResult> = {}): CheckResult {
  return { name: "row_count", kind: "row_count", verdict: "pass", observed: 120, threshold: 100, message: "120 rows", evidence: [], ...given };
}

export function inventOutcome(given: Partial<DatasetOutcome> = {}): DatasetOutcome {
  return { source: "market", dataset: "values", dt: "2025-11-18", outcome: "published", verdict: "pass", rows: 120, previousRows: 100, path: null, servingDt: "2025-11-18", reason: null, fix: null, durationMs: 10, ...given };
}

/** Twelve rows came, three went, forty changed. */
export function inventChanges(given: Partial<ChangeReport> = {}): ChangeReport {
  return {
    beforeDt: "2025-11-11",
    afterDt: "2025-11-18",
    schema: { added: [], removed: [], retyped: [] },
    key: ["id"],
    rows: { before: 100, after: 109, added: 12, removed: 3, changed: 40 },
    repeatedKeys: { before: 0, after: 0 },
    columns: [{ name: "price", rows: 40 }, { name: "club", rows: 1 }],
    samples: {
      added: [{ id: 7, name: "Cy Cedar", price: 50 }],
      removed: [{ id: 3, name: "Di Dogwood", price: 10 }],
      changed: [{ who: { id: 1, name: "Ann Ashgrove" }, cells: [{ column: "price", before: 100, after: 250 }, { column: "rosters", before: ["a", "b"], after: ["b", "c"] }] }],
    },
    ...given,
  };
}

export function inventDataset(given: Partial<DatasetFacts> = {}): DatasetFacts {
  return {
    source: "market",
    dataset: "values",
    about: "what is paid",
    snapshots: [{ dt: "2025-11-11", rows: 100 }, { dt: "2025-11-18", rows: 120 }],
    serving: { dt: "2025-11-18", file: "../data/raw/market/values/dt=2025-11-18/values.parquet", manifest: "../data/raw/market/values/dt=2025-11-18/_meta.json", rows: 120, sizeBytes: 900 },
    age: { level: "fresh", hours: 0, limitHours: 48, message: "data changed 0 h ago; warning after 48 h (in season)" },
    checks: [inventCheck()],
    last: inventOutcome(),
    isOfThisRun: true,
    trouble: null,
    ...given,
  };
}

/** Rejected on the 18th, while the 11th is served. */
export function inventLost(given: Partial<DatasetFacts> = {}, outcome: Partial<DatasetOutcome> = {}): DatasetFacts {
  const old = inventDataset();
  return {
    ...old,
    snapshots: old.snapshots.slice(0, 1),
    serving: { dt: "2025-11-11", file: "../a.parquet", manifest: "../a.json", rows: 100, sizeBytes: 900 },
    age: { level: "fail", hours: 168, limitHours: 48, message: "data changed 7.0 d ago; stale after 5.0 d (in season)" },
    last: inventOutcome({ outcome: "quarantined", verdict: "fail", servingDt: "2025-11-11", reason: "the page is another one", fix: "Look with `snapcount quarantine show market.values`.", ...outcome }),
    trouble: { sinceDt: "2025-11-18", runs: 1 },
    ...given,
  };
}

export function inventRejected(given: Partial<RejectedAnswer> = {}): RejectedAnswer {
  return {
    datasets: ["market.values"],
    dt: "2025-11-18",
    rejectedAt: "2025-11-18T12:00:01.000Z",
    reasons: [inventCheck({ name: "parse", kind: "source_rule", verdict: "fail", observed: "PayloadError", threshold: null, message: "the page is another one" })],
    payloads: [{ url: "https://market.example/list", sha256: "ab".repeat(32), sizeBytes: 43_500, file: "../data/payloads/ab/abab" }],
    reports: [{ dataset: "market.values", report: "../data/quarantine/market/values/dt=2025-11-18/run/report.json", file: null, servingDt: "2025-11-11", serving: "../a.parquet" }],
    ...given,
  };
}

export function inventFlow(flow: string, given: Partial<FlowNode> = {}): FlowNode {
  return { id: flow, flow, verdict: "pass", state: "Completed", startedAfterMs: 0, durationMs: 1_000, tasks: 3, children: [], ...given };
}

export function inventRun(given: Partial<RunFacts> = {}): RunFacts {
  return { runId: "01a21957-24d3-7d13-827c-ec5e6fa884e8", flow: "data_pipeline", runAt: RUN_AT, endedAt: RUN_AT, durationMs: 10_000, status: "success", skipped: null, error: null, brokenManifests: [], dbt: [], prefectUrl: null, ...given };
}

export function inventPage(given: Partial<ReportPage> = {}): ReportPage {
  return {
    profile: "sample",
    run: inventRun(),
    flows: inventFlow("data_pipeline", { durationMs: 10_000, children: [inventFlow("market_pipeline"), inventFlow("dbt_run", { startedAfterMs: 2_000 })] }),
    datasets: [inventDataset()],
    neverLoaded: [],
    rejected: [],
    moves: [{ label: "market price", beforeDt: "2025-11-11", afterDt: "2025-11-18", moves: [{ name: "Ann Ashgrove", about: ["WR"], before: 100, after: 250 }, { name: "Bo Birchwood", about: ["QB"], before: 900, after: 800 }] }],
    places: [{ what: "Snapshots", links: [{ text: "data/raw", href: "../data/raw" }] }],
    ...given,
  };
}
