import type { ArtifactInfo, EventInfo, FindingOrigin } from "../findings.ts";
import type { Recorder } from "../recorder.ts";
import { createRunId } from "../run-id.ts";
import type { FlowRunInfo, LogEntry, TaskRunInfo } from "../runs.ts";
import type { State } from "../states.ts";
import type { Delivery } from "./delivery.ts";
import type { ServerRuns } from "./server-runs.ts";
import type { TaskHistory } from "./task-history.ts";

export interface PrefectRecorderOptions {
  readonly delivery: Delivery;
  readonly runs: ServerRuns;
  readonly history: TaskHistory;
  /** The flow run that a worker started: it exists on the server. */
  readonly existingRunId: string | null;
  /** Milliseconds that `flush` waits for a server that answers. */
  readonly flushMs: number;
  readonly now: () => number;
  readonly onClose: () => Promise<void>;
}

/**
 * Reports a run to a Prefect server as its own client would: task runs as events with our instants, logs, artifacts and events.
 * States of flow runs are the orchestrator's matter: the server was asked about them.
 */
export class PrefectRecorder implements Recorder {
  readonly #options: PrefectRecorderOptions;
  #closed = false;

  constructor(options: PrefectRecorderOptions) {
    this.#options = options;
  }

  flowRunCreated(run: FlowRunInfo): void {
    const existing = run.flowRunId === this.#options.existingRunId;
    this.#options.runs.announce(run, existing);
    this.#options.delivery.enqueue({ kind: "run", run, existing });
  }

  flowState(): void {
    // Proposed by the engine, recorded by the server's verdict.
  }

  taskRunCreated(info: TaskRunInfo): void {
    if (info.childFlowRunId === null) return;
    this.#options.runs.announcePlaceholder(info);
    this.#options.delivery.enqueue({ kind: "placeholder", info });
  }

  taskState(info: TaskRunInfo, state: State): void {
    if (!this.#closed) this.#options.delivery.enqueue(this.#options.history.next(info, state));
  }

  log(entry: LogEntry): void {
    if (!this.#closed) this.#options.delivery.enqueue({ kind: "log", entry });
  }

  artifact(origin: FindingOrigin, artifact: ArtifactInfo): void {
    if (!this.#closed) this.#options.delivery.enqueue({ kind: "artifact", origin, artifact });
  }

  event(origin: FindingOrigin, event: EventInfo): void {
    if (!this.#closed) this.#options.delivery.enqueue({ kind: "event", eventId: createRunId(origin.at / 1000), origin, event });
  }

  async flush(): Promise<void> {
    await this.#options.delivery.flush(this.#options.now() + this.#options.flushMs, "leave");
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#options.onClose();
  }
}
