import { severityOf, TerminatedError, TimedOutError, UpstreamFailedError } from "./errors.ts";
import type { FindingOrigin } from "./findings.ts";
import { EngineFuture, type FutureSource, type Settled } from "./future.ts";
import type { ConcurrencyLimits, ReleaseSlots } from "./limits.ts";
import { decideRetry } from "./retry.ts";
import type { RunLogger, TaskRunInfo } from "./runs.ts";
import type { Semaphore, Turn } from "./semaphore.ts";
import type { Clock } from "./clock.ts";
import type { Recorder } from "./recorder.ts";
import type { ResultCache } from "./result-cache.ts";
import { isTerminal, type State, summarizeError } from "./states.ts";
import type { DeclaredOutcome, Task, TaskContext } from "./task.ts";
import type { Upstream } from "./task-inputs.ts";

/**
 * One task run, from Pending to its end. Invariants:
 * 1. `end` always resolves and never rejects; it resolves after the last state was recorded.
 * 2. A slot is held only while the body of an attempt runs or waits for its limits; limits only while the body runs. Each is freed
 *    exactly once, and a task that waits for either is not yet Running.
 * 3. After the end nothing is recorded: a body that was left behind ends unseen.
 * 4. An error of severity `stop-run` stops the flow run before this task's own end is visible.
 */

/** What an attempt of a flow lends to its tasks. */
export interface TaskHost<Env> {
  readonly env: Env;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly micros: () => number;
  readonly random: () => number;
  readonly slots: Semaphore;
  readonly limits: ConcurrencyLimits | null;
  readonly cache: ResultCache | null;
  readonly signal: AbortSignal;
  createLogger(taskRunId: string): RunLogger;
  stop(error: unknown): void;
  finished(execution: Interruptible): void;
}

/** What a flow run can do to its running tasks. */
export interface Interruptible {
  /** The flow run was stopped: stop waiting, tell the body. */
  interrupt(reason: unknown): void;
  /** The grace is over: leave the body behind. */
  abandon(): void;
}

export interface Submission {
  readonly input: unknown;
  readonly upstreams: readonly Upstream[];
  readonly fixedName: boolean;
  readonly extraSlots: Semaphore | null;
}

type AttemptEnd<R> = { readonly kind: "returned"; readonly value: R } | { readonly kind: "threw"; readonly error: unknown } | { readonly kind: "timed-out"; readonly error: TimedOutError } | { readonly kind: "abandoned" };

export class TaskExecution<I, R, Env> implements Interruptible, FutureSource<R> {
  info: TaskRunInfo;
  state: State;
  readonly end: Promise<Settled<R>>;
  readonly #task: Task<I, R, Env>;
  readonly #host: TaskHost<Env>;
  readonly #submission: Submission;
  #settle!: (settled: Settled<R>) => void;
  /** Ends whatever is being waited for: upstreams, a slot, a retry's delay. */
  #wake: (() => void) | null = null;
  #endAttempt: ((end: AttemptEnd<R>) => void) | null = null;
  #timeoutController: AbortController | null = null;
  #stopReason: unknown = null;
  #releaseLimits: ReleaseSlots | null = null;

  constructor(host: TaskHost<Env>, task: Task<I, R, Env>, info: TaskRunInfo, submission: Submission) {
    this.#host = host;
    this.#task = task;
    this.#submission = submission;
    this.info = info;
    this.end = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.state = { type: "PENDING", name: "Pending", at: host.micros() };
    host.recorder.taskRunCreated(info);
    host.recorder.taskState(info, this.state);
    void this.#run();
  }

  interrupt(reason: unknown): void {
    this.#stopReason = reason;
    this.#timeoutController?.abort(reason);
    this.#wake?.();
  }

  abandon(): void {
    this.#endAttempt?.({ kind: "abandoned" });
  }

