import { type Clock, sleep, systemClock } from "../clock.ts";
import type { ConcurrencyLimits, LimitHolder, ReleaseSlots } from "../limits.ts";
import { PrefectApiError } from "./api-errors.ts";
import type { PrefectApi } from "./api.ts";
import { LEASE_SECONDS, LimitLease } from "./limit-lease.ts";

/**
 * Named limits kept by a Prefect server as its global concurrency limits, for all hosts that report to it. Invariants:
 * 1. All names are taken in one request, all or none: a waiter holds nothing.
 * 2. Of those who wait in this process for the same names one asks, first come first served; it asks again when the server said
 *    (`Retry-After`), or at once when this process has given one of them back.
 * 3. A server that is away or does not limit one of the names limits nobody: this host's own limits are asked instead. So are they when
 *    a limit was full for long and this process got nothing at all: slots can be lost on a server (limit-lease.ts), a run may not wait
 *    for them for ever. A limit of 0 is somebody's will, and waited for.
 * 4. Whoever stops waiting has taken nothing.
 */
export interface PrefectLimitsOptions {
  readonly api: PrefectApi;
  /** Invariant 3. */
  readonly fallback: ConcurrencyLimits;
  /** One sentence for the operator. */
  readonly note: (text: string) => void;
  /** For pauses and renewals. */
  readonly clock?: Clock;
}

export interface PrefectLimits extends ConcurrencyLimits {
  /** Gives everything back that this process still holds; what the server does not take now ends with its lease. */
  close(): Promise<void>;
}

export function createPrefectLimits(options: PrefectLimitsOptions): PrefectLimits {
  return new ServerLimits(options);
}

const ANSWER_MS = 5_000;
/** For one question with its repetitions, which a busy server asks for. */
const PATIENCE_MS = 8_000;
/** A server that did not answer is left alone for this long. */
const AWAY_MS = 30_000;
/** Far longer than whatever a slot is held for here: the download of one file. */
const FULL_MS = 10 * 60_000;
const CLOSED_PAUSE_MS = 10_000;
const SHORTEST_PAUSE_MS = 100;

type Answer =
  | { readonly kind: "taken"; readonly lease: LimitLease }
  | { readonly kind: "full"; readonly retryAfterMs: number }
  /** A limit of 0. */
  | { readonly kind: "closed" }
  | { readonly kind: "not-limited" };

class ServerLimits implements PrefectLimits {
  readonly #api: PrefectApi;
  readonly #fallback: ConcurrencyLimits;
  readonly #note: (text: string) => void;
  readonly #clock: Clock;
  readonly #leases = new Set<LimitLease>();
  /** Invariant 2: by names, the end of the line. */
  readonly #lines = new Map<string, Promise<void>>();
  readonly #waiters = new Set<() => void>();
  /** By names, since when the server has answered nothing but "full", milliseconds. */
  readonly #fullSince = new Map<string, number>();
  readonly #told = new Set<string>();
  #awayUntil = 0;

  constructor({ api, fallback, note, clock = systemClock }: PrefectLimitsOptions) {
    this.#api = api;
    this.#fallback = fallback;
    this.#note = note;
    this.#clock = clock;
  }

  async acquire(names: readonly string[], holder: LimitHolder, signal: AbortSignal): Promise<ReleaseSlots> {
    signal.throwIfAborted();
    if (names.length === 0) return FREE;
    const wanted = [...new Set(names)].sort();
    const lease = await this.#inTurn(wanted.join("\n"), signal, (line) => this.#ask(wanted, line, holder, signal));
    return lease === null ? this.#fallback.acquire(names, holder, signal) : () => this.#giveBack(lease);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#leases].map((lease) => lease.close()));
    this.#leases.clear();
  }

