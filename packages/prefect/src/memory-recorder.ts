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
  #closed = false;

  flowRunCreated(run: FlowRunInfo): void {
    if (!this.#closed) this.flowRuns.set(run.flowRunId, { info: run, states: [] });
  }

  flowState(run: FlowRunInfo, state: State): void {
    if (!this.#closed) remember(this.flowRuns, run.flowRunId, run, state);
  }

  taskRunCreated(run: TaskRunInfo): void {
    if (!this.#closed) this.taskRuns.set(run.taskRunId, { info: run, states: [] });
  }

  taskState(run: TaskRunInfo, state: State): void {
    if (!this.#closed) remember(this.taskRuns, run.taskRunId, run, state);
  }

  log(entry: LogEntry): void {
    if (!this.#closed) this.logs.push(entry);
  }

  async flush(): Promise<void> {
    // Memory is where its readers look.
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}

function remember<Info>(runs: Map<string, RecordedRun<Info>>, id: string, info: Info, state: State): void {
  const run = runs.get(id);
  if (run === undefined) {
    runs.set(id, { info, states: [state] });
    return;
  }
  run.info = info;
  run.states.push(state);
}
