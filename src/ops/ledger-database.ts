import { existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { ConfigError } from "../core/errors.ts";
import { isCorruptError, openSqlite, type Sqlite } from "../store/sqlite.ts";

/** Grows with every change of the tables; `migrations[n]` leads from version n to n + 1. */
const LEDGER_VERSION = 3;

/** `run_id` is the flow run everywhere. Instants are microseconds since the epoch. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE flow_runs (
    run_id TEXT PRIMARY KEY, flow_name TEXT NOT NULL, name TEXT NOT NULL, parameters TEXT NOT NULL, tags TEXT NOT NULL,
    parent_run_id TEXT, parent_task_run_id TEXT, created_at INTEGER NOT NULL,
    state_type TEXT NOT NULL, state_name TEXT NOT NULL, state_message TEXT, state_at INTEGER NOT NULL,
    started_at INTEGER, ended_at INTEGER, attempts INTEGER NOT NULL,
    process_id TEXT NOT NULL, pid INTEGER NOT NULL, host TEXT NOT NULL);
  CREATE INDEX flow_runs_created ON flow_runs (created_at);
  CREATE INDEX flow_runs_parent ON flow_runs (parent_run_id);
  CREATE INDEX flow_runs_open ON flow_runs (process_id) WHERE ended_at IS NULL;
  CREATE TABLE task_runs (
    task_run_id TEXT PRIMARY KEY, run_id TEXT NOT NULL, task_name TEXT NOT NULL, task_key TEXT NOT NULL, dynamic_key TEXT NOT NULL,
    name TEXT NOT NULL, tags TEXT NOT NULL, task_inputs TEXT NOT NULL, child_run_id TEXT, created_at INTEGER NOT NULL,
    state_type TEXT NOT NULL, state_name TEXT NOT NULL, state_message TEXT, state_at INTEGER NOT NULL,
    started_at INTEGER, ended_at INTEGER, attempts INTEGER NOT NULL);
  CREATE INDEX task_runs_run ON task_runs (run_id);
  CREATE TABLE states (
    run_id TEXT NOT NULL, task_run_id TEXT, at INTEGER NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL, message TEXT, details TEXT);
  CREATE INDEX states_run ON states (run_id, at);
  CREATE TABLE logs (run_id TEXT NOT NULL, task_run_id TEXT, at INTEGER NOT NULL, level TEXT NOT NULL, message TEXT NOT NULL);
  CREATE INDEX logs_run ON logs (run_id, at);
  CREATE TABLE check_results (
    run_id TEXT NOT NULL, source TEXT NOT NULL, dataset TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, verdict TEXT NOT NULL,
    observed, threshold, message TEXT NOT NULL, evidence TEXT NOT NULL);
  CREATE INDEX check_results_run ON check_results (run_id);
  CREATE TABLE dataset_outcomes (
    run_id TEXT NOT NULL, source TEXT NOT NULL, dataset TEXT NOT NULL, dt TEXT, outcome TEXT NOT NULL, verdict TEXT, rows INTEGER,
    previous_rows INTEGER, path TEXT, serving_dt TEXT, reason TEXT, fix TEXT, duration_ms REAL NOT NULL);
  CREATE INDEX dataset_outcomes_run ON dataset_outcomes (run_id);
  `,
  "ALTER TABLE check_results ADD COLUMN muted TEXT",
  `
  ALTER TABLE dataset_outcomes ADD COLUMN error_class TEXT;
  ALTER TABLE dataset_outcomes ADD COLUMN changes TEXT;
  CREATE TABLE dbt_nodes (
    run_id TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, verdict TEXT NOT NULL, about TEXT NOT NULL, rows INTEGER, failures INTEGER, duration_ms REAL NOT NULL);
  CREATE INDEX dbt_nodes_run ON dbt_nodes (run_id);
  `,
];

/**
 * Opens the ledger, making or migrating it as needed. A damaged file is moved aside and a new one begun: history is worth
 * keeping, but no run waits for it.
 * @throws ConfigError when the file was written by a newer version of this program.
 */
export function openLedgerDatabase(path: string, options: { readonly busyTimeoutMs: number; readonly note: (text: string) => void; readonly now: () => Date }): Sqlite {
  mkdirSync(dirname(path), { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    const before = inodeOf(path);
    try {
      return openMigrated(path, options.busyTimeoutMs);
    } catch (error) {
      if (!isCorruptError(error) || attempt > 2) throw error;
      moveAside(path, before, options);
    }
  }
}

function openMigrated(path: string, busyTimeoutMs: number): Sqlite {
  // Making the tables waits for others that do the same; only afterwards a busy ledger is left for later.
  const db = openSqlite(path, { busyTimeoutMs: 10_000 });
  try {
    assertKnownVersion(db);
    if (versionOf(db) < LEDGER_VERSION) db.transaction(() => migrate(db));
    db.prepare("SELECT count(*) FROM (SELECT 1 FROM flow_runs LIMIT 1)").get();
    db.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function versionOf(db: Sqlite): number {
  return db.prepare<{ readonly user_version: number }>("PRAGMA user_version").get()?.user_version ?? 0;
}

/** @throws ConfigError */
export function assertKnownVersion(db: Sqlite): void {
  const version = versionOf(db);
  if (version <= LEDGER_VERSION) return;
  throw new ConfigError(
    `${db.path}: the ledger has version ${version}, this program knows versions up to ${LEDGER_VERSION}`,
    "Use the newer snapcount that wrote it, or move the file away: it holds only history and a new one is begun.",
  );
}

function migrate(db: Sqlite): void {
  // Read again inside the transaction: another process may have been faster.
  for (const step of MIGRATIONS.slice(versionOf(db))) db.exec(step);
  db.exec(`PRAGMA user_version = ${LEDGER_VERSION}`);
}

/** Moves the damaged file away, unless another process has already put a new one in its place. */
export function moveAside(path: string, damagedInode: number | null, options: { readonly note: (text: string) => void; readonly now: () => Date }): void {
  if (damagedInode === null || inodeOf(path) !== damagedInode) return;
  const aside = `${path}.damaged-${options.now().toISOString().replaceAll(/[:.]/g, "")}-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (!existsSync(path)) return;
    throw error;
  }
  // They belong to the damaged file; with a new one they would damage it as well.
  for (const suffix of ["-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
  options.note(`the ledger was damaged and has been moved to ${aside}; a new one was begun (only history is affected)`);
}

export function inodeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.ino ?? null;
}
