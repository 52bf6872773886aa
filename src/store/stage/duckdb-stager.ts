import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { TableChanges } from "../../core/change-report.ts";
import { foldCoverage } from "../../core/coverage.ts";
import type { NewestEventAt } from "../../core/freshness.ts";
import type { ManifestCoverage } from "../../core/manifest.ts";
import { PROVENANCE_KEY } from "../../core/manifest.ts";
import { ConfigError, PayloadError } from "../../core/errors.ts";
import { quoteName, quoteText } from "../../core/quote.ts";
import type { StagedFile } from "../store.ts";
import { isNumeric } from "./casts.ts";
import { compareIn, type CompareQuestion } from "./compare.ts";
import { combinationSql, outputColumns } from "./combine.ts";
import { holdToContract } from "./contract.ts";
import { diagnose } from "./diagnose.ts";
import { inspectFile, type UpstreamFile } from "./inspect.ts";
import { auditIn, auditStaged } from "./measure.ts";
import { newestEventIn, type NewestEventQuestion } from "./newest-event.ts";
import { oneSentence, type Session, withSession, withSessions } from "./session.ts";
import { stagedRelation } from "./sql.ts";
import type { Span, Stager, StageRequest, StageResult, TableContent, TableRequest, TableResult } from "./stage.ts";
import { findMisfit } from "./misfit.ts";
import { writeLines } from "./tables.ts";

/**
 * Invariants
 * 1. Equal inputs and provenance make equal bytes: order is kept, the number of threads does not show.
 * 2. One dataset at a time, and beside it one comparison of published ones: a wide table takes hundreds of megabytes, and the writer uses
 *    every core by itself.
 * 3. Every piece of work has its own DuckDB, which spills into the request's private folder and gives its memory back.
 */
export interface StagerOptions {
  /** DuckDB threads; default the machine's, at most four. */
  readonly threads?: number;
}

/** Rows of a row group: less than half the memory and 0.6 of the time of the default 122,880 (measured on wide tables). */
export const ROW_GROUP_ROWS = 20_480;

/** @returns a stager over DuckDB, which is loaded on first use. */
export function createStager(options: StagerOptions = {}): Stager {
  const inTurn = createLine();
  /** What is compared is published already: no dataset on its way waits for it. */
  const afterwards = createLine();
  const threads = options.threads === undefined ? {} : { threads: options.threads };
  return {
    stage: (request, signal) => inTurn(() => stage(request, threads, signal)),
    loadTables: (requests, signal) => inTurn(() => loadTables(requests, threads, signal)),
    audit: (request, signal) => inTurn(() => auditStaged(request, threads, signal)),
    sample: (path, limit) =>
      inTurn(() => withSession(threads, new AbortController().signal, (session) => session.rows(`SELECT * FROM ${stagedRelation(path)} LIMIT ${Math.trunc(limit)}`))),
    rows: (path, columns) => inTurn(() => withSession(threads, new AbortController().signal, (session) => session.rows(`SELECT ${columns.map(quoteName).join(", ")} FROM ${stagedRelation(path)}`))),
    newestEvents,
    compare: (questions, signal) => afterwards(() => compare(questions, threads, signal)),
    close: () => undefined,
  };
}

/** @returns a line: what is handed to it runs when all before it has ended, however that ended */
function createLine(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

/** Not in turn: a column of a finished file takes milliseconds and no memory to speak of, and whoever asks must not wait for a wide table. */
async function newestEvents(questions: readonly NewestEventQuestion[]): Promise<readonly NewestEventAt[]> {
  if (questions.length === 0) return [];
  return withSession({ threads: 1 }, new AbortController().signal, async (session) => {
    const answers: NewestEventAt[] = [];
    for (const question of questions) answers.push(await newestEventIn(session, question));
    return answers;
  });
}

async function compare(questions: readonly CompareQuestion[], threads: StagerOptions, signal: AbortSignal): Promise<readonly (TableChanges | Error)[]> {
  if (questions.length === 0) return [];
  return withSession(threads, signal, async (session) => {
    const answers: (TableChanges | Error)[] = [];
    for (const question of questions) answers.push(await compareIn(session, question).catch((error: unknown) => {
      signal.throwIfAborted();
      // Without its cause: that is the same sentence, with SQL.
      return new Error(oneSentence(error));
    }));
    return answers;
  });
}

async function stage(request: StageRequest, threads: StagerOptions, signal: AbortSignal): Promise<StageResult> {
  if (request.inputs.length === 0) throw new PayloadError(request.label, "there is no upstream file to combine");
  let files: readonly UpstreamFile[] = [];
  try {
    return await withSession({ ...threads, tempDir: join(request.dir, "spill") }, signal, async (session) => {
      const found: UpstreamFile[] = [];
      for (const input of request.inputs) found.push(await inspectFile(session, input, request));
      files = found;
      const answer = await holdToContract(session, found, request);
      files = answer.files;
      const select = combinationSql(answer.files, { contract: request.columns, nulls: request.nulls ?? [], where: filters(answer.files, request) });
      return { ...(await writeParquet(session, select, request)), findings: answer.findings };
    });
  } catch (cause) {
    throw await diagnose(cause, files, request, signal);
  }
}

/** Tables side by side, each on its own connection, the largest first. */
async function loadTables(requests: readonly TableRequest[], threads: StagerOptions, signal: AbortSignal): Promise<readonly TableResult[]> {
  const [first] = requests;
  if (first === undefined) return [];
  // Small tables keep the cores busy by being several; threads of one query would only get in each other's way.
  const isLarge = requests.some(({ content }) => sizeOf(content) > LARGE_TABLE);
  const options = { ...(isLarge ? threads : { threads: 1 }), tempDir: join(first.dir, "spill"), sessions: Math.min(requests.length, TABLES_AT_ONCE) };
  // Written while DuckDB opens.
  const waiting = requests.map((request, index) => ({ request, index, lines: writeLines(request) })).toSorted((a, b) => sizeOf(b.request.content) - sizeOf(a.request.content));
  for (const { lines } of waiting) lines.catch(() => undefined);
  return withSessions(options, signal, async (sessions) => {
    const results = requests.map((): TableResult | null => null);
    const work = async (session: Session): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) results[next.index] = await loadTable(session, next, signal);
    };
    // All of them, also when one has failed: DuckDB must not be closed under a query of another (it crashes the process).
    const ended = await Promise.allSettled(sessions.map(work));
    const failed = ended.find((end) => end.status === "rejected");
    if (failed !== undefined) throw failed.reason;
    return results.flatMap((result) => (result === null ? [] : [result]));
  });
}

