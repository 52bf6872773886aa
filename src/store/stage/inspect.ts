import { open, stat } from "node:fs/promises";
import { PayloadError, SchemaDriftError } from "../../core/errors.ts";
import { quoteName, quoteText } from "../../core/quote.ts";
import { oneSentence, type Session } from "./session.ts";
import { pathList } from "./sql.ts";
import type { StageInput, StageRequest } from "./stage.ts";

/** A column as one upstream file has it. */
export interface UpstreamColumn {
  /** Name in the file. */
  readonly upstream: string;
  /** Name in the snapshot, after `renames`. */
  readonly name: string;
  /** DuckDB type the provider gave it; null where the format has no types (CSV). */
  readonly type: string | null;
  /** SQL that reads it, and the type that SQL has. */
  readonly value: string;
  readonly carrier: string;
}

export interface UpstreamFile {
  readonly input: StageInput;
  readonly columns: readonly UpstreamColumn[];
}

const HEADER_BYTES = 1 << 18;

/**
 * Looks at the names and types of one upstream file; reads no rows (but all of a JSON file).
 * @throws PayloadError (empty, truncated, not what it should be) and SchemaDriftError (names that cannot become columns)
 */
export async function inspectFile(session: Session, input: StageInput, request: StageRequest): Promise<UpstreamFile> {
  const where = `${request.label}: ${input.label}`;
  const { size } = await stat(input.path).catch((cause: unknown) => {
    throw new PayloadError(where, "the archived bytes cannot be read", { cause });
  });
  if (size === 0) throw new PayloadError(where, "the file is empty (0 bytes)");
  const columns = await columnsOf(session, input, where, request);
  const names = columns.map((column) => column.name);
  const problems = [...unusableNames(input, names)];
  if (problems.length > 0) throw new SchemaDriftError(request.label, problems);
  return { input, columns };
}

async function columnsOf(session: Session, input: StageInput, where: string, request: StageRequest): Promise<readonly UpstreamColumn[]> {
  const renamed = (upstream: string): string => request.renames?.[upstream] ?? upstream;
  if (input.format === "csv") {
    const header = await csvHeader(input, where);
    return header.map((upstream) => ({ upstream, name: renamed(upstream), type: null, value: quoteName(upstream), carrier: "VARCHAR" }));
  }
  try {
    const typed = input.format === "parquet" ? await parquetColumns(session, input) : await jsonColumns(session, input);
    return typed.map((column) => ({ ...column, name: renamed(column.upstream) }));
  } catch (cause) {
    if (cause instanceof PayloadError) throw cause;
    throw new PayloadError(where, `not a readable ${input.format === "parquet" ? "Parquet file" : "JSON array"}: ${oneSentence(cause)}`, { cause });
  }
}

type TypedColumn = Omit<UpstreamColumn, "name">;

async function parquetColumns(session: Session, input: StageInput): Promise<readonly TypedColumn[]> {
  const nodes = await session.rows(`SELECT name, num_children, duckdb_type FROM parquet_schema(${pathList([input.path])})`);
  const top = topLevel(nodes.map((node) => ({ name: String(node["name"]), children: Number(node["num_children"] ?? 0), type: node["duckdb_type"] as string | null })));
  // The schema names the leaves' types only; DuckDB's view of the file has those of lists and structs, in the same order.
  const described = top.some((node) => node.children > 0) ? await describe(session, `read_parquet(${pathList([input.path])}, hive_partitioning = false)`) : null;
  return top.map((node, index) => {
    const type = described?.[index]?.type ?? node.type ?? "VARCHAR";
    return { upstream: node.name, type, value: quoteName(node.name), carrier: type };
  });
}

interface SchemaNode {
  readonly name: string;
  readonly children: number;
  readonly type: string | null;
}

/** @returns the root's children: the nodes are listed depth first, each followed by its own. */
function topLevel(nodes: readonly SchemaNode[]): readonly SchemaNode[] {
  const top: SchemaNode[] = [];
  let skip = 0;
  for (const node of nodes.slice(1)) {
    if (skip === 0) top.push(node);
    else skip -= 1;
    skip += node.children;
  }
  return top;
}

