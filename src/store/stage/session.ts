import { availableParallelism, tmpdir } from "node:os";
import type { DuckDBConnection } from "@duckdb/node-api";

/** More threads cost memory (each holds row groups of a wide table) and the writer gains little beyond four. */
const MAX_THREADS = 4;
const INTERRUPT_AGAIN_MS = 50;

export interface SessionOptions {
  /** Where DuckDB spills what does not fit in memory; a private folder that the caller removes. Default: the system's. */
  readonly tempDir?: string;
  readonly threads?: number;
}

export type Row = Readonly<Record<string, unknown>>;

/** One in-memory DuckDB for one piece of work: its memory is given back when the work ends. */
export interface Session {
  readonly signal: AbortSignal;
  run(sql: string): Promise<void>;
  /** Values as JSON has them; integers beyond 32 bits come as text. */
  rows(sql: string): Promise<readonly Row[]>;
}

/**
 * Opens DuckDB, runs `body`, closes it. DuckDB is loaded on first use: importing this module is cheap.
 * @throws signal.reason when aborted: a running query is interrupted.
 */
export async function withSession<T>(options: SessionOptions, signal: AbortSignal, body: (session: Session) => Promise<T>): Promise<T> {
  return withSessions({ ...options, sessions: 1 }, signal, ([session]) => {
    if (session === undefined) throw new Error("one session was asked for");
    return body(session);
  });
}

/**
 * Several connections to one DuckDB, for small pieces of work beside each other: opening one costs as much as writing a few tables.
 * @param body ends only when all its queries have ended, also in failure
 */
export async function withSessions<T>(options: SessionOptions & { readonly sessions: number }, signal: AbortSignal, body: (sessions: readonly Session[]) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", {
    threads: String(options.threads ?? Math.min(MAX_THREADS, availableParallelism())),
    temp_directory: options.tempDir ?? tmpdir(),
  });
  const connections = await Promise.all(Array.from({ length: options.sessions }, () => instance.connect()));
  let interrupting: NodeJS.Timeout | undefined;
  const interruptAll = (): void => connections.forEach((connection) => connection.interrupt());
  // DuckDB forgets an interrupt that comes just before its query starts: it is repeated until the work has stopped.
  const interrupt = (): void => {
    interruptAll();
    interrupting = setInterval(interruptAll, INTERRUPT_AGAIN_MS);
  };
  signal.addEventListener("abort", interrupt, { once: true });
  try {
    // Order and clock must not depend on the machine: equal inputs make equal bytes.
    await Promise.all(connections.map((connection) => connection.run("SET preserve_insertion_order = true; SET TimeZone = 'UTC'")));
    return await body(connections.map((connection) => sessionOver(connection, signal)));
  } finally {
    signal.removeEventListener("abort", interrupt);
    clearInterval(interrupting);
    for (const connection of connections) connection.closeSync();
    instance.closeSync();
  }
}

function sessionOver(connection: DuckDBConnection, signal: AbortSignal): Session {
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  };
  return {
    signal,
    run: (sql) => guarded(async () => void (await connection.run(sql))),
    rows: (sql) => guarded(async () => (await connection.runAndReadAll(sql)).getRowObjectsJson()),
  };
}

/** @returns DuckDB's answer as one sentence: no stack, no SQL, no advice about its own options. */
export function oneSentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [head = ""] = text.split(/\n\s*\n|\nLINE \d|\nPossible |\nTry setting |\nCandidate |\n\s*file = /);
  return head
    .replace(/^(Invalid Input|Invalid|IO|Conversion|Out of Memory|Parser|Binder|Serialization|TransactionContext) Error: /, "")
    .replace(/\s*\n\s*/g, "; ")
    .trim();
}
