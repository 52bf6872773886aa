import type { Check } from "./check.ts";
import { planOutliers } from "./outliers.ts";
import { datasetLabel } from "./partition.ts";
import { type Column, type Measurement, NOTHING, type Values } from "./question.ts";
import { quoteName, quoteText } from "./quote.ts";
import { planReferences } from "./references.ts";
import { type FilesBeside, otherNamed } from "./surroundings.ts";
import { planTeamCoverage } from "./team-coverage.ts";

export type { Column, Measurement, Values };

/** @returns stable name: `unique(season,week,player_id)`; a bound that warns and one that fails may share theirs. */
export function checkName(check: Check): string {
  const by = segmentsOf(check);
  return `${nameOfWhole(check)}${by.length === 0 ? "" : ` by ${by.join(",")}`}`;
}

function nameOfWhole(check: Check): string {
  switch (check.kind) {
    case "unique": return `unique(${check.columns.join(",")})`;
    case "not_null":
    case "range":
    case "accepted_values":
    case "outliers": return `${check.kind}(${check.column})`;
    case "team_coverage": return `team_coverage(season,week,${check.team})`;
    case "references": return `references(${check.column} -> ${datasetLabel(check.to)}.${check.to.column})`;
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
  if (check.kind === "team_coverage") return ["season", "week", check.team];
  return [...("column" in check ? [check.column] : []), ...segmentsOf(check)];
}

/** @returns the columns whose values a check is asked for one by one; none: it is asked of the whole file */
export function segmentsOf(check: Check): readonly string[] {
  return "by" in check ? (check.by ?? []) : [];
}

/**
 * @param key columns shown beside an offending value
 */
export function planMeasurement(check: Check, columns: readonly Column[], key: readonly string[], beside: FilesBeside): Measurement {
  const by = segmentsOf(check);
  const whole = planWhole(check, columns, key, beside);
  if (by.length === 0 || check.kind === "outliers") return { ...whole, by };
  // What a person should see are the offending segments, which the values hold already.
  return { ...whole, by, evidence: null };
}

function planWhole(check: Check, columns: readonly Column[], key: readonly string[], beside: FilesBeside): Measurement {
  const named = otherNamed(check);
  const other = named === null ? undefined : beside.files.get(datasetLabel(named));
  const shown = [...new Set([...key.filter((name) => columns.some((column) => column.name === name)), ...columnsNamed(check)])].map(quoteName).join(", ");
  const rowsWhere = (condition: string) => (relation: string, limit: number) => `SELECT ${shown} FROM ${relation} WHERE ${condition} LIMIT ${limit}`;
  switch (check.kind) {
    case "unique": return planUnique(check);
    case "not_null": {
      const value = quoteName(check.column);
      const filter = check.where === undefined ? "" : ` FILTER (WHERE ${check.where})`;
      const missing = `${check.where === undefined ? "" : `(${check.where}) AND `}${value} IS NULL`;
      return { ...NOTHING, aggregates: { asked: `count(*)${filter}`, values: `count(${value})${filter}` }, readsRows: check.where !== undefined, evidence: rowsWhere(missing) };
    }
    case "range": return planRange(check, columns.find((column) => column.name === check.column)?.type ?? "", rowsWhere);
    case "accepted_values": {
      const value = quoteName(check.column);
      const foreign = `${value} IS NOT NULL AND CAST(${value} AS VARCHAR) NOT IN (${check.values.map(quoteText).join(", ") || "''"})`;
      return {
        ...NOTHING,
        aggregates: { foreign: `count(*) FILTER (WHERE ${foreign})` },
        readsRows: true,
        evidence: (relation, limit) => `SELECT ${value}, count(*) AS rows FROM ${relation} WHERE ${foreign} GROUP BY ALL ORDER BY rows DESC, 1 LIMIT ${limit}`,
      };
    }
    case "outliers": return { ...NOTHING, ...planOutliers(check, shown) };
    case "team_coverage": return other === undefined ? NOTHING : { ...NOTHING, ...planTeamCoverage(check, other, beside.runAt) };
    case "references": return other === undefined ? NOTHING : { ...NOTHING, ...planReferences(check, other) };
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
    ...NOTHING,
    aggregates: { asked: `count(*)${filter}`, ...Object.fromEntries(key.map((name, index) => [`values_${index}`, `count(${name})${filter}`])) },
    readsRows: check.where !== undefined,
    followUp: { gives: "values", isNeeded: () => true, sql: (relation) => `SELECT coalesce(sum(rows - 1), 0)::BIGINT AS surplus, count(*) AS keys FROM (${repeated(relation)})` },
    evidence: (relation, limit) => `${repeated(relation)} ORDER BY rows DESC, ${key.join(", ")} LIMIT ${limit}`,
  };
}

function planRange(check: Extract<Check, { kind: "range" }>, type: string, rowsWhere: (condition: string) => Measurement["evidence"]): Measurement {
  // A number in a text column (CSV without contract) would be compared letter by letter.
  const value = isNumber(type) ? quoteName(check.column) : `CAST(${quoteName(check.column)} AS DOUBLE)`;
  const isNaN = !isNumber(type) || type === "DOUBLE" || type === "FLOAT" ? `isnan(${value})` : "false";
  const bounds = [check.min === undefined ? null : `${value} < ${sqlNumber(check.min)}`, check.max === undefined ? null : `${value} > ${sqlNumber(check.max)}`].filter((bound) => bound !== null);
  const outside = `(${[...bounds, isNaN].join(" OR ")})`;
  const aggregates = { low: `min(${value})`, high: `max(${value})` };
  if (segmentsOf(check).length > 0) return { ...NOTHING, aggregates: { ...aggregates, outside: `count(*) FILTER (WHERE ${outside})`, nan: `count(*) FILTER (WHERE ${isNaN})` } };
  return {
    ...NOTHING,
    aggregates,
    readsRows: !isNumber(type),
    followUp: {
      gives: "values",
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

function sqlNumber(value: number): string {
  return Number.isFinite(value) ? String(value) : `'${value}'::DOUBLE`;
}
