import type * as z from "zod";
import type { ArtifactInfo, EventInfo } from "./findings.ts";
import type { Futures, TaskFuture } from "./future.ts";
import { assertRetryPolicy, type RetryPolicy } from "./retry.ts";
import type { FlowRunInfo, RunLogger } from "./runs.ts";
import type { State } from "./states.ts";
import { assertTimeout, type DeclaredOutcome, type Task } from "./task.ts";

/** How a run ended; what hooks are told. */
export interface FlowRunEnd<Result, Env> {
  readonly state: State;
  readonly run: FlowRunInfo;
  /** Present when the body returned, also under a declared FAILED. */
  readonly result?: Result;
  /** Why there is no result. */
  readonly error?: unknown;
  readonly env: Env;
}

export type FlowHook<Result, Env> = (end: FlowRunEnd<Result, Env>) => Promise<void> | void;

/** Called once, after the final state stands. A hook that throws is a warning in the run's log and changes nothing. */
export interface FlowHooks<Result, Env> {
  readonly onCompletion?: FlowHook<Result, Env>;
  readonly onFailure?: FlowHook<Result, Env>;
  readonly onCancellation?: FlowHook<Result, Env>;
  readonly onCrashed?: FlowHook<Result, Env>;
}

export interface FlowOptions<Schema extends z.ZodType, Result = unknown, Env = unknown> {
  readonly name: string;
  readonly description: string;
  readonly parameters: Schema;
  readonly tags?: readonly string[];
  /** Runs the whole body again. */
  readonly retries?: RetryPolicy;
  readonly timeoutMs?: number;
  readonly outcome?: (result: Result) => DeclaredOutcome;
  readonly hooks?: FlowHooks<Result, Env>;
}

export interface SubmitOptions {
  /** Tasks that must have completed first, without giving their result. */
  readonly waitFor?: readonly TaskFuture<unknown>[];
  readonly name?: string;
}

export interface MapOptions<I> {
  /** Bodies of this map running at once; default: only the run's own bound. */
  readonly concurrency?: number;
  readonly waitFor?: readonly TaskFuture<unknown>[];
  readonly name?: (input: I) => string;
}

/** What a flow's body is given beside its parameters. */
export interface FlowContext<Env> {
  readonly env: Env;
  /** Aborted when the run is cancelled, timed out or stopped by an error of severity `stop-run`. */
  readonly signal: AbortSignal;
  readonly log: RunLogger;
  readonly run: FlowRunInfo;
  /** Shows something beside the run; the same key again is a new version of it. */
  artifact(artifact: ArtifactInfo): void;
  /** Tells that something happened to a thing outside the run. */
  event(event: EventInfo): void;
  /**
   * Starts a task. Futures standing in the input's own properties are awaited first and become edges of the run's graph;
   * when one of them did not complete, the task ends Pending "NotReady" without running.
   */
  submit<I, R>(task: Task<I, R, Env>, input: Futures<NoInfer<I>>, options?: SubmitOptions): TaskFuture<R>;
  /** One task run for each input, in order. */
  map<I, R>(task: Task<I, R, Env>, inputs: readonly NoInfer<I>[], options?: MapOptions<NoInfer<I>>): TaskFuture<R>[];
  /**
   * Runs another flow as a child of this run. A child whose body returned gives its result, whatever state it declared.
   * @throws what the child's body threw; ParameterError before any run is created; CancelledError.
   */
  subflow<S extends z.ZodType, R>(flow: Flow<S, R, Env>, parameters: z.input<S>): Promise<R>;
}

export type FlowBody<Schema extends z.ZodType, Result, Env> = (parameters: z.output<Schema>, run: FlowContext<Env>) => Promise<Result>;

export interface Flow<Schema extends z.ZodType, Result, Env = unknown> {
  readonly kind: "flow";
  readonly name: string;
  readonly description: string;
  readonly parameters: Schema;
  readonly options: FlowOptions<Schema, Result, Env>;
  readonly body: FlowBody<Schema, Result, Env>;
}

/**
 * A pipeline as an async function with typed parameters; run by `runFlow`, or by another flow's `subflow`.
 * @throws RangeError when the retry policy or timeout could not be obeyed.
 */
export function flow<Schema extends z.ZodType, Result, Env = unknown>(options: FlowOptions<Schema, Result, Env>, body: FlowBody<Schema, Result, Env>): Flow<Schema, Result, Env> {
  assertRetryPolicy(`flow '${options.name}'`, options.retries);
  assertTimeout(`flow '${options.name}'`, options.timeoutMs);
  return { kind: "flow", name: options.name, description: options.description, parameters: options.parameters, options, body };
}
