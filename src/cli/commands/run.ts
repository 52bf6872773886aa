import { cancelOnSignals } from "@snapcount/prefect";
import { summarizeRows } from "../../core/change-report.ts";
import { ConfigError } from "../../core/errors.ts";
import { type DatasetOutcome, type RunStatus } from "../../core/outcome.ts";
import { groupBy } from "../../core/group-by.ts";
import { datasetLabel } from "../../core/partition.ts";
import { formatSelection } from "../../core/plan.ts";
import { executeRun, planDays, type RunPlan, type RunRequest } from "../../flows/execute.ts";
import type { RunReport, RunWatch } from "../../flows/run-days.ts";
import type { FlowSummary } from "../../flows/summary.ts";
import { listOf, readSurroundings, type Surroundings } from "../context.ts";
import { EXIT, exitCodeOf, formatJson } from "../output.ts";
import type { CommandContext } from "../action.ts";
import { createProgressView } from "../progress.ts";
import { formatCount, formatDuration, formatTable, shortenPath, type Terminal } from "../terminal.ts";

/** `snapcount run [flow...]` */
export async function run(context: CommandContext): Promise<number> {
  const { options } = context;
  const surroundings = readSurroundings({ profile: options["profile"] });
  const request = readRequest(context);
  if (options["dryRun"] === true) return showPlan(surroundings, request, options["json"] === true);
  return watchRun(surroundings, options["json"] === true, (watch) => executeRun(surroundings.loaded, request, watch));
}

/** Runs, shows progress and prints what came of it. @returns the exit code */
export async function watchRun(surroundings: Surroundings, json: boolean, execute: (watch: RunWatch) => Promise<readonly RunReport[]>): Promise<number> {
  const cancel = cancelOnSignals(process);
  const view = createProgressView(surroundings.terminal, () => performance.now());
  let reports: readonly RunReport[];
  try {
    reports = await execute({ progress: view.sink, signal: cancel.signal, clock: surroundings.now, env: process.env });
  } finally {
    cancel.dispose();
    await view.close();
  }
  if (json) surroundings.terminal.out(formatJson("run", reports.map(toJson), reports.flatMap((report) => (report.error === null ? [] : [report.error]))));
  else for (const [index, report] of reports.entries()) printReport(surroundings, report, { isLast: index === reports.length - 1, showDate: reports.length > 1 });
  // A recorded profile is judged by where it ends; its days before are history.
  return cancel.signal.aborted ? EXIT.cancelled : exitCodeOf(reports.at(-1)?.status ?? "failed");
}

/** @throws ConfigError for a --param that is no k=v */
function readRequest({ options, args }: CommandContext): RunRequest {
  const parameters: Record<string, unknown> = {};
  for (const pair of (options["param"] as readonly string[] | undefined) ?? []) {
    const at = pair.indexOf("=");
    if (at < 1) throw new ConfigError(`--param ${pair}: not of the form k=v`, "For example: --param force=true");
    parameters[pair.slice(0, at)] = parseValue(pair.slice(at + 1));
  }
  const given = { datasets: listOf(options["datasets"]), seasons: options["seasons"], weeks: options["weeks"], dt: options["dt"], force: options["force"] };
  for (const [name, value] of Object.entries(given)) if (value !== undefined) parameters[name] = value;
  return { flows: args, parameters, dbt: options["dbt"] !== false, out: typeof options["out"] === "string" ? options["out"] : null };
}

/** `true`, `3` and `["a"]` are JSON; everything else is text. */
function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function showPlan({ terminal, loaded, now }: Surroundings, request: RunRequest, json: boolean): number {
  const { plans } = planDays(loaded, request, now());
  if (json) {
    const data = plans.map((plan) => ({ flow: plan.flow, parameters: plan.parameters, dbt: plan.dbt, notes: plan.notes, datasets: plan.datasets.map(({ id, urls, role }) => ({ ...id, role, urls })) }));
    terminal.out(formatJson("run.plan", data));
  } else for (const plan of plans) printPlan(terminal, plan);
  return EXIT.success;
}

function printPlan(terminal: Terminal, plan: RunPlan): void {
  terminal.out(plan.datasets.length === 0 ? terminal.paint.bold(plan.flow) : `${terminal.paint.bold(plan.flow)} would publish:`);
  const rows = plan.datasets.map(({ id, urls, seasons, role }) => [datasetLabel(id), `dt=${id.dt}`, role === "baseline" ? "baseline" : "", seasons === null ? "" : formatSelection(seasons), urls.length === 0 ? "" : `${urls.length} ${urls.length === 1 ? "file" : "files"}`]);
  if (rows.length > 0) terminal.out(formatTable(terminal, [{ head: "dataset" }, { head: "date" }, { head: "" }, { head: "seasons" }, { head: "fetches", align: "right" }], rows));
  for (const line of plan.notes) terminal.out(terminal.paint.dim(line));
  if (plan.dbt && plan.datasets.length > 0) terminal.out("then dbt run and dbt test");
}