async function jsonColumns(session: Session, input: StageInput): Promise<readonly TypedColumn[]> {
  const described = await describe(session, `read_json(${pathList([input.path])}, format = 'array', sample_size = -1, hive_partitioning = false)`);
  return described.map(({ name, type }) => {
    // Texts that look like dates stay texts; nested values stay JSON, which DuckDB casts to lists.
    const scalar = !/[[(]|JSON/.test(type);
    const quoted = quoteName(name);
    const guessed = /^(DATE|TIME|TIMESTAMP|UUID)/.test(type) ? "VARCHAR" : type;
    return scalar ? { upstream: name, type: guessed, value: `(${quoted} ->> '$')`, carrier: "VARCHAR" } : { upstream: name, type, value: quoted, carrier: "JSON" };
  });
}

async function describe(session: Session, relation: string): Promise<readonly { readonly name: string; readonly type: string }[]> {
  const rows = await session.rows(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${relation})`);
  return rows.map((row) => ({ name: String(row["column_name"]), type: String(row["column_type"]) }));
}

/** @returns the first record of the file. @throws PayloadError when there is none within the first 256 KiB. */
async function csvHeader(input: StageInput, where: string): Promise<readonly string[]> {
  const { parse } = await import("csv-parse/sync");
  const file = await open(input.path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    const records: string[][] = parse(buffer.subarray(0, bytesRead), { bom: true, to: 1 });
    const header = records[0];
    if (header === undefined) throw new PayloadError(where, "no CSV header");
    return header;
  } catch (cause) {
    if (cause instanceof PayloadError) throw cause;
    throw new PayloadError(where, `the CSV header cannot be read: ${oneSentence(cause)}`, { cause });
  } finally {
    await file.close();
  }
}

/** Sentences about names that DuckDB would invent, merge or hide. */
function* unusableNames(input: StageInput, names: readonly string[]): Generator<string> {
  const seen = new Map<string, string>();
  for (const [index, name] of names.entries()) {
    const folded = name.toLowerCase();
    const other = seen.get(folded);
    if (name.trim() === "") yield `${input.label}: column ${index + 1} of ${names.length} has no name`;
    else if (folded === "dt") yield `${input.label}: a column named dt would hide the partition's date; it must be renamed`;
    else if (other !== undefined) yield other === name ? `${input.label}: column ${name} stands there twice` : `${input.label}: columns ${other} and ${name} differ in case only`;
    seen.set(folded, name);
  }
}

/** @returns the SQL relation over files of one shape. `nulls` are texts that mean null in CSV. */
export function relationOf(files: readonly UpstreamFile[], nulls: readonly string[]): string {
  const [first] = files;
  if (first === undefined) throw new RangeError("a relation needs a file");
  const paths = pathList(files.map((file) => file.input.path));
  if (first.input.format === "parquet") {
    const unlike = files.some((file) => !sameNames(file, first));
    return `read_parquet(${paths}, hive_partitioning = false${unlike ? ", union_by_name = true" : ""})`;
  }
  if (first.input.format === "json") {
    return `read_json(${paths}, format = 'array', hive_partitioning = false, columns = {${first.columns.map((column) => `${quoteText(column.upstream)}: 'JSON'`).join(", ")}})`;
  }
  const columns = first.columns.map((column) => `${quoteText(column.upstream)}: 'VARCHAR'`).join(", ");
  const nullTexts = ["", ...nulls].map(quoteText).join(", ");
  return `read_csv(${paths}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', nullstr = [${nullTexts}], hive_partitioning = false, columns = {${columns}})`;
}

export function sameNames(a: UpstreamFile, b: UpstreamFile): boolean {
  return a.columns.length === b.columns.length && a.columns.every((column, index) => column.upstream === b.columns[index]?.upstream);
}
