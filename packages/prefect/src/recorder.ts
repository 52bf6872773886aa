import type { ArtifactInfo, EventInfo, FindingOrigin } from "./findings.ts";
import type { FlowRunInfo, LogEntry, TaskRunInfo } from "./runs.ts";
import type { State } from "./states.ts";

/**
 * Second seam: who remembers. Calls are cheap and synchronous (they queue) and never throw: history must not fail a run.
 * A run's `created` comes before its states, its states in the order of `at`; the info that comes with a state is the newest.
 */
export interface Recorder {
  flowRunCreated(run: FlowRunInfo): void;
  flowState(run: FlowRunInfo, state: State): void;
  taskRunCreated(run: TaskRunInfo): void;
  taskState(run: TaskRunInfo, state: State): void;
  log(entry: LogEntry): void;
  artifact(origin: FindingOrigin, artifact: ArtifactInfo): void;
  event(origin: FindingOrigin, event: EventInfo): void;
  /** Resolves when everything recorded before is where other readers see it. Never rejects. */
  flush(): Promise<void>;
  /** Flushes and lets go of resources; later calls are ignored. */
  close(): Promise<void>;
}
