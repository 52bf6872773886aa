import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ColumnContract } from "../../core/dataset.ts";
import { SchemaDriftError } from "../../core/errors.ts";
import { identifier, literal, pathLiteral } from "./sql.ts";
import type { TableRequest } from "./stage.ts";

/**
 * Rows that a parser made, as DuckDB reads them: lines of JSON beside the file to be, in a folder no reader looks into. JSON loses
 * nothing that a row may hold, and reading it is four times quicker than handing rows over one by one (measured).
 * @returns the SELECT of the rows, in the contract's columns and types
 * @throws SchemaDriftError naming row and column where a value is not of its type: DuckDB would round 3.5 to a whole number
 */
export async function writeLines(request: TableRequest): Promise<string> {
  const { rows, columns, label } = request;
  const problem = findMistyped(rows, columns);
  if (problem !== null) throw new SchemaDriftError(label, [problem]);
  const path = join(request.dir, `${request.fileName}.ndjson`);
  await writeFile(path, rows.map((row) => JSON.stringify(row)).join("\n"));
  const types = columns.map(({ name, type }) => `${literal(name)}: ${literal(type)}`).join(", ");
  // Only the contract's columns, in its order: what a row holds beyond them is the parser's business.
  const list = columns.map(({ name }) => identifier(name)).join(", ");
  // A line is a row and no row is longer than a sheet's cell allows; without rows there is nothing to read.
  if (rows.length === 0) return `SELECT ${columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${identifier(name)}`).join(", ")} WHERE false`;
  return `SELECT ${list} FROM read_json(${pathLiteral(path)}, format = 'newline_delimited', columns = {${types}})`;
}

function findMistyped(rows: TableRequest["rows"], columns: readonly ColumnContract[]): string | null {
  for (const [index, row] of rows.entries()) {
    for (const { name, type } of columns) {
      const value = row[name];
      if (value === null || fits(value, type)) continue;
      return `row ${index + 1}: ${name} is ${JSON.stringify(value) ?? "absent"}, the schema says ${type}`;
    }
  }
  return null;
}

function fits(value: unknown, type: ColumnContract["type"]): boolean {
  switch (type) {
    case "BOOLEAN": return typeof value === "boolean";
    case "DOUBLE": return typeof value === "number" && Number.isFinite(value);
    case "INTEGER": return Number.isInteger(value) && Math.abs(value as number) < 2 ** 31;
    case "BIGINT": return Number.isSafeInteger(value);
    case "BIGINT[]": return Array.isArray(value) && value.every(Number.isSafeInteger);
    default: return typeof value === "string";
  }
}