  async #run(): Promise<void> {
    try {
      // The body never starts inside submit(): submitting is only a promise to run.
      await NEXT_TICK;
      const settled = await this.#drive();
      this.#host.finished(this);
      this.#settle(settled);
    } catch (error) {
      // Only user-supplied functions (runName, retryIf, outcome, cacheKey ...) can throw here; they fail their own task.
      const settled = this.#fail(error);
      this.#host.finished(this);
      this.#settle(settled);
    }
  }

  async #drive(): Promise<Settled<R>> {
    let input = this.#submission.input as I;
    if (this.#submission.upstreams.length > 0) {
      const blocked = await this.#waitForUpstreams();
      if (this.#stopped) return this.#cancel(null);
      if (blocked !== null) return blocked;
      input = await this.#resolveInput();
    }
    this.#nameAfter(input);
    const cacheKey = this.#host.cache === null ? null : (this.#task.options.cacheKey?.(input) ?? null);
    const cacheUse = cacheKey === null ? undefined : this.#task.options.cacheUse?.(input);
    const cached = cacheKey === null || cacheUse === "renew" ? undefined : await this.#restore(cacheKey, input);
    if (cached !== undefined && !this.#stopped) return this.#completeCached(cached);
    for (let attempt = 1; ; attempt += 1) {
      const taken = this.#takeSlots();
      if (taken !== true && !(await taken)) return this.#cancel(null);
      if (this.#task.options.limits !== undefined && !(await this.#takeLimits(this.#task.options.limits(input)))) return this.#cancel(null);
      const end = await this.#attempt(input, attempt);
      if (this.#releaseLimits !== null) await this.#giveLimitsBack();
      this.#freeSlots();
      if (end.kind === "returned") return cacheKey === null || cacheUse === "find" ? this.#complete(end.value) : this.#keep(cacheKey, end.value);
      if (end.kind === "abandoned") return this.#cancel(null);
      if (this.#stopped) return this.#cancel(end.error);
      const decision = decideRetry(this.#task.options.retries, attempt, end.error, this.#host.random);
      if (!decision.retry) return this.#fail(end.error);
      if (decision.delayMs > 0 && !(await this.#waitForRetry(decision.delayMs, end.error))) return this.#cancel(null);
    }
  }

  get #stopped(): boolean {
    return this.#stopReason !== null;
  }

  /** @returns null when all upstreams completed, else the end of this task run. */
  async #waitForUpstreams(): Promise<Settled<R> | null> {
    const { upstreams } = this.#submission;
    await this.#untilInterrupted(Promise.all(upstreams.map(({ future }) => future.settled())));
    if (this.#stopped) return null;
    for (const { future } of upstreams) {
      const settled = await future.settled();
      const state = future instanceof EngineFuture ? future.source.state : null;
      const failed = settled.ok ? (state === null || state.type === "COMPLETED" ? null : state) : settled.state;
      if (failed === null) continue;
      const error = new UpstreamFailedError(this.info.name, future.taskRun.name, failed.name, settled.ok ? {} : { cause: settled.error });
      this.#move({ type: "PENDING", name: "NotReady", message: error.message, at: this.#host.micros() });
      return { ok: false, error, state: this.state };
    }
    return null;
  }

  async #resolveInput(): Promise<I> {
    const { input, upstreams } = this.#submission;
    let resolved: Record<string, unknown> | null = null;
    for (const { property, future } of upstreams) {
      if (property === null) continue;
      const settled = await future.settled();
      resolved ??= { ...(input as Record<string, unknown>) };
      resolved[property] = settled.ok ? settled.value : undefined;
    }
    return (resolved ?? input) as I;
  }

  #nameAfter(input: I): void {
    const { runName } = this.#task.options;
    if (runName === undefined || this.#submission.fixedName) return;
    this.info = { ...this.info, name: runName(input) };
  }

  /** @returns false when the run was stopped first; true at once when slots are free, which is the hot path. */
  #takeSlots(): boolean | Promise<boolean> {
    const { extraSlots } = this.#submission;
    if (this.#stopped) return false;
    if (extraSlots === null && this.#host.slots.tryTake()) return true;
    return extraSlots === null ? this.#waitForSlot(this.#host.slots) : this.#waitForSlots([extraSlots, this.#host.slots]);
  }

  /** In a fixed order, so that two waiters cannot hold what the other needs. */
  async #waitForSlots(wanted: readonly Semaphore[]): Promise<boolean> {
    const held: Semaphore[] = [];
    for (const slots of wanted) {
      if (!slots.tryTake() && !(await this.#waitForSlot(slots))) break;
      held.push(slots);
      if (this.#stopped) break;
    }
    if (held.length === wanted.length && !this.#stopped) return true;
    for (const slots of held) slots.release();
    return false;
  }

  /** One promise and no more: a thousand tasks may be waiting here. @returns false when the run was stopped first */
  #waitForSlot(slots: Semaphore): Promise<boolean> {
    return new Promise((resolve) => {
      const turn: Turn = slots.wait(() => {
        this.#wake = null;
        resolve(true);
      });
      this.#wake = () => {
        this.#wake = null;
        turn.givenUp = true;
        resolve(false);
      };
    });
  }

  /** @returns false when the run was stopped first. @throws when the limits break their promise; no slot is kept then. */
  async #takeLimits(names: readonly string[]): Promise<boolean> {
    const { limits, signal } = this.#host;
    if (limits === null || names.length === 0) return true;
    try {
      this.#releaseLimits = await limits.acquire(names, { flowRunId: this.info.flowRunId, taskRunId: this.info.taskRunId }, signal);
      // Stopped in this very moment: the attempt sees it, and gives back what it was given.
      return true;
    } catch (error) {
      this.#freeSlots();
      if (this.#stopped) return false;
      throw error;
    }
  }

  async #giveLimitsBack(): Promise<void> {
    const release = this.#releaseLimits;
    this.#releaseLimits = null;
    await release?.();
  }

  #freeSlots(): void {
    this.#host.slots.release();
    this.#submission.extraSlots?.release();
  }

  /** Resolves when `waiting` does or the flow run is stopped. */
  #untilInterrupted(waiting: Promise<unknown>): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise<void>((resolve) => {
      this.#wake = resolve;
      void waiting.then(() => resolve());
    }).then(() => {
      this.#wake = null;
    });
  }

  #attempt(input: I, attempt: number): Promise<AttemptEnd<R>> | { readonly kind: "abandoned" } {
    // Stopped between the last wait and here: the body must not see a run that is already over.
    if (this.#stopped) return { kind: "abandoned" };
    this.#move({ type: "RUNNING", name: attempt === 1 ? "Running" : "Retrying", attempt, at: this.#host.micros() });
    return new Promise((resolve) => {
      this.#endAttempt = resolve;
      const { timeoutMs } = this.#task.options;
      const cancelTimer = timeoutMs === undefined ? null : this.#startTimeout(timeoutMs, resolve);
      const ended = (end: AttemptEnd<R>): void => {
        cancelTimer?.();
        resolve(end);
      };
      const context: TaskContext<Env> = {
        env: this.#host.env,
        signal: this.#timeoutController?.signal ?? this.#host.signal,
        log: this.#host.createLogger(this.info.taskRunId),
        attempt,
        run: this.info,
        artifact: (artifact) => this.#host.recorder.artifact(this.#origin(), artifact),
        event: (event) => this.#host.recorder.event(this.#origin(), event),
      };
      let result: Promise<R> | R;
      try {
        result = this.#task.body(input, context);
      } catch (error) {
        ended({ kind: "threw", error });
        return;
      }
      if (!isThenable(result)) ended({ kind: "returned", value: result });
      else result.then((value) => ended({ kind: "returned", value }), (error: unknown) => ended({ kind: "threw", error }));
    });
  }

  #origin(): FindingOrigin {
    return { flowRunId: this.info.flowRunId, taskRunId: this.info.taskRunId, at: this.#host.micros() };
  }

  /** The attempt ends before its signal is aborted, so the body's own answer to the signal cannot replace "timed out". */
  #startTimeout(timeoutMs: number, resolve: (end: AttemptEnd<R>) => void): () => void {
    const controller = new AbortController();
    this.#timeoutController = controller;
    return this.#host.clock.setTimer(timeoutMs, () => {
      const error = new TimedOutError(`task ${this.info.name}`, timeoutMs);
      resolve({ kind: "timed-out", error });
      controller.abort(error);
    });
  }

  /** @returns false when the run was stopped meanwhile. */
  async #waitForRetry(delayMs: number, error: unknown): Promise<boolean> {
    const at = this.#host.micros();
    const { message } = summarizeError(error);
    this.#move({ type: "SCHEDULED", name: "AwaitingRetry", scheduledAt: at + Math.round(delayMs * 1000), message, at });
    let cancelTimer: () => void = () => undefined;
    await this.#untilInterrupted(
      new Promise<void>((resolve) => {
        cancelTimer = this.#host.clock.setTimer(delayMs, resolve);
      }),
    );
    cancelTimer();
    return !this.#stopped;
  }

  #complete(value: R): Settled<R> {
    const outcome: DeclaredOutcome = this.#task.options.outcome?.(value) ?? { name: "Completed" };
    const { name, message } = outcome;
    const at = this.#host.micros();
    if (outcome.type === "FAILED") this.#move({ type: "FAILED", name, message: message ?? "declared failed by its result", error: null, at });
    else this.#move({ type: "COMPLETED", name, message: message ?? null, at });
    return { ok: true, value };
  }

  /** @returns the result that was kept under the key, or undefined when there is none that is still good. */
  async #restore(cacheKey: string, input: I): Promise<{ readonly value: R } | undefined> {
    const found = await this.#host.cache?.get(cacheKey);
    if (found === undefined) return undefined;
    const { restoreCached } = this.#task.options;
    return restoreCached === undefined ? { value: found.value as R } : restoreCached(found.value, input, this.#host.env);
  }

  #completeCached({ value }: { readonly value: R }): Settled<R> {
    this.#move({ type: "COMPLETED", name: "Cached", message: null, at: this.#host.micros() });
    return { ok: true, value };
  }

  /** Kept before the end is visible: who sees the task Completed finds its result. A result declared FAILED is made again. */
  async #keep(cacheKey: string, value: R): Promise<Settled<R>> {
    if (this.#task.options.outcome?.(value).type !== "FAILED") await this.#host.cache?.put(cacheKey, value);
    return this.#complete(value);
  }

  #fail(error: unknown): Settled<R> {
    const summary = summarizeError(error);
    if (!isTerminal(this.state)) {
      this.#move({ type: "FAILED", name: error instanceof TimedOutError ? "TimedOut" : "Failed", message: summary.message, error: summary, at: this.#host.micros() });
    }
    if (severityOf(error) === "stop-run") this.#host.stop(error);
    return { ok: false, error, state: this.state };
  }

  /** @param error what the body threw after it was told to stop, or null when it had not started or was left behind. */
  #cancel(error: unknown): Settled<R> {
    const reason = summarizeError(this.#stopReason).message;
    const tail = error === null || error === this.#stopReason ? "" : `; it ended with ${summarizeError(error).message}`;
    const end = this.#stopReason instanceof TerminatedError ? ({ type: "CRASHED", name: "Crashed" } as const) : ({ type: "CANCELLED", name: "Cancelled" } as const);
    this.#move({ ...end, message: `${reason}${tail}`, at: this.#host.micros() });
    return { ok: false, error: this.#stopReason, state: this.state };
  }

  #move(state: State): void {
    this.state = state;
    this.#host.recorder.taskState(this.info, state);
  }
}

function isThenable<R>(value: Promise<R> | R): value is Promise<R> {
  return typeof value === "object" && value !== null && typeof (value as { readonly then?: unknown }).then === "function";
}

const NEXT_TICK = Promise.resolve();
