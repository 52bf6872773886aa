import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { type Flow, type FlowContext, flow, type FlowRunInfo, MemoryRecorder, type Orchestrator, ParameterError, runFlow, type RunFlowOptions, type State, task, type TaskContext, type Verdict } from "./index.ts";
import { createManualClock, describeLife, findBreaches, type ManualClock } from "./testing/index.ts";

let recorder: MemoryRecorder;
let clock: ManualClock;
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
  expect(leaked).toEqual([]);
});

type Body<R> = (run: FlowContext<null>) => Promise<R>;
type Options<R> = Partial<Flow<z.ZodObject, R, null>["options"]>;
function make<R>(body: Body<R>, options: Options<R> = {}): Flow<z.ZodObject, R, null> {
  return flow<z.ZodObject, R, null>({ name: "tested", description: "a test's body", parameters: z.object({}), ...options }, (_, context) => body(context));
}
function run<R>(body: Body<R>, options: Partial<RunFlowOptions<null>> = {}, flowOptions: Options<R> = {}) {
  return runFlow(make(body, flowOptions), {}, { env: null, recorder, clock, random: () => 0, ...options });
}
const flowLife = (name = "tested"): string => describeLife([...recorder.flowRuns.values()].find((entry) => entry.info.flowName === name)?.states ?? []);
const taskLife = (name: string): string => describeLife([...recorder.taskRuns.values()].find((entry) => entry.info.name === name)?.states ?? []);

const busy = (): Error => Object.assign(new Error("503"), { severity: "retryable" });
const untilAborted = (_: unknown, { signal }: TaskContext<null>): Promise<never> => new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("interrupted")), { once: true }));
const deaf = task<null, never, null>({ name: "deaf" }, () => new Promise(() => undefined));
const waits = task<null, never, null>({ name: "waits" }, untilAborted);

