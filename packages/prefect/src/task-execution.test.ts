import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { type FlowContext, flow, MemoryRecorder, runFlow, type RunFlowOptions, type Settled, task, type TaskContext, type TaskFuture } from "./index.ts";
import { createManualClock, describeLife, findBreaches, type ManualClock } from "./testing/index.ts";

class Busy extends Error {
  override readonly name = "Busy";
  readonly severity = "retryable";
  readonly retryAfterMs: number | null;
  constructor(retryAfterMs: number | null = null) {
    super("503");
    this.retryAfterMs = retryAfterMs;
  }
}
class DiskFull extends Error {
  override readonly name = "DiskFull";
  readonly severity = "stop-run";
}

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
  expect(findBreaches(recorder)).toEqual([]);
  expect(leaked).toEqual([]);
});

/** Runs a flow whose body is the test's. */
function run<R>(body: (run: FlowContext<null>) => Promise<R>, options: Partial<RunFlowOptions<null>> = {}) {
  const tested = flow({ name: "tested", description: "a test's body", parameters: z.object({}) }, (_, context: FlowContext<null>) => body(context));
  return runFlow(tested, {}, { env: null, recorder, clock, random: () => 0, ...options });
}
const life = (name: string): string => describeLife([...recorder.taskRuns.values()].find((entry) => entry.info.name === name)?.states ?? []);
const ticks = async (count: number): Promise<void> => {
  for (let tick = 0; tick < count; tick += 1) await new Promise((resolve) => setImmediate(resolve));
};
/** A body that ends only when its signal does, and says so. */
const untilAborted = (_: unknown, { signal }: TaskContext<null>): Promise<never> => new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true }));
const double = task<number, number, null>({ name: "double" }, async (value) => value * 2);

