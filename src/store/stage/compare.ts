import { type ChangedRow, compareSchemas, nameColumn, type SampleRow, STAMP_COLUMNS, type TableChanges, type TypedColumn } from "../../core/change-report.ts";
import { isNumeric } from "./casts.ts";
import type { Row, Session } from "./session.ts";
import { quoteName } from "../../core/quote.ts";
import { pathList, stagedRelation } from "./sql.ts";

/**
 * Two finished files of one dataset side by side. What is kept of a row is its number, a hash of its key and a few of its cells: half a
 * million wide rows take tens of megabytes. The cells themselves are read again only where hashes differ, and of samples.
 *
 * Invariants (core/change-report.ts says what counts as equal)
 * 1. Equal values have equal hashes: DuckDB hashes 0 as -0 and every NaN alike. Different ones that collide (64 bits) would be missed.
 * 2. A row is counted once, whatever stands several times.
 */
export interface CompareQuestion {
  /** Paths of Parquet files. */
  readonly before: string;
  readonly after: string;
  /** A key of which a column is missing on one side is none. */
  readonly key: readonly string[];
  /** Only these are compared, beside the key; absent: all that both have, but for when the snapshot was taken. */
  readonly columns?: readonly string[];
  /** How many rows of each kind are shown. */
  readonly samples: number;
}

/** Cells of a row are hashed in so many groups: where a few columns changed, only their groups are read again. */
const LANES = 8;

/** @throws what DuckDB throws where a file is missing or cannot be read */
export async function compareIn(session: Session, question: CompareQuestion): Promise<TableChanges> {
  const [before, after] = [await columnsOf(session, question.before), await columnsOf(session, question.after)];
  const shared = before.flatMap(({ name, type }): readonly SharedColumn[] => {
    const other = after.find((column) => column.name === name);
    return other === undefined ? [] : [{ name, type: other.type, compared: comparable(name, type, other.type) }];
  });
  const key = question.key.every((name) => shared.some((column) => column.name === name)) ? question.key : [];
  const isAsked = ({ name }: TypedColumn): boolean => question.columns?.includes(name) ?? !STAMP_COLUMNS.includes(name);
  const work: Work = { session, question, key, columns: shared.filter((column) => !key.includes(column.name) && isAsked(column)), keyColumns: shared.filter(({ name }) => key.includes(name)), name: nameColumn(shared, key) };
  await hashRows(work);
  const { rows, repeatedKeys } = await count(work);
  return {
    schema: compareSchemas(before, after),
    key,
    rows,
    repeatedKeys,
    columns: rows.changed === 0 ? [] : await countCells(work),
    samples: {
      added: rows.added === 0 ? [] : await sampleOf(work, "added"),
      removed: rows.removed === 0 ? [] : await sampleOf(work, "removed"),
      changed: rows.changed === 0 ? [] : await sampleChanged(work),
    },
  };
}

interface SharedColumn extends TypedColumn {
  /** SQL of its value in the type it is compared in. */
  readonly compared: string;
}

interface Work {
  readonly session: Session;
  readonly question: CompareQuestion;
  readonly key: readonly string[];
  readonly keyColumns: readonly SharedColumn[];
  /** Compared beside the key. */
  readonly columns: readonly SharedColumn[];
  readonly name: string | null;
}

/** A column that changed its type: numbers are compared as numbers, everything else as text. */
function comparable(name: string, before: string, after: string): string {
  if (before === after) return quoteName(name);
  return isNumeric(before) && isNumeric(after) ? `CAST(${quoteName(name)} AS DOUBLE)` : `CAST(${quoteName(name)} AS VARCHAR)`;
}

async function columnsOf(session: Session, path: string): Promise<readonly TypedColumn[]> {
  const rows = await session.rows(`SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM ${stagedRelation(path)})`);
  return rows.map((row) => ({ name: String(row["name"]), type: String(row["type"]) }));
}

/** The file with the number of each row in it. */
function relation(path: string): string {
  return `read_parquet(${pathList([path])}, hive_partitioning = false, file_row_number = true)`;
}

function numbered(path: string, select: readonly string[], where = ""): string {
  return `SELECT ${["file_row_number AS n", ...select].join(", ")} FROM ${relation(path)} ${where}`;
}

