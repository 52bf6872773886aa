import { randomUUID } from "node:crypto";
import * as z from "zod";
import { type Clock, createMicroClock, sleep, systemClock } from "./clock.ts";
import { CancelledError, ParameterError, RunAbortedError, TerminatedError, TimedOutError } from "./errors.ts";
import { type BodyEnd, type EngineServices, FlowAttempt, type StartSubflow } from "./flow-attempt.ts";
import type { Flow, FlowHooks } from "./flow.ts";
import type { ConcurrencyLimits } from "./limits.ts";
import { MemoryRecorder } from "./memory-recorder.ts";
import { LocalOrchestrator, type Orchestrator } from "./orchestrator.ts";
import type { Recorder } from "./recorder.ts";
import type { ResultCache } from "./result-cache.ts";
import { decideRetry, describeRetries } from "./retry.ts";
import { createRunId } from "./run-id.ts";
import type { FlowRunInfo } from "./runs.ts";
import { Semaphore } from "./semaphore.ts";
import { isTerminal, type State, summarizeError } from "./states.ts";

/**
 * Drives a flow run from Pending to its end. Invariants:
 * 1. Every state is proposed before it counts; what stands in the recorder is what the orchestrator left standing.
 * 2. After ABORT nothing is proposed and nothing recorded for this run.
 * 3. A cancelled run ends Cancelled, whatever its body returned after the signal; one whose process is being ended ends Crashed.
 * 4. Hooks are called once, after the last state; not after ABORT: this process has let go of the run.
 * 5. Whoever may cancel a run from outside is heard from before its first state until after its last, and no longer.
 */
export interface RunFlowOptions<Env> {
  readonly env: Env;
  /** Default: nobody objects. */
  readonly orchestrator?: Orchestrator;
  /** Default: in memory, forgotten. Not closed by the run; flush it yourself. */
  readonly recorder?: Recorder;
  /** Aborting it cancels the run; with a TerminatedError as the reason, the run ends CRASHED. */
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** 0 (inclusive) to 1 (exclusive), for the jitter of retries. */
  readonly random?: () => number;
  /** The run exists already on the orchestrator, under this id: a worker started this process for it. */
  readonly flowRunId?: string;
  readonly runName?: string;
  readonly tags?: readonly string[];
  /** Task bodies running at once, subflows' included. Default: no bound. */
  readonly taskConcurrency?: number;
  /** Whom tasks with named limits ask. Default: nobody limits. */
  readonly limits?: ConcurrencyLimits;
  /** Where tasks with a cache key look. Default: nothing is kept. */
  readonly cache?: ResultCache;
  /** How long a cancelled body may take to wind down before it is left behind. Default 5,000. */
  readonly graceMs?: number;
}

export interface FlowRunResult<R> {
  readonly state: State;
  readonly run: FlowRunInfo;
  /** Present when the body returned and its state was not replaced, also under a declared FAILED. */
  readonly result?: R;
  /** Why there is no result. */
  readonly error?: unknown;
}

/** A run that the orchestrator holds back (Pending, Paused) asks again this often. */
const POLL_MS = 10_000;
const DEFAULT_GRACE_MS = 5_000;

/**
 * Runs a flow in this process, to its end. Does not throw for what the body did: look at `state`.
 * @throws ParameterError before any run is created.
 */
export async function runFlow<S extends z.ZodType, R, Env>(flow: Flow<S, R, Env>, parameters: z.input<S>, options: RunFlowOptions<Env>): Promise<FlowRunResult<R>> {
  const clock = options.clock ?? systemClock;
  const services: EngineServices<Env> = {
    env: options.env,
    recorder: options.recorder ?? new MemoryRecorder(),
    clock,
    micros: createMicroClock(() => clock.now()),
    random: options.random ?? Math.random,
    slots: new Semaphore(options.taskConcurrency ?? Infinity),
    limits: options.limits ?? null,
    cache: options.cache ?? null,
    graceMs: options.graceMs ?? DEFAULT_GRACE_MS,
  };
  return startRun(flow, parameters, {
    services,
    orchestrator: options.orchestrator ?? new LocalOrchestrator(),
    signal: options.signal ?? null,
    flowRunId: options.flowRunId ?? null,
    name: options.runName ?? null,
    tags: options.tags ?? [],
    parent: null,
  });
}

