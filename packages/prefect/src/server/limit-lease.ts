import type { Clock } from "../clock.ts";
import { PrefectApiError } from "./api-errors.ts";
import type { PrefectApi } from "./api.ts";

/**
 * One slot of each of some limits on a Prefect server, held by a lease. Invariants:
 * 1. While it is held the lease is renewed; a process that dies stops renewing, and the server frees the slots.
 * 2. The slots are given back once. What may have arrived is only repeated in the form that does no harm twice.
 * 3. A server that was restarted forgets its leases (they live in its memory) but not the slots they took, and then nobody would ever
 *    free them: slots of a forgotten lease are given back by name.
 */

/** The shortest that the server grants: the slots of a killed process are free after it, and up to 15 s of the server's reaper. */
export const LEASE_SECONDS = 60;
const RENEW_MS = (LEASE_SECONDS * 1000 * 2) / 3;
const RENEW_AGAIN_MS = 5_000;
const ANSWER_MS = 5_000;
/** No server restarts faster: a lease that was granted or renewed this recently is not forgotten. */
const FASTEST_RESTART_MS = 3_000;
const OWED_PAUSE_MS = 2_000;

/** `told`: the server was told and did not answer. `forgotten`: invariant 3. `gone`: nothing is held any more. */
type Fate = "held" | "told" | "forgotten" | "gone";

export class LimitLease {
  readonly #api: PrefectApi;
  readonly #clock: Clock;
  readonly #id: string;
  readonly #names: readonly string[];
  /** When the last request was sent that the server answered with a full lease, in milliseconds: no later than it began. */
  #confirmedAt: number;
  #fate: Fate = "held";
  #cancelTimer: () => void = () => undefined;
  #givenBack: Promise<void> | null = null;
  #closing = false;

  /** @param askedAt when the lease was asked for, milliseconds since the epoch */
  constructor(api: PrefectApi, clock: Clock, id: string, names: readonly string[], askedAt: number) {
    this.#api = api;
    this.#clock = clock;
    this.#id = id;
    this.#names = names;
    this.#confirmedAt = askedAt;
    this.#renewIn(RENEW_MS);
  }

  /** @returns after one try; while the server does not answer, more are made until the lease ends. Never rejects. */
  giveBack(): Promise<void> {
    this.#cancelTimer();
    this.#givenBack ??= this.#tryGiveBack().catch(() => this.#tryLater());
    return this.#givenBack;
  }

  /** Gives back without trying again later. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.giveBack();
    this.#cancelTimer();
    if (this.#fate !== "gone") await this.#tryGiveBack().catch(() => undefined);
  }

  get isGone(): boolean {
    return this.#fate === "gone";
  }

  /** @throws when the server does not answer */
  async #tryGiveBack(): Promise<void> {
    if (this.#fate === "held" && this.#clock.now() - this.#confirmedAt > FASTEST_RESTART_MS) await this.#confirm();
    if (this.#fate === "held" || this.#fate === "told") {
      this.#fate = "told";
      await this.#post("/v2/concurrency_limits/decrement-with-lease", { lease_id: this.#id });
      this.#fate = "gone";
    }
    if (this.#fate === "forgotten") {
      // Invariant 2: a second time would free somebody else's slots.
      this.#fate = "gone";
      await this.#post("/v2/concurrency_limits/decrement", { names: this.#names, slots: 1 });
    }
  }

  #tryLater(): void {
    if (this.#fate === "gone" || this.#closing) return;
    if (this.#clock.now() > this.#endsAt) {
      // The server's reaper has freed them, or will.
      this.#fate = "gone";
      return;
    }
    this.#cancelTimer = this.#clock.setTimer(OWED_PAUSE_MS, () => void this.#tryGiveBack().catch(() => this.#tryLater()));
  }

  #renewIn(delayMs: number): void {
    this.#cancelTimer = this.#clock.setTimer(delayMs, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    let pauseMs = RENEW_MS;
    try {
      await this.#confirm();
    } catch {
      pauseMs = RENEW_AGAIN_MS;
    }
    if (this.#fate === "held" && this.#givenBack === null) this.#renewIn(pauseMs);
  }

  /** Renews, and learns on the way whether the server still knows the lease. @throws when the server does not answer */
  async #confirm(): Promise<void> {
    const askedAt = this.#clock.now();
    try {
      await this.#post(`/v2/concurrency_limits/leases/${this.#id}/renew`, { lease_duration: LEASE_SECONDS });
      this.#confirmedAt = askedAt;
    } catch (error) {
      if (!(error instanceof PrefectApiError && error.status === 410)) throw error;
      // Past its end the reaper took it, and the slots with it.
      if (this.#fate === "held") this.#fate = askedAt < this.#endsAt ? "forgotten" : "gone";
    }
  }

  get #endsAt(): number {
    return this.#confirmedAt + LEASE_SECONDS * 1000;
  }

  #post(path: string, body: Readonly<Record<string, unknown>>): Promise<unknown> {
    return this.#api.request("POST", path, body, { retries: 0, timeoutMs: ANSWER_MS });
  }
}
