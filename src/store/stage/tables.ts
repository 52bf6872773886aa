import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { ColumnContract } from "../../core/dataset.ts";
import { SchemaDriftError } from "../../core/errors.ts";
import { quoteName, quoteText } from "../../core/quote.ts";
import { strictCast } from "./casts.ts";
import { pathLiteral } from "./sql.ts";
import type { TableRequest } from "./stage.ts";

type Rows = readonly Readonly<Record<string, unknown>>[];

/**
 * A parsed table, as DuckDB reads it: lines of JSON beside the file to be, in a folder no reader looks into. JSON loses nothing that a
 * row may hold, and reading it is four times quicker than handing rows over one by one (measured).
 * @returns the SELECT of the rows, in the contract's columns and types
 * @throws SchemaDriftError naming row and column where a value is not of its type: DuckDB would round 3.5 to a whole number
 */
export async function writeLines({ content, columns, label, dir, fileName }: TableRequest): Promise<string> {
  // A turn of the event loop a table: what waits beside it (DuckDB opening, a progress line) goes on.
  await setImmediate();
  const lines = "rows" in content ? toLines(content.rows, columns, label) : content.lines;
  // Without rows there is nothing to read.
  if (lines.length === 0) return `SELECT ${columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${quoteName(name)}`).join(", ")} WHERE false`;
  const path = join(dir, `${fileName}.ndjson`);
  await writeFile(path, lines);
  const read = "rows" in content ? columns.map(asChecked) : columns.map((column) => asSent(column, content.trimmed ?? []));
  const size = typeof lines === "string" ? "" : `, maximum_object_size = ${Math.max(longestLine(lines), LEAST_OBJECT_BYTES)}`;
  const types = read.map(({ name, carrier }) => `${quoteText(name)}: ${quoteText(carrier)}`).join(", ");
  // Only the contract's columns, in its order: what a row holds beyond them is the parser's business.
  return `SELECT ${read.map(({ name, value }) => `${value} AS ${quoteName(name)}`).join(", ")} FROM read_json(${pathLiteral(path)}, format = 'newline_delimited', columns = {${types}}${size})`;
}

/** DuckDB hands a file to its threads in pieces of twice the largest object: told nothing it expects 16 MiB, and one thread does all. */
const LEAST_OBJECT_BYTES = 64 * 1024;
const LINE_END = 0x0a;

function longestLine(lines: Uint8Array): number {
  let [from, longest] = [0, 0];
  for (let end = lines.indexOf(LINE_END); end !== -1; end = lines.indexOf(LINE_END, from)) {
    longest = Math.max(longest, end - from + 1);
    from = end + 1;
  }
  return Math.max(longest, lines.length - from);
}

/** How a column is read from lines: the type DuckDB gives it there, and what is made of that. */
interface ReadColumn {
  readonly name: string;
  readonly carrier: string;
  readonly value: string;
}

/** Values of rows were looked at before they became lines. */
function asChecked({ name, type }: ColumnContract): ReadColumn {
  return { name, carrier: type, value: quoteName(name) };
}

/** DuckDB would round a fraction to a whole number; read as a fraction, it is seen. */
function asSent({ name, type }: ColumnContract, trimmed: readonly string[]): ReadColumn {
  const column = quoteName(name);
  if (type === "INTEGER" || type === "BIGINT") return { name, carrier: "DOUBLE", value: strictCast(column, "DOUBLE", type) };
  return { name, carrier: type, value: trimmed.includes(name) ? `trim(${column})` : column };
}

function toLines(rows: Rows, columns: readonly ColumnContract[], label: string): string {
  const problem = findMistyped(rows, columns);
  if (problem !== null) throw new SchemaDriftError(label, [problem]);
  return rows.map((row) => JSON.stringify(row)).join("\n");
}

function findMistyped(rows: Rows, columns: readonly ColumnContract[]): string | null {
  // Column by column: one test of one type over all rows is what the engine of JavaScript makes fast.
  for (const { name, type } of columns) {
    const fits = FITS[type] ?? isText;
    const index = rows.findIndex((row) => { const value = row[name]; return value !== null && !fits(value); });
    if (index !== -1) return `row ${index + 1}: ${name} is ${JSON.stringify(rows[index]?.[name]) ?? "absent"}, the schema says ${type}`;
  }
  return null;
}

const isText = (value: unknown): boolean => typeof value === "string";

/** Types whose values are no texts. */
const FITS: Readonly<Partial<Record<ColumnContract["type"], (value: unknown) => boolean>>> = {
  BOOLEAN: (value) => typeof value === "boolean",
  DOUBLE: (value) => Number.isFinite(value),
  INTEGER: (value) => Number.isInteger(value) && Math.abs(value as number) < 2 ** 31,
  BIGINT: (value) => Number.isSafeInteger(value),
  "BIGINT[]": (value) => Array.isArray(value) && value.every(Number.isSafeInteger),
  "DOUBLE[]": (value) => Array.isArray(value) && value.every(Number.isFinite),
  "VARCHAR[]": (value) => Array.isArray(value) && value.every(isText),
};
