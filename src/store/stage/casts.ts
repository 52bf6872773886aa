import type { ColumnType } from "../../core/dataset.ts";
import { quoteText } from "../../core/quote.ts";

/**
 * How a value of one type becomes another without loss. DuckDB's own CAST rounds (`1.5 -> 2`), drops the time of a timestamp and
 * reads `1_000` as a number; here a value that does not survive stops the query, and `isLost` finds it for the message.
 */
const INTEGER_BITS: Readonly<Record<string, number>> = { TINYINT: 8, UTINYINT: 9, SMALLINT: 16, USMALLINT: 17, INTEGER: 32, UINTEGER: 33, BIGINT: 64, UBIGINT: 65, HUGEINT: 128, UHUGEINT: 129 };
/** Integers up to this many bits fit a double exactly. */
const EXACT_IN_DOUBLE = 53;

export function isNumeric(type: string): boolean {
  return type in INTEGER_BITS || type === "DOUBLE" || type === "FLOAT" || type.startsWith("DECIMAL");
}

function isInstant(type: string): boolean {
  return type.startsWith("TIMESTAMP");
}

/** @returns true when `from` and `to` say the same with other means: numbers among themselves, instants among themselves. */
export function isSameFamily(from: string, to: ColumnType): boolean {
  return (isNumeric(from) && isNumeric(to)) || (isInstant(from) && isInstant(to));
}

/** @returns true when no value of `from` can be lost, so that nothing needs to be looked at. */
function alwaysFits(from: string, to: ColumnType): boolean {
  if (from === to) return true;
  const bits = INTEGER_BITS[from];
  if (bits !== undefined && to === "DOUBLE") return bits <= EXACT_IN_DOUBLE;
  const target = INTEGER_BITS[to];
  if (bits !== undefined && target !== undefined) return bits <= target;
  if (from === "FLOAT" && to === "DOUBLE") return true;
  return to === "VARCHAR" || (from === "TIMESTAMP WITH TIME ZONE" && to === "TIMESTAMP");
}

const WHOLE_NUMBER = "[+-]?[0-9]+(\\.0*)?";
const BOOLEAN_TEXT = "(?i)true|false|1|0";
const DATE_TEXT = "[0-9]{4}-[0-9]{2}-[0-9]{2}";

/** A text is trimmed, and one of blanks only is null, wherever it must become something else than text. */
function trimmed(value: string): string {
  return `nullif(trim(${value}), '')`;
}

function textShape(to: ColumnType): string | null {
  if (to === "INTEGER" || to === "BIGINT") return WHOLE_NUMBER;
  if (to === "BOOLEAN") return BOOLEAN_TEXT;
  if (to === "DATE") return DATE_TEXT;
  return to === "DOUBLE" ? "[^_]*" : null;
}

/** @returns SQL that is true for a non-null `value` which does not survive as `to`. */
export function isLost(value: string, from: string, to: ColumnType): string {
  if (alwaysFits(from, to)) return "false";
  if (from !== "VARCHAR") return `(${value} IS NOT NULL AND try_cast(try_cast(${value} AS ${to}) AS ${from}) IS DISTINCT FROM ${value})`;
  const text = trimmed(value);
  const shape = textShape(to);
  const misshapen = shape === null ? "" : ` OR NOT regexp_full_match(${text}, ${quoteText(shape)})`;
  return `(${text} IS NOT NULL AND (try_cast(${text} AS ${to}) IS NULL${misshapen}))`;
}

/** Marks our own stop in DuckDB's error, which then is diagnosed value by value. */
export const LOST_VALUE = "snapcount: a value does not survive";

/** @returns SQL for `value` as `to`, which stops the query at a value that would be lost. */
export function strictCast(value: string, from: string, to: ColumnType): string {
  if (from === to) return value;
  const source = from === "VARCHAR" ? trimmed(value) : value;
  const cast = `CAST(${source} AS ${to})`;
  return alwaysFits(from, to) ? cast : `CASE WHEN ${isLost(value, from, to)} THEN error(${quoteText(LOST_VALUE)}) ELSE ${cast} END`;
}