/** Answers from a list, ACCEPT when it is empty; keeps what was proposed. */
class ScriptedOrchestrator implements Orchestrator {
  readonly proposed: { readonly name: string; readonly transitionId: string }[] = [];
  readonly #answers: (Verdict | Error)[];
  constructor(...answers: (Verdict | Error)[]) {
    this.#answers = answers;
  }
  watch(): () => void {
    return () => undefined;
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
const ACCEPT: Verdict = { verdict: "ACCEPT" };
const reject = (state: State): Verdict => ({ verdict: "REJECT", state, reason: "the server knows better" });

describe("parameters", () => {
  const ingest = flow({ name: "ingest", description: "typed", parameters: z.strictObject({ season: z.int().min(1999), force: z.boolean().default(false) }) }, async (parameters) => parameters);

  it("reach the body with the schema's defaults, and are recorded so", async () => {
    const { result, run: info } = await runFlow(ingest, { season: 2024 }, { env: null, recorder });
    expect(result).toEqual({ season: 2024, force: false });
    expect(info).toMatchObject({ flowName: "ingest", parameters: { season: 2024, force: false }, parentFlowRunId: null });
  });

  it("that do not fit throw ParameterError with zod's sentences, before any run exists", async () => {
    const wrong = runFlow(ingest, { season: 1900, forced: true } as never, { env: null, recorder });
    await expect(wrong).rejects.toThrow(ParameterError);
    await expect(wrong).rejects.toThrow(/flow 'ingest'[\s\S]*forced[\s\S]*season/);
    expect(recorder.flowRuns.size).toBe(0);
  });
});

describe("the end of a run", () => {
  it("is what the body did: returned, threw, or declared", async () => {
    expect(await run(async () => 7)).toMatchObject({ state: { type: "COMPLETED", name: "Completed" }, result: 7 });
    const thrown = await run(async () => {
      throw new TypeError("x is undefined");
    });
    expect(thrown).toMatchObject({ state: { type: "FAILED", error: { name: "TypeError" } }, error: { message: "x is undefined" } });
    expect("result" in thrown).toBe(false);
    expect(await run(async () => "p", {}, { outcome: () => ({ name: "PartialSuccess", message: "5 of 6" }) })).toMatchObject({ state: { type: "COMPLETED", name: "PartialSuccess", message: "5 of 6" }, result: "p" });
    expect(await run(async () => "f", {}, { outcome: () => ({ name: "Failed", type: "FAILED" }) })).toMatchObject({ state: { type: "FAILED", name: "Failed", error: null }, result: "f" });
    const broken = await run(async () => "b", {}, { outcome: () => { throw new Error("outcome is broken"); } });
    expect(broken).toMatchObject({ state: { type: "FAILED", message: "outcome is broken" } });
    expect("result" in broken).toBe(false);
    expect(findBreaches(recorder)).toEqual([]);
  });

  it("also of a body that throws before its first await, or throws nothing at all", async () => {
    const synchronous = await run((() => {
      throw new Error("at once");
    }));
    expect(synchronous.state).toMatchObject({ type: "FAILED", message: "at once" });
    const nothing = await run(() => Promise.reject(undefined as unknown as Error));
    expect(nothing.state).toMatchObject({ type: "FAILED" });
  });

  it("comes after the last task, awaited or not", async () => {
    let finished = false;
    const slow = task<null, void, null>({ name: "slow" }, async () => {
      await clock.settle();
      finished = true;
    });
    await run(async (flowRun) => void flowRun.submit(slow, null));
    expect(finished).toBe(true);
    const [last] = [...recorder.flowRuns.values()].map((entry) => entry.states.at(-1)?.at ?? 0);
    expect(last).toBeGreaterThan([...recorder.taskRuns.values()][0]?.states.at(-1)?.at ?? Infinity);
  });
});

describe("retries and timeouts of a flow", () => {
  it("run the body again after AwaitingRetry, counting on with the dynamic keys", async () => {
    const step = task<null, void, null>({ name: "step" }, () => undefined);
    let attempts = 0;
    const running = run(
      async (flowRun) => {
        await flowRun.submit(step, null);
        if (++attempts < 3) throw busy();
        return attempts;
      },
      {},
      { retries: { limit: 2, delays: [1_000, 2_000] } },
    );
    await clock.advance(3_000);
    expect(await running).toMatchObject({ state: { type: "COMPLETED" }, result: 3 });
    expect(flowLife()).toBe("Pending Running AwaitingRetry Running AwaitingRetry Running Completed");
    expect([...recorder.taskRuns.values()].map(({ info }) => info.dynamicKey)).toEqual(["0", "1", "2"]);
    expect(findBreaches(recorder)).toEqual([]);
  });

  it("end a body that outlives its time as TimedOut; its tasks get the signal, deaf ones are left behind after the grace", async () => {
    const running = run(async (flowRun) => Promise.all([flowRun.submit(waits, null), flowRun.submit(deaf, null)]), { graceMs: 300 }, { timeoutMs: 1_000 });
    await clock.advance(1_000);
    expect(taskLife("waits-0")).toBe("Pending Running Cancelled");
    expect(taskLife("deaf-0")).toBe("Pending Running");
    await clock.advance(300);
    expect((await running).state).toMatchObject({ type: "FAILED", name: "TimedOut" });
    expect(taskLife("deaf-0")).toBe("Pending Running Cancelled");
    expect(clock.waiting()).toEqual([]);
  });
});

describe("cancellation", () => {
  it("mid-flight: running tasks get the signal, waiting ones never start, all ends Cancelled", async () => {
    const controller = new AbortController();
    let started = 0;
    const counted = task<null, void, null>({ name: "counted" }, () => void (started += 1));
    const running = run(
      async (flowRun) => {
        const waiting = flowRun.submit(waits, null);
        const queued = flowRun.submit(counted, null);
        const dependent = flowRun.submit(counted, null, { waitFor: [waiting] });
        await Promise.all([waiting, queued, dependent]);
      },
      { signal: controller.signal, taskConcurrency: 1 },
    );
    await clock.settle();
    controller.abort();
    const { state, error } = await running;
    expect(state).toMatchObject({ type: "CANCELLED", name: "Cancelled" });
    expect((error as Error).name).toBe("CancelledError");
    expect(flowLife()).toBe("Pending Running Cancelling Cancelled");
    expect(taskLife("waits-0")).toBe("Pending Running Cancelled");
    expect([taskLife("counted-0"), taskLife("counted-1")]).toEqual(["Pending Cancelled", "Pending Cancelled"]);
    expect(started).toBe(0);
    expect(findBreaches(recorder)).toEqual([]);
    expect(clock.waiting()).toEqual([]);
  });

  it("reaches a task that has a signal of its own because it has a timeout", async () => {
    const controller = new AbortController();
    const timed = task<null, never, null>({ name: "timed", timeoutMs: 60_000 }, untilAborted);
    const running = run(async (flowRun) => flowRun.submit(timed, null), { signal: controller.signal });
    await clock.settle();
    controller.abort();
    await clock.settle();
    expect(taskLife("timed-0")).toBe("Pending Running Cancelled");
    expect((await running).state.type).toBe("CANCELLED");
    expect(clock.waiting()).toEqual([]);
  });

  it("never lets a body start under an aborted signal, at whatever instant it comes", async () => {
    for (let microtasks = 0; microtasks < 40; microtasks += 1) {
      const controller = new AbortController();
      const startedAborted: boolean[] = [];
      const first = task<null, void, null>({ name: "first" }, async () => {
        void (async () => {
          for (let step = 0; step < microtasks; step += 1) await Promise.resolve();
          controller.abort();
        })();
      });
      const second = task<null, void, null>({ name: "second" }, (_, { signal }) => void startedAborted.push(signal.aborted));
      const { state } = await run(
        async (flowRun) => {
          flowRun.submit(first, null);
          flowRun.map(second, [null, null], { concurrency: 1 });
          await untilAborted(null, { signal: flowRun.signal } as TaskContext<null>);
        },
        { signal: controller.signal, taskConcurrency: 1 },
      );
      expect(state.type).toBe("CANCELLED");
      expect(startedAborted).not.toContain(true);
      expect(findBreaches(recorder)).toEqual([]);
    }
  });

  it("warns nobody when many bodies listen to the run's signal", async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on("warning", onWarning);
    const controller = new AbortController();
    const running = run(async (flowRun) => Promise.all(flowRun.map(waits, Array.from({ length: 50 }, () => null))), { signal: controller.signal });
    await clock.settle();
    controller.abort();
    await running;
    process.off("warning", onWarning);
    expect(warnings).toEqual([]);
  });

  it("lets a body finish what it cannot break off: that task is Completed, the run still Cancelled", async () => {
    const controller = new AbortController();
    let finish: () => void = () => undefined;
    const publish = task<null, string, null>({ name: "publish" }, () => new Promise((resolve) => (finish = () => resolve("published"))));
    const running = run(async (flowRun) => flowRun.submit(publish, null), { signal: controller.signal });
    await clock.settle();
    controller.abort();
    await clock.settle();
    expect(flowLife()).toBe("Pending Running Cancelling");
    finish();
    const ended = await running;
    expect(ended.state.type).toBe("CANCELLED");
    expect("result" in ended).toBe(false);
    expect(taskLife("publish-0")).toBe("Pending Running Completed");
  });

  it("leaves a deaf body behind after the grace", async () => {
    const controller = new AbortController();
    const running = run(async () => new Promise<never>(() => undefined), { signal: controller.signal, graceMs: 2_000 });
    await clock.settle();
    controller.abort(new Error("SIGTERM"));
    await clock.advance(1_999);
    expect(flowLife()).toBe("Pending Running Cancelling");
    await clock.advance(1);
    expect((await running).state).toMatchObject({ type: "CANCELLED", message: expect.stringContaining("SIGTERM") as string });
  });

  it("during a retry's delay or before the start ends at once", async () => {
    const controller = new AbortController();
    const retried = task<null, never, null>({ name: "retried", retries: { limit: 1, delays: 60_000 } }, () => {
      throw busy();
    });
    const running = run(async (flowRun) => flowRun.submit(retried, null), { signal: controller.signal });
    await clock.settle();
    controller.abort();
    expect((await running).state.type).toBe("CANCELLED");
    expect(taskLife("retried-0")).toBe("Pending Running AwaitingRetry Cancelled");
    expect(clock.waiting()).toEqual([]);

    let ran = false;
    const never = await run(async () => void (ran = true), { signal: AbortSignal.abort() });
    expect(never.state.type).toBe("CANCELLED");
    expect(ran).toBe(false);
  });
});

describe("subflows", () => {
  const child = (body: Body<string>, options: Options<string> = {}) => make(body, { name: "child", ...options });

  it("run as children: own run, a task run that stands for them, shared recorder and slots", async () => {
    const step = task<null, string, null>({ name: "step" }, () => "from the child");
    const { result, run: parent } = await run(async (flowRun) => flowRun.subflow(child(async (inner) => inner.submit(step, null)), {}), { taskConcurrency: 1 });
    expect(result).toBe("from the child");
    const childRun = [...recorder.flowRuns.values()].find((entry) => entry.info.flowName === "child")?.info;
    const placeholder = [...recorder.taskRuns.values()].find((entry) => entry.info.childFlowRunId !== null)?.info;
    expect(childRun).toMatchObject({ parentFlowRunId: parent.flowRunId, parentTaskRunId: placeholder?.taskRunId });
    expect(placeholder).toMatchObject({ flowRunId: parent.flowRunId, childFlowRunId: childRun?.flowRunId, name: "child-0" });
    expect(findBreaches(recorder)).toEqual([]);
  });

  it("give their result under a declared failure, throw what their body threw, refuse bad parameters before a run exists", async () => {
    const declared = child(async () => "still a value", { outcome: () => ({ name: "Failed", type: "FAILED" }) });
    const throwing = child(async () => {
      throw new RangeError("week 99");
    });
    const strict = make(async () => "x", { name: "strict", parameters: z.object({ season: z.int() }) });
    const { result } = await run(async (flowRun) => [
      await flowRun.subflow(declared, {}),
      await flowRun.subflow(throwing, {}).catch((error: unknown) => (error as Error).name),
      await flowRun.subflow(strict, {}).catch((error: unknown) => (error as Error).name),
    ]);
    expect(result).toEqual(["still a value", "RangeError", "ParameterError"]);
    expect([...recorder.flowRuns.values()].some((entry) => entry.info.flowName === "strict")).toBe(false);
  });

  it("that time out while tasks queue for a slot leave the slots to their parent", async () => {
    const step = task<null, string, null>({ name: "step" }, () => "slot is free");
    const slowToStop = task<null, never, null>({ name: "slow_to_stop" }, async (input, context) => {
      await untilAborted(input, context).catch(() => clock.settle());
      throw new Error("stopped at last");
    });
    const crowded = child(
      async (inner) => {
        inner.map(slowToStop, [null, null, null]);
        return new Promise<never>(() => undefined);
      },
      { timeoutMs: 1_000 },
    );
    const running = run(
      async (flowRun) => {
        await flowRun.subflow(crowded, {}).catch(() => undefined);
        return flowRun.submit(step, null);
      },
      { taskConcurrency: 1, graceMs: 100 },
    );
    await clock.advance(1_000);
    await clock.settle();
    await clock.advance(100);
    expect((await running).result).toBe("slot is free");
  });

  it("are cancelled with their parent, and stop it with stop-run; nobody has to await them", async () => {
    const controller = new AbortController();
    const running = run(async (flowRun) => flowRun.subflow(child(async (inner) => inner.submit(waits, null)), {}), { signal: controller.signal });
    await clock.settle();
    controller.abort();
    expect((await running).state.type).toBe("CANCELLED");
    expect(flowLife("child")).toBe("Pending Running Cancelling Cancelled");
    expect(flowLife()).toBe("Pending Running Cancelling Cancelled");

    recorder = new MemoryRecorder();
    const full = task<null, never, null>({ name: "full" }, () => {
      throw Object.assign(new Error("disk full"), { severity: "stop-run" });
    });
    const stopped = await run(async (flowRun) => {
      void flowRun.subflow(child(async (inner) => inner.submit(full, null)), {});
      await flowRun.submit(waits, null).settled();
      return "forgiven";
    });
    expect(stopped.state).toMatchObject({ type: "FAILED", message: "disk full" });
    expect(findBreaches(recorder)).toEqual([]);
  });
});

describe("verdicts of the orchestrator", () => {
  it("ACCEPT: the proposed states are recorded, each transition under an id of its own", async () => {
    const orchestrator = new ScriptedOrchestrator();
    await run(async () => 1, { orchestrator });
    expect(orchestrator.names).toBe("Pending Running Completed");
    expect(new Set(orchestrator.proposed.map(({ transitionId }) => transitionId)).size).toBe(3);
    expect(flowLife()).toBe(orchestrator.names);
  });

  it("WAIT: nothing is recorded, the same transition is proposed again after the delay", async () => {
    const orchestrator = new ScriptedOrchestrator(ACCEPT, { verdict: "WAIT", delaySeconds: 30, reason: "scheduled later" }, { verdict: "WAIT", delaySeconds: 1, reason: "almost" });
    const running = run(async () => 1, { orchestrator });
    await clock.advance(30_000);
    expect(flowLife()).toBe("Pending");
    await clock.advance(1_000);
    expect((await running).state.name).toBe("Completed");
    expect(orchestrator.names).toBe("Pending Running Running Running Completed");
    expect(new Set(orchestrator.proposed.slice(1, 4).map(({ transitionId }) => transitionId)).size).toBe(1);
  });

  it("WAIT is cut short by cancellation, and the body never runs", async () => {
    const controller = new AbortController();
    let ran = false;
    const orchestrator = new ScriptedOrchestrator(ACCEPT, { verdict: "WAIT", delaySeconds: 3_600, reason: "tomorrow" });
    const running = run(async () => void (ran = true), { orchestrator, signal: controller.signal });
    await clock.settle();
    controller.abort();
    expect((await running).state.type).toBe("CANCELLED");
    expect(ran).toBe(false);
    expect(flowLife()).toBe("Pending Cancelling Cancelled");
  });

  it("REJECT into AwaitingRetry: the failed body runs again at that time", async () => {
    let attempts = 0;
    const later: State = { type: "SCHEDULED", name: "AwaitingRetry", scheduledAt: (clock.now() + 5_000) * 1000, message: null, at: 0 };
    const orchestrator = new ScriptedOrchestrator(ACCEPT, ACCEPT, reject(later));
    const running = run(
      async () => {
        if (++attempts === 1) throw new Error("first");
        return attempts;
      },
      { orchestrator },
    );
    await clock.advance(4_999);
    expect(attempts).toBe(1);
    await clock.advance(1);
    expect(await running).toMatchObject({ state: { type: "COMPLETED" }, result: 2 });
    expect(orchestrator.names).toBe("Pending Running Failed Running Completed");
    expect(flowLife()).toBe("Pending Running AwaitingRetry Running Completed");
    expect(findBreaches(recorder)).toEqual([]);
  });

  it("REJECT into Cancelled or Completed before the start: the body does not run, nothing more is proposed", async () => {
    for (const state of [{ type: "CANCELLED", name: "Cancelled", message: "too many", at: 0 }, { type: "COMPLETED", name: "Cached", message: null, at: 0 }] as const) {
      let ran = false;
      const orchestrator = new ScriptedOrchestrator(ACCEPT, reject(state));
      const ended = await run(async () => void (ran = true), { orchestrator });
      expect(ended.state).toMatchObject({ type: state.type, name: state.name });
      expect("result" in ended).toBe(false);
      expect(ran).toBe(false);
      expect(orchestrator.names).toBe("Pending Running");
    }
  });

  it("REJECT of the end with the same type counts as done; with Cancelling the run ends Cancelled", async () => {
    const again = new ScriptedOrchestrator(ACCEPT, ACCEPT, reject({ type: "COMPLETED", name: "Completed", message: null, at: 0 }));
    expect(await run(async () => 5, { orchestrator: again })).toMatchObject({ result: 5, state: { name: "Completed" } });
    const cancelling = new ScriptedOrchestrator(ACCEPT, ACCEPT, reject({ type: "CANCELLING", name: "Cancelling", message: "by somebody", at: 0 }));
    const ended = await run(async () => 5, { orchestrator: cancelling });
    expect(ended.state.type).toBe("CANCELLED");
    expect("result" in ended).toBe(false);
    expect(cancelling.names).toBe("Pending Running Completed Cancelled");
  });

  it("REJECT into Paused: asks again until it may run", async () => {
    const paused = reject({ type: "PAUSED", name: "Paused", message: null, at: 0 });
    const orchestrator = new ScriptedOrchestrator(ACCEPT, paused, paused);
    const running = run(async () => "resumed", { orchestrator });
    await clock.advance(20_000);
    expect((await running).result).toBe("resumed");
    expect(orchestrator.names).toBe("Pending Running Running Running Completed");
  });

  it("ABORT: lets go without proposing or recording anything more", async () => {
    const orchestrator = new ScriptedOrchestrator(ACCEPT, ACCEPT, { verdict: "ABORT", reason: "already in a terminal state" });
    const ended = await run(async () => 5, { orchestrator });
    expect(ended).toMatchObject({ state: { name: "Running" }, error: { name: "RunAbortedError", message: expect.stringContaining("already in a terminal state") as string } });
    expect(orchestrator.names).toBe("Pending Running Completed");
    expect(flowLife()).toBe("Pending Running");
  });

  it("a cancelled run ends here, even when the orchestrator would rather have it running", async () => {
    const controller = new AbortController();
    const runningState = reject({ type: "RUNNING", name: "Running", attempt: 1, at: 0 });
    const orchestrator = new ScriptedOrchestrator(ACCEPT, ACCEPT, runningState, runningState, runningState, runningState);
    const running = run(async (flowRun) => flowRun.submit(waits, null), { orchestrator, signal: controller.signal });
    await clock.settle();
    controller.abort();
    expect((await running).state.type).toBe("CANCELLED");
  });

  it("an orchestrator that breaks its promise crashes the run, with its sentence", async () => {
    const orchestrator = new ScriptedOrchestrator(ACCEPT, new Error("socket hang up"));
    const ended = await run(async () => 5, { orchestrator });
    expect(ended.state).toMatchObject({ type: "CRASHED", message: "socket hang up" });
    expect(flowLife()).toBe("Pending Crashed");
  });
});
