import type { FlowRunInfo } from "../runs.ts";
import { createRunId } from "../run-id.ts";
import type { PrefectApi } from "./api.ts";
import { heartbeatBody, type ServerRun } from "./bodies.ts";
import type { ServerRuns } from "./server-runs.ts";

/**
 * The runs of this process as the server sees them live: says that they do, and asks whether somebody wants them to end. Nothing here is
 * owed to anyone: a beat that was missed is not sent later, a question that failed is asked again.
 */
export interface PresenceOptions {
  readonly api: PrefectApi;
  readonly runs: ServerRuns;
  readonly heartbeatSeconds: number;
  /** Microseconds since the epoch, strictly increasing. */
  readonly micros: () => number;
  readonly skewMs: () => Promise<number>;
}

/** A cancel from the server's pages should be felt within seconds; one small question for all runs of the process. */
const ASK_MS = 2_000;

export class Presence {
  readonly #options: PresenceOptions;
  readonly #watched = new Map<string, (reason: string) => void>();
  readonly #beating = new Map<string, ServerRun>();
  #askTimer: NodeJS.Timeout | null = null;
  #beatTimer: NodeJS.Timeout | null = null;
  #asking = false;

  constructor(options: PresenceOptions) {
    this.#options = options;
  }

  watch(run: FlowRunInfo, onCancel: (reason: string) => void): () => void {
    this.#watched.set(run.flowRunId, onCancel);
    this.#askTimer ??= setInterval(() => void this.#ask(), ASK_MS).unref();
    return () => {
      this.#watched.delete(run.flowRunId);
      this.#beating.delete(run.flowRunId);
      if (this.#watched.size === 0) this.close();
    };
  }

  /** The run is Running: from now on it beats. */
  started(run: FlowRunInfo, server: ServerRun): void {
    if (!this.#watched.has(run.flowRunId)) return;
    this.#beating.set(run.flowRunId, server);
    void this.#beat([server]);
    this.#beatTimer ??= setInterval(() => void this.#beat([...this.#beating.values()]), this.#options.heartbeatSeconds * 1000).unref();
  }

  close(): void {
    if (this.#askTimer !== null) clearInterval(this.#askTimer);
    if (this.#beatTimer !== null) clearInterval(this.#beatTimer);
    this.#askTimer = this.#beatTimer = null;
  }

  async #ask(): Promise<void> {
    const ids = new Map([...this.#watched.keys()].flatMap((local) => {
      const server = this.#options.runs.known(local);
      return server === null ? [] : [[server.id, local] as const];
    }));
    if (ids.size === 0 || this.#asking) return;
    this.#asking = true;
    try {
      const filter = { flow_runs: { id: { any_: [...ids.keys()] }, state: { type: { any_: ["CANCELLING", "CANCELLED"] } } } };
      const found = await this.#options.api.request<readonly { readonly id: string }[]>("POST", "/flow_runs/filter", filter, { retries: 0, timeoutMs: 10_000 });
      for (const { id } of found) this.#cancel(ids.get(id) ?? "");
    } catch {
      // Asked again at the next turn.
    } finally {
      this.#asking = false;
    }
  }

  #cancel(flowRunId: string): void {
    const onCancel = this.#watched.get(flowRunId);
    this.#watched.delete(flowRunId);
    onCancel?.("cancelled on the Prefect server");
  }

  async #beat(servers: readonly ServerRun[]): Promise<void> {
    const skewMicros = (await this.#options.skewMs()) * 1000;
    const beats = servers.map((server) => {
      const at = this.#options.micros();
      return heartbeatBody(createRunId(at / 1000), server, at, skewMicros);
    });
    if (beats.length === 0) return;
    await this.#options.api.request("POST", "/events", beats, { retries: 0, timeoutMs: 10_000 }).catch(() => undefined);
  }
}
