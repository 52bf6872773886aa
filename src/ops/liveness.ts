import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isBusyError, openSqlite, type Sqlite } from "../store/sqlite.ts";

/**
 * Which processes are alive, as the kernel knows it: each recording process holds a write lock on a file of its own, and the
 * kernel frees it at death, SIGKILL included. No heartbeat to miss while blocked, no process id to be reused, and it holds across
 * containers that share the folder. Invariants:
 * 1. A process takes its lock before the first row that names it is committed.
 * 2. A lock that can be taken, or a file that is not there, means: dead.
 */
export class LivenessLock {
  readonly processId: string;
  readonly #path: string;
  readonly #dir: string;
  #held: Sqlite | null = null;

  /** @param dir folder of the lock files; created when needed. */
  constructor(dir: string, processId: string) {
    this.processId = processId;
    this.#dir = dir;
    this.#path = lockPath(dir, processId);
  }

  /** Takes the lock, again when somebody removed the file. */
  hold(): void {
    if (this.#held !== null && existsSync(this.#path)) return;
    this.#held?.close();
    mkdirSync(this.#dir, { recursive: true });
    const db = openSqlite(this.#path, { journal: "delete", busyTimeoutMs: 1_000 });
    db.exec("BEGIN IMMEDIATE");
    this.#held = db;
  }

  get isHeld(): boolean {
    return this.#held !== null;
  }

  release(): void {
    if (this.#held === null) return;
    this.#held.close();
    this.#held = null;
    removeLock(this.#dir, this.processId);
  }
}

/** @returns false when the process has ended or was killed. */
export function isProcessAlive(dir: string, processId: string): boolean {
  const path = lockPath(dir, processId);
  if (!existsSync(path)) return false;
  const db = openSqlite(path, { journal: "delete", busyTimeoutMs: 0 });
  try {
    db.transaction(() => undefined);
    return false;
  } catch (error) {
    if (isBusyError(error)) return true;
    throw error;
  } finally {
    db.close();
  }
}

/** Removes what a dead process left. */
export function removeLock(dir: string, processId: string): void {
  rmSync(lockPath(dir, processId), { force: true });
  rmSync(`${lockPath(dir, processId)}-journal`, { force: true });
}

function lockPath(dir: string, processId: string): string {
  return join(dir, `${processId}.lock`);
}
