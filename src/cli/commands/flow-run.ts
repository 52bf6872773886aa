import { cancelOnSignals } from "@snapcount/prefect";
import { ConfigError } from "../../core/errors.ts";
import { executeFlowRun } from "../../flows/execute-flow-run.ts";
import type { ProgressEvent } from "../../flows/progress.ts";
import type { CommandContext } from "../action.ts";
import { readSurroundings } from "../context.ts";
import { EXIT } from "../output.ts";

/**
 * `snapcount flow-run execute [ID]`: what a Prefect worker starts. Lines for the worker's log; exit 0 for every run that ended as
 * COMPLETED (also PartialSuccess), because a worker takes any other code for a crash.
 */
export async function executeFlowRunCommand({ args }: CommandContext): Promise<number> {
  const flowRunId = args[0] ?? process.env["PREFECT__FLOW_RUN_ID"];
  if (flowRunId === undefined || flowRunId === "") throw new ConfigError("which flow run? neither an id nor PREFECT__FLOW_RUN_ID is given", "A Prefect worker sets it; by hand: snapcount flow-run execute ID.");
  const { loaded, terminal, now } = readSurroundings();
  const cancel = cancelOnSignals(process);
  try {
    const progress = (event: ProgressEvent): void => {
      if (event.kind === "end") terminal.out(`${event.step}: ${event.text}`);
      if (event.kind === "note") terminal.out(event.text);
    };
    const report = await executeFlowRun(loaded, flowRunId, { progress, signal: cancel.signal, clock: now, env: process.env });
    if (report === null) return EXIT.failed;
    terminal.out(`${report.flow}: ${report.status}${report.error === null ? "" : ` (${report.error.message})`}`);
    return report.status === "failed" ? EXIT.failed : report.status === "cancelled" ? EXIT.cancelled : EXIT.success;
  } finally {
    cancel.dispose();
  }
}