describe("submit", () => {
  it("gives the body's result and records Pending, Running, Completed", async () => {
    const { result, state } = await run(async (flowRun) => (await flowRun.submit(double, 2)) + (await flowRun.submit(double, 3)));
    expect(result).toBe(10);
    expect(state.name).toBe("Completed");
    expect(life("double-0")).toBe("Pending Running Completed");
    expect([...recorder.taskRuns.values()].map(({ info }) => [info.taskKey, info.dynamicKey])).toEqual([[double.taskKey, "0"], [double.taskKey, "1"]]);
  });

  it("gives the same task_key in every process: name and hash of the name", () => {
    expect(double.taskKey).toBe("double-2ce06a9e");
    expect(task({ name: "double", description: "another" }, () => 0).taskKey).toBe(double.taskKey);
  });

  it("never starts a body inside submit", async () => {
    const order: string[] = [];
    const note = task<null, void, null>({ name: "note" }, () => void order.push("body"));
    await run(async (flowRun) => {
      const future = flowRun.submit(note, null);
      order.push("submitted");
      await future;
    });
    expect(order).toEqual(["submitted", "body"]);
  });

  it("awaits futures in the input's properties, names the run after them and draws the edges", async () => {
    const add = task<{ left: number; right: number }, number, null>({ name: "add", runName: ({ left, right }) => `add ${left} and ${right}` }, ({ left, right }) => left + right);
    const { result } = await run(async (flowRun) => {
      const left = flowRun.submit(double, 1);
      const before = flowRun.submit(double, 5);
      const sum = flowRun.submit(add, { left, right: 4 }, { waitFor: [before] });
      expect(sum.taskRun.name).toBe("add-0");
      await sum;
      expect(sum.taskRun.name).toBe("add 2 and 4");
      expect(sum.taskRun.taskInputs).toEqual({
        left: [{ input_type: "task_run", id: left.taskRun.taskRunId }],
        wait_for: [{ input_type: "task_run", id: before.taskRun.taskRunId }],
      });
      return sum;
    });
    expect(result).toBe(6);
  });

  it("ends a task whose upstream failed as NotReady, down the whole chain, without running it", async () => {
    const started: number[] = [];
    const fail = task<null, number, null>({ name: "fail" }, () => {
      throw new Error("no such file");
    });
    const count = task<{ n: number }, number, null>({ name: "count" }, ({ n }) => started.push(n));
    const { result } = await run(async (flowRun) => {
      const failed = flowRun.submit(fail, null);
      const second = flowRun.submit(count, { n: failed });
      const third = flowRun.submit(count, { n: 1 }, { waitFor: [second] });
      return third.settled();
    });
    expect(started).toEqual([]);
    expect(life("count-0")).toBe("Pending NotReady");
    expect(life("count-1")).toBe("Pending NotReady");
    expect(result).toMatchObject({ ok: false, state: { type: "PENDING", name: "NotReady" }, error: { name: "UpstreamFailedError", message: "count-1 did not start: upstream count-0 ended NotReady" } });
  });

  it("declares the outcome that the result asks for; a declared failure still gives its value, but stops dependents", async () => {
    const judged = task<string, string, null>({ name: "judged", outcome: (name) => ({ name, type: name === "Failed" ? "FAILED" : "COMPLETED", message: "as declared" }) }, (name) => name);
    const after = task<null, number, null>({ name: "after" }, () => 1);
    const { result } = await run(async (flowRun) => {
      const cached = flowRun.submit(judged, "Cached");
      const failed = flowRun.submit(judged, "Failed");
      return [await cached, await failed, (await flowRun.submit(after, null, { waitFor: [cached] }).settled()).ok, (await flowRun.submit(after, null, { waitFor: [failed] }).settled()).ok];
    });
    expect(result).toEqual(["Cached", "Failed", true, false]);
    expect(life("judged-0")).toBe("Pending Running Cached");
    expect(life("judged-1")).toBe("Pending Running Failed");
  });

  it("fails the task, not the process, when runName, outcome or retryIf throw", async () => {
    const broken = (): never => {
      throw new TypeError("our own bug");
    };
    const { result } = await run(async (flowRun) => [
      await flowRun.submit(task<number, number, null>({ name: "name", runName: broken }, (n) => n), 1).settled(),
      await flowRun.submit(task<number, number, null>({ name: "outcome", outcome: broken }, (n) => n), 1).settled(),
      await flowRun.submit(task<number, number, null>({ name: "retry", retries: { limit: 1, delays: 0, retryIf: broken } }, () => { throw new Busy(); }), 1).settled(),
    ]);
    expect((result as Settled<number>[]).map((settled) => (settled.ok ? "ok" : (settled.error as Error).message))).toEqual(["our own bug", "our own bug", "our own bug"]);
    expect(life("outcome-0")).toBe("Pending Running Failed");
  });

  it("refuses work after the run has ended", async () => {
    let kept: FlowContext<null> | null = null;
    await run(async (flowRun) => {
      kept = flowRun;
    });
    expect(() => (kept as unknown as FlowContext<null>).submit(double, 1)).toThrow("after it had ended");
  });
});

describe("failed futures", () => {
  it("never become unhandled rejections when nobody awaits them", async () => {
    const fail = task<number, number, null>({ name: "fail" }, async (n) => {
      throw new Error(`failed ${n}`);
    });
    const { state, result } = await run(async (flowRun) => {
      for (let n = 0; n < 50; n += 1) flowRun.submit(fail, n);
      return "body is content";
    });
    expect(state.type).toBe("COMPLETED");
    expect(result).toBe("body is content");
    expect([...recorder.taskRuns.values()].every((entry) => describeLife(entry.states) === "Pending Running Failed")).toBe(true);
  });

  it("fail the flow where they are awaited, and stop what still runs", async () => {
    const fail = task<null, never, null>({ name: "fail" }, () => {
      throw new Error("no such season");
    });
    const waits = task<null, never, null>({ name: "waits" }, untilAborted);
    const { state, error } = await run(async (flowRun) => Promise.all([flowRun.submit(waits, null), flowRun.submit(fail, null)]));
    expect(state).toMatchObject({ type: "FAILED", name: "Failed", message: "no such season" });
    expect((error as Error).message).toBe("no such season");
    expect(life("waits-0")).toBe("Pending Running Cancelled");
  });
});

