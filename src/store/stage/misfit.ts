import type { ColumnContract } from "../../core/dataset.ts";
import { SchemaDriftError } from "../../core/errors.ts";
import type { TableRequest } from "./stage.ts";

/**
 * Looks for the value that DuckDB refused in a table of lines: its own sentence names neither the field nor the record. Only asked when a
 * table has failed.
 * @returns the error to throw, which names the record and the field; null when every line fits, so that something else is wrong
 */
export function findMisfit({ label, content, columns }: Pick<TableRequest, "label" | "content" | "columns">): SchemaDriftError | null {
  if ("rows" in content) return null;
  const lines = new TextDecoder().decode(content.lines).split("\n");
  for (const [index, line] of lines.entries()) {
    const issue = line === "" ? null : issueOf(line, index + 1, columns);
    if (issue !== null) return new SchemaDriftError(label, [issue]);
  }
  return null;
}

function issueOf(line: string, number: number, columns: readonly ColumnContract[]): string | null {
  let record: Readonly<Record<string, unknown>>;
  try {
    record = JSON.parse(line) as typeof record;
  } catch (error) {
    return `record ${number}, which begins ${line.slice(0, 60)}, is no JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  const misfit = columns.find(({ name, type }) => record[name] != null && !fits(record[name], type));
  if (misfit === undefined) return null;
  const [first] = Object.entries(record);
  return `record ${number}${first === undefined ? "" : ` (${first[0]} ${String(first[1])})`}: ${misfit.name} is ${JSON.stringify(record[misfit.name]).slice(0, 60)}, the schema says ${misfit.type}`;
}

/** As DuckDB reads JSON: anything becomes a text, and a text that looks like a number one. */
function fits(value: unknown, type: ColumnContract["type"]): boolean {
  if (type.endsWith("[]")) return Array.isArray(value);
  if (type === "INTEGER" || type === "BIGINT") return isNumeric(value) && Number.isSafeInteger(Number(value));
  if (type === "DOUBLE") return isNumeric(value) && Number.isFinite(Number(value));
  if (type === "BOOLEAN") return typeof value === "boolean" || value === "true" || value === "false";
  return type === "VARCHAR" || (typeof value === "string" && !Number.isNaN(Date.parse(value)));
}

const isNumeric = (value: unknown): boolean => typeof value === "number" || (typeof value === "string" && value.trim() !== "");