  /** @returns null when this host's own limits are to be asked. @throws the signal's reason */
  async #ask(names: readonly string[], line: string, holder: LimitHolder, signal: AbortSignal): Promise<LimitLease | null> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#clock.now() < this.#awayUntil) return null;
      const answer = await this.#take(names, holder).catch((error: unknown) => this.#away(error));
      if (answer.kind === "taken") {
        this.#fullSince.delete(line);
        this.#leases.add(answer.lease);
        return answer.lease;
      }
      if (answer.kind === "not-limited") return null;
      if (answer.kind === "closed") this.#tellOnce(`a limit among ${names.join(", ")} is set to 0 on the Prefect server: waiting until somebody raises it (prefect gcl update NAME --limit N)`);
      else if (this.#isStuck(line)) return this.#giveUp(names);
      await this.#pause(answer.kind === "closed" ? CLOSED_PAUSE_MS : answer.retryAfterMs, signal);
    }
  }

  /** @throws when the server does not answer, or answers what no client of limits expects */
  async #take(names: readonly string[], holder: LimitHolder): Promise<Answer> {
    const askedAt = this.#clock.now();
    const body = { names, slots: 1, lease_duration: LEASE_SECONDS, holder: { type: "task_run", id: holder.taskRunId } };
    try {
      const options = { retries: 2, timeoutMs: ANSWER_MS, signal: AbortSignal.timeout(PATIENCE_MS) };
      const { lease_id, limits } = await this.#api.request<Granted>("POST", "/v2/concurrency_limits/increment-with-lease", body, options);
      if (limits.length === 0) return { kind: "not-limited" };
      const lease = new LimitLease(this.#api, this.#clock, lease_id, limits.map(({ name }) => name), askedAt);
      if (limits.length === names.length) return { kind: "taken", lease };
      await lease.giveBack();
      return { kind: "not-limited" };
    } catch (error) {
      if (error instanceof PrefectApiError && error.status === 423) return { kind: "full", retryAfterMs: error.retryAfterMs };
      if (error instanceof PrefectApiError && error.status === 422 && error.detail.includes("greater than the limit")) return { kind: "closed" };
      throw error;
    }
  }

  #away(error: unknown): Answer {
    this.#awayUntil = this.#clock.now() + AWAY_MS;
    const what = error instanceof Error ? error.message : String(error);
    this.#tellOnce("the Prefect server cannot be asked for its limits; those of this host hold meanwhile", what);
    return { kind: "not-limited" };
  }

  #isStuck(line: string): boolean {
    const since = this.#fullSince.get(line) ?? this.#clock.now();
    this.#fullSince.set(line, since);
    return this.#clock.now() - since > FULL_MS;
  }

  #giveUp(names: readonly string[]): null {
    this.#tellOnce(`${names.join(", ")}: full on the Prefect server for ${FULL_MS / 60_000} minutes; going on by the limits of this host. If nobody holds a slot there, free them: prefect gcl update NAME --active-slots 0`);
    return null;
  }

  async #giveBack(lease: LimitLease): Promise<void> {
    await lease.giveBack();
    if (lease.isGone) this.#leases.delete(lease);
    for (const wake of this.#waiters) wake();
  }

  async #pause(retryAfterMs: number, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    const wake = (): void => woken.abort();
    this.#waiters.add(wake);
    signal.addEventListener("abort", wake, { once: true });
    await sleep(this.#clock, Math.max(retryAfterMs, SHORTEST_PAUSE_MS), woken.signal);
    signal.removeEventListener("abort", wake);
    this.#waiters.delete(wake);
  }

  /** Invariant 2. @throws the signal's reason, also while others are before it */
  async #inTurn<T>(line: string, signal: AbortSignal, body: (line: string) => Promise<T>): Promise<T> {
    const before = this.#lines.get(line) ?? Promise.resolve();
    let leave: () => void = () => undefined;
    const mine = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const end = before.then(() => mine);
    this.#lines.set(line, end);
    void end.then(() => {
      if (this.#lines.get(line) === end) this.#lines.delete(line);
    });
    try {
      await untilAborted(before, signal);
      return await body(line);
    } finally {
      leave();
    }
  }

  #tellOnce(text: string, detail?: string): void {
    if (this.#told.has(text)) return;
    this.#told.add(text);
    this.#note(detail === undefined ? text : `${text} (${detail})`);
  }
}

/** What the server answers: the limits that exist among the names, each with one slot taken. */
interface Granted {
  readonly lease_id: string;
  readonly limits: readonly { readonly name: string }[];
}

const FREE: ReleaseSlots = async () => undefined;

async function untilAborted(waiting: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  await Promise.race([waiting, aborted]).finally(() => signal.removeEventListener("abort", onAbort));
}