describe("retries", () => {
  it("awaits each delay as AwaitingRetry, then Retrying, on the injected clock", async () => {
    const attempts: number[] = [];
    const flaky = task<null, string, null>({ name: "flaky", retries: { limit: 3, delays: { firstMs: 1_000, factor: 4, maxMs: 60_000 }, jitterRatio: 0.2 } }, (_, { attempt }) => {
      attempts.push(attempt);
      if (attempt < 4) throw new Busy(attempt === 2 ? 9_000 : null);
      return "there";
    });
    const running = run(async (flowRun) => flowRun.submit(flaky, null), { random: () => 0.5 });
    await clock.settle();
    expect(clock.waiting()).toEqual([1_100]);
    await clock.advance(1_100);
    expect(clock.waiting()).toEqual([9_900]);
    await clock.advance(9_900);
    await clock.advance(17_600);
    expect((await running).result).toBe("there");
    expect(attempts).toEqual([1, 2, 3, 4]);
    expect(life("flaky-0")).toBe("Pending Running AwaitingRetry Retrying AwaitingRetry Retrying AwaitingRetry Retrying Completed");
    const [, , awaiting] = [...recorder.taskRuns.values()][0]?.states ?? [];
    expect(awaiting).toMatchObject({ type: "SCHEDULED", message: "503", scheduledAt: (awaiting?.at ?? 0) + 1_100_000 });
  });

  it("goes straight to Retrying without a delay, and ends Failed when spent", async () => {
    const busy = task<null, never, null>({ name: "busy", retries: { limit: 2, delays: 0 } }, () => {
      throw new Busy();
    });
    const { result } = await run(async (flowRun) => flowRun.submit(busy, null).settled());
    expect(life("busy-0")).toBe("Pending Running Retrying Retrying Failed");
    expect(result).toMatchObject({ ok: false, error: { name: "Busy" }, state: { type: "FAILED", error: { name: "Busy", message: "503" } } });
  });

  it("frees its slot while it waits", async () => {
    const busy = task<null, string, null>({ name: "busy", retries: { limit: 1, delays: 60_000 } }, (_, { attempt }) => {
      if (attempt === 1) throw new Busy();
      return "late";
    });
    const running = run(
      async (flowRun) => {
        const late = flowRun.submit(busy, null);
        expect(await flowRun.submit(double, 2)).toBe(4);
        return late;
      },
      { taskConcurrency: 1 },
    );
    await clock.settle();
    expect(life("double-0")).toBe("Pending Running Completed");
    await clock.advance(60_000);
    expect((await running).result).toBe("late");
  });
});

