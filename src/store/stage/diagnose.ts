import type { ColumnContract } from "../../core/dataset.ts";
import { IngestError, PayloadError, SchemaDriftError, StoreWriteError } from "../../core/errors.ts";
import { isLost, LOST_VALUE } from "./casts.ts";
import { relationOf, type UpstreamColumn, type UpstreamFile } from "./inspect.ts";
import { oneSentence, withSession } from "./session.ts";
import type { StageRequest } from "./stage.ts";

/** What is asked about: what the error is called by and where it was written, and how its files read. */
type Diagnosed = Pick<StageRequest, "label" | "dir" | "columns" | "nulls">;

/**
 * Finds out why a combination failed. Only now are files looked at one by one: a healthy run pays nothing for it.
 * @returns the error to throw: a value that does not fit (SchemaDriftError), a broken file (PayloadError), a disk (StoreWriteError)
 */
export async function diagnose(cause: unknown, files: readonly UpstreamFile[], request: Diagnosed, signal: AbortSignal): Promise<unknown> {
  if (signal.aborted) return signal.reason;
  if (cause instanceof IngestError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  if (isDiskTrouble(text, request)) return new StoreWriteError(request.dir, oneSentence(cause), { cause });
  if (text.includes(LOST_VALUE) || text.startsWith("Conversion Error")) {
    const lost = await lostValues(files, request, signal);
    if (lost.length > 0) return new SchemaDriftError(request.label, lost, { cause });
  }
  const broken = await brokenFile(files, request, signal);
  if (broken !== null) return broken;
  return new PayloadError(request.label, `the upstream files could not be combined: ${oneSentence(cause)}`, { cause });
}

function isDiskTrouble(text: string, request: Diagnosed): boolean {
  return /No space left|Disk quota|Read-only file system|file size limit|Could not write/i.test(text) || (text.startsWith("IO Error") && text.includes(request.dir));
}

/** The first value of every column and file that does not survive as the contract's type. */
async function lostValues(files: readonly UpstreamFile[], request: Diagnosed, signal: AbortSignal): Promise<readonly string[]> {
  const contract = new Map(request.columns.map((column) => [column.name, column]));
  const issues: string[] = [];
  for (const file of files) {
    for (const column of file.columns) {
      const wanted = contract.get(column.name);
      if (wanted !== undefined && wanted.type !== column.carrier) issues.push(...(await firstLost(file, column, wanted, request, signal)));
    }
  }
  return issues;
}

async function firstLost(file: UpstreamFile, column: UpstreamColumn, wanted: ColumnContract, request: Diagnosed, signal: AbortSignal): Promise<readonly string[]> {
  // A file may be broken as well: then this look fails too, and the file is what gets reported.
  const [row] = await withSession({ threads: 1 }, signal, (session) =>
    session.rows(`SELECT position, CAST(value AS VARCHAR) AS value FROM (SELECT ${column.value} AS value, row_number() OVER () AS position FROM ${relationOf([file], request.nulls ?? [])}) WHERE ${isLost("value", column.carrier, wanted.type)} ORDER BY position LIMIT 1`),
  ).catch(() => []);
  if (row === undefined) return [];
  const place = file.input.format === "csv" ? `data row ${String(row["position"])} below the header` : `row ${String(row["position"])}`;
  return [`${file.input.label}, ${place}: ${column.name} is ${JSON.stringify(row["value"])}, which is no ${wanted.type}`];
}

async function brokenFile(files: readonly UpstreamFile[], request: Diagnosed, signal: AbortSignal): Promise<PayloadError | null> {
  for (const file of files) {
    try {
      await withSession({ threads: 1 }, signal, (session) => session.run(`SELECT max(COLUMNS(*)) FROM ${relationOf([file], request.nulls ?? [])}`));
    } catch (cause) {
      signal.throwIfAborted();
      return new PayloadError(`${request.label}: ${file.input.label}`, `the file is damaged: ${oneSentence(cause)}`, { cause });
    }
  }
  return null;
}