function lanesOf({ columns }: Work): readonly (readonly SharedColumn[])[] {
  const width = Math.max(1, Math.ceil(columns.length / LANES));
  return Array.from({ length: Math.ceil(columns.length / width) }, (_, lane) => columns.slice(lane * width, (lane + 1) * width));
}

const hashOf = (columns: readonly SharedColumn[]): string => `hash(${columns.map(({ compared }) => compared).join(", ")})`;

/** Makes the tables that everything else is asked of: before_rows and after_rows (n, k, h0 ...), repeated (k), removed (n), added (n), changed (b, a, d0 ...). */
async function hashRows(work: Work): Promise<void> {
  const { session, question, key, keyColumns } = work;
  const lanes = lanesOf(work);
  const hashes = lanes.map((_, lane) => `h${lane}`);
  // Without a key all rows have the same: they are compared whole.
  const select = [`${key.length === 0 ? "0::UBIGINT" : hashOf(keyColumns)} AS k`, ...lanes.map((columns, lane) => `${hashOf(columns)} AS h${lane}`)];
  await session.run(`CREATE OR REPLACE TEMP TABLE before_rows AS ${numbered(question.before, select)}`);
  await session.run(`CREATE OR REPLACE TEMP TABLE after_rows AS ${numbered(question.after, select)}`);
  await session.run(`CREATE OR REPLACE TEMP TABLE repeated AS ${key.length === 0 ? "SELECT 0::UBIGINT AS k" : `${repeatedIn("before_rows")} UNION ${repeatedIn("after_rows")}`}`);
  await session.run(`CREATE OR REPLACE TEMP TABLE removed AS ${lacking("before_rows", "after_rows", hashes)}`);
  await session.run(`CREATE OR REPLACE TEMP TABLE added AS ${lacking("after_rows", "before_rows", hashes)}`);
  const differs = hashes.map((hash) => `b.${hash} <> a.${hash}`);
  await session.run(
    `CREATE OR REPLACE TEMP TABLE changed AS SELECT b.n AS b, a.n AS a${differs.map((test, lane) => `, ${test} AS d${lane}`).join("")}
     FROM before_rows b JOIN after_rows a USING (k) ANTI JOIN repeated USING (k) WHERE ${differs.length === 0 ? "false" : differs.join(" OR ")}`,
  );
}

const repeatedIn = (table: string): string => `SELECT k FROM ${table} GROUP BY k HAVING count(*) > 1`;

/** Rows of one side that the other has no partner for: by key, and of repeated keys the nth equal row by the nth. */
function lacking(table: string, other: string, hashes: readonly string[]): string {
  const whole = ["k", ...hashes].join(", ");
  const nth = (from: string): string => `(SELECT n, ${whole}, row_number() OVER (PARTITION BY ${whole} ORDER BY n) AS nth FROM ${from} SEMI JOIN repeated USING (k))`;
  return `SELECT n FROM ${table} ANTI JOIN ${other} USING (k) ANTI JOIN repeated USING (k)
    UNION ALL SELECT n FROM ${nth(table)} ANTI JOIN ${nth(other)} USING (${whole}, nth)`;
}

async function count({ session, key }: Work): Promise<Pick<TableChanges, "rows" | "repeatedKeys">> {
  const counted = (table: string): string => `(SELECT count(*) FROM ${table})`;
  const repeated = (table: string): string => (key.length === 0 ? "0" : `(SELECT count(*) FROM (${repeatedIn(table)}))`);
  const [row] = await session.rows(
    `SELECT ${counted("before_rows")} AS before, ${counted("after_rows")} AS after, ${counted("added")} AS added, ${counted("removed")} AS removed, ${counted("changed")} AS changed,
     ${repeated("before_rows")} AS repeated_before, ${repeated("after_rows")} AS repeated_after`,
  );
  const number = (name: string): number => Number(row?.[name] ?? 0);
  return {
    rows: { before: number("before"), after: number("after"), added: number("added"), removed: number("removed"), changed: number("changed") },
    repeatedKeys: { before: number("repeated_before"), after: number("repeated_after") },
  };
}

