import { hostname } from "node:os";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { StoreBusyError, StoreWriteError } from "../../core/errors.ts";
import { isBusyError, openSqlite, type Sqlite } from "../sqlite.ts";

/**
 * The store-wide lock.
 *
 * Invariants
 * 1. It is a transaction on a SQLite file that stays empty, so that nothing in it can be damaged: exclusive for publishing, a read
 *    transaction for readers. The kernel frees it when its process dies, however that happens.
 * 2. Waiting never blocks the process: SQLite is asked again and again, so that a reader of the same process can end.
 * 3. The notes of who holds it are for people: they may be missing or stale, and nothing is decided by them.
 */
export interface StoreLock {
  /** Nobody else publishes or reads while `body` runs. @param purpose what others are told who wait */
  exclusive<T>(purpose: string, body: () => Promise<T> | T): Promise<T>;
  /** Nobody publishes while `body` runs. */
  shared<T>(purpose: string, body: () => Promise<T> | T): Promise<T>;
}

export interface LockOptions {
  readonly file: string;
  /** Folder for the notes of who holds it. */
  readonly holders: string;
  /** How long to wait for others, in milliseconds. */
  readonly timeoutMs: number;
}

const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 50;
let notes = 0;

/** The folder of `file` must exist. */
export function createStoreLock(options: LockOptions): StoreLock {
  return {
    exclusive: (purpose, body) => hold(options, "exclusive", purpose, body),
    shared: (purpose, body) => hold(options, "shared", purpose, body),
  };
}

async function hold<T>(options: LockOptions, mode: "exclusive" | "shared", purpose: string, body: () => Promise<T> | T): Promise<T> {
  const db = await acquire(options, mode);
  const removeNote = leaveNote(options.holders, mode, purpose);
  try {
    return await body();
  } finally {
    removeNote();
    release(db);
  }
}

async function acquire(options: LockOptions, mode: "exclusive" | "shared"): Promise<Sqlite> {
  const deadline = performance.now() + options.timeoutMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const db = tryLock(options.file, mode);
    if (db !== null) return db;
    if (performance.now() > deadline) throw new StoreBusyError(`${options.file}: the store is in use by ${describeHolders(options.holders)}; gave up after ${Math.round(options.timeoutMs / 1000)} s`);
    // Uneven pauses: two processes that wait for each other must not ask in step.
    await sleep(pauseMs * (0.5 + Math.random()));
  }
}

/** @returns the connection that holds the lock, or null while others hold it. */
function tryLock(file: string, mode: "exclusive" | "shared"): Sqlite | null {
  let db: Sqlite | null = null;
  try {
    db = openSqlite(file, { busyTimeoutMs: 0, journal: "delete" });
    db.exec(mode === "exclusive" ? "BEGIN EXCLUSIVE" : "BEGIN");
    // A deferred transaction locks when it first reads.
    if (mode === "shared") db.exec("SELECT count(*) FROM sqlite_schema");
    return db;
  } catch (cause) {
    db?.close();
    if (isBusyError(cause)) return null;
    throw new StoreWriteError(file, `the store's lock cannot be taken: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Closing alone would leave the lock to the garbage collector: a connection with open statements lives on inside SQLite. */
function release(db: Sqlite): void {
  db.exec("ROLLBACK");
  db.close();
}

interface Note {
  readonly pid: number;
  readonly host: string;
  readonly mode: string;
  readonly purpose: string;
  readonly since: string;
}

function leaveNote(folder: string, mode: string, purpose: string): () => void {
  notes += 1;
  const path = join(folder, `${hostname()}-${process.pid}-${notes}.json`);
  const note: Note = { pid: process.pid, host: hostname(), mode, purpose, since: new Date().toISOString() };
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, JSON.stringify(note));
  } catch {
    // A full disk must not keep anybody from reading (invariant 3).
  }
  return () => rmSync(path, { force: true });
}

function describeHolders(folder: string): string {
  const seen: string[] = [];
  try {
    for (const name of readdirSync(folder)) {
      const note = JSON.parse(readFileSync(join(folder, name), "utf8")) as Note;
      if (note.host === hostname() && !isRunning(note.pid)) rmSync(join(folder, name), { force: true });
      else seen.push(`process ${note.pid} on ${note.host} (${note.purpose}, since ${note.since})`);
    }
  } catch {
    // A note may vanish or be half-written while it is read.
  }
  return seen.length === 0 ? "another process" : seen.join(", ");
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { readonly code?: unknown }).code === "EPERM";
  }
}
