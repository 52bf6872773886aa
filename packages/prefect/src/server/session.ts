import { readFileSync } from "node:fs";
import { createMicroClock } from "../clock.ts";
import type { Orchestrator } from "../orchestrator.ts";
import type { Recorder } from "../recorder.ts";
import { isRefusal } from "./api-errors.ts";
import { createPrefectApi, type PrefectApi } from "./api.ts";
import { Delivery } from "./delivery.ts";
import { Outbox, outboxPath, type TakenOutbox, takeOutboxes } from "./outbox.ts";
import { createPacer } from "./pacer.ts";
import { PrefectOrchestrator } from "./prefect-orchestrator.ts";
import { PrefectRecorder } from "./prefect-recorder.ts";
import { Presence } from "./presence.ts";
import { readBack } from "./read-back.ts";
import { describeCrash, readUnfinished } from "./recovery.ts";
import { ServerRuns } from "./server-runs.ts";
import { loadPrefectSettings, type PrefectSettings } from "./settings.ts";
import { TaskHistory } from "./task-history.ts";

/**
 * One process's dealings with a Prefect server: both seams of the engine, an outbox on disk, and the reading-back at the end.
 * Nothing is asked before a run asks; a server that is away costs at most `patienceMs` for each first question.
 */
export interface PrefectSessionOptions {
  readonly settings: PrefectSettings;
  /** Folder that all processes of a home share. */
  readonly outboxDir: string;
  /** This process, as `isAlive` of other processes knows it. */
  readonly owner: string;
  /** Whether the process that owns an outbox lives: what a dead one left is taken over. */
  readonly isAlive: (owner: string) => boolean;
  /** One sentence for the operator. */
  readonly note: (text: string) => void;
  /** The flow run that a worker started this process for. */
  readonly existingRunId?: string;
}

export interface PrefectSession {
  readonly api: PrefectApi;
  readonly orchestrator: Orchestrator;
  readonly recorder: Recorder;
  /** The page of a run, once the server has it. */
  urlOf(flowRunId: string): string | null;
  /**
   * Sends what is owed, also by processes that died, and reads every task run back. What cannot be sent stays in the outbox.
   * Closing the recorder does the same.
   */
  close(): Promise<Settlement>;
}

/** What became of the reports of a session. */
export interface Settlement {
  /** Everything was sent and read back. */
  readonly complete: boolean;
  /** Task runs that the server had lost and was told again. */
  readonly repaired: number;
  /** Milliseconds spent on reading back. */
  readonly readBackMs: number;
  readonly eventBytes: number;
}

/** How long a run waits for a server that does not answer, at each first question. */
const PATIENCE_MS = 5_000;
/** What is recorded of a run is sent before its end is told, unless that takes longer. */
const FLUSH_MS = 5_000;
/** For the last flush of a process: a server that has answered restarts, and is back by then; another is left to the next process. */
const LAST_FLUSH_MS = 15_000;
const LAST_TRY_MS = 1_500;
/** An operator who waits longer than this is told for what. */
const SILENT_MS = 5_000;
/** Less is what `Date` cannot tell, and what no timeline shows. */
const SMALLEST_SKEW_MS = 2_000;
const OLDEST_MAJOR = 3;

export function openPrefectSession(options: PrefectSessionOptions): PrefectSession {
  return new Session(options);
}

/** The same trouble met by every run of a command is one sentence. */
function once(note: (text: string) => void): (text: string) => void {
  const said = new Set<string>();
  return (text) => {
    if (said.has(text)) return;
    said.add(text);
    note(text);
  };
}

/** Settings as Prefect's own tools read them. @throws PrefectSettingsError */
export function readPrefectSettings(env: Readonly<Record<string, string | undefined>>): PrefectSettings | null {
  return loadPrefectSettings(env, (path) => {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return null;
    }
  });
}

