import type { Check } from "./check.ts";

export type Values = Readonly<Record<string, unknown>>;

/**
 * What a check must ask the staged data, as DuckDB SQL. Aggregates of all checks run in one pass over the file; a follow-up runs by
 * itself. Names and values come from descriptions of datasets, and are quoted all the same.
 */
export interface Measurement {
  /**
   * Aggregate expressions by local name. Plain `count`, `min` and `max` only where it can be: DuckDB answers these thirty times
   * faster than ones with a FILTER.
   */
  readonly aggregates: Readonly<Record<string, string>>;
  /** One more row of numbers, asked when the aggregates leave a question; `relation` is the staged file. */
  readonly followUp: { readonly isNeeded: (values: Values) => boolean; readonly sql: (relation: string) => string } | null;
  /** The rows a person should see when the check is violated. */
  readonly evidence: ((relation: string, limit: number) => string) | null;
}

export interface Column {
  readonly name: string;
  readonly type: string;
}

const NOTHING: Measurement = { aggregates: {}, followUp: null, evidence: null };

/** @returns stable name: `unique(season,week,player_id)`; a bound that warns and one that fails may share theirs. */
export function checkName(check: Check): string {
  switch (check.kind) {
    case "unique": return `unique(${check.columns.join(",")})`;
    case "not_null":
    case "range":
    case "accepted_values": return `${check.kind}(${check.column})`;
    case "coverage": return check.weeks ? "coverage(season,week)" : "coverage(season)";
    case "row_count":
    case "required_columns":
    case "row_count_change":
    case "running_season": return check.kind;
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
      const value = quoteName(check.column);
      const filter = check.where === undefined ? "" : ` FILTER (WHERE ${check.where})`;
      const missing = `${check.where === undefined ? "" : `(${check.where}) AND `}${value} IS NULL`;
      return { aggregates: { asked: `count(*)${filter}`, values: `count(${value})${filter}` }, followUp: null, evidence: rowsWhere(missing) };
    }
    case "range": return planRange(check, columns.find((column) => column.name === check.column)?.type ?? "", rowsWhere);
    case "accepted_values": {
      const value = quoteName(check.column);
      const foreign = `${value} IS NOT NULL AND CAST(${value} AS VARCHAR) NOT IN (${check.values.map(quoteText).join(", ") || "''"})`;
      return {
        aggregates: { foreign: `count(*) FILTER (WHERE ${foreign})` }, followUp: null,
        evidence: (relation, limit) => `SELECT ${value}, count(*) AS rows FROM ${relation} WHERE ${foreign} GROUP BY ALL ORDER BY rows DESC, 1 LIMIT ${limit}`,
      };
    }
    case "row_count":
    case "required_columns":
    case "coverage":
    case "row_count_change":
    case "running_season": return NOTHING;
  }
}

function planUnique(check: Extract<Check, { kind: "unique" }>): Measurement {
  const key = check.columns.map(quoteName);
  const complete = [...key.map((name) => `${name} IS NOT NULL`), ...(check.where === undefined ? [] : [`(${check.where})`])].join(" AND ");
  const repeated = (relation: string): string => `SELECT ${key.join(", ")}, count(*) AS rows FROM ${relation} WHERE ${complete} GROUP BY ${key.join(", ")} HAVING count(*) > 1`;
  const filter = check.where === undefined ? "" : ` FILTER (WHERE ${check.where})`;
  return {
    aggregates: { asked: `count(*)${filter}`, ...Object.fromEntries(key.map((name, index) => [`values_${index}`, `count(${name})${filter}`])) },
    followUp: { isNeeded: () => true, sql: (relation) => `SELECT coalesce(sum(rows - 1), 0)::BIGINT AS surplus, count(*) AS keys FROM (${repeated(relation)})` },
    evidence: (relation, limit) => `${repeated(relation)} ORDER BY rows DESC, ${key.join(", ")} LIMIT ${limit}`,
  };
}

function planRange(check: Extract<Check, { kind: "range" }>, type: string, rowsWhere: (condition: string) => Measurement["evidence"]): Measurement {
  // A number in a text column (CSV without contract) would be compared letter by letter.
  const value = isNumber(type) ? quoteName(check.column) : `CAST(${quoteName(check.column)} AS DOUBLE)`;
  const isNaN = !isNumber(type) || type === "DOUBLE" || type === "FLOAT" ? `isnan(${value})` : "false";
  const bounds = [check.min === undefined ? null : `${value} < ${sqlNumber(check.min)}`, check.max === undefined ? null : `${value} > ${sqlNumber(check.max)}`].filter((bound) => bound !== null);
  const outside = `(${[...bounds, isNaN].join(" OR ")})`;
  return {
    aggregates: { low: `min(${value})`, high: `max(${value})` },
    followUp: {
      isNeeded: ({ low, high }) => isOutside(low, check) || isOutside(high, check),
      sql: (relation) => `SELECT count(*) AS outside, count(*) FILTER (WHERE ${isNaN}) AS nan FROM ${relation} WHERE ${outside}`,
    },
    evidence: rowsWhere(outside),
  };
}

function isNumber(type: string): boolean {
  return /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL.*)$/.test(type);
}

/** DuckDB sorts NaN above every number: a column that holds one has it as its maximum. It is never a measured value. */
function isOutside(value: unknown, { min, max }: { readonly min?: number; readonly max?: number }): boolean {
  if (value === null || value === undefined) return false;
  const number = Number(value);
  return Number.isNaN(number) || number < (min ?? -Infinity) || number > (max ?? Infinity);
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