/** Node's pool of threads has four. */
const TABLES_AT_ONCE = 4;
/** In rows, or what they roughly come to. */
const LARGE_TABLE = 20_000;
const BYTES_PER_ROW = 200;

function sizeOf(content: TableContent): number {
  return "rows" in content ? content.rows.length : content.lines.length / BYTES_PER_ROW;
}

async function loadTable(session: Session, { request, lines }: { readonly request: TableRequest; readonly lines: Promise<string> }, signal: AbortSignal): Promise<TableResult> {
  try {
    // The SELECT gives each column the contract's type, so nobody needs to ask the file for them.
    const { staged, coverage } = await writeParquet(session, await lines, request, request.columns);
    return { staged, coverage, findings: [], answers: await auditIn(session, { ...request, staged, coverage }) };
  } catch (cause) {
    throw findMisfit(request) ?? (await diagnose(cause, [], request, signal));
  }
}

async function writeParquet(session: Session, select: string, request: Pick<StageRequest, "dir" | "fileName" | "provenance">, known: StagedFile["columns"] | null = null): Promise<Pick<StageResult, "staged" | "coverage">> {
  const path = join(request.dir, request.fileName);
  const provenance = quoteText(JSON.stringify(request.provenance));
  const options = `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP_ROWS}, KV_METADATA {${PROVENANCE_KEY}: ${provenance}}`;
  const [written] = await session.rows(`COPY (${select}) TO ${quoteText(path)} (${options})`);
  const columns = known?.map(({ name, type }) => ({ name, type })) ?? (await columnsOf(session, path));
  const coverage = await coverageOf(session, path, columns.map((column) => column.name));
  return { staged: await fingerprint(path, Number(written?.["Count"] ?? 0), columns), coverage };
}

/** @throws ConfigError when the dataset has no column to narrow by. */
function filters(files: readonly UpstreamFile[], request: StageRequest): readonly string[] {
  const names = new Set(outputColumns(files, request.columns));
  const spans: readonly (readonly [string, string, Span | readonly number[] | undefined])[] = [["season", "--seasons", request.seasons], ["week", "--weeks", request.weeks]];
  return spans.flatMap(([column, flag, span]) => {
    if (span === undefined) return [];
    if (!names.has(column)) throw new ConfigError(`${request.label} cannot be narrowed by ${flag}: it has no column ${column}`, `Leave out ${flag}, or name only datasets that have a ${column} with --datasets.`);
    const contracted = request.columns.find((other) => other.name === column)?.type;
    const value = contracted !== undefined && isNumeric(contracted) ? quoteName(column) : `try_cast(${quoteName(column)} AS BIGINT)`;
    return [isList(span) ? `${value} IN (${span.map(Math.trunc).join(", ")})` : `${value} BETWEEN ${Math.trunc(span.from)} AND ${Math.trunc(span.to)}`];
  });
}

function isList(span: Span | readonly number[]): span is readonly number[] {
  return Array.isArray(span);
}

async function columnsOf(session: Session, path: string): Promise<readonly { readonly name: string; readonly type: string }[]> {
  const rows = await session.rows(`SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM ${stagedRelation(path)})`);
  return rows.map((row) => ({ name: String(row["name"]), type: String(row["type"]) }));
}

/** Seasons and weeks that have rows; null for a dataset without seasons. */
async function coverageOf(session: Session, path: string, names: readonly string[]): Promise<ManifestCoverage | null> {
  if (!names.includes("season")) return null;
  const week = names.includes("week") ? "try_cast(week AS INTEGER)" : "CAST(NULL AS INTEGER)";
  const pairs = await session.rows(`SELECT DISTINCT try_cast(season AS INTEGER) AS season, ${week} AS week FROM ${stagedRelation(path)}`);
  return foldCoverage(pairs.flatMap((pair) => (pair["season"] === null ? [] : [{ season: Number(pair["season"]), week: pair["week"] === null ? null : Number(pair["week"]) }])));
}

async function fingerprint(path: string, rows: number, columns: StagedFile["columns"]): Promise<StagedFile> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return { path, rows, columns, sizeBytes: (await stat(path)).size, sha256: hash.digest("hex") };
}

