import type { PrefectApi } from "./api.ts";
import { isRefusal, isTransient, PrefectApiError, PrefectUnreachableError } from "./api-errors.ts";
import { artifactBody, eventBody, logBody, type ServerRun, taskEventBody } from "./bodies.ts";
import type { Item } from "./item.ts";
import type { Outbox } from "./outbox.ts";
import type { Pacer } from "./pacer.ts";
import type { ServerRuns } from "./server-runs.ts";
import { stateBody } from "./state-body.ts";

/**
 * Brings what is owed to the server, in batches, however long it takes. Invariants:
 * 1. An item leaves the queue only when the server accepted it, or refused it for good; then it stands in the rejected file.
 * 2. One delivery runs at a time, so items of one kind arrive in their order.
 * 3. Nothing here throws at the run: an unreachable server is a state (`isAway`), not an error.
 */
export interface DeliveryOptions {
  readonly api: PrefectApi;
  readonly outbox: Outbox;
  readonly runs: ServerRuns;
  readonly pacer: Pacer;
  readonly note: (text: string) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The server's clock minus ours, the same for the whole outbox. */
  readonly skewMs: () => Promise<number>;
}

export interface Owed {
  readonly line: number;
  readonly item: Item;
}

/** Prefect's own clients stay below both; the server works on one body without a break. */
const LARGEST_BATCH = 500;
const LARGEST_BODY = 1_000_000;
/** A burst of states goes in one body; a long task is seen running at once for a person's eye. */
const GATHER_MS = 150;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
/** A batch that a ready server answers with 503 this often holds something it cannot store: smaller batches find it. */
const PATIENCE_WITH_BATCH = 3;

export class Delivery {
  readonly #options: DeliveryOptions;
  #queue: Owed[] = [];
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #batchLimit = LARGEST_BATCH;
  #failures = 0;
  #batchFailures = 0;
  #awayUntil = 0;
  #refused = false;
  #noted = new Set<string>();
  readonly #lostRuns = new Set<string>();
  #closed = false;
  /** Bytes of bodies posted to /events, for the bench. */
  eventBytes = 0;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Writes it to the outbox and sends it soon. */
  enqueue(item: Item): void {
    this.resume({ line: this.#options.outbox.append(item), item });
  }

  /** Sends what stands in the outbox already. */
  resume(owed: Owed): void {
    this.#queue.push(owed);
    this.#schedule(this.isAway ? this.#awayUntil - this.#options.now() : GATHER_MS);
  }

  /** The server did not answer a moment ago: do not wait for it now. */
  get isAway(): boolean {
    return this.#awayUntil > this.#options.now();
  }

  /** Nobody listens at the address: it is not worth waiting for. */
  get isNobodyThere(): boolean {
    return this.#refused;
  }

  owesStateOf(flowRunId: string): boolean {
    return this.#queue.some(({ item }) => item.kind === "state" && item.flowRunId === flowRunId);
  }

  /** Somebody else met the server: reachable, or not. */
  heard(reachable: boolean): void {
    if (!reachable) this.#backOff();
    else this.#awayUntil = this.#failures = 0;
  }

  /**
   * Sends what is queued now.
   * @param deadline milliseconds since the epoch
   * @param whenAway wait for a server that is away, or come back with false at once
   * @returns false when something is still owed
   */
  async flush(deadline: number, whenAway: "wait" | "leave"): Promise<boolean> {
    while (this.#queue.length > 0 && this.#options.now() < deadline) {
      if (this.isAway) {
        if (whenAway === "leave" || this.#awayUntil >= deadline) return false;
        await new Promise((resolve) => setTimeout(resolve, this.#awayUntil - this.#options.now()));
      }
      await inTime(this.#deliver(), deadline - this.#options.now());
    }
    return this.#queue.length === 0;
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #schedule(afterMs: number): void {
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#deliver();
    }, Math.max(0, afterMs));
  }

  #deliver(): Promise<void> {
    this.#running ??= this.#work().finally(() => {
      this.#running = null;
      if (this.#queue.length > 0) this.#schedule(this.isAway ? this.#awayUntil - this.#options.now() : GATHER_MS);
    });
    return this.#running;
  }

  async #work(): Promise<void> {
    try {
      this.#options.outbox.write();
      const queue = this.#queue;
      await this.#ensureRuns(queue);
      for (const kinds of ORDER) await this.#sendKinds(kinds);
      this.#failures = 0;
      this.#awayUntil = 0;
    } catch (error) {
      this.#refused = error instanceof PrefectUnreachableError && error.refused;
      this.#explain(error);
      this.#backOff(error instanceof PrefectApiError ? error.retryAfterMs : 0);
    }
  }

  /** Every run that the queue speaks of, parents first because they were announced first. */
  async #ensureRuns(queue: readonly Owed[]): Promise<void> {
    const wanted = new Set(queue.map(({ item }) => runIdOf(item)));
    for (const flowRunId of wanted) {
      if (this.#lostRuns.has(flowRunId) || this.#options.runs.known(flowRunId) !== null) continue;
      try {
        await this.#options.runs.ensure(flowRunId);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        this.#lostRuns.add(flowRunId);
        this.#options.note(`run ${flowRunId.slice(0, 8)} is not shown on the Prefect server: ${error.message}`);
      }
    }
  }

  async #sendKinds(kinds: readonly Item["kind"][]): Promise<void> {
    for (;;) {
      const batch = this.#take(kinds);
      if (batch.length === 0) return;
      await this.#send(batch);
      this.#accepted(batch);
      const events = batch.filter(({ item }) => item.kind === "task").length;
      if (events > 0) await this.#options.pacer.sent(events);
    }
  }

