import { ConfigError } from "../../core/errors.ts";
import { describeMuted } from "../../core/mutes.ts";
import { datasetLabel } from "../../core/partition.ts";
import { type LedgerReader, markCrashedRuns, readLedger, type RunDetail, type RunSummary } from "../../ops/index.ts";
import { readSurroundings, type Surroundings } from "../context.ts";
import { EXIT, formatJson } from "../output.ts";
import type { CommandContext } from "../action.ts";
import { formatAge, formatCount, formatDuration, formatTable, type Terminal } from "../terminal.ts";

export async function listRuns({ options }: CommandContext): Promise<number> {
  const limit = Number(options["limit"]);
  if (!Number.isInteger(limit) || limit < 1) throw new ConfigError(`--limit ${String(options["limit"])}: not a number above 0`, "For example: snapcount runs list --limit 20");
  const surroundings = readSurroundings();
  const { terminal, now } = surroundings;
  const runs = withLedger(surroundings, (ledger) => ledger.listRuns(limit));
  if (options["json"] === true) terminal.out(formatJson("runs.list", runs));
  else if (runs.length === 0) terminal.out("No runs yet. `snapcount run` starts one.");
  else {
    terminal.out(
      formatTable(
        terminal,
        [{ head: "run" }, { head: "flow" }, { head: "state" }, { head: "started" }, { head: "took", align: "right" }, { head: "tasks", align: "right" }],
        runs.map((run) => [run.runId.slice(0, 8), run.flow, paintState(terminal, run), formatAge(run.createdAt.toISOString(), now()), run.durationMs === null ? "-" : formatDuration(run.durationMs), taskCount(run)]),
      ),
    );
  }
  return EXIT.success;
}

export async function showRun({ options, args }: CommandContext): Promise<number> {
  const surroundings = readSurroundings();
  const { terminal } = surroundings;
  const runs = withLedger(surroundings, (ledger) => collect(ledger, findRun(ledger, args[0])));
  if (options["json"] === true) terminal.out(formatJson("runs.show", runs[0]));
  else for (const run of runs) printRun(terminal, run);
  return EXIT.success;
}

export async function showLogs({ options, args }: CommandContext): Promise<number> {
  const surroundings = readSurroundings();
  const { terminal } = surroundings;
  const lines = withLedger(surroundings, (ledger) => ledger.readLogs(findRun(ledger, args[0]).runId) ?? []);
  if (options["json"] === true) terminal.out(formatJson("runs.logs", lines));
  else if (lines.length === 0) terminal.out("This run wrote no log lines.");
  else for (const line of lines) terminal.out(`${terminal.paint.dim(line.at.toISOString())} ${line.level.padEnd(7)} ${terminal.paint.dim(line.task ?? line.flow)} ${line.message}`);
  return EXIT.success;
}

function withLedger<T>({ loaded, now }: Surroundings, body: (ledger: LedgerReader) => T): T {
  markCrashedRuns(loaded.paths.ledger, now());
  const ledger = readLedger(loaded.paths.ledger);
  try {
    return body(ledger);
  } finally {
    ledger.close();
  }
}

/** Ids are long; their beginning is enough where it is clear. @throws ConfigError */
function findRun(ledger: LedgerReader, wanted: string | undefined): RunDetail {
  const runs = ledger.listRuns(1_000, { withChildren: true });
  const matching = wanted === undefined ? runs.filter((run) => run.parentRunId === null).slice(0, 1) : runs.filter((run) => run.runId.startsWith(wanted) || run.name === wanted);
  const found = matching[0];
  const detail = found === undefined ? null : ledger.showRun(found.runId);
  if (detail === null) throw new ConfigError(wanted === undefined ? "there are no runs yet" : `there is no run '${wanted}'`, "`snapcount runs list` shows the runs of this home.");
  if (matching.length > 1) throw new ConfigError(`'${wanted ?? ""}' fits ${matching.length} runs`, `Write more of the id: ${matching.slice(0, 3).map((run) => run.runId.slice(0, 13)).join(", ")}.`);
  return detail;
}

/** A run and the runs of its subflows. */
function collect(ledger: LedgerReader, run: RunDetail): readonly RunDetail[] {
  return [run, ...run.children.flatMap((child) => { const detail = ledger.showRun(child.runId); return detail === null ? [] : collect(ledger, detail); })];
}

function printRun(terminal: Terminal, run: RunDetail): void {
  const { paint } = terminal;
  terminal.out(`${paint.bold(run.flow)} ${run.runId}  ${paintState(terminal, run)}  ${run.durationMs === null ? "" : formatDuration(run.durationMs)}`);
  if (run.message !== null) terminal.out(`  ${run.message}`);
  const tasks = run.taskRuns.map((task) => [task.name, task.stateName, task.durationMs === null ? "-" : formatDuration(task.durationMs), task.attempts > 1 ? `${task.attempts} attempts` : "", task.message ?? ""]);
  if (tasks.length > 0) terminal.out(indent(formatTable(terminal, [{ head: "task" }, { head: "state" }, { head: "took", align: "right" }, { head: "" }, { head: "" }], tasks)));
  if (run.outcomes.length > 0) terminal.out(indent(formatTable(terminal, [{ head: "dataset" }, { head: "outcome" }, { head: "rows", align: "right" }], run.outcomes.map((outcome) => [datasetLabel(outcome), outcome.outcome, formatCount(outcome.rows)]))));
  const notable = run.checks.filter((check) => check.verdict === "fail" || check.verdict === "warn");
  const muted = run.checks.filter((check) => check.muted !== undefined);
  terminal.out(paint.dim(`  ${run.checks.length} checks, ${notable.length} not passed${muted.length === 0 ? "" : `, ${muted.length} muted`}`));
  for (const check of notable) terminal.out(`  ${check.verdict === "fail" ? paint.red("fail") : paint.yellow("warn")} ${check.source}.${check.dataset} ${check.message}`);
  for (const check of muted) terminal.out(`  ${paint.dim("muted")} ${datasetLabel(check)} ${check.name}: ${describeMuted(check)}`);
}

function paintState(terminal: Terminal, run: Pick<RunSummary, "stateType" | "stateName">): string {
  const { paint } = terminal;
  if (run.stateType === "FAILED" || run.stateType === "CRASHED") return paint.red(run.stateName);
  return run.stateType === "COMPLETED" && run.stateName === "Completed" ? paint.green(run.stateName) : paint.yellow(run.stateName);
}

function taskCount(run: RunSummary): string {
  return run.failedTasks === 0 ? String(run.tasks) : `${run.tasks} (${run.failedTasks} failed)`;
}

function indent(text: string): string {
  return text.split("\n").map((line) => `  ${line}`).join("\n");
}
