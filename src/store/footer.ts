import { type FileMetaData, parquetMetadata, type SchemaElement } from "hyparquet";
import { withoutRowGroups } from "./footer-row-groups.ts";
import { type ManifestCoverage, PROVENANCE_KEY, type Provenance, ProvenanceSchema } from "../core/manifest.ts";

/** What the end of a Parquet file tells without reading rows and without DuckDB. */
export interface ParquetFooter {
  readonly rows: number;
  /** Names and DuckDB's names of their types, as `DESCRIBE` says them. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** From the key `snapcount`; null in a file that others wrote. */
  readonly provenance: Provenance | null;
  /** From the statistics of column `season`, where they were asked for; which weeks there are, statistics cannot tell. */
  readonly coverage: ManifestCoverage | null;
}

export type FooterReading = { readonly ok: true; readonly footer: ParquetFooter } | { readonly ok: false; readonly seen: string };

/** Holds the footer of most files; a longer one costs a second read. */
const TAIL_BYTES = 32 * 1024;
const MAGIC = 0x31524150;

/**
 * @param readTail returns the last bytes of the file, all of a shorter one
 * @param statistics also reads the row groups, for `coverage`: most of the time a footer costs
 * @returns the footer, or what is wrong with the file (never throws for what the file holds)
 */