  /** The next items of these kinds, in order, as many as one body may hold. They stay in the queue until they are accepted. */
  #take(kinds: readonly Item["kind"][]): readonly Owed[] {
    const batch: Owed[] = [];
    const limit = kinds.includes("state") || kinds.includes("artifact") ? 1 : this.#batchLimit;
    for (const owed of this.#queue) {
      if (!kinds.includes(owed.item.kind)) continue;
      batch.push(owed);
      if (batch.length >= limit) break;
    }
    return batch;
  }

  async #send(batch: readonly Owed[]): Promise<void> {
    const alive = batch.filter(({ item }) => !this.#lostRuns.has(runIdOf(item)));
    for (const { item } of batch) if (this.#lostRuns.has(runIdOf(item))) this.#options.outbox.reject(item, "its run is not on the server");
    const first = alive[0];
    if (first === undefined) return;
    try {
      if (first.item.kind === "state") await this.#sendState(first.item);
      else if (first.item.kind !== "run" && first.item.kind !== "placeholder") await this.#post(alive);
      this.#batchFailures = 0;
      this.#batchLimit = LARGEST_BATCH;
    } catch (error) {
      if (isRefusal(error)) return this.#divide(alive, error);
      this.#batchFailures += 1;
      if (this.#batchFailures < PATIENCE_WITH_BATCH || !(await this.#isReady())) throw error;
      this.#batchFailures = 0;
      if (alive.length > 1) this.#batchLimit = Math.ceil(alive.length / 2);
      else this.#reject(first, error as Error);
      if (alive.length > 1) throw error;
    }
  }

  /** One bad member fails a whole body: halves find it, the others get through. */
  async #divide(batch: readonly Owed[], error: PrefectApiError): Promise<void> {
    const [first] = batch;
    if (first === undefined) return;
    if (batch.length === 1) return this.#reject(first, error);
    const half = Math.ceil(batch.length / 2);
    await this.#send(batch.slice(0, half));
    await this.#send(batch.slice(half));
  }

  #reject({ item }: Owed, error: Error): void {
    this.#options.outbox.reject(item, error.message);
    this.#options.note(`the Prefect server refused a report (${item.kind}): ${error.message}; it is kept in rejected.ndjson`);
  }

  async #post(batch: readonly Owed[]): Promise<void> {
    const kind = batch[0]?.item.kind;
    const skewMicros = (await this.#options.skewMs()) * 1000;
    const bodies = batch.map(({ item }) => this.#bodyOf(item, skewMicros));
    if (kind === "artifact") {
      for (const body of bodies) await this.#options.api.request("POST", "/artifacts/", body, { retries: 0 });
      return;
    }
    const path = kind === "log" ? "/logs/" : "/events";
    for (const part of splitBySize(bodies)) {
      if (kind !== "log") this.eventBytes += part.bytes;
      await this.#options.api.request("POST", path, part.bodies, { retries: 0 });
    }
  }

  #bodyOf(item: Item, skewMicros: number): Record<string, unknown> {
    const run = this.#options.runs.known(runIdOf(item)) as ServerRun;
    switch (item.kind) {
      case "task":
        return taskEventBody(item, run, skewMicros);
      case "log":
        return logBody(item.entry, run.id, skewMicros);
      case "artifact":
        return artifactBody(item.origin, item.artifact, run.id);
      case "event":
        return eventBody(item.eventId, item.origin, item.event, run, skewMicros);
      default:
        throw new Error(`${item.kind} has no body`);
    }
  }

  /** A state that happened while nobody could be asked: told, not asked; what the server would rather have is too late. */
  async #sendState(item: Extract<Item, { kind: "state" }>): Promise<void> {
    const run = this.#options.runs.known(item.flowRunId) as ServerRun;
    const state = stateBody(item.state, item.transitionId, await this.#options.skewMs());
    await this.#options.api.request("POST", `/flow_runs/${run.id}/set_state`, { state, force: item.state.type === "CRASHED" }, { retries: 0 });
  }

  #accepted(batch: readonly Owed[]): void {
    this.#failures = 0;
    const gone = new Set(batch);
    this.#queue = this.#queue.filter((owed) => !gone.has(owed));
    const last = batch.at(-1);
    if (last !== undefined) for (const of of new Set(batch.map(({ item }) => item.kind))) this.#options.outbox.append({ kind: "sent", of, upTo: last.line });
  }

  async #isReady(): Promise<boolean> {
    try {
      await this.#options.api.request("GET", "/ready", undefined, { retries: 0, timeoutMs: 5_000 });
      return true;
    } catch {
      return false;
    }
  }

  #backOff(askedMs = 0): void {
    const pause = Math.max(askedMs, Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS));
    this.#failures += 1;
    this.#awayUntil = this.#options.now() + pause;
  }

  /** One sentence for each kind of trouble, not one for each try. */
  #explain(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    const key = error instanceof PrefectApiError ? String(error.status) : "unreachable";
    // A busy server answers 503 now and then; that passes by itself.
    const passes = error instanceof PrefectApiError && isTransient(error.status) && this.#failures < PATIENCE_WITH_BATCH;
    if (passes || this.#noted.has(key)) return;
    this.#noted.add(key);
    const fix = (error as { readonly fix?: string }).fix;
    this.#options.note(`${text}; the run goes on, its reports are kept and sent later.${fix === undefined ? "" : ` ${fix}`}`);
  }
}

