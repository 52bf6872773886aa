import { DatabaseSync, type DatabaseSyncInstance } from "@photostructure/sqlite";

/**
 * The one door to SQLite: the ledger (src/ops) and the store's lock use it, nothing else knows which library is behind.
 * All calls are synchronous; a call that meets another process's lock waits inside SQLite for up to `busyTimeoutMs`.
 */
export type SqliteValue = null | number | bigint | string | Uint8Array;

export interface SqliteOptions {
  /** How long a statement waits for another process's lock before it throws (milliseconds). Default 10,000. */
  readonly busyTimeoutMs?: number;
  /**
   * `wal` (default): readers never block the writer. `delete`: the rollback journal, in which a read transaction and a write
   * transaction exclude each other, which is what a shared/exclusive lock between processes needs.
   */
  readonly journal?: "wal" | "delete";
  /** `normal` (default): in WAL mode a power cut may lose the last commits, never the database. `full`: fsync at every commit. */
  readonly synchronous?: "normal" | "full";
  /** Opens an existing file for reading only; sets no journal mode. */
  readonly readOnly?: boolean;
}

export interface SqliteStatement<Row> {
  run(...values: SqliteValue[]): { readonly changes: number };
  get(...values: SqliteValue[]): Row | undefined;
  all(...values: SqliteValue[]): Row[];
}

/** `deferred` locks at the first statement, `immediate` takes the write lock now, `exclusive` also keeps readers out (journal `delete`). */
export type TransactionMode = "deferred" | "immediate" | "exclusive";

export interface Sqlite {
  readonly path: string;
  readonly isOpen: boolean;
  exec(sql: string): void;
  prepare<Row = Record<string, unknown>>(sql: string): SqliteStatement<Row>;
  /** Runs `body` in one transaction: committed when it returns, rolled back when it throws. Default `immediate`. */
  transaction<T>(body: () => T, mode?: TransactionMode): T;
  /** Frees every lock; a second call does nothing. */
  close(): void;
}

const BUSY = 5;
const LOCKED = 6;
const CORRUPT = 11;
const NOTADB = 26;
const CODE_BY_MESSAGE: ReadonlyMap<string, number> = new Map([
  ["database is locked", BUSY],
  ["database table is locked", LOCKED],
  ["database disk image is malformed", CORRUPT],
  ["file is not a database", NOTADB],
]);

/** @throws the library's error when the file cannot be opened or is no database: see isBusyError, isCorruptError. */
export function openSqlite(path: string, options: SqliteOptions = {}): Sqlite {
  const timeout = options.busyTimeoutMs ?? 10_000;
  const db: DatabaseSyncInstance = new DatabaseSync(path, { timeout, readOnly: options.readOnly ?? false });
  try {
    if (!options.readOnly) configure(db, options, timeout);
  } catch (error) {
    db.close();
    throw error;
  }
  return {
    path,
    get isOpen() {
      return db.isOpen;
    },
    exec: (sql) => db.exec(sql),
    prepare: (sql: string) => db.prepare(sql),
    transaction: (body, mode = "immediate") => runTransaction(db, body, mode),
    close: () => {
      if (db.isOpen) db.close();
    },
  };
}

/** @returns true when another process held the lock for longer than the busy timeout. */
export function isBusyError(error: unknown): boolean {
  const code = primaryCode(error);
  return code === BUSY || code === LOCKED;
}

/** @returns true when the file is damaged or is no SQLite database at all. */
export function isCorruptError(error: unknown): boolean {
  const code = primaryCode(error);
  return code === CORRUPT || code === NOTADB;
}

/** Extended result codes carry the primary one in their low byte. Errors of `prepare` carry only SQLite's fixed message. */
function primaryCode(error: unknown): number | null {
  const { errcode, message } = (error ?? {}) as { readonly errcode?: unknown; readonly message?: unknown };
  if (typeof errcode === "number") return errcode & 0xff;
  return typeof message === "string" ? (CODE_BY_MESSAGE.get(message) ?? null) : null;
}

function configure(db: DatabaseSyncInstance, options: SqliteOptions, timeoutMs: number): void {
  db.exec(`PRAGMA synchronous = ${options.synchronous ?? "normal"}`);
  const wanted = options.journal ?? "wal";
  const journalMode = () => (db.prepare("PRAGMA journal_mode").get() as { readonly journal_mode: string }).journal_mode;
  // A prepared statement keeps its file open until it is collected, also after close(). The store's lock (`delete`) is opened and
  // closed at every publish, so it does not ask first; setting a mode that is set already changes nothing.
  if (wanted === "wal" && journalMode() === wanted) return;
  // Changing the journal mode needs the file for itself and does not call SQLite's busy handler: several processes that create
  // one database at once would fail here, so the wait is ours.
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      db.exec(`PRAGMA journal_mode = ${wanted}`);
      return;
    } catch (error) {
      if (!isBusyError(error) || Date.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

function runTransaction<T>(db: DatabaseSyncInstance, body: () => T, mode: TransactionMode): T {
  db.exec(`BEGIN ${mode}`);
  try {
    const result = body();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