describe("timeouts", () => {
  it("end the attempt as TimedOut, abort its signal and leave a deaf body behind", async () => {
    let answer: (value: string) => void = () => undefined;
    let signal: AbortSignal | null = null;
    const deaf = task<null, string, null>({ name: "deaf", timeoutMs: 5_000 }, (_, context) => {
      signal = context.signal;
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    const running = run(async (flowRun) => flowRun.submit(deaf, null).settled());
    await clock.advance(5_000);
    const { result } = await running;
    expect(result).toMatchObject({ ok: false, error: { name: "TimedOutError" }, state: { type: "FAILED", name: "TimedOut", message: "task deaf-0 did not finish within 5000 ms" } });
    expect((signal as unknown as AbortSignal).aborted).toBe(true);
    answer("too late");
    await clock.settle();
    expect(life("deaf-0")).toBe("Pending Running TimedOut");
  });

  it("are retried when there is a policy, each attempt with a signal of its own", async () => {
    const signals: AbortSignal[] = [];
    const slow = task<null, string, null>({ name: "slow", timeoutMs: 100, retries: { limit: 1, delays: 50 } }, (input, context) => {
      signals.push(context.signal);
      return context.attempt === 1 ? untilAborted(input, context) : "there";
    });
    const running = run(async (flowRun) => flowRun.submit(slow, null));
    await clock.advance(150);
    expect((await running).result).toBe("there");
    expect(signals.map((signal) => signal.aborted)).toEqual([true, false]);
    expect(clock.waiting()).toEqual([]);
  });
});

describe("stop-run", () => {
  it("stops everything: siblings get the signal, nothing new starts, the run fails with that error although the body forgives it", async () => {
    let started = 0;
    const full = task<null, never, null>({ name: "full" }, () => {
      throw new DiskFull("no space left");
    });
    const waits = task<null, never, null>({ name: "waits" }, untilAborted);
    const next = task<null, void, null>({ name: "next" }, () => void (started += 1));
    const { state, error } = await run(async (flowRun) => {
      const waiting = flowRun.submit(waits, null);
      await flowRun.submit(full, null).settled();
      expect(flowRun.signal.aborted).toBe(true);
      expect(await flowRun.submit(next, null).settled()).toMatchObject({ ok: false, state: { type: "CANCELLED" } });
      expect(await waiting.settled()).toMatchObject({ ok: false, error: { name: "CancelledError", message: "the run was stopped: no space left" } });
      return "forgiven";
    });
    expect(state).toMatchObject({ type: "FAILED", message: "no space left", error: { name: "DiskFull" } });
    expect((error as Error).name).toBe("DiskFull");
    expect(started).toBe(0);
  });
});

describe("concurrency", () => {
  it("never exceeds the bounds of map and run, for any number of inputs", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 25 }), async (mapBound, runBound, pauses) => {
        recorder = new MemoryRecorder();
        let [inMap, inRun, mostInMap, mostInRun] = [0, 0, 0, 0];
        const enter = async (pause: number): Promise<void> => {
          mostInRun = Math.max(mostInRun, ++inRun);
          await ticks(pause);
          inRun -= 1;
        };
        const mapped = task<number, number, null>({ name: "mapped" }, async (pause) => {
          mostInMap = Math.max(mostInMap, ++inMap);
          await enter(pause);
          inMap -= 1;
          if (pause === 3) throw new Error("three");
          return pause;
        });
        const single = task<number, void, null>({ name: "single" }, enter);
        const { result } = await run(
          async (flowRun) => {
            const futures = flowRun.map(mapped, pauses, { concurrency: mapBound, name: (pause) => `pause ${pause}` });
            const others = pauses.map((pause) => flowRun.submit(single, pause));
            await Promise.all(others);
            return Promise.all(futures.map((future) => future.settled()));
          },
          { taskConcurrency: runBound },
        );
        expect(mostInMap).toBeLessThanOrEqual(Math.min(mapBound, runBound));
        expect(mostInRun).toBeLessThanOrEqual(runBound);
        expect((result as Settled<number>[]).map((settled) => (settled.ok ? settled.value : 3))).toEqual(pauses);
        expect(findBreaches(recorder)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it("refuses a bound below one", async () => {
    const { error } = await run(async (flowRun) => flowRun.map(double, [1], { concurrency: 0 }));
    expect((error as Error).message).toContain("concurrency must be at least 1");
  });
});

describe("any graph of tasks", () => {
  const nodes = fc.array(fc.record({ fails: fc.integer({ min: 0, max: 3 }), pause: fc.integer({ min: 0, max: 2 }), needs: fc.array(fc.nat(), { maxLength: 3 }), kind: fc.constantFrom("ok", "fatal", "busy") }), { minLength: 1, maxLength: 15 });

  it("runs what can run, after what it needs, and nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(nodes, fc.integer({ min: 1, max: 4 }), async (graph, taskConcurrency) => {
        recorder = new MemoryRecorder();
        const ended = new Set<number>();
        const node = task<{ index: number; needs: readonly number[] }, number, null>({ name: "node", retries: { limit: 2, delays: 0 } }, async ({ index, needs }, { attempt }) => {
          const spec = graph[index];
          for (const need of needs) if (!ended.has(need)) throw new Error("ran before what it needs");
          await ticks(spec?.pause ?? 0);
          if (spec?.kind === "fatal") throw new Error("fatal");
          if (spec?.kind === "busy" && attempt <= spec.fails) throw new Busy();
          ended.add(index);
          return index;
        });
        const needsOf = (index: number): number[] => (index === 0 ? [] : (graph[index]?.needs ?? []).map((need) => need % index));
        const succeeds = (index: number): boolean => {
          const spec = graph[index];
          return needsOf(index).every(succeeds) && spec?.kind !== "fatal" && !(spec?.kind === "busy" && spec.fails > 2);
        };
        const { result } = await run(
          async (flowRun) => {
            const futures: TaskFuture<number>[] = [];
            for (const index of graph.keys()) {
              const needs = needsOf(index);
              futures.push(flowRun.submit(node, { index, needs }, { waitFor: needs.flatMap((need) => futures[need] ?? []) }));
            }
            return Promise.all(futures.map((future) => future.settled()));
          },
          { taskConcurrency },
        );
        expect((result as Settled<number>[]).map((settled) => settled.ok)).toEqual([...graph.keys()].map(succeeds));
        expect(findBreaches(recorder)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