/** Group by group, and only those that differ somewhere: of many changed rows no more than a few columns are in memory at once. */
async function countCells(work: Work): Promise<TableChanges["columns"]> {
  const { session, question } = work;
  const lanes = lanesOf(work);
  const [differing = {}] = await session.rows(`SELECT ${lanes.map((_, lane) => `bool_or(d${lane}) AS d${lane}`).join(", ")} FROM changed`);
  const counts: { readonly name: string; readonly rows: number }[] = [];
  for (const [lane, columns] of lanes.entries()) {
    if (differing[`d${lane}`] !== true) continue;
    const select = columns.map(({ compared }, nth) => `${compared} AS c${nth}`);
    const [row = {}] = await session.rows(
      `SELECT ${columns.map((_, nth) => `count(*) FILTER (b.c${nth} IS DISTINCT FROM a.c${nth}) AS c${nth}`).join(", ")}
       FROM changed JOIN (${numbered(question.before, select)}) b ON b.n = changed.b JOIN (${numbered(question.after, select)}) a ON a.n = changed.a WHERE changed.d${lane}`,
    );
    counts.push(...columns.map(({ name }, nth) => ({ name, rows: Number(row[`c${nth}`]) })));
  }
  return counts.filter(({ rows }) => rows > 0).toSorted((one, other) => other.rows - one.rows);
}

/** @returns the first rows of one kind, their key first */
async function sampleOf(work: Work, kind: "added" | "removed"): Promise<readonly SampleRow[]> {
  const { session, question, key } = work;
  const numbers = await session.rows(`SELECT n FROM ${kind} ORDER BY n LIMIT ${Math.trunc(question.samples)}`);
  if (numbers.length === 0) return [];
  const path = kind === "added" ? question.after : question.before;
  const rows = await session.rows(`SELECT * FROM ${relation(path)} WHERE ${isOneOf(numbers.map(({ n }) => n))} ORDER BY file_row_number`);
  return rows.map(({ file_row_number: _, ...row }) => ({ ...pick(row, key), ...row }));
}

/** Numbers stand in the query: a reader skips what cannot hold them, which it does not for those of another table. */
function isOneOf(numbers: readonly unknown[]): string {
  return `file_row_number IN (${numbers.map(Number).join(", ")})`;
}

async function sampleChanged(work: Work): Promise<readonly ChangedRow[]> {
  const { session, question, columns, key } = work;
  const pairs = await session.rows(`SELECT b, a FROM changed ORDER BY a LIMIT ${Math.trunc(question.samples)}`);
  if (pairs.length === 0) return [];
  const select = columns.flatMap(({ name, compared }, nth) => [`${quoteName(name)} AS v${nth}`, `${compared} AS c${nth}`]);
  const who = [...key, ...(work.name === null ? [] : [work.name])];
  const side = (path: string, numbers: readonly unknown[], further: readonly string[] = []): string => `(${numbered(path, [...select, ...further], `WHERE ${isOneOf(numbers)}`)})`;
  const rows = await session.rows(
    `SELECT ${[...columns.flatMap((_, nth) => [`b.v${nth} AS b${nth}`, `a.v${nth} AS a${nth}`, `b.c${nth} IS DISTINCT FROM a.c${nth} AS d${nth}`]), ...who.map((_, nth) => `a.w${nth}`)].join(", ")}
     FROM (VALUES ${pairs.map(({ b, a }) => `(${Number(b)}, ${Number(a)})`).join(", ")}) pair (b, a)
     JOIN ${side(question.before, pairs.map(({ b }) => b))} b ON b.n = pair.b
     JOIN ${side(question.after, pairs.map(({ a }) => a), who.map((name, nth) => `${quoteName(name)} AS w${nth}`))} a ON a.n = pair.a ORDER BY pair.a`,
  );
  return rows.map((row) => ({
    who: Object.fromEntries(who.flatMap((name, nth) => (name === work.name && row[`w${nth}`] === null ? [] : [[name, row[`w${nth}`]]]))),
    cells: columns.flatMap(({ name }, nth) => (row[`d${nth}`] === true ? [{ column: name, before: row[`b${nth}`], after: row[`a${nth}`] }] : [])),
  }));
}

function pick(row: Row, names: readonly string[]): Row {
  return Object.fromEntries(names.map((name) => [name, row[name]]));
}