interface StartOptions<Env> {
  readonly services: EngineServices<Env>;
  readonly orchestrator: Orchestrator;
  readonly signal: AbortSignal | null;
  readonly flowRunId: string | null;
  readonly name: string | null;
  readonly tags: readonly string[];
  readonly parent: { readonly run: FlowRunInfo; readonly createPlaceholder: (childFlowRunId: string, at: number) => string } | null;
}

async function startRun<S extends z.ZodType, R, Env>(flow: Flow<S, R, Env>, parameters: z.input<S>, options: StartOptions<Env>): Promise<FlowRunResult<R>> {
  const parsed = await flow.parameters.safeParseAsync(parameters);
  if (!parsed.success) throw new ParameterError(flow.name, z.prettifyError(parsed.error));
  const at = options.services.micros();
  const flowRunId = options.flowRunId ?? createRunId(at / 1000);
  const run: FlowRunInfo = {
    flowRunId,
    flowName: flow.name,
    name: options.name ?? `${flow.name}-${flowRunId.slice(-8)}`,
    parameters: parsed.data,
    tags: [...(flow.options.tags ?? []), ...options.tags],
    retries: describeRetries(flow.options.retries),
    createdAt: at,
    parentFlowRunId: options.parent?.run.flowRunId ?? null,
    parentTaskRunId: options.parent?.createPlaceholder(flowRunId, at) ?? null,
  };
  options.services.recorder.flowRunCreated(run);
  return new FlowRun(flow, run, parsed.data, options).drive();
}

class FlowRun<S extends z.ZodType, R, Env> {
  readonly #flow: Flow<S, R, Env>;
  readonly #run: FlowRunInfo;
  readonly #parameters: z.output<S>;
  readonly #services: EngineServices<Env>;
  readonly #orchestrator: Orchestrator;
  /** Given to the run beside its flow's own; its subflows carry them too. */
  readonly #tags: readonly string[];
  /** Aborted by whoever runs the flow, or by the orchestrator when somebody cancels the run from outside. */
  readonly #controller = new AbortController();
  readonly #signal = this.#controller.signal;
  /** The command's, or the parent run's. */
  readonly #outerSignal: AbortSignal | null;
  readonly #callCounts = new Map<string, number>();
  #state: State;
  #attempts = 0;
  #heldBack = false;
  #isRecorded = false;
  #returned: { readonly value: R; readonly type: State["type"] } | null = null;
  #error: unknown = undefined;

  constructor(flow: Flow<S, R, Env>, run: FlowRunInfo, parameters: z.output<S>, options: StartOptions<Env>) {
    this.#flow = flow;
    this.#run = run;
    this.#parameters = parameters;
    this.#services = options.services;
    this.#orchestrator = options.orchestrator;
    this.#tags = options.tags;
    this.#outerSignal = options.signal;
    this.#state = { type: "PENDING", name: "Pending", at: options.services.micros() };
  }

