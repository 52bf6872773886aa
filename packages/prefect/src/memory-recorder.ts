import type { ArtifactInfo, EventInfo, FindingOrigin } from "./findings.ts";
import type { Recorder } from "./recorder.ts";
import type { FlowRunInfo, LogEntry, TaskRunInfo } from "./runs.ts";
import type { State } from "./states.ts";

export interface RecordedRun<Info> {
  info: Info;
  readonly states: State[];
}

/** Keeps everything in memory, in order; for tests and for runs that nobody will look up. */
export class MemoryRecorder implements Recorder {
  readonly flowRuns = new Map<string, RecordedRun<FlowRunInfo>>();
  readonly taskRuns = new Map<string, RecordedRun<TaskRunInfo>>();
  readonly logs: LogEntry[] = [];
  readonly artifacts: { readonly origin: FindingOrigin; readonly artifact: ArtifactInfo }[] = [];
  readonly events: { readonly origin: FindingOrigin; readonly event: EventInfo }[] = [];
  #closed = false;

  flowRunCreated(run: FlowRunInfo): void {
    if (!this.#closed) this.flowRuns.set(run.flowRunId, begin(run));
  }

  flowState(run: FlowRunInfo, state: State): void {
    if (!this.#closed) remember(this.flowRuns, run.flowRunId, run, state);
  }

  taskRunCreated(run: TaskRunInfo): void {
    if (!this.#closed) this.taskRuns.set(run.taskRunId, begin(run));
  }

  taskState(run: TaskRunInfo, state: State): void {
    if (!this.#closed) remember(this.taskRuns, run.taskRunId, run, state);
  }

  log(entry: LogEntry): void {
    if (!this.#closed) this.logs.push(entry);
  }

  artifact(origin: FindingOrigin, artifact: ArtifactInfo): void {
    if (!this.#closed) this.artifacts.push({ origin, artifact });
  }

  event(origin: FindingOrigin, event: EventInfo): void {
    if (!this.#closed) this.events.push({ origin, event });
  }

  async flush(): Promise<void> {
    // Memory is where its readers look.
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}

function begin<Info>(info: Info): RecordedRun<Info> {
  return { info, states: [] };
}

function remember<Info>(runs: Map<string, RecordedRun<Info>>, id: string, info: Info, state: State): void {
  const run = runs.get(id) ?? begin(info);
  runs.set(id, run);
  run.info = info;
  run.states.push(state);
}
