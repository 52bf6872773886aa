import type { ArtifactInfo, EventInfo, FindingOrigin } from "../findings.ts";
import type { FlowRunInfo, LogEntry, TaskRunInfo } from "../runs.ts";
import type { State, StateType } from "../states.ts";

/**
 * What is owed to the server, as inert data: one line of the outbox each. Flow runs stand under the engine's ids; the server's own
 * ids are filled in when an item is sent, so that nothing has to wait for a server that is away.
 */
export type Item =
  /** `existing`: a worker started this run, the server has it under the same id. */
  | { readonly kind: "run"; readonly run: FlowRunInfo; readonly existing: boolean }
  /** The task run that stands for a subflow in its parent. */
  | { readonly kind: "placeholder"; readonly info: TaskRunInfo }
  | TaskItem
  | { readonly kind: "log"; readonly entry: LogEntry }
  | { readonly kind: "artifact"; readonly origin: FindingOrigin; readonly artifact: ArtifactInfo }
  | { readonly kind: "event"; readonly eventId: string; readonly origin: FindingOrigin; readonly event: EventInfo }
  /** A state of a flow run that the server could not be asked about: it stands here, and is told to the server later. */
  | { readonly kind: "state"; readonly flowRunId: string; readonly state: State; readonly transitionId: string };

export interface TaskItem {
  readonly kind: "task";
  /** Becomes the state's id: the same event sent twice is one state. */
  readonly eventId: string;
  readonly follows: string | null;
  readonly info: TaskRunInfo;
  readonly state: State;
  readonly from: StateType | null;
  readonly progress: TaskProgress;
}

/** What Prefect shows of a task run beyond its state; the server computes none of it for reported tasks. Instants in microseconds. */
export interface TaskProgress {
  readonly runCount: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Time spent in RUNNING. */
  readonly totalMicros: number;
}

/** Marks that others than the sender read: what is no longer owed. */
export type Mark =
  /** All items of this kind up to this number were accepted. */
  | { readonly kind: "sent"; readonly of: Item["kind"]; readonly upTo: number }
  /** The run has a final state on the server, or one that is owed as an item. */
  | { readonly kind: "ended"; readonly flowRunId: string }
  /** Every task run was read back as it should be. */
  | { readonly kind: "settled"; readonly flowRunId: string }
  /** The server's clock minus ours; fixed once, so that an event sent again is the same event. */
  | { readonly kind: "clock"; readonly skewMs: number };
