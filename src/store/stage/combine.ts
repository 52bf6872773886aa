import type { CheckResult } from "../../core/check.ts";
import type { ColumnContract } from "../../core/dataset.ts";
import { quoteName } from "../../core/quote.ts";
import { isSameFamily, strictCast } from "./casts.ts";
import { relationOf, sameNames, type UpstreamColumn, type UpstreamFile } from "./inspect.ts";

/**
 * Pure: from what the upstream files are to the one SELECT that makes the snapshot's rows.
 * 1. A contract column has exactly its type, in every file: cast per file, before files meet.
 * 2. Rows keep the order of the files and within a file; neighbours of one shape are read together (a UNION of many is slow).
 * 3. Columns stand as the newest (last) file has them; what only older files have, and what none has, follows.
 */
export type Fit = "as-is" | "cast" | "retyped";

/** @returns how an upstream column meets its contract. `retyped` needs a look at its values. */
export function fitOf(column: UpstreamColumn, contract: ColumnContract): Fit {
  const type = column.type ?? column.carrier;
  if (type === contract.type) return column.carrier === contract.type ? "as-is" : "cast";
  // A format without types (CSV) says nothing: its texts are cast strictly.
  if (column.type === null || isSameFamily(type, contract.type) || isSameList(type, contract.type)) return "cast";
  return contract.accepts?.some((accepted) => accepted === type) ? "cast" : "retyped";
}

/** Lists of whole numbers among themselves; an empty JSON list has no element type. */
function isSameList(from: string, to: string): boolean {
  return to.endsWith("[]") && (from === "JSON[]" || from === "JSON" || (to === "BIGINT[]" && from === "INTEGER[]"));
}

/** @returns the column as one without a value: every row null, of the contract's type. */
export function asNulls(column: UpstreamColumn, contract: ColumnContract): UpstreamColumn {
  return { ...column, type: contract.type, carrier: contract.type, value: `CAST(NULL AS ${contract.type})` };
}

/** One issue per required column that a file lacks; the first of a file lists what it has. */
export function missingColumns(files: readonly UpstreamFile[], contract: readonly ColumnContract[]): readonly string[] {
  return files.flatMap((file) => {
    const names = new Set(file.columns.map((column) => column.name));
    const missing = contract.filter((column) => column.required !== false && !names.has(column.name)).map((column) => column.name);
    return missing.map((name, index) => {
      const others = missing.length > 1 && index === 0 ? ` (nor ${missing.slice(1).join(", ")})` : "";
      return `${file.input.label} has no column ${name}${others}${index === 0 ? `; it has ${shortList([...names])}` : ""}`;
    });
  });
}

/** Names of different files, or of the contract, that DuckDB would take for one column although they are written differently. */
export function caseCollisions(files: readonly UpstreamFile[], contract: readonly ColumnContract[]): readonly string[] {
  const written = new Map<string, { readonly name: string; readonly where: string }>();
  const issues: string[] = [];
  const all = [...contract.map((column) => ({ name: column.name, where: "the contract" })), ...files.flatMap((file) => file.columns.map((column) => ({ name: column.name, where: file.input.label })))];
  for (const entry of all) {
    const other = written.get(entry.name.toLowerCase());
    if (other === undefined) written.set(entry.name.toLowerCase(), entry);
    else if (other.name !== entry.name) issues.push(`${entry.where} writes ${entry.name}, ${other.where} writes ${other.name}: they differ in case only`);
  }
  return issues;
}

/** @returns the snapshot's columns in order (rule 3). */
export function outputColumns(files: readonly UpstreamFile[], contract: readonly ColumnContract[]): readonly string[] {
  const newest = files.at(-1);
  const names = new Set<string>();
  for (const file of [...(newest === undefined ? [] : [newest]), ...files]) for (const column of file.columns) names.add(column.name);
  for (const column of contract) names.add(column.name);
  return [...names];
}

