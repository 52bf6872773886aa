import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Clock, type ConcurrencyLimits, type LimitHolder, type ReleaseSlots, sleep, systemClock } from "@snapcount/prefect";
import { describeError } from "../core/errors.ts";
import { isBusyError, openSqlite, type Sqlite } from "../store/sqlite.ts";
import { isProcessAlive, LivenessLock, removeLock } from "./liveness.ts";

/**
 * Named limits that all processes of one home share, in one SQLite file. Invariants:
 * 1. Slots are counted and taken in one write transaction, all or none: a waiter holds nothing.
 * 2. A slot counts while its process lives, which the kernel tells (liveness.ts): a killed process blocks nobody.
 * 3. A file that cannot be used limits nobody: one note, and the work goes on. A busy file is asked again.
 * 4. Whoever stops waiting has taken nothing.
 */
export interface LimitsOptions {
  /** What happened to the limits themselves, one sentence each. */
  readonly onNote?: (note: string) => void;
  /** For the pauses of those who wait. */
  readonly clock?: Clock;
}

export interface OpenedLimits extends ConcurrencyLimits {
  /** Gives everything back that this process still holds. */
  close(): void;
}

/** Often enough beside downloads that take seconds, and seldom enough for a file that many processes ask. */
const POLL_MS = 100;
/** SQLite waits blocking the process: longer waits are ours. */
const BUSY_MS = 50;

/**
 * @param path of the database; made when the first limited name is asked for
 * @param capacities slots by name, at least 1 each; a name that is not there is free
 */
export function openLimits(path: string, capacities: ReadonlyMap<string, number>, options: LimitsOptions = {}): OpenedLimits {
  return new LocalLimits(path, capacities, options);
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS slots (name TEXT NOT NULL, lease TEXT NOT NULL, process_id TEXT NOT NULL, flow_run_id TEXT NOT NULL, task_run_id TEXT NOT NULL, PRIMARY KEY (name, lease)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS slots_by_process ON slots (process_id)`;

class LocalLimits implements OpenedLimits {
  readonly #path: string;
  readonly #liveDir: string;
  readonly #capacities: ReadonlyMap<string, number>;
  readonly #clock: Clock;
  readonly #note: (note: string) => void;
  readonly #lock: LivenessLock;
  /** Waiters of this process, woken at once when it gives something back. */
  readonly #waiters = new Set<() => void>();
  #db: Sqlite | null = null;
  #broken = false;

  constructor(path: string, capacities: ReadonlyMap<string, number>, options: LimitsOptions) {
    this.#path = path;
    this.#liveDir = join(dirname(path), "limits-live");
    this.#capacities = capacities;
    this.#clock = options.clock ?? systemClock;
    this.#note = options.onNote ?? (() => undefined);
    this.#lock = new LivenessLock(this.#liveDir, randomUUID());
  }

  async acquire(names: readonly string[], holder: LimitHolder, signal: AbortSignal): Promise<ReleaseSlots> {
    const limited = [...new Set(names)].filter((name) => this.#capacities.has(name));
    const lease = randomUUID();
    for (;;) {
      signal.throwIfAborted();
      if (limited.length === 0 || this.#broken) return FREE;
      if (this.#tryTake(limited, lease, holder)) return this.#createRelease(lease);
      await this.#pause(signal);
    }
  }

  close(): void {
    // Without its lock this process counts as dead: also a lease that could not be deleted is free.
    this.#whenUsable(() => this.#db?.prepare("DELETE FROM slots WHERE process_id = ?").run(this.#lock.processId));
    this.#broken = true;
    this.#db?.close();
    this.#lock.release();
    this.#wake();
  }

  #tryTake(names: readonly string[], lease: string, holder: LimitHolder): boolean {
    let taken = false;
    this.#whenUsable(() => {
      const db = this.#open();
      taken = db.transaction(() => {
        if (!names.every((name) => this.#hasFree(db, name))) return false;
        const insert = db.prepare("INSERT INTO slots VALUES (?, ?, ?, ?, ?)");
        for (const name of names) insert.run(name, lease, this.#lock.processId, holder.flowRunId, holder.taskRunId);
        return true;
      });
    });
    return taken;
  }

  /** Invariant 2: only a full name is worth asking who of its holders still lives. */
  #hasFree(db: Sqlite, name: string): boolean {
    const capacity = this.#capacities.get(name) ?? Infinity;
    const held = db.prepare<{ readonly process_id: string }>("SELECT process_id FROM slots WHERE name = ?").all(name);
    if (held.length < capacity) return true;
    const dead = [...new Set(held.map((slot) => slot.process_id))].filter((id) => id !== this.#lock.processId && !isProcessAlive(this.#liveDir, id));
    for (const id of dead) {
      db.prepare("DELETE FROM slots WHERE process_id = ?").run(id);
      removeLock(this.#liveDir, id);
    }
    return held.filter((slot) => !dead.includes(slot.process_id)).length < capacity;
  }

  #createRelease(lease: string): ReleaseSlots {
    return async () => {
      // A lease is deleted once; a second call finds nothing.
      let done = false;
      while (!done && !this.#broken) {
        this.#whenUsable(() => {
          this.#db?.prepare("DELETE FROM slots WHERE lease = ?").run(lease);
          done = true;
        });
        if (!done) await sleep(this.#clock, POLL_MS);
      }
      this.#wake();
    };
  }

  #open(): Sqlite {
    if (this.#db === null) {
      mkdirSync(dirname(this.#path), { recursive: true });
      const db = openSqlite(this.#path, { busyTimeoutMs: BUSY_MS });
      db.exec(SCHEMA);
      this.#db = db;
    }
    this.#lock.hold();
    return this.#db;
  }

  /** Invariant 3. */
  #whenUsable(body: () => void): void {
    if (this.#broken) return;
    try {
      body();
    } catch (error) {
      if (isBusyError(error)) return;
      this.#broken = true;
      this.#note(`the limits ${this.#path} cannot be used (${describeError(error).message}); providers are asked without them, the run goes on`);
      this.#wake();
    }
  }

  async #pause(signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    const wake = (): void => woken.abort();
    this.#waiters.add(wake);
    signal.addEventListener("abort", wake, { once: true });
    await sleep(this.#clock, POLL_MS, woken.signal);
    signal.removeEventListener("abort", wake);
    this.#waiters.delete(wake);
  }

  #wake(): void {
    for (const wake of this.#waiters) wake();
  }
}

const FREE: ReleaseSlots = async () => undefined;