function toJson(report: RunReport): object {
  const { flowRunId, flow, runAt, status, durationMs, summary, error } = report;
  return { run_id: flowRunId, flow, run_at: runAt, status, duration_ms: durationMs, datasets: summary.datasets, freshness: summary.freshness, manifests: summary.manifests, dbt: summary.dbt, warnings: summary.warnings, skipped: summary.skipped, prefect_url: report.prefectUrl, page: report.page, error };
}

function printReport(surroundings: Surroundings, report: RunReport, place: { readonly isLast: boolean; readonly showDate: boolean }): void {
  const { terminal } = surroundings;
  const { paint } = terminal;
  terminal.out("");
  if (place.showDate) terminal.out(paint.bold(report.runAt.toISOString().slice(0, 10)));
  if (report.summary.skipped !== null) terminal.out(`${paint.dim("skipped")} ${report.summary.skipped}`);
  if (report.summary.datasets.length > 0) terminal.out(formatTable(terminal, OUTCOME_COLUMNS, report.summary.datasets.map((outcome, index, all) => outcomeRow(terminal, outcome, all[index - 1]?.source))));
  for (const loss of groupLosses(report.summary.datasets)) terminal.out(`${paint.red(loss.who)} ${loss.reason}\n  ${paint.dim("fix")} ${loss.fix}`);
  for (const warning of report.summary.warnings.filter((line) => !isShownAlready(report.summary, line))) terminal.out(`${paint.yellow("warn")} ${warning}`);
  if (report.summary.dbt.some(judgesFreshness)) terminal.out(formatTable(terminal, [{ head: "source" }, { head: "verdict" }, { head: "seen" }], report.summary.freshness.map((line) => freshnessRow(terminal, line))));
  for (const outcome of report.summary.datasets) for (const line of outcome.muted ?? []) terminal.out(`${paint.dim("muted")} ${datasetLabel(outcome)} ${line}`);
  for (const dbt of report.summary.dbt) printDbt(terminal, dbt);
  if (report.error !== null) terminal.out(`${paint.red("error")} ${report.error.message}${report.error.fix === null ? "" : `\n  ${paint.dim("fix")} ${report.error.fix}`}`);
  if (!place.isLast) return;
  const dbtMs = report.summary.dbt.reduce((sum, dbt) => sum + dbt.durationMs, 0);
  const share = dbtMs === 0 ? "" : `, ${Math.round((dbtMs / Math.max(1, report.durationMs)) * 100)} % of it dbt`;
  terminal.out("");
  terminal.out(`${paintStatus(terminal, report.status)} in ${formatDuration(report.durationMs)}${share}  ${paint.dim(`run ${report.flowRunId.slice(0, 8)}`)}`);
  if (report.prefectUrl !== null) terminal.out(`prefect    ${report.prefectUrl}`);
  const { paths } = surroundings.loaded;
  if (report.page !== null) terminal.out(`report     ${shortenPath(report.page)}`);
  terminal.out(`snapshots  ${shortenPath(paths.rawRoot)}`);
  if (report.summary.dbt.length > 0) terminal.out(`warehouse  ${shortenPath(report.summary.dbt[0]?.warehouse ?? paths.warehouse)}`);
  for (const { marts } of report.summary.dbt) if (marts !== null) terminal.out(`marts      ${shortenPath(marts.dir)} (${marts.count}, listed in its README.md)`);
}

const OUTCOME_COLUMNS = [{ head: "source" }, { head: "dataset" }, { head: "rows", align: "right" }, { head: "change", align: "right" }, { head: "verdict" }, { head: "outcome" }, { head: "time", align: "right" }] as const;

/** A source's name stands at its first dataset. */
function outcomeRow(terminal: Terminal, outcome: DatasetOutcome, sourceAbove: string | undefined): readonly string[] {
  const { paint } = terminal;
  const bad = outcome.outcome === "failed" || outcome.outcome === "quarantined";
  const text = bad ? paint.red(outcome.outcome) : outcome.outcome === "lkg" ? paint.yellow("lkg") : outcome.outcome;
  const verdict = outcome.verdict === "warn" ? paint.yellow("warn") : outcome.verdict === "fail" ? paint.red("fail") : (outcome.verdict ?? "-");
  return [outcome.source === sourceAbove ? "" : outcome.source, outcome.dataset, formatCount(outcome.rows), change(outcome), verdict, text, formatDuration(outcome.durationMs)];
}