/** @returns runs of neighbouring files that one reader call can read without changing a type. */
export function groupByShape(files: readonly UpstreamFile[]): readonly (readonly UpstreamFile[])[] {
  const groups: UpstreamFile[][] = [];
  for (const file of files) {
    const group = groups.at(-1);
    if (group !== undefined && group.every((other) => canBeReadTogether(other, file))) group.push(file);
    else groups.push([file]);
  }
  return groups;
}

function canBeReadTogether(a: UpstreamFile, b: UpstreamFile): boolean {
  if (a.input.format !== b.input.format || a.input.format === "json") return false;
  if (a.input.format === "csv") return sameNames(a, b) && a.columns.every((column, index) => column.name === b.columns[index]?.name);
  const known = new Map(a.columns.map((column) => [column.name, column]));
  return b.columns.every((column) => {
    const other = known.get(column.name);
    return other === undefined || (other.type === column.type && other.value === column.value);
  });
}

export interface SelectOptions {
  readonly contract: readonly ColumnContract[];
  readonly nulls: readonly string[];
  /** SQL conditions on snapshot columns. */
  readonly where: readonly string[];
}

/** @returns the SELECT whose rows are the snapshot. */
export function combinationSql(files: readonly UpstreamFile[], options: SelectOptions): string {
  const columns = outputColumns(files, options.contract);
  const contract = new Map(options.contract.map((column) => [column.name, column]));
  const selects = groupByShape(files).map((group) => {
    const known = new Map(group.toReversed().flatMap((file) => file.columns.map((column) => [column.name, column] as const)));
    const list = columns.map((name) => `${valueOf(known.get(name), contract.get(name))} AS ${quoteName(name)}`);
    return `SELECT ${list.join(", ")} FROM ${relationOf(group, options.nulls)}`;
  });
  const union = selects.join("\nUNION ALL\n");
  return options.where.length === 0 ? union : `SELECT * FROM (${union}) WHERE ${options.where.join(" AND ")}`;
}

function valueOf(column: UpstreamColumn | undefined, contract: ColumnContract | undefined): string {
  if (column === undefined) return contract === undefined ? "NULL" : `CAST(NULL AS ${contract.type})`;
  if (contract !== undefined) return strictCast(column.value, column.carrier, contract.type);
  // JSON carries every value as text; only plain numbers and truths get their type back, nested values stay JSON text.
  if (column.type === null || column.type === column.carrier) return column.value;
  return column.carrier === "JSON" ? `CAST(${column.value} AS VARCHAR)` : `CAST(${column.value} AS ${column.type})`;
}

/** Findings about names: a column beyond the contract is additive drift, an optional one that a file lacks is filled with nulls. */
export function nameFindings(files: readonly UpstreamFile[], contract: readonly ColumnContract[]): readonly CheckResult[] {
  const contracted = new Set(contract.map((column) => column.name));
  const additional = outputColumns(files, contract).filter((name) => !contracted.has(name));
  const filled = contract
    .map((column) => ({ column: column.name, files: files.filter((file) => !file.columns.some((other) => other.name === column.name)).map((file) => file.input.label) }))
    .filter((entry) => entry.files.length > 0);
  const findings: CheckResult[] = [];
  if (additional.length > 0) {
    findings.push({
      name: "schema_drift(additional)", kind: "schema_drift", verdict: "warn", observed: additional.length, threshold: 0,
      message: `${additional.length} column(s) beyond the schema, kept: ${shortList(additional)}`, evidence: additional.map((column) => ({ column })),
    });
  }
  if (filled.length > 0) {
    findings.push({
      name: "combine(filled)", kind: "combine", verdict: "pass", observed: filled.length, threshold: null,
      message: `${filled.length} optional column(s) absent upstream, filled with nulls: ${shortList(filled.map((entry) => entry.column))}`,
      evidence: filled.map((entry) => ({ column: entry.column, files: shortList(entry.files) })),
    });
  }
  return findings;
}

const LISTED = 12;

/** @returns at most twelve names, and how many more there are. */
export function shortList(names: readonly string[]): string {
  const more = names.length - LISTED;
  return names.slice(0, LISTED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
