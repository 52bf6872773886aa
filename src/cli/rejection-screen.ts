import type { CheckResult } from "../core/check.ts";
import { describeMuted } from "../core/mutes.ts";
import { datasetLabel } from "../core/partition.ts";
import type { ExplainedRejection } from "../flows/explain-rejected.ts";
import type { QuarantineReport } from "../store/store.ts";
import { formatBytes, formatCount, formatTable, type Terminal, wrapWords } from "./terminal.ts";

const WIDTH = 80;
const INDENT = " ".repeat(6);
/** With these, 24 lines are enough for the worst of them. */
const LINES_OF_MESSAGE = 2;
const SAMPLE_ROWS = 3;
const OTHER_CHECKS = 1;
const PAYLOADS = 2;
const CELL_WIDTH = 24;

/** @param rejection its paths as a person types them. @returns the lines of one screen of 80 columns; paths alone are never cut short */
export function describeRejection(terminal: Terminal, rejection: ExplainedRejection): readonly string[] {
  const { report } = rejection;
  return [
    `${terminal.paint.bold(datasetLabel(report.id))} dt=${report.id.dt} was rejected at ${minute(report.quarantined_at)}, run ${report.run_id.slice(0, 8)}`,
    clip(`${report.rows === null ? "no rows could be made" : `${formatCount(report.rows)} rows`}; ${describeReaders(rejection)}`),
    "",
    ...describeChecks(terminal, rejection),
    "",
    ...describeOrigin(terminal, rejection),
    "",
    ...rejection.next.map(({ command, effect }) => `$ ${command}${command.length + effect.length + 6 > WIDTH ? "" : `  ${terminal.paint.dim(`# ${effect}`)}`}`),
  ];
}

function describeReaders({ serving, report }: ExplainedRejection): string {
  const together = (report.candidate?.group ?? []).filter((label) => label !== datasetLabel(report.id));
  const seen = serving === null ? "readers see nothing yet" : `readers see dt=${serving.dt}, ${formatCount(serving.rows)} rows`;
  return `${seen}${together.length === 0 ? "" : `; published only with ${together.join(", ")}`}`;
}

/** The first is told in full, a few in one line each, the rest counted. */
function describeChecks(terminal: Terminal, { report, failedBeside }: ExplainedRejection): readonly string[] {
  const told = [...report.checks.filter(({ verdict }) => verdict === "fail"), ...report.checks.filter(({ verdict }) => verdict === "warn"), ...report.checks.filter(({ muted }) => muted !== undefined)];
  const [first, ...others] = told;
  const beside = failedBeside.length === 0 ? [] : [clip(`beside it failed ${failedBeside.join(", ")}`)];
  if (first === undefined) return beside;
  const rest = others.slice(OTHER_CHECKS);
  return [
    clip(`${mark(first)}${first.name}`),
    ...wrap(messageOf(report, first)).map((line) => `${INDENT}${line}`),
    ...describeSample(terminal, first),
    ...others.slice(0, OTHER_CHECKS).map((check) => clip(`${mark(check)}${check.name}: ${messageOf(report, check)}`)),
    ...(rest.length === 0 ? [] : [clip(`${INDENT}and ${rest.length} more: ${rest.map(({ name }) => name).join(", ")}`)]),
    ...beside,
  ];
}

function mark({ verdict, muted }: CheckResult): string {
  return (muted === undefined ? verdict : "muted").padEnd(INDENT.length);
}

/** The dataset stands above already. */
function messageOf({ id }: QuarantineReport, check: CheckResult): string {
  const prefix = `${datasetLabel(id)}: `;
  const message = check.message.startsWith(prefix) ? check.message.slice(prefix.length) : check.message;
  return describeMuted({ ...check, message }).replaceAll(/\s+/g, " ");
}

/** As many columns as fit. */
function describeSample(terminal: Terminal, { evidence }: CheckResult): readonly string[] {
  const rows = evidence.slice(0, SAMPLE_ROWS);
  const heads = Object.keys(rows[0] ?? {});
  for (let columns = heads.length; columns > 0; columns -= 1) {
    const shown = heads.slice(0, columns);
    const lines = formatTable({ ...terminal, paint: { ...terminal.paint, dim: String } }, shown.map((head) => ({ head })), rows.map((row) => shown.map((head) => clip(showCell(row[head]), CELL_WIDTH)))).split("\n");
    if (lines.every((line) => line.length + INDENT.length <= WIDTH)) return lines.map((line) => `${INDENT}${line}`);
  }
  return [];
}

function describeOrigin(terminal: Terminal, { payloads, file }: ExplainedRejection): readonly string[] {
  const { paint } = terminal;
  const rest = payloads.length - PAYLOADS;
  return [
    ...payloads.slice(0, PAYLOADS).flatMap(({ url, sha256, askedAt, path, sizeBytes }) => {
      const asked = askedAt === null ? "" : `, asked ${minute(askedAt)}`;
      const kept = path === null ? `${sha256.slice(0, 12)}, no longer in the archive` : `${path}  ${formatBytes(sizeBytes ?? 0)}`;
      return [clip(`from  ${url}`), paint.dim(`${INDENT}${kept}${asked}`)];
    }),
    ...(rest > 0 ? [paint.dim(`${INDENT}and ${rest} more ${rest === 1 ? "payload" : "payloads"} (--json lists all)`)] : []),
    ...(file === null ? [] : [paint.dim(`file  ${file}`)]),
  ];
}

/** `2025-11-18 12:05 UTC` */
function minute(instant: string): string {
  return `${instant.slice(0, 16).replace("T", " ")} UTC`;
}

function showCell(value: unknown): string {
  if (value === null || value === undefined) return "null";
  return (typeof value === "string" ? value : JSON.stringify(value)).replaceAll(/\s+/g, " ");
}

function clip(text: string, width = WIDTH): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** At words; what is beyond the last line is cut. */
function wrap(text: string): readonly string[] {
  const width = WIDTH - INDENT.length;
  const lines = wrapWords(text, width);
  const kept = lines.slice(0, LINES_OF_MESSAGE);
  if (lines.length > LINES_OF_MESSAGE) kept[LINES_OF_MESSAGE - 1] = `${kept[LINES_OF_MESSAGE - 1] ?? ""}…`;
  return kept.map((line) => clip(line, width));
}
