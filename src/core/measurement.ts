import type { Check } from "./check.ts";

/**
 * What a check must ask the staged data, as DuckDB SQL. Aggregates of all checks run in one pass over the file; a query runs by
 * itself. Names and values come from descriptions of datasets, and are quoted all the same.
 */
export interface Measurement {
  /** Aggregate expressions by local name. */
  readonly aggregates: Readonly<Record<string, string>>;
  /** One row of numbers that no aggregate can give (repeated keys); `relation` is the staged file. */
  readonly query: ((relation: string) => string) | null;
  /** The rows a person should see when the check is violated. */
  readonly evidence: ((relation: string, limit: number) => string) | null;
}

export interface Column {
  readonly name: string;
  readonly type: string;
}

const NOTHING: Measurement = { aggregates: {}, query: null, evidence: null };

/** @returns stable name: `unique(season,week,player_id)`. */
export function checkName(check: Check): string {
  switch (check.kind) {
    case "unique": return `unique(${check.columns.join(",")})`;
    case "not_null":
    case "range":
    case "accepted_values": return `${check.kind}(${check.column})`;
    case "coverage": return check.weeks ? "coverage(season,week)" : "coverage(season)";
    case "row_count":
    case "required_columns":
    case "row_count_change": return check.kind;
  }
}

/** @returns the columns a check names, which must exist before anything is measured. */
export function columnsNamed(check: Check): readonly string[] {
  if (check.kind === "unique") return check.columns;
  return "column" in check ? [check.column] : [];
}

/** @param key columns shown beside an offending value */
export function planMeasurement(check: Check, columns: readonly Column[], key: readonly string[]): Measurement {
  const shown = [...new Set([...key.filter((name) => columns.some((column) => column.name === name)), ...columnsNamed(check)])].map(quoteName).join(", ");
  const rowsWhere = (condition: string) => (relation: string, limit: number) => `SELECT ${shown} FROM ${relation} WHERE ${condition} LIMIT ${limit}`;
  switch (check.kind) {
    case "unique": return planUnique(check);
    case "not_null": {
      const missing = `${check.where === undefined ? "" : `(${check.where}) AND `}${quoteName(check.column)} IS NULL`;
      return { aggregates: { nulls: `count(*) FILTER (WHERE ${missing})` }, query: null, evidence: rowsWhere(missing) };
    }
    case "range": return planRange(check, columns.find((column) => column.name === check.column)?.type ?? "", rowsWhere);
    case "accepted_values": {
      const value = quoteName(check.column);
      const foreign = `${value} IS NOT NULL AND CAST(${value} AS VARCHAR) NOT IN (${check.values.map(quoteText).join(", ") || "''"})`;
      return {
        aggregates: { foreign: `count(*) FILTER (WHERE ${foreign})` }, query: null,
        evidence: (relation, limit) => `SELECT ${value}, count(*) AS rows FROM ${relation} WHERE ${foreign} GROUP BY ALL ORDER BY rows DESC, 1 LIMIT ${limit}`,
      };
    }
    case "row_count":
    case "required_columns":
    case "coverage":
    case "row_count_change": return NOTHING;
  }
}

function planUnique(check: Extract<Check, { kind: "unique" }>): Measurement {
  const key = check.columns.map(quoteName);
  const complete = [...key.map((name) => `${name} IS NOT NULL`), ...(check.where === undefined ? [] : [`(${check.where})`])].join(" AND ");
  const asked = check.where === undefined ? "true" : `(${check.where})`;
  const repeated = (relation: string): string => `SELECT ${key.join(", ")}, count(*) AS rows FROM ${relation} WHERE ${complete} GROUP BY ${key.join(", ")} HAVING count(*) > 1`;
  return {
    aggregates: Object.fromEntries(key.map((name, index) => [`null_${index}`, `count(*) FILTER (WHERE ${asked} AND ${name} IS NULL)`])),
    query: (relation) => `SELECT coalesce(sum(rows - 1), 0)::BIGINT AS surplus, count(*) AS keys FROM (${repeated(relation)})`,
    evidence: (relation, limit) => `${repeated(relation)} ORDER BY rows DESC, ${key.join(", ")} LIMIT ${limit}`,
  };
}

function planRange(check: Extract<Check, { kind: "range" }>, type: string, rowsWhere: (condition: string) => Measurement["evidence"]): Measurement {
  const value = quoteName(check.column);
  // NaN sorts above every number, so that only an upper bound would notice it; it is never a measured value.
  const isNaN = type === "DOUBLE" || type === "FLOAT" ? `isnan(${value})` : "false";
  const bounds = [check.min === undefined ? null : `${value} < ${sqlNumber(check.min)}`, check.max === undefined ? null : `${value} > ${sqlNumber(check.max)}`].filter((bound) => bound !== null);
  const outside = `(${[...bounds, isNaN].join(" OR ")})`;
  return {
    aggregates: {
      outside: `count(*) FILTER (WHERE ${outside})`,
      nan: `count(*) FILTER (WHERE ${isNaN})`,
      low: `min(${value})`,
      high: `max(${value}) FILTER (WHERE NOT ${isNaN})`,
    },
    query: null,
    evidence: rowsWhere(outside),
  };
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function sqlNumber(value: number): string {
  return Number.isFinite(value) ? String(value) : `'${value}'::DOUBLE`;
}
