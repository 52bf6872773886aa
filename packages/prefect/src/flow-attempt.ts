import { setMaxListeners } from "node:events";
import type * as z from "zod";
import type { Clock } from "./clock.ts";
import { CancelledError, severityOf } from "./errors.ts";
import { type Interruptible, TaskExecution, type TaskHost } from "./task-execution.ts";
import { collectUpstreams } from "./task-inputs.ts";
import type { Flow, FlowContext, MapOptions, SubmitOptions } from "./flow.ts";
import type { ArtifactInfo, EventInfo } from "./findings.ts";
import { EngineFuture, type Futures, type TaskFuture } from "./future.ts";
import type { ConcurrencyLimits } from "./limits.ts";
import type { Recorder } from "./recorder.ts";
import type { ResultCache } from "./result-cache.ts";
import { createRunId } from "./run-id.ts";
import { describeRetries } from "./retry.ts";
import type { FlowRunInfo, RunLogger, TaskRunInfo } from "./runs.ts";
import { RecordingLogger } from "./recording-logger.ts";
import { Semaphore } from "./semaphore.ts";
import { summarizeError } from "./states.ts";
import { createTaskKey, type Task } from "./task.ts";

/**
 * One execution of a flow's body, with everything the body started. Invariants:
 * 1. `execute` resolves only when every task and subflow has ended: nothing of a run goes on after its last state.
 * 2. The first reason to stop wins; later ones change nothing.
 * 3. A stopped body and its tasks get `graceMs` to wind down, then they are left behind.
 */
export type StopReason =
  | { readonly kind: "cancelled"; readonly error: Error }
  | { readonly kind: "timed-out"; readonly error: Error }
  | { readonly kind: "stop-run"; readonly error: unknown }
  | { readonly kind: "body-threw"; readonly error: unknown };

export type BodyEnd<R> = { readonly kind: "returned"; readonly value: R } | StopReason;

/** What all runs of one command share. */
export interface EngineServices<Env> {
  readonly env: Env;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly micros: () => number;
  readonly random: () => number;
  readonly slots: Semaphore;
  /** null: nobody limits, nothing is cached. */
  readonly limits: ConcurrencyLimits | null;
  readonly cache: ResultCache | null;
  readonly graceMs: number;
}

/** Starts a child flow run; given by the flow engine, which knows how to run flows. */
export type StartSubflow<Env> = <S extends z.ZodType, R>(
  flow: Flow<S, R, Env>,
  parameters: z.input<S>,
  parent: { readonly signal: AbortSignal; readonly createPlaceholder: (childFlowRunId: string, at: number) => string },
) => Promise<R>;

export class FlowAttempt<Env> implements FlowContext<Env>, TaskHost<Env> {
  readonly env: Env;
  readonly run: FlowRunInfo;
  readonly log: RunLogger;
  readonly signal: AbortSignal;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly micros: () => number;
  readonly random: () => number;
  readonly slots: Semaphore;
  readonly limits: ConcurrencyLimits | null;
  readonly cache: ResultCache | null;
  readonly #controller = new AbortController();
  readonly #graceMs: number;
  readonly #startSubflow: StartSubflow<Env>;
  /** Counts the calls of each task over all attempts of the run: the natural key stays unique. */
  readonly #callCounts: Map<string, number>;
  readonly #active = new Set<Interruptible>();
  #children = 0;
  #allEnded: (() => void) | null = null;
  #abandonBody: (() => void) | null = null;
  #cancelGrace: (() => void) | null = null;
  #stopped: StopReason | null = null;
  /** What the others are told: the signal's reason, and the error of tasks that were stopped. */
  #interruption: Error | null = null;
  #over = false;

  constructor(run: FlowRunInfo, services: EngineServices<Env>, startSubflow: StartSubflow<Env>, callCounts: Map<string, number>) {
    this.run = run;
    this.env = services.env;
    this.recorder = services.recorder;
    this.clock = services.clock;
    this.micros = services.micros;
    this.random = services.random;
    this.slots = services.slots;
    this.limits = services.limits;
    this.cache = services.cache;
    this.#graceMs = services.graceMs;
    this.#startSubflow = startSubflow;
    this.#callCounts = callCounts;
    this.signal = this.#controller.signal;
    // Every running body listens to this one signal: many listeners are no leak here.
    setMaxListeners(0, this.signal);
    this.log = new RecordingLogger(this, null);
  }

  async execute<R>(body: (context: FlowContext<Env>) => Promise<R>): Promise<BodyEnd<R>> {
    const end = await new Promise<{ readonly value: R } | { readonly error: unknown }>((resolve) => {
      this.#abandonBody = () => resolve({ error: this.#stopped?.error });
      // Through a promise, so that a body that throws before its first await ends the same way.
      Promise.resolve(this).then(body).then((value) => resolve({ value }), (error: unknown) => resolve({ error }));
    });
    if ("error" in end) this.halt({ kind: severityOf(end.error) === "stop-run" ? "stop-run" : "body-threw", error: end.error });
    while (this.#active.size > 0 || this.#children > 0) {
      await new Promise<void>((resolve) => {
        this.#allEnded = resolve;
      });
    }
    this.#over = true;
    this.#cancelGrace?.();
    return this.#stopped ?? { kind: "returned", value: (end as { readonly value: R }).value };
  }