/** `+12-3~40`, in a line of 80 columns, where rows were compared; else by how many more or fewer there are, `=` for as many; a dash when there is nothing to compare with. */
function change({ outcome, rows, previousRows, changes }: DatasetOutcome): string {
  if (changes !== undefined && "rows" in changes) return summarizeRows(changes).replaceAll(" ", "");
  if (rows === null || previousRows === null || (outcome !== "published" && outcome !== "quarantined" && outcome !== "unchanged")) return "-";
  const delta = rows - previousRows;
  return delta === 0 ? "=" : `${delta > 0 ? "+" : "-"}${Math.abs(delta).toLocaleString("en-US")}`;
}

const judgesFreshness = ({ command }: FlowSummary["dbt"][number]): boolean => command === "freshness";

function freshnessRow({ paint }: Terminal, line: FlowSummary["freshness"][number]): readonly string[] {
  const verdict = line.verdict === "fail" ? paint.red("fail") : line.verdict === "warn" ? paint.yellow("warn") : line.verdict;
  return [datasetLabel(line), verdict, line.message.replace(`${datasetLabel(line)}: `, "")];
}

const NODES: Readonly<Record<FlowSummary["dbt"][number]["command"], string>> = { run: "nodes", test: "tests", freshness: "sources" };

function printDbt(terminal: Terminal, dbt: FlowSummary["dbt"][number]): void {
  const { paint } = terminal;
  const noData = dbt.noData.length === 0 ? "" : paint.yellow(`  no data: ${dbt.noData.join(", ")}`);
  terminal.out(`dbt ${dbt.command.padEnd(5)} ${dbt.ok ? paint.green("ok") : paint.red(`${dbt.failed.length} failed`)}  ${dbt.total} ${NODES[dbt.command]} in ${formatDuration(dbt.durationMs)}${noData}`);
  for (const failed of judgesFreshness(dbt) ? [] : dbt.failed) {
    terminal.out(`  ${paint.red(failed.name)} ${failed.message}`);
    for (const row of failed.rows.slice(0, 3)) terminal.out(paint.dim(`    ${JSON.stringify(row)}`));
  }
}

/** One cause is told once, however many datasets it cost. */
function groupLosses(outcomes: readonly DatasetOutcome[]): readonly { readonly who: string; readonly reason: string; readonly fix: string }[] {
  const groups = groupBy(outcomes.filter(({ fix }) => fix !== null), ({ reason }) => reason ?? "");
  return [...groups].map(([reason, lost]) => ({
    who: lost.length > 2 ? `${lost.length} datasets:` : lost.map(datasetLabel).join(", "),
    reason,
    // What to do is told of the first: it differs only in the dataset's name.
    fix: `${lost[0]?.fix ?? ""} ${describeServed(lost)}`,
  }));
}

/** What readers see in the meantime: `dt=2025-11-11 stays in use.` */
function describeServed(lost: readonly DatasetOutcome[]): string {
  const dates = [...new Set(lost.map(({ servingDt }) => servingDt))].toSorted();
  const served = dates.filter((dt) => dt !== null);
  const [first] = served;
  if (first === undefined) return "There is no earlier snapshot to serve.";
  const stays = served.length === 1 ? `dt=${first} stays in use` : `snapshots from dt=${first} to dt=${served.at(-1) ?? first} stay in use`;
  return dates.length === served.length ? `${stays}.` : `${stays}; some have no earlier snapshot.`;
}

function isShownAlready(summary: FlowSummary, line: string): boolean {
  if (summary.dbt.some(judgesFreshness)) return true;
  return summary.datasets.some((outcome) => outcome.fix !== null && line.startsWith(`${datasetLabel(outcome)} ${outcome.outcome}`)) || summary.dbt.some((dbt) => dbt.failed.some((failed) => failed.message === line));
}

const SENTENCES: Record<RunStatus, string> = { success: "success", partial_success: "partial success", failed: "failed", cancelled: "cancelled" };

function paintStatus(terminal: Terminal, status: RunStatus): string {
  const { paint } = terminal;
  return status === "success" ? paint.green(SENTENCES[status]) : status === "partial_success" ? paint.yellow(SENTENCES[status]) : paint.red(SENTENCES[status]);
}
