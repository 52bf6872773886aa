import type { Verdict } from "../core/check.ts";
import type { LedgerReader, RunSummary } from "../ops/index.ts";
import type { FlowNode } from "../ops/report/index.ts";
import type { RunReport } from "./run-report.ts";

/** @returns the run with the subflows it called, as the ledger has them; a ledger without it leaves the run alone. */
export function gatherFlows(ledger: LedgerReader, { flowRunId, flow, durationMs, status }: Omit<RunReport, "page">): FlowNode {
  const root = ledger.showRun(flowRunId);
  if (root === null) return { id: flowRunId, flow, verdict: "skipped", state: status, startedAfterMs: 0, durationMs, tasks: 0, children: [] };
  return describeNode(ledger, root, root.startedAt ?? root.createdAt);
}

function describeNode(ledger: LedgerReader, run: RunSummary, beganAt: Date): FlowNode {
  const children = ledger.showRun(run.runId)?.children ?? [];
  return {
    id: run.runId,
    flow: run.flow,
    verdict: verdictOf(run),
    state: run.stateName,
    startedAfterMs: run.startedAt === null ? null : run.startedAt.getTime() - beganAt.getTime(),
    durationMs: run.durationMs,
    // The task run that stands for a subflow is shown as the subflow.
    tasks: run.tasks - children.length,
    children: children.map((child) => describeNode(ledger, child, beganAt)),
  };
}

function verdictOf({ stateType, stateName }: RunSummary): Verdict {
  if (stateType === "FAILED" || stateType === "CRASHED") return "fail";
  if (stateType !== "COMPLETED" || stateName === "Skipped") return "skipped";
  return stateName === "PartialSuccess" ? "warn" : "pass";
}