  async drive(): Promise<FlowRunResult<R>> {
    const stopListening = this.#listenForCancel();
    try {
      await this.#propose(this.#state);
      while (!isTerminal(this.#state)) await this.#advance();
    } catch (error) {
      this.#error = error;
      this.#returned = null;
      // The orchestrator itself broke its promise: nobody can be asked, so the end is only recorded.
      const isOurs = !(error instanceof RunAbortedError);
      // Every history begins with Pending, also of a run that nobody could be asked about.
      if (isOurs && !this.#isRecorded) this.#adopt(this.#state);
      if (isOurs) this.#adopt({ type: "CRASHED", name: "Crashed", message: summarizeError(error).message, at: this.#services.micros() });
    } finally {
      stopListening();
    }
    const result = this.#describeResult();
    await this.#callHook(result);
    return result;
  }

  /** Invariant 4: after ABORT the state is not final, so no hook fits it. */
  async #callHook(result: FlowRunResult<R>): Promise<void> {
    const name = HOOK_OF[result.state.type];
    const hook = name === undefined ? undefined : this.#flow.options.hooks?.[name];
    if (hook === undefined) return;
    try {
      await hook({ ...result, env: this.#services.env });
    } catch (error) {
      const message = `hook ${name} failed: ${summarizeError(error).message}`;
      this.#services.recorder.log({ flowRunId: this.#run.flowRunId, taskRunId: null, level: "warning", message, at: this.#services.micros() });
    }
  }

  /** Invariant 5. @returns ends the listening */
  #listenForCancel(): () => void {
    const outer = this.#outerSignal;
    const passOn = (): void => this.#controller.abort(outer?.reason);
    if (outer?.aborted) passOn();
    outer?.addEventListener("abort", passOn, { once: true });
    const unwatch = this.#orchestrator.watch(this.#run, (reason) => this.#controller.abort(new CancelledError(`flow run ${this.#run.name} was ${reason}`)));
    return () => {
      outer?.removeEventListener("abort", passOn);
      unwatch();
    };
  }

  /** One step from a state that is not terminal. */
  async #advance(): Promise<void> {
    const state = this.#state;
    if (state.type === "CANCELLING" || this.#signal.aborted) return this.#cancel();
    if (state.type === "RUNNING") return this.#runBody();
    const waitMs = state.type === "SCHEDULED" ? Math.floor(state.scheduledAt / 1000) - this.#services.clock.now() : this.#heldBack ? POLL_MS : 0;
    if (waitMs > 0 && !(await this.#sleep(waitMs))) return;
    await this.#propose({ type: "RUNNING", name: "Running", attempt: this.#attempts + 1, at: this.#services.micros() });
    this.#heldBack = this.#state.type === "PENDING" || this.#state.type === "PAUSED";
  }

  async #runBody(): Promise<void> {
    this.#attempts += 1;
    const attempt = new FlowAttempt<Env>(this.#run, this.#services, this.#startSubflow, this.#callCounts);
    let cancelling: Promise<void> | null = null;
    const onAbort = (): void => {
      const error = this.#describeCancel();
      attempt.halt({ kind: "cancelled", error });
      if (error instanceof TerminatedError) return;
      // Shown at once, while bodies wind down. Awaited below, where its failure is this run's.
      cancelling ??= this.#propose({ type: "CANCELLING", name: "Cancelling", message: error.message, at: this.#services.micros() });
      cancelling.catch(() => undefined);
    };
    this.#signal.addEventListener("abort", onAbort, { once: true });
    const { timeoutMs } = this.#flow.options;
    const cancelTimer = timeoutMs === undefined ? null : this.#services.clock.setTimer(timeoutMs, () => attempt.halt({ kind: "timed-out", error: new TimedOutError(`flow ${this.#run.name}`, timeoutMs) }));
    const end = await attempt.execute((context) => this.#flow.body(this.#parameters, context));
    cancelTimer?.();
    this.#signal.removeEventListener("abort", onAbort);
    if (cancelling !== null) await (cancelling as Promise<void>);
    // Also when the body had ended for another reason while the cancelling was on its way (invariant 3).
    if (isTerminal(this.#state) || this.#state.type === "CANCELLING") return;
    await this.#propose(this.#decideNext(end));
  }

  /** What a body's end asks for; obeying it is the orchestrator's word. */
  #decideNext(end: BodyEnd<R>): State {
    const at = this.#services.micros();
    if (end.kind === "returned") return this.#declare(end.value, at);
    this.#error = end.error;
    if (end.kind === "cancelled") return describeStop(end.error, at);
    const summary = summarizeError(end.error);
    try {
      const decision = decideRetry(this.#flow.options.retries, this.#attempts, end.error, this.#services.random);
      if (decision.retry) return { type: "SCHEDULED", name: "AwaitingRetry", scheduledAt: at + Math.round(decision.delayMs * 1000), message: summary.message, at };
    } catch (error) {
      return this.#declareBroken(error, at);
    }
    return { type: "FAILED", name: end.kind === "timed-out" ? "TimedOut" : "Failed", message: summary.message, error: summary, at };
  }

  #declare(value: R, at: number): State {
    try {
      const { name, message, type } = this.#flow.options.outcome?.(value) ?? { name: "Completed" };
      this.#error = undefined;
      this.#returned = { value, type: type ?? "COMPLETED" };
      if (type === "FAILED") return { type, name, message: message ?? "declared failed by its result", error: null, at };
      return { type: "COMPLETED", name, message: message ?? null, at };
    } catch (error) {
      return this.#declareBroken(error, at);
    }
  }

  /** `outcome` or `retryIf` threw: a bug of the flow's, and the run's failure. */
  #declareBroken(error: unknown, at: number): State {
    this.#error = error;
    this.#returned = null;
    const summary = summarizeError(error);
    return { type: "FAILED", name: "Failed", message: summary.message, error: summary, at };
  }

  async #cancel(): Promise<void> {
    const error = this.#describeCancel();
    this.#error = error;
    this.#returned = null;
    const { type } = this.#state;
    if (type !== "CANCELLING" && type !== "SCHEDULED" && !(error instanceof TerminatedError)) await this.#propose({ type: "CANCELLING", name: "Cancelling", message: error.message, at: this.#services.micros() });
    if (isTerminal(this.#state)) return;
    // A run that somebody else has begun to cancel is cancelled, also when its process is ended meanwhile.
    const stopped = describeStop(this.#state.type === "CANCELLING" ? new CancelledError(error.message) : error, this.#services.micros());
    await this.#propose(stopped);
    // Nothing of this run is running any more, whatever the orchestrator would rather have.
    if (!isTerminal(this.#state)) this.#adopt({ ...stopped, at: this.#services.micros() });
  }

  /** Proposes until it is answered; records what stands then. @throws RunAbortedError on ABORT. */
  async #propose(state: State): Promise<void> {
    const transitionId = randomUUID();
    for (;;) {
      const answer = await this.#orchestrator.propose(this.#run, state, transitionId);
      if (answer.verdict === "ACCEPT") return this.#adopt(state);
      // Asked again and paused still: nothing new to remember.
      if (answer.verdict === "REJECT" && answer.state.type === "PAUSED" && this.#state.type === "PAUSED") return;
      if (answer.verdict === "REJECT") return this.#adopt({ ...answer.state, at: this.#services.micros() });
      if (answer.verdict === "ABORT") throw new RunAbortedError(`flow run ${this.#run.name}: the orchestrator ended it before ${state.name}: ${answer.reason}`);
      // A run that was cancelled while it waits to start is not started any more; the end of a run is waited for.
      const wakes = state.type === "RUNNING";
      if (!(await (wakes ? this.#sleep(answer.delaySeconds * 1000) : sleep(this.#services.clock, answer.delaySeconds * 1000)))) return;
    }
  }

  #adopt(state: State): void {
    this.#state = state;
    this.#isRecorded = true;
    this.#services.recorder.flowState(this.#run, state);
  }

  /** @returns false when the run was cancelled meanwhile. */
  #sleep(delayMs: number): Promise<boolean> {
    return sleep(this.#services.clock, delayMs, this.#signal);
  }

  #describeCancel(): Error {
    const reason: unknown = this.#signal.reason;
    if (reason instanceof CancelledError || reason instanceof TerminatedError) return reason;
    const isPlainAbort = reason === undefined || (reason instanceof Error && reason.name === "AbortError");
    return new CancelledError(isPlainAbort ? `flow run ${this.#run.name} was cancelled` : `flow run ${this.#run.name} was cancelled: ${summarizeError(reason).message}`, { cause: reason });
  }

  #startSubflow: StartSubflow<Env> = async (flow, parameters, { signal, createPlaceholder }) => {
    const child = await startRun(flow, parameters, {
      services: this.#services,
      orchestrator: this.#orchestrator,
      signal,
      flowRunId: null,
      name: null,
      tags: this.#tags,
      parent: { run: this.#run, createPlaceholder },
    });
    if ("result" in child) return child.result;
    // What the child's body threw reaches the parent's as it was, also when it is no Error.
    throw child.error as Error;
  };

  #describeResult(): FlowRunResult<R> {
    const base = { state: this.#state, run: this.#run };
    if (this.#returned !== null && this.#returned.type === this.#state.type) return { ...base, result: this.#returned.value };
    return { ...base, error: this.#error ?? new CancelledError(`flow run ${this.#run.name} ended ${this.#state.name}`) };
  }
}

const HOOK_OF: Partial<Record<State["type"], keyof FlowHooks<unknown, unknown>>> = { COMPLETED: "onCompletion", FAILED: "onFailure", CANCELLED: "onCancellation", CRASHED: "onCrashed" };

/** How a run ends that was stopped from outside. */
function describeStop(error: Error, at: number): State {
  if (error instanceof TerminatedError) return { type: "CRASHED", name: "Crashed", message: error.message, at };
  return { type: "CANCELLED", name: "Cancelled", message: error.message, at };
}
