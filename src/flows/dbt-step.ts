import { join } from "node:path";
import { type FlowContext, task } from "@snapcount/prefect";
import type { Verdict } from "../core/check.ts";
import type { DbtNode } from "../ops/index.ts";
import { type DbtReport, exportMarts, type MartExport, type NodeReport } from "../transform/index.ts";
import type { Home } from "./home.ts";
import { sightingsOfDbt } from "./sightings.ts";
import { type DbtSummary, EMPTY_SUMMARY, type FlowSummary, type FreshnessLine } from "./summary.ts";

/**
 * One call of dbt over the store, while no publish can change what it reads (invariant 3).
 * A failing model or test is a result; only a dbt that could not work at all throws.
 */
export const invokeDbt = task<{ command: DbtSummary["command"]; sources: readonly string[] }, DbtReport, Home>(
  {
    name: "invoke_dbt",
    description: "dbt as a child process, with this home's snapshots and warehouse",
    timeoutMs: 30 * 60_000,
    runName: ({ command }) => `dbt ${command}`,
    outcome: (report) => ({ name: report.ok ? "Completed" : "Failed", type: report.ok ? "COMPLETED" : "FAILED", message: `${report.metrics.total} nodes` }),
  },
  async ({ command, sources }, run) => {
    const { store, dbt, progress, findings } = run.env;
    const report = await store.withSharedLock(() =>
      dbt.invoke({
        command,
        sources,
        signal: run.signal,
        onEvent: ({ node, index, total }) => progress({ kind: "update", step: `dbt ${command}`, text: `${index} of ${total} ${node}` }),
        onLine: (line) => run.log.info(line),
      }),
    );
    findings.recordDbtNodes(run.run.flowRunId, report.nodes.map(toDbtNode));
    return report;
  },
);

function toDbtNode({ name, kind, state, tests, rows, failures, seconds }: NodeReport): DbtNode {
  return { name, kind, verdict: VERDICTS[state], about: tests[0] ?? name, rows, failures, durationMs: seconds * 1000 };
}

/** What the tests found good becomes Parquet in data/mart, all of it in one step for readers. */
export const exportPassedMarts = task<Pick<DbtReport, "marts" | "warehouse">, MartExport | null, Home>(
  { name: "export_marts", description: "The marts whose tests passed, as Parquet files for people", timeoutMs: 10 * 60_000 },
  async ({ marts, warehouse }, { env }) => exportMarts(marts, { warehouse, martRoot: join(env.paths.dataRoot, "mart"), lockDir: join(env.paths.dataRoot, "ops"), asOf: env.runAt }),
);

/** Tells people of models and tests that fail, and of those that do no longer. */
export async function tellOfDbt({ env, run, log }: FlowContext<Home>, report: DbtReport): Promise<void> {
  for (const problem of await env.notifier.report(sightingsOfDbt(run.flowName, report))) log.warning(problem);
}

/** @param exported what became of the marts; null where none were written */
export function summarizeDbt(command: DbtSummary["command"], report: DbtReport, exported: MartExport | null): FlowSummary {
  const brokenNodes = report.nodes.filter((node) => node.kind !== "test" && (node.state === "error" || node.state === "fail"));
  const failedTests = report.failedTests.filter((failed) => failed.state !== "warn");
  const failed = [
    ...brokenNodes.map((node) => ({ name: node.name, message: node.message ?? `${node.kind} ${node.name} failed`, rows: [] })),
    ...failedTests.map(({ name, message, rows }) => ({ name, message, rows })),
  ];
  const warned = report.failedTests.filter((test) => test.state === "warn").map((test) => test.message);
  const dbt: DbtSummary = { command, ok: report.ok, total: report.metrics.total, failed, warned, noData: report.noData, durationMs: report.durationMs, warehouse: report.warehouse, marts: exported === null ? null : { dir: exported.dir, count: exported.marts.length } };
  return { ...EMPTY_SUMMARY, status: report.ok ? "success" : "failed", dbt: [dbt], warnings: [...failed.map((entry) => entry.message), ...warned] };
}

const VERDICTS: Readonly<Record<NodeReport["state"], Verdict>> = { success: "pass", warn: "warn", fail: "fail", error: "fail", skipped: "skipped", no_data: "skipped" };

/** @returns what dbt says of each source: a line each, those that nobody has loaded as skipped */
export function summarizeFreshness(report: DbtReport): FlowSummary {
  const sorted = report.nodes.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const freshness = sorted.map(({ name, state, message }): FreshnessLine => {
    const [source = "", dataset = ""] = name.split(".");
    return { source, dataset, verdict: VERDICTS[state], message: `${name}: ${message ?? state}`, ageHours: null, clocks: [] };
  });
  const summary = summarizeDbt("freshness", report, null);
  return { ...summary, freshness, warnings: [...summary.warnings, ...freshness.filter(({ verdict }) => verdict === "warn").map(({ message }) => message)] };
}

const DONE: Readonly<Record<DbtReport["command"], string>> = { seed: "loaded", run: "built", build: "built", test: "passed", freshness: "fresh" };

/** Tells the watcher how a dbt step ended: `27 of 27, 3.1 s`. */
export function describeDbt(report: DbtReport): { readonly verdict: "ok" | "warn" | "failed"; readonly text: string } {
  const { byState, total } = report.metrics;
  const good = byState.success + byState.no_data;
  const noData = report.noData.length === 0 ? "" : `, ${report.noData.length} without data`;
  return { verdict: report.ok ? (byState.warn > 0 ? "warn" : "ok") : "failed", text: `${good} of ${total} ${DONE[report.command]}${noData}` };
}
