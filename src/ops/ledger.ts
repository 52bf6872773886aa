import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { FlowRunInfo, LogEntry, Recorder, State, TaskRunInfo } from "@snapcount/prefect";
import { ConfigError, describeError } from "../core/errors.ts";
import type { PublishedChanges } from "../core/change-report.ts";
import type { DatasetOutcome } from "../core/outcome.ts";
import type { DatasetId } from "../core/partition.ts";
import { isBusyError, isCorruptError, type Sqlite } from "../store/sqlite.ts";
import { inodeOf, moveAside, openLedgerDatabase } from "./ledger-database.ts";
import { type DatasetCheck, type DbtNode, type LedgerStatements, type Owner, prepareStatements, type RunProgress } from "./ledger-rows.ts";
import { isProcessAlive, LivenessLock } from "./liveness.ts";

/**
 * The history of this host: runs, tasks, states, logs, checks and outcomes in one SQLite file that several processes write.
 * Nothing is ever decided from it. Invariants:
 * 1. Recording queues and never throws; one transaction takes the whole queue every `flushMs` (group commit).
 * 2. A queue that could not be written because others are writing is kept and written later; nothing is written twice.
 * 3. A ledger that is deleted or damaged under us is begun anew; one that cannot be written at all is given up with one note.
 *    The run goes on in every case.
 * 4. The liveness lock is held from before the first run's row until the ledger is closed.
 */
export interface LedgerOptions {
  /** What happened to the ledger itself, one sentence each. */
  readonly onNote?: (note: string) => void;
  /** Longest time an event waits for its group (milliseconds). Default 10. */
  readonly flushMs?: number;
  readonly now?: () => Date;
}

/** Events beyond which the queue is written at once: bounds memory, and the length of one transaction. */
const FULL_GROUP = 4_000;
/** A writer that meets others for longer than this tries again after a pause, so that its process is not blocked meanwhile. */
const BUSY_MS = 100;
const BUSY_PAUSE_MS = 50;
/** `flush` gives up after this long; what is queued then is lost with a note. */
const FLUSH_DEADLINE_MS = 15_000;

type Event = (write: LedgerStatements) => void;

export class Ledger implements Recorder {
  readonly path: string;
  readonly owner: Owner;
  readonly #note: (note: string) => void;
  readonly #now: () => Date;
  readonly #flushMs: number;
  readonly #lock: LivenessLock;
  #db: Sqlite | null = null;
  #write: LedgerStatements | null = null;
  #inode: number | null = null;
  #flowRuns = new Map<string, RunProgress<FlowRunInfo>>();
  #taskRuns = new Map<string, RunProgress<TaskRunInfo>>();
  #events: Event[] = [];
  #timer: NodeJS.Timeout | null = null;
  #givenUp = false;

  /** @throws ConfigError when a newer version wrote the ledger. */
  constructor(path: string, options: LedgerOptions = {}) {
    this.path = path;
    this.#note = options.onNote ?? (() => undefined);
    this.#now = options.now ?? (() => new Date());
    this.#flushMs = options.flushMs ?? 10;
    this.owner = { processId: randomUUID(), pid: process.pid, host: hostname() };
    this.#lock = new LivenessLock(liveDir(path), this.owner.processId);
    try {
      this.#open();
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      this.#giveUp(error);
    }
  }

