import { afterEach, beforeEach, expect } from "vitest";
import * as z from "zod";
import { flow, type Flow, type FlowContext } from "../flow.ts";
import { type FlowRunResult, runFlow, type RunFlowOptions } from "../flow-engine.ts";
import { MemoryRecorder } from "../memory-recorder.ts";
import type { Orchestrator, Verdict } from "../orchestrator.ts";
import type { FlowRunInfo } from "../runs.ts";
import type { State } from "../states.ts";
import { task, type TaskContext } from "../task.ts";
import { describeLife, findBreaches } from "./history.ts";
import { createManualClock, type ManualClock } from "./manual-clock.ts";

export type TestedBody<R> = (run: FlowContext<null>) => Promise<R>;
export type TestedFlow<R> = Flow<z.ZodObject, R, null>;

/** What every test of the engine works with: a fresh recorder and a clock that stands still. */
export interface EngineHarness {
  readonly recorder: MemoryRecorder;
  readonly clock: ManualClock;
  /** Forgets what was recorded, for a second run within a test. */
  forget(): void;
  /** A flow `tested` whose body is the test's. */
  make<R>(body: TestedBody<R>, options?: Partial<TestedFlow<R>["options"]>): TestedFlow<R>;
  /** Runs such a flow. */
  run<R>(body: TestedBody<R>, options?: Partial<RunFlowOptions<null>>, flowOptions?: Partial<TestedFlow<R>["options"]>): Promise<FlowRunResult<R>>;
  /** `Pending Running Completed`: the life of the run of a flow, by the flow's name. */
  flowLife(flowName?: string): string;
  /** The life of a task run, by its own name. */
  taskLife(runName: string): string;
}

/** Sets up a harness for each test of the file, and holds every test to the rules of any run: legal histories, no unhandled rejection. */
export function useEngine(): EngineHarness {
  let recorder = new MemoryRecorder();
  let clock = createManualClock();
  const leaked: unknown[] = [];
  const onLeak = (error: unknown): void => void leaked.push(error);

  beforeEach(() => {
    recorder = new MemoryRecorder();
    clock = createManualClock();
    process.on("unhandledRejection", onLeak);
  });
  afterEach(async () => {
    await clock.settle();
    process.off("unhandledRejection", onLeak);
    expect(findBreaches(recorder)).toEqual([]);
    expect(leaked.splice(0)).toEqual([]);
  });

  const make: EngineHarness["make"] = (body, options = {}) => flow({ name: "tested", description: "a test's body", parameters: z.object({}), ...options }, (_, context: FlowContext<null>) => body(context));
  return {
    get recorder() {
      return recorder;
    },
    get clock() {
      return clock;
    },
    forget: () => {
      recorder = new MemoryRecorder();
    },
    make,
    run: (body, options = {}, flowOptions = {}) => runFlow(make(body, flowOptions), {}, { env: null, recorder, clock, random: () => 0, ...options }),
    flowLife: (flowName = "tested") => describeLife([...recorder.flowRuns.values()].find((run) => run.info.flowName === flowName)?.states ?? []),
    taskLife: (runName) => describeLife([...recorder.taskRuns.values()].find((run) => run.info.name === runName)?.states ?? []),
  };
}

/** A body that ends only when its signal does, with the signal's reason. */
export const untilAborted = (_: unknown, { signal }: TaskContext<null>): Promise<never> => new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true }));

export const waits = task<null, never, null>({ name: "waits" }, untilAborted);

export const double = task<number, number, null>({ name: "double" }, async (value) => value * 2);

/** Never ends, whatever its signal says. */
export const deaf = task<null, never, null>({ name: "deaf" }, () => new Promise(() => undefined));

/** An error that a retry policy obeys. */
export class Busy extends Error {
  override readonly name = "Busy";
  readonly severity = "retryable";
  readonly retryAfterMs: number | null;
  constructor(retryAfterMs: number | null = null) {
    super("503");
    this.retryAfterMs = retryAfterMs;
  }
}

/** Answers from a list, ACCEPT when it is empty; keeps what was proposed and who watches. */
export class ScriptedOrchestrator implements Orchestrator {
  readonly proposed: { readonly name: string; readonly transitionId: string }[] = [];
  /** Those who would hear of a cancellation now, by the name of the flow. */
  readonly watchers = new Map<string, (reason: string) => void>();
  readonly #answers: (Verdict | Error)[];

  constructor(...answers: (Verdict | Error)[]) {
    this.#answers = answers;
  }

  watch(run: FlowRunInfo, onCancel: (reason: string) => void): () => void {
    this.watchers.set(run.flowName, onCancel);
    return () => void this.watchers.delete(run.flowName);
  }

  async propose(_run: FlowRunInfo, state: State, transitionId: string): Promise<Verdict> {
    this.proposed.push({ name: state.name, transitionId });
    const answer = this.#answers.shift() ?? { verdict: "ACCEPT" };
    if (answer instanceof Error) throw answer;
    return answer;
  }

  get names(): string {
    return this.proposed.map((proposal) => proposal.name).join(" ");
  }
}
