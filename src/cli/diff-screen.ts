import { type ChangedRow, type ChangeReport, describeCell, describeSchema, hasChanges, type SampleRow, showValue } from "../core/change-report.ts";
import { formatCount, type Terminal } from "./terminal.ts";

const WIDTH = 80;
const COLUMNS_NAMED = 8;
const CELLS_SHOWN = 6;
const CELL_WIDTH = 60;

/** @returns the lines of a comparison, at most 80 columns wide: what the columns did, how many rows came, went and changed, and some of them */
export function describeDiff(terminal: Terminal, dataset: string, report: ChangeReport): readonly string[] {
  const { paint } = terminal;
  const { rows, key, samples } = report;
  const lines = [
    `${paint.bold(dataset)} from ${report.beforeDt} to ${report.afterDt}`,
    `${formatCount(rows.before)} rows before, ${formatCount(rows.after)} after; ${key.length === 0 ? "no key: whole rows are compared" : `by ${key.join(", ")}`}`,
    ...describeRepeated(report),
    ...describeSchema(report.schema),
  ].map((line) => clip(line));
  if (!hasChanges(report)) return [...lines, "No row differs."];
  return [
    ...lines,
    ...section(paint.green(`+ ${formatCount(rows.added)} added`), samples.added.length, rows.added, samples.added.map((row) => clip(`  + ${showRow(row, key)}`))),
    ...section(paint.red(`- ${formatCount(rows.removed)} removed`), samples.removed.length, rows.removed, samples.removed.map((row) => clip(`  - ${showRow(row, key)}`))),
    ...section(paint.yellow(`~ ${formatCount(rows.changed)} changed`), samples.changed.length, rows.changed, [...nameColumns(report), ...samples.changed.flatMap((row) => showChange(row))]),
  ];
}

function describeRepeated({ repeatedKeys: { before, after }, beforeDt, afterDt }: ChangeReport): readonly string[] {
  return ([[before, beforeDt], [after, afterDt]] as const).flatMap(([keys, dt]) => (keys === 0 ? [] : [`${formatCount(keys)} ${keys === 1 ? "key stands" : "keys stand"} several times in ${dt}: compared by whole rows`]));
}

function section(head: string, shown: number, all: number, lines: readonly string[]): readonly string[] {
  if (all === 0) return [];
  return ["", head, ...lines, ...(shown < all ? [`    and ${formatCount(all - shown)} more (--limit, --json)`] : [])];
}

/** `in points 12, team 3 and 4 more columns` */
function nameColumns({ columns }: ChangeReport): readonly string[] {
  const named = columns.slice(0, COLUMNS_NAMED).map(({ name, rows }) => `${name} ${formatCount(rows)}`);
  const rest = columns.length - named.length;
  return wrap(`in ${named.join(", ")}${rest > 0 ? ` and ${rest} more ${rest === 1 ? "column" : "columns"}` : ""}`, "    ");
}

/** The key, then what else there is, as far as the line goes. */
function showRow(row: SampleRow, key: readonly string[]): string {
  const others = Object.keys(row).filter((column) => !key.includes(column) && row[column] !== null);
  return [...key.map((column) => showValue(row[column])), ...others.map((column) => `${column}=${showValue(row[column])}`)].join(" ");
}

function showChange({ who, cells }: ChangedRow): readonly string[] {
  return [clip(`  ~ ${Object.values(who).map(showValue).join(" ")}`), ...cells.slice(0, CELLS_SHOWN).map((cell) => clip(`      ${cell.column} ${clip(describeCell(cell), CELL_WIDTH)}`)), ...(cells.length > CELLS_SHOWN ? [`      and ${cells.length - CELLS_SHOWN} more ${cells.length - CELLS_SHOWN === 1 ? "column" : "columns"}`] : [])];
}

function wrap(text: string, indent: string): readonly string[] {
  const lines = [indent];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? indent;
    if (line === indent) lines[lines.length - 1] = `${indent}${word}`;
    else if (line.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(`${indent}${word}`);
  }
  return lines.map((line) => clip(line));
}

function clip(text: string, width = WIDTH): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