export function readParquetFooter(readTail: (bytes: number) => Uint8Array, statistics = true): FooterReading {
  let tail = readTail(TAIL_BYTES);
  const length = footerLength(tail);
  if (length === null) return { ok: false, seen: tail.length === 0 ? "the file is empty" : "no Parquet file: it does not end with PAR1" };
  if (length > tail.length) tail = readTail(length);
  if (length > tail.length) return { ok: false, seen: "the file is shorter than its footer" };
  const footer = tail.subarray(tail.length - length);
  try {
    return { ok: true, footer: describe(parquetMetadata(toBuffer(statistics ? footer : withoutRowGroups(footer)), { geoparquet: false })) };
  } catch (error) {
    return { ok: false, seen: `the Parquet footer cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** The library wants the footer alone in its buffer. */
function toBuffer(bytes: Uint8Array): ArrayBuffer {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return copy.buffer;
}

/** Of the metadata with its length and the closing magic. */
function footerLength(tail: Uint8Array): number | null {
  if (tail.length < 12) return null;
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  if (view.getUint32(tail.length - 4, true) !== MAGIC) return null;
  return view.getUint32(tail.length - 8, true) + 8;
}

function describe(metadata: FileMetaData): ParquetFooter {
  return { rows: Number(metadata.num_rows), columns: describeColumns(metadata.schema), provenance: provenanceOf(metadata), coverage: coverageOf(metadata) };
}

function provenanceOf(metadata: FileMetaData): Provenance | null {
  const text = metadata.key_value_metadata?.find((entry) => entry.key === PROVENANCE_KEY)?.value;
  if (text === undefined) return null;
  try {
    const parsed = ProvenanceSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function coverageOf(metadata: FileMetaData): ManifestCoverage | null {
  let lowest: number | null = null;
  let highest: number | null = null;
  for (const group of metadata.row_groups) {
    const chunk = group.columns.find((column) => column.meta_data?.path_in_schema.join(".") === "season")?.meta_data;
    const low = toSeason(chunk?.statistics?.min_value ?? chunk?.statistics?.min);
    const high = toSeason(chunk?.statistics?.max_value ?? chunk?.statistics?.max);
    if (low === null || high === null) continue;
    lowest = Math.min(lowest ?? low, low);
    highest = Math.max(highest ?? high, high);
  }
  return lowest === null || highest === null ? null : { season_min: lowest, season_max: highest, weeks: {} };
}

function toSeason(value: unknown): number | null {
  const number = typeof value === "bigint" || typeof value === "string" ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) ? number : null;
}

function describeColumns(schema: readonly SchemaElement[]): ParquetFooter["columns"] {
  const cursor = { at: 1 };
  const columns: { name: string; type: string }[] = [];
  while (cursor.at < schema.length) {
    const element = schema[cursor.at];
    if (element === undefined) break;
    columns.push({ name: element.name, type: typeAt(schema, cursor) });
  }
  return columns;
}

/** The schema is a tree written in depth-first order; moves the cursor behind the element's subtree. */
function typeAt(schema: readonly SchemaElement[], cursor: { at: number }): string {
  const element = schema[cursor.at];
  cursor.at += 1;
  if (element === undefined) return "?";
  if (!element.num_children) return element.repetition_type === "REPEATED" ? `${leafType(element)}[]` : leafType(element);
  const fields: { name: string; type: string }[] = [];
  for (let child = 0; child < element.num_children; child += 1) {
    const name = schema[cursor.at]?.name ?? "?";
    fields.push({ name, type: typeAt(schema, cursor) });
  }
  return nestedType(element, fields);
}

function nestedType(element: SchemaElement, fields: readonly { readonly name: string; readonly type: string }[]): string {
  const kind = element.logical_type?.type ?? element.converted_type;
  const inner = fields[0]?.type ?? "?";
  // Three levels in the file (list, repeated group, element) are one in DuckDB.
  if (kind === "LIST") return inner.endsWith("[]") ? inner : `${inner}[]`;
  if (kind === "MAP" || kind === "MAP_KEY_VALUE") return inner.endsWith("[]") ? `MAP(${entryTypes(inner)})` : `MAP(${inner})`;
  if (element.repetition_type === "REPEATED") return fields.length === 1 ? `${inner}[]` : `${structType(fields)}[]`;
  return structType(fields);
}

function structType(fields: readonly { readonly name: string; readonly type: string }[]): string {
  return `STRUCT(${fields.map(({ name, type }) => `${/^[a-z_][a-z0-9_]*$/i.test(name) ? name : `"${name}"`} ${type}`).join(", ")})`;
}

/** `STRUCT("key" VARCHAR, "value" BIGINT)[]` -> `VARCHAR, BIGINT` */
function entryTypes(entries: string): string {
  return entries.slice("STRUCT(".length, -")[]".length).replace(/^"?key"? /, "").replace(/, "?value"? /, ", ");
}

const BY_CONVERTED: Readonly<Record<string, string>> = {
  INT_8: "TINYINT", INT_16: "SMALLINT", INT_32: "INTEGER", INT_64: "BIGINT",
  UINT_8: "UTINYINT", UINT_16: "USMALLINT", UINT_32: "UINTEGER", UINT_64: "UBIGINT",
  UTF8: "VARCHAR", ENUM: "VARCHAR", JSON: "JSON", DATE: "DATE", INTERVAL: "INTERVAL",
  TIME_MILLIS: "TIME", TIME_MICROS: "TIME", TIMESTAMP_MILLIS: "TIMESTAMP WITH TIME ZONE", TIMESTAMP_MICROS: "TIMESTAMP WITH TIME ZONE",
};
const BY_PHYSICAL: Readonly<Record<string, string>> = {
  BOOLEAN: "BOOLEAN", INT32: "INTEGER", INT64: "BIGINT", INT96: "TIMESTAMP", FLOAT: "FLOAT", DOUBLE: "DOUBLE", BYTE_ARRAY: "BLOB", FIXED_LEN_BYTE_ARRAY: "BLOB",
};

function leafType(element: SchemaElement): string {
  const logical = element.logical_type;
  switch (logical?.type) {
    case "TIMESTAMP":
      if (logical.isAdjustedToUTC) return "TIMESTAMP WITH TIME ZONE";
      return logical.unit === "NANOS" ? "TIMESTAMP_NS" : "TIMESTAMP";
    case "TIME": return logical.isAdjustedToUTC ? "TIME WITH TIME ZONE" : "TIME";
    case "UUID": return "UUID";
    case "STRING": case "ENUM": return "VARCHAR";
    default: break;
  }
  if (element.converted_type === "DECIMAL" || logical?.type === "DECIMAL") return `DECIMAL(${element.precision ?? 18},${element.scale ?? 0})`;
  return BY_CONVERTED[element.converted_type ?? ""] ?? BY_PHYSICAL[element.type ?? ""] ?? "?";
}