class Session implements PrefectSession {
  readonly api: PrefectApi;
  readonly orchestrator: Orchestrator;
  readonly recorder: PrefectRecorder;
  readonly #options: PrefectSessionOptions;
  readonly #parts: Parts;
  readonly #presence: Presence;
  readonly #recovering: Promise<readonly Recovered[]>;
  #settlement: Promise<Settlement> | null = null;

  constructor(given: PrefectSessionOptions) {
    const options = { ...given, note: once(given.note) };
    this.#options = options;
    this.api = createPrefectApi(options.settings);
    const outbox = new Outbox(outboxPath(options.outboxDir, options.owner), 0);
    this.#parts = createParts(this.api, outbox, options.note, null);
    const { runs, delivery, skewMs, history } = this.#parts;
    const now = Date.now;
    this.#presence = new Presence({ api: this.api, runs, heartbeatSeconds: options.settings.heartbeatSeconds, micros: createMicroClock(now), skewMs });
    this.orchestrator = new PrefectOrchestrator({ api: this.api, runs, delivery, outbox, presence: this.#presence, note: options.note, now, skewMs, patienceMs: PATIENCE_MS, flushMs: FLUSH_MS });
    this.recorder = new PrefectRecorder({ delivery, runs, history, existingRunId: options.existingRunId ?? null, flushMs: FLUSH_MS, now, onClose: async () => void (await this.close()) });
    this.#recovering = this.#takeUpLeftovers();
  }

  urlOf(flowRunId: string): string | null {
    const run = this.#parts.runs.known(flowRunId);
    return run === null ? null : `${this.api.uiUrl}/runs/flow-run/${run.id}`;
  }

  close(): Promise<Settlement> {
    this.#settlement ??= this.#settle();
    return this.#settlement;
  }

  /** Outboxes of dead processes are sent beside the run, never in its way. */
  async #takeUpLeftovers(): Promise<readonly Recovered[]> {
    const { outboxDir, owner, isAlive, note } = this.#options;
    try {
      return takeOutboxes(outboxDir, owner, isAlive).map((taken) => recover(taken, this.api, note));
    } catch (error) {
      note(`what earlier processes owed to the Prefect server could not be read: ${(error as Error).message}`);
      return [];
    }
  }

  async #settle(): Promise<Settlement> {
    const recovered = await this.#recovering;
    const patience = this.api.clockSkewMs === null && this.#parts.delivery.isNobodyThere ? LAST_TRY_MS : LAST_FLUSH_MS;
    const own = await settleParts(this.#parts, patience);
    const before = await Promise.all(recovered.map(({ parts }) => settleParts(parts, own.complete ? patience : 0)));
    const owed = [own, ...before].filter(({ complete }) => !complete).length;
    const { broken } = this.#parts.outbox;
    if (broken !== null) this.#options.note(`reports for the Prefect server could not be kept on disk: ${broken.message}; what it has not taken is lost with this process.`);
    else if (owed > 0) this.#options.note(`reports for the Prefect server are kept in ${this.#options.outboxDir}; the next command sends them.`);
    const rebuilt = own.repaired + before.reduce((sum, { repaired }) => sum + repaired, 0);
    if (rebuilt > 0) this.#options.note(`${rebuilt} task runs that the Prefect server had lost were reported again`);
    this.#presence.close();
    await this.api.close();
    return { ...own, complete: owed === 0 };
  }
}

/** What serves one outbox: this process's, or one that was taken over. */
interface Parts {
  readonly api: PrefectApi;
  readonly outbox: Outbox;
  readonly runs: ServerRuns;
  readonly history: TaskHistory;
  readonly delivery: Delivery;
  readonly skewMs: () => Promise<number>;
  readonly note: (text: string) => void;
}

function createParts(api: PrefectApi, outbox: Outbox, note: (text: string) => void, knownSkewMs: number | null): Parts {
  const runs = new ServerRuns(api);
  const history = new TaskHistory();
  const skewMs = fixSkew(api, outbox, note, knownSkewMs);
  const pacer = createPacer(api, () => runs.serverIds());
  const delivery = new Delivery({ api, outbox, runs, pacer, note, now: Date.now, skewMs });
  return { api, outbox, runs, history, delivery, skewMs, note };
}

/** The first answer fixes the difference of the clocks for the whole outbox: an event sent again must be the same event. */
function fixSkew(api: PrefectApi, outbox: Outbox, note: (text: string) => void, known: number | null): () => Promise<number> {
  let fixed: Promise<number> | null = known === null ? null : Promise.resolve(known);
  const measure = async (): Promise<number> => {
    const version = await api.request<string>("GET", "/admin/version", undefined, { retries: 0 });
    if (Number.parseInt(version, 10) < OLDEST_MAJOR) note(`the Prefect server at ${api.apiUrl} is version ${version}; 3 or newer is needed: its answers may be refused`);
    const skew = Math.abs(api.clockSkewMs ?? 0) < SMALLEST_SKEW_MS ? 0 : Math.round(api.clockSkewMs ?? 0);
    if (skew !== 0) note(`this machine's clock is ${Math.abs(Math.round(skew / 1000))} s ${skew > 0 ? "behind" : "ahead of"} the Prefect server's; reported times are corrected by that`);
    outbox.append({ kind: "clock", skewMs: skew });
    return skew;
  };
  return () => {
    if (fixed === null) {
      fixed = measure();
      fixed.catch(() => {
        fixed = null;
      });
    }
    return fixed;
  };
}

interface Recovered {
  readonly parts: Parts;
}

function recover(taken: TakenOutbox, api: PrefectApi, note: (text: string) => void): Recovered {
  const unfinished = readUnfinished(taken.lines);
  const outbox = new Outbox(taken.path, taken.lines.length);
  const parts = createParts(api, outbox, note, unfinished.skewMs);
  for (const { run, existing } of unfinished.runs) parts.runs.announce(run, existing);
  for (const { info } of unfinished.placeholders) parts.runs.announcePlaceholder(info);
  for (const item of unfinished.tasks) parts.history.resume(item);
  for (const owed of unfinished.items) parts.delivery.resume(owed);
  const crash = describeCrash(unfinished, Date.now() * 1000);
  for (const { info, state } of crash.tasks) parts.delivery.enqueue(parts.history.next(info, state));
  for (const item of crash.runs) {
    parts.delivery.enqueue(item);
    outbox.append({ kind: "ended", flowRunId: item.flowRunId });
  }
  if (crash.runs.length > 0) note(`${crash.runs.length} flow runs of a process that died are set to Crashed on the Prefect server`);
  return { parts };
}

/** Sends and reads back everything of one outbox; its file goes when nothing is owed. */
async function settleParts(parts: Parts, flushMs: number): Promise<Settlement> {
  const sent = await parts.delivery.flush(Date.now() + flushMs, "wait");
  parts.delivery.close();
  const startedAt = performance.now();
  const patience = setTimeout(() => parts.note("waiting until the Prefect server has recorded every task run; interrupted, the next command goes on with it"), SILENT_MS);
  const results = sent ? await readBackAll(parts) : { complete: false, repaired: 0 };
  clearTimeout(patience);
  const complete = sent && results.complete;
  parts.outbox.close(complete);
  return { complete, repaired: results.repaired, readBackMs: performance.now() - startedAt, eventBytes: parts.delivery.eventBytes };
}

async function readBackAll(parts: Parts): Promise<{ readonly complete: boolean; readonly repaired: number }> {
  let complete = true;
  let repaired = 0;
  for (const flowRunId of parts.history.flowRunIds()) {
    try {
      const run = await parts.runs.ensure(flowRunId);
      const result = await readBack({ api: parts.api, run, tasks: parts.history.tasksOf(flowRunId), skewMicros: (await parts.skewMs()) * 1000 });
      repaired += result.repaired;
      if (result.complete) parts.outbox.append({ kind: "settled", flowRunId });
      else complete = false;
    } catch (error) {
      // A run that the server refuses has no task runs to read back; its reports stand in the rejected file.
      if (!isRefusal(error)) complete = false;
    }
  }
  return { complete, repaired };
}
