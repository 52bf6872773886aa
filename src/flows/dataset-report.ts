import type { FlowContext, TaskContext } from "@snapcount/prefect";
import { type CheckResult, type Verdict, worstVerdict } from "../core/check.ts";
import { describeMuted } from "../core/mutes.ts";
import type { DatasetOutcome } from "../core/outcome.ts";
import { datasetLabel, type PartitionId } from "../core/partition.ts";
import type { Home } from "./home.ts";
import { describeAudited, describeCheckResults } from "./run-findings.ts";

/** What a watcher is told of a dataset: its audit, and what became of it. */

/** Keeps the answers of an audit and tells them: ledger, log, artifact, event. */
export function reportAudit(run: TaskContext<Home>, id: PartitionId, rows: number, checks: readonly CheckResult[]): void {
  run.env.findings.recordChecks(run.run.flowRunId, checks.map((check) => ({ ...check, source: id.source, dataset: id.dataset })));
  for (const check of checks) if (check.verdict === "fail" || check.verdict === "warn") run.log[check.verdict === "fail" ? "error" : "warning"](`${check.name}: ${check.message}`);
  for (const check of checks) if (check.muted !== undefined) run.log.info(`${check.name}: ${describeMuted(check)}`);
  run.log.info(`${datasetLabel(id)}: ${checks.filter(({ verdict }) => verdict === "pass").length} of ${checks.length} checks passed over ${rows.toLocaleString("en-US")} rows`);
  run.artifact(describeCheckResults(id, checks));
  run.event(describeAudited(id, worstVerdict(checks), rows, checks));
}

const LEVEL = { ok: "info", warn: "warning", failed: "error" } as const;

/** One line of progress and one of the log. */
export function reportOutcome(run: FlowContext<Home>, outcome: DatasetOutcome): void {
  const step = datasetLabel(outcome);
  const verdict = verdictOf(outcome);
  run.env.progress({ kind: "end", step, verdict, text: describeOutcome(outcome) });
  run.log[LEVEL[verdict]](`${step}: ${describeOutcome(outcome)}${outcome.reason === null ? "" : ` (${outcome.reason})`}`);
}

function verdictOf(outcome: DatasetOutcome): "ok" | "warn" | "failed" {
  if (outcome.outcome === "failed" || outcome.outcome === "quarantined") return "failed";
  return outcome.outcome === "lkg" || outcome.verdict === ("warn" satisfies Verdict) ? "warn" : "ok";
}

function describeOutcome(outcome: DatasetOutcome): string {
  const rows = outcome.rows === null ? "" : `, ${outcome.rows.toLocaleString("en-US")} rows`;
  return `${outcome.outcome}${rows}`;
}