  flowRunCreated(run: FlowRunInfo): void {
    if (this.#givenUp) return;
    try {
      this.#lock.hold();
    } catch (error) {
      this.#giveUp(error);
      return;
    }
    this.#flowRuns.set(run.flowRunId, { info: run, state: null, startedAt: null, attempts: 0 });
    this.#schedule();
  }

  flowState(run: FlowRunInfo, state: State): void {
    if (this.#givenUp) return;
    advance(this.#flowRuns, run.flowRunId, run, state);
    this.#queue((write) => write.state(run.flowRunId, null, state));
  }

  taskRunCreated(run: TaskRunInfo): void {
    if (this.#givenUp) return;
    this.#taskRuns.set(run.taskRunId, { info: run, state: null, startedAt: null, attempts: 0 });
    this.#schedule();
  }

  taskState(run: TaskRunInfo, state: State): void {
    if (this.#givenUp) return;
    advance(this.#taskRuns, run.taskRunId, run, state);
    this.#queue((write) => write.state(run.flowRunId, run.taskRunId, state));
  }

  log(entry: LogEntry): void {
    this.#queue((write) => write.log(entry));
  }

  artifact(): void {
    // What a run found stands in the ledger as checks and outcomes, and is shown by `runs show`; artifacts are for Prefect's pages.
  }

  event(): void {
    // Events are for those who react to them, and nobody reacts to a file.
  }

  recordChecks(runId: string, checks: readonly DatasetCheck[]): void {
    for (const check of checks) this.#queue((write) => write.check(runId, check));
  }

  recordOutcomes(runId: string, outcomes: readonly DatasetOutcome[]): void {
    for (const outcome of outcomes) this.#queue((write) => write.outcome(runId, outcome));
  }

  recordChanges(runId: string, id: DatasetId, changes: PublishedChanges): void {
    this.#queue((write) => write.changes(runId, id, changes));
  }

  recordDbtNodes(runId: string, nodes: readonly DbtNode[]): void {
    for (const node of nodes) this.#queue((write) => write.dbtNode(runId, node));
  }

  async flush(): Promise<void> {
    const deadline = Date.now() + FLUSH_DEADLINE_MS;
    while (!this.#writeGroup()) {
      if (Date.now() > deadline) return this.#giveUp(new Error(`others have been writing for ${FLUSH_DEADLINE_MS / 1000} s`));
      await delay(BUSY_PAUSE_MS);
    }
  }

  async close(): Promise<void> {
    await this.flush();
    this.#givenUp = true;
    this.#db?.close();
    this.#lock.release();
  }

  #queue(event: Event): void {
    if (this.#givenUp) return;
    this.#events.push(event);
    if (this.#events.length >= FULL_GROUP && this.#events.length % FULL_GROUP === 0) this.#writeGroup();
    else this.#schedule();
  }

  #schedule(afterMs = this.#flushMs): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      if (!this.#writeGroup()) this.#schedule(BUSY_PAUSE_MS);
    }, afterMs);
  }

  /** @returns false when others were writing: the queue is kept (invariant 2). */
  #writeGroup(): boolean {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#givenUp || (this.#events.length === 0 && this.#flowRuns.size === 0 && this.#taskRuns.size === 0)) return true;
    try {
      this.#reopenIfReplaced();
      this.#commit();
    } catch (error) {
      if (isBusyError(error)) return false;
      if (!isCorruptError(error) || !this.#beginAnew()) this.#giveUp(error);
    }
    return true;
  }

  #commit(): void {
    const db = this.#db;
    const write = this.#write;
    if (db === null || write === null) return;
    db.transaction(() => {
      for (const progress of this.#flowRuns.values()) write.flowRun(progress, this.owner);
      for (const progress of this.#taskRuns.values()) write.taskRun(progress);
      for (const event of this.#events) event(write);
    });
    this.#flowRuns = new Map();
    this.#taskRuns = new Map();
    this.#events = [];
  }

  #open(): void {
    const db = openLedgerDatabase(this.path, { busyTimeoutMs: BUSY_MS, note: this.#note, now: this.#now });
    this.#db = db;
    this.#write = prepareStatements(db);
    this.#inode = inodeOf(this.path);
  }

  /** Somebody deleted the file: we would go on writing into nowhere (invariant 3). */
  #reopenIfReplaced(): void {
    if (this.#lock.isHeld) this.#lock.hold();
    if (this.#db !== null && inodeOf(this.path) === this.#inode) return;
    this.#db?.close();
    this.#note(`the ledger ${this.path} was removed while a run was being recorded; a new one was begun`);
    this.#open();
  }

  /** @returns false when that failed as well. */
  #beginAnew(): boolean {
    try {
      this.#db?.close();
      moveAside(this.path, this.#inode, { note: this.#note, now: this.#now });
      this.#open();
      this.#commit();
      return true;
    } catch {
      return false;
    }
  }

  #giveUp(error: unknown): void {
    if (this.#givenUp) return;
    this.#givenUp = true;
    this.#flowRuns.clear();
    this.#taskRuns.clear();
    this.#events = [];
    this.#note(`the ledger ${this.path} cannot be written (${describeError(error).message}); this run's history is not recorded, the run goes on`);
  }
}

/** Opens (and makes) the ledger for recording; see also readLedger for commands that only look. */
export function openLedger(path: string, options: LedgerOptions = {}): Ledger {
  return new Ledger(path, options);
}

/** Where the liveness locks of a ledger's writers lie. */
export function liveDir(ledgerPath: string): string {
  return join(dirname(ledgerPath), "live");
}

/** @param processId a ledger's `owner.processId`. @returns false when that process has ended or was killed */
export function isWriterAlive(ledgerPath: string, processId: string): boolean {
  return isProcessAlive(liveDir(ledgerPath), processId);
}

function advance<Info>(runs: Map<string, RunProgress<Info>>, id: string, info: Info, state: State): void {
  let progress = runs.get(id);
  if (progress === undefined) {
    progress = { info, state: null, startedAt: null, attempts: 0 };
    runs.set(id, progress);
  }
  progress.info = info;
  progress.state = state;
  if (state.type !== "RUNNING") return;
  progress.startedAt ??= state.at;
  progress.attempts = state.attempt;
}