/** A server may keep a request for a minute: whoever waits has a deadline of his own, the request goes on. */
async function inTime(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise<void>((resolve) => (timer = setTimeout(resolve, Math.max(0, ms))))]);
  clearTimeout(timer);
}

const ORDER: readonly (readonly Item["kind"][])[] = [["run"], ["placeholder"], ["task", "event"], ["log"], ["artifact"], ["state"]];

export function runIdOf(item: Item): string {
  switch (item.kind) {
    case "run":
      return item.run.flowRunId;
    case "placeholder":
    case "task":
      return item.info.flowRunId;
    case "log":
      return item.entry.flowRunId;
    case "artifact":
    case "event":
      return item.origin.flowRunId;
    default:
      return item.flowRunId;
  }
}

function splitBySize(bodies: readonly unknown[]): readonly { readonly bodies: readonly unknown[]; readonly bytes: number }[] {
  const parts: { bodies: unknown[]; bytes: number }[] = [];
  for (const body of bodies) {
    const bytes = JSON.stringify(body).length;
    const last = parts.at(-1);
    if (last === undefined || last.bytes + bytes > LARGEST_BODY) parts.push({ bodies: [body], bytes });
    else {
      last.bodies.push(body);
      last.bytes += bytes;
    }
  }
  return parts;
}
