/** Identity of runs, as both seams see it. Instants are microseconds since the epoch. */
export interface FlowRunInfo {
  readonly flowRunId: string;
  readonly flowName: string;
  /** The run's own name, for people. */
  readonly name: string;
  /** After the schema's defaults and transforms. */
  readonly parameters: unknown;
  readonly tags: readonly string[];
  readonly retries: RetryInfo;
  readonly createdAt: number;
  /** Of a subflow: the run that called it, and the task run that stands for it there. */
  readonly parentFlowRunId: string | null;
  readonly parentTaskRunId: string | null;
}

/** An edge of the run's graph, in Prefect's own spelling: what flows into a task run. */
export interface TaskInput {
  readonly input_type: "task_run" | "flow_run";
  readonly id: string;
}

/** How often and after how long a failed run is tried again; shown beside it, and obeyed by a server that retries flow runs. */
export interface RetryInfo {
  readonly limit: number;
  /** Before the first retry. */
  readonly delaySeconds: number;
}

export interface TaskRunInfo {
  readonly taskRunId: string;
  readonly flowRunId: string;
  readonly taskName: string;
  /** Stable id of the task: its name and a short hash of it. `(flowRunId, taskKey, dynamicKey)` is unique. */
  readonly taskKey: string;
  /** Counts the calls of one task within a run: `0`, `1`, ... */
  readonly dynamicKey: string;
  /** For people; may change once, when the inputs that name it are known. */
  readonly name: string;
  readonly tags: readonly string[];
  readonly retries: RetryInfo;
  /** By name of the input; ordering-only edges under `wait_for`. */
  readonly taskInputs: Readonly<Record<string, readonly TaskInput[]>>;
  readonly createdAt: number;
  /** Set for the task run that stands for a subflow in its parent: the child's states are its states. */
  readonly childFlowRunId: string | null;
}

export type LogLevel = "debug" | "info" | "warning" | "error";

export interface LogEntry {
  readonly flowRunId: string;
  readonly taskRunId: string | null;
  readonly level: LogLevel;
  readonly message: string;
  readonly at: number;
}

/** Writes to the run's log; never throws, never prints. */
export interface RunLogger {
  debug(message: string): void;
  info(message: string): void;
  warning(message: string): void;
  error(message: string): void;
}
