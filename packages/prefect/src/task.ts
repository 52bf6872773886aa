import { createHash } from "node:crypto";
import type { ArtifactInfo, EventInfo } from "./findings.ts";
import { assertRetryPolicy, type RetryPolicy } from "./retry.ts";
import type { RunLogger, TaskRunInfo } from "./runs.ts";

/** How a returned value is shown as a state: COMPLETED "Cached", COMPLETED "PartialSuccess", FAILED "Failed" ... */
export interface DeclaredOutcome {
  readonly name: string;
  readonly message?: string;
  /** Default COMPLETED. FAILED marks the run failed; the returned value still reaches whoever awaits it. */
  readonly type?: "COMPLETED" | "FAILED";
}

export interface TaskOptions<Input, Result, Env = unknown> {
  readonly name: string;
  readonly description?: string;
  readonly retries?: RetryPolicy;
  /** For one attempt. The signal is aborted and the attempt left behind; a retry policy applies. */
  readonly timeoutMs?: number;
  /** The task run's name, from its inputs; default `<name>-<n>`. */
  readonly runName?: (input: Input) => string;
  readonly tags?: readonly string[];
  readonly outcome?: (result: Result) => DeclaredOutcome;
  /**
   * Named limits that an attempt's body needs a slot of, each, while it runs (see ConcurrencyLimits); the time spent waiting for them
   * does not count for `timeoutMs`. A body left behind by its time-out has given them back.
   */
  readonly limits?: (input: Input) => readonly string[];
  /**
   * Where this task's result is found again, by other runs too; null: not for this input. Everything the result depends on belongs
   * into the key. The result must survive JSON, which the task's author promises, or `restoreCached` makes good.
   */
  readonly cacheKey?: (input: Input) => string | null;
  /** `find`: looks for a result and keeps none of its own. `renew`: always runs, and keeps. Default: finds, and keeps what it had to make. */
  readonly cacheUse?: (input: Input) => "find" | "renew";
  /**
   * Makes a result of what was kept, possibly by another process and version of the code.
   * @returns undefined when it is not good any more: the body runs.
   */
  readonly restoreCached?: (kept: unknown, input: Input, env: Env) => Promise<{ readonly value: Result } | undefined>;
}

/** What a task's body is given beside its input. */
export interface TaskContext<Env> {
  readonly env: Env;
  /** Aborted when the run is cancelled or stopped, or the attempt has timed out. A body that ignores it is left behind. */
  readonly signal: AbortSignal;
  readonly log: RunLogger;
  /** 1-based. */
  readonly attempt: number;
  readonly run: TaskRunInfo;
  /** Shows something beside the run; the same key again is a new version of it. */
  readonly artifact: (artifact: ArtifactInfo) => void;
  /** Tells that something happened to a thing outside the run. */
  readonly event: (event: EventInfo) => void;
}

export type TaskBody<Input, Result, Env> = (input: Input, run: TaskContext<Env>) => Promise<Result> | Result;

export interface Task<Input, Result, Env = unknown> {
  readonly kind: "task";
  readonly name: string;
  readonly taskKey: string;
  readonly options: TaskOptions<Input, Result, Env>;
  readonly body: TaskBody<Input, Result, Env>;
}

/**
 * A step of a flow, run by `FlowContext.submit` and `map`.
 * @throws RangeError when the retry policy or timeout could not be obeyed.
 */
export function task<Input, Result, Env = unknown>(options: TaskOptions<Input, Result, Env>, body: TaskBody<Input, Result, Env>): Task<Input, Result, Env> {
  assertRetryPolicy(`task '${options.name}'`, options.retries);
  assertTimeout(`task '${options.name}'`, options.timeoutMs);
  return { kind: "task", name: options.name, taskKey: createTaskKey(options.name), options, body };
}

/** @returns `<name>-<8 hex digits>`, the same in every process and version of the code: the name is the identity. */
export function createTaskKey(name: string): string {
  return `${name}-${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;
}

export function assertTimeout(owner: string, timeoutMs: number | undefined): void {
  if (timeoutMs !== undefined && !(timeoutMs > 0)) throw new RangeError(`${owner}: timeoutMs must be greater than 0, not ${timeoutMs}`);
}