  /** Stops the body and all its tasks; only the first reason counts (invariant 2). */
  halt(reason: StopReason): void {
    if (this.#stopped !== null || this.#over) return;
    this.#stopped = reason;
    this.#interruption = describeInterruption(reason);
    this.#controller.abort(this.#interruption);
    for (const execution of this.#active) execution.interrupt(this.#interruption);
    this.#cancelGrace = this.clock.setTimer(this.#graceMs, () => {
      this.#abandonBody?.();
      for (const execution of this.#active) execution.abandon();
    });
  }

  stop(error: unknown): void {
    this.halt({ kind: "stop-run", error });
  }

  submit<I, R>(task: Task<I, R, Env>, input: Futures<NoInfer<I>>, options?: SubmitOptions): TaskFuture<R> {
    return this.#submit(task, input, options?.waitFor ?? [], options?.name ?? null, null);
  }

  map<I, R>(task: Task<I, R, Env>, inputs: readonly NoInfer<I>[], options?: MapOptions<NoInfer<I>>): TaskFuture<R>[] {
    const slots = options?.concurrency === undefined ? null : new Semaphore(options.concurrency);
    return inputs.map((input) => this.#submit(task, input, options?.waitFor ?? [], options?.name?.(input) ?? null, slots));
  }

  subflow<S extends z.ZodType, R>(flow: Flow<S, R, Env>, parameters: z.input<S>): Promise<R> {
    this.#assertOpen(`flow '${flow.name}'`);
    this.#children += 1;
    const createPlaceholder = (childFlowRunId: string, at: number): string => this.#createPlaceholder(flow.name, childFlowRunId, at);
    const child = this.#startSubflow(flow, parameters, { signal: this.signal, createPlaceholder }).then(
      (result) => {
        this.#childEnded();
        return result;
      },
      (error: unknown) => {
        if (severityOf(error) === "stop-run") this.stop(error);
        this.#childEnded();
        throw error;
      },
    );
    // A subflow that nobody awaits fails its own run; it must not end the process.
    child.catch(() => undefined);
    return child;
  }

  artifact(artifact: ArtifactInfo): void {
    this.recorder.artifact({ flowRunId: this.run.flowRunId, taskRunId: null, at: this.micros() }, artifact);
  }

  event(event: EventInfo): void {
    this.recorder.event({ flowRunId: this.run.flowRunId, taskRunId: null, at: this.micros() }, event);
  }

  finished(execution: Interruptible): void {
    this.#active.delete(execution);
    this.#checkEnded();
  }

  createLogger(taskRunId: string): RunLogger {
    return new RecordingLogger(this, taskRunId);
  }

  #submit<I, R>(task: Task<I, R, Env>, input: unknown, waitFor: readonly TaskFuture<unknown>[], name: string | null, slots: Semaphore | null): TaskFuture<R> {
    this.#assertOpen(`task '${task.name}'`);
    const { upstreams, taskInputs } = collectUpstreams(input, waitFor);
    const dynamicKey = this.#countCall(task.taskKey);
    const at = this.micros();
    const info: TaskRunInfo = {
      taskRunId: createRunId(at / 1000),
      flowRunId: this.run.flowRunId,
      taskName: task.name,
      taskKey: task.taskKey,
      dynamicKey,
      name: name ?? `${task.name}-${dynamicKey}`,
      tags: task.options.tags ?? NO_TAGS,
      retries: describeRetries(task.options.retries),
      taskInputs,
      createdAt: at,
      childFlowRunId: null,
    };
    const execution = new TaskExecution<I, R, Env>(this, task, info, { input, upstreams, fixedName: name !== null, extraSlots: slots });
    this.#active.add(execution);
    if (this.#interruption !== null) execution.interrupt(this.#interruption);
    return new EngineFuture(execution);
  }

  /** The task run that stands for a subflow in this run's graph; the child's states are its states. */
  #createPlaceholder(flowName: string, childFlowRunId: string, at: number): string {
    const taskKey = createTaskKey(flowName);
    const dynamicKey = this.#countCall(taskKey);
    const taskRunId = createRunId(at / 1000);
    this.recorder.taskRunCreated({
      taskRunId,
      flowRunId: this.run.flowRunId,
      taskName: flowName,
      taskKey,
      dynamicKey,
      name: `${flowName}-${dynamicKey}`,
      tags: NO_TAGS,
      // The child run retries by itself, and says so.
      retries: describeRetries(undefined),
      taskInputs: {},
      createdAt: at,
      childFlowRunId,
    });
    return taskRunId;
  }

  #countCall(taskKey: string): string {
    const count = this.#callCounts.get(taskKey) ?? 0;
    this.#callCounts.set(taskKey, count + 1);
    return String(count);
  }

  #childEnded(): void {
    this.#children -= 1;
    this.#checkEnded();
  }

  #checkEnded(): void {
    if (this.#active.size === 0 && this.#children === 0) this.#allEnded?.();
  }

  #assertOpen(what: string): void {
    if (this.#over) throw new Error(`${what} was submitted to flow run ${this.run.name} after it had ended; await everything inside the flow's body`);
  }
}

/** A task that was stopped because of another one does not repeat the other's error as its own. */
function describeInterruption(reason: StopReason): Error {
  if (reason.kind === "cancelled" || reason.kind === "timed-out") return reason.error;
  const { message } = summarizeError(reason.error);
  return new CancelledError(reason.kind === "stop-run" ? `the run was stopped: ${message}` : `the flow's body failed: ${message}`, { cause: reason.error });
}

const NO_TAGS: readonly string[] = [];
