import { stripVTControlCharacters } from "node:util";
import Table from "cli-table3";
import pc from "picocolors";

export { formatBytes, formatCount, formatDuration } from "../core/figures.ts";

/** How a command talks: people get colour and width, pipes get plain lines. */
export interface Terminal {
  readonly isTty: boolean;
  readonly width: number;
  readonly paint: ReturnType<typeof pc.createColors>;
  out(text: string): void;
  err(text: string): void;
}

/** @param env NO_COLOR and FORCE_COLOR are honoured as everywhere. */
export function createTerminal(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream, env: Readonly<Record<string, string | undefined>>): Terminal {
  const isTty = stdout.isTTY === true;
  const colour = env["NO_COLOR"] ? false : env["FORCE_COLOR"] ? true : isTty;
  return {
    isTty,
    width: Math.max(40, stdout.columns ?? 80),
    paint: pc.createColors(colour),
    out: (text) => void stdout.write(`${text}\n`),
    err: (text) => void stderr.write(`${text}\n`),
  };
}

export interface Column {
  readonly head: string;
  readonly align?: "left" | "right";
}

const NO_LINES = {
  top: "", "top-mid": "", "top-left": "", "top-right": "", bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "",
  left: "", "left-mid": "", mid: "", "mid-mid": "", right: "", "right-mid": "",
};

/** A table without lines: the eye follows columns, which move closer together where the terminal is too narrow for them. */
export function formatTable(terminal: Terminal, columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const wide = drawTable(terminal, columns, rows, "  ");
  const lines = wide.some((line) => stripVTControlCharacters(line).length > terminal.width) ? drawTable(terminal, columns, rows, " ") : wide;
  return lines.join("\n");
}

function drawTable(terminal: Terminal, columns: readonly Column[], rows: readonly (readonly string[])[], gap: string): readonly string[] {
  const table = new Table({
    head: columns.map((column) => terminal.paint.dim(column.head)),
    colAligns: columns.map((column) => column.align ?? "left"),
    chars: { ...NO_LINES, middle: gap },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  for (const row of rows) table.push([...row]);
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "");
}

/** @returns the text in lines of at most `width` characters, broken at words; a longer word has a line of its own */
export function wrapWords(text: string, width: number): readonly string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line === "" || line.length + 1 + word.length <= width) lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** `3 h ago`, `2 d ago`; for ages that a person compares. */
export function formatAge(instant: string | null, now: Date): string {
  if (instant === null) return "-";
  const hours = (now.getTime() - new Date(instant).getTime()) / 3_600_000;
  if (Number.isNaN(hours)) return "-";
  if (hours < 1) return `${Math.max(0, Math.round(hours * 60))} min ago`;
  if (hours < 48) return `${Math.round(hours)} h ago`;
  return `${Math.round(hours / 24)} d ago`;
}

/** Paths below the working directory are shown as a person would type them. */
export function shortenPath(path: string): string {
  const here = `${process.cwd()}/`;
  return path.startsWith(here) ? path.slice(here.length) : path;
}
