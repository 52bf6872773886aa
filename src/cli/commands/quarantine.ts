import { rm } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../../core/errors.ts";
import { datasetLabel } from "../../core/partition.ts";
import type { QuarantineReport, SnapshotStore } from "../../store/store.ts";
import { readSurroundings, withStore } from "../context.ts";
import { EXIT, formatJson } from "../output.ts";
import type { CommandContext } from "../action.ts";
import { formatCount, formatTable, type Terminal } from "../terminal.ts";

type Entry = Awaited<ReturnType<SnapshotStore["listQuarantine"]>>[number];

export async function listQuarantine({ options }: CommandContext): Promise<number> {
  const surroundings = readSurroundings();
  const entries = await withStore(surroundings, (store) => store.listQuarantine());
  if (options["json"] === true) surroundings.terminal.out(formatJson("quarantine.list", entries));
  else if (entries.length === 0) surroundings.terminal.out("Nothing is in quarantine.");
  else {
    surroundings.terminal.out(
      formatTable(
        surroundings.terminal,
        [{ head: "snapshot" }, { head: "date" }, { head: "rows", align: "right" }, { head: "run" }, { head: "failed checks" }],
        entries.map(({ report }) => [datasetLabel(report.id), report.id.dt, formatCount(report.rows), report.run_id.slice(0, 8), failed(report).map((check) => check.name).join(", ")]),
      ),
    );
    surroundings.terminal.out(surroundings.terminal.paint.dim("snapcount quarantine show SOURCE.DATASET explains one"));
  }
  return EXIT.success;
}

/** One screen: what failed, with offending rows, the payload it came from and what readers see instead. */
export async function showQuarantine({ options, args }: CommandContext): Promise<number> {
  const surroundings = readSurroundings();
  const entry = await withStore(surroundings, async (store) => pick(await store.listQuarantine(), args[0] ?? ""));
  if (options["json"] === true) surroundings.terminal.out(formatJson("quarantine.show", entry));
  else explain(surroundings.terminal, entry);
  return EXIT.success;
}

export async function dropQuarantine({ options, args }: CommandContext): Promise<number> {
  const surroundings = readSurroundings();
  const entry = await withStore(surroundings, async (store) => {
    const picked = pick(await store.listQuarantine(), args[0] ?? "");
    await rm(picked.path, { recursive: true });
    return picked;
  });
  if (options["json"] === true) surroundings.terminal.out(formatJson("quarantine.drop", { dropped: entry.path }));
  else surroundings.terminal.out(`dropped ${entry.path}`);
  return EXIT.success;
}

/** The newest entry of a dataset, or the one of a run. @throws ConfigError when there is none. */
function pick(entries: readonly Entry[], wanted: string): Entry {
  const matching = entries.filter(({ report }) => datasetLabel(report.id) === wanted || (wanted.length >= 4 && report.run_id.startsWith(wanted)));
  const newest = [...matching].sort((a, b) => a.report.quarantined_at.localeCompare(b.report.quarantined_at)).at(-1);
  if (newest !== undefined) return newest;
  const known = [...new Set(entries.map(({ report }) => datasetLabel(report.id)))];
  throw new ConfigError(`nothing in quarantine for '${wanted}'`, known.length === 0 ? "Nothing is in quarantine at all." : `In quarantine: ${known.join(", ")}.`);
}

function failed(report: QuarantineReport): QuarantineReport["checks"] {
  return report.checks.filter((check) => check.verdict === "fail");
}

function explain(terminal: Terminal, { path, report }: Entry): void {
  const { paint } = terminal;
  terminal.out(`${paint.bold(datasetLabel(report.id))} dt=${report.id.dt} was rejected at ${report.quarantined_at} (run ${report.run_id.slice(0, 8)})`);
  terminal.out(report.serving_dt === null ? "Readers see no snapshot of it yet." : `Readers still see dt=${report.serving_dt}.`);
  for (const check of report.checks.filter((result) => result.verdict === "fail" || result.verdict === "warn")) {
    terminal.out("");
    terminal.out(`${check.verdict === "fail" ? paint.red("fail") : paint.yellow("warn")}  ${check.name}: ${check.message}`);
    const rows = check.evidence.slice(0, 5);
    const heads = Object.keys(rows[0] ?? {}).slice(0, 6);
    if (heads.length > 0) terminal.out(indent(formatTable(terminal, heads.map((head) => ({ head })), rows.map((row) => heads.map((head) => showCell(row[head]))))));
  }
  terminal.out("");
  for (const payload of report.payloads) terminal.out(paint.dim(`payload ${payload.sha256.slice(0, 12)}  ${payload.url}`));
  if (report.file !== null) terminal.out(paint.dim(`file    ${join(path, report.file)}`));
}

function indent(text: string): string {
  return text.split("\n").map((line) => `      ${line}`).join("\n");
}

function showCell(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
