import { describe, expect, it } from "vitest";
import { task, type TaskContext } from "./index.ts";
import { Busy, deaf, untilAborted, useEngine, waits } from "./testing/engine-harness.ts";

const engine = useEngine();

describe("cancellation", () => {
  it("mid-flight: running tasks get the signal, waiting ones never start, all ends Cancelled", async () => {
    const controller = new AbortController();
    let started = 0;
    const counted = task<null, void, null>({ name: "counted" }, () => void (started += 1));
    const running = engine.run(
      async (flowRun) => {
        const waiting = flowRun.submit(waits, null);
        const queued = flowRun.submit(counted, null);
        const dependent = flowRun.submit(counted, null, { waitFor: [waiting] });
        await Promise.all([waiting, queued, dependent]);
      },
      { signal: controller.signal, taskConcurrency: 1 },
    );
    await engine.clock.settle();
    controller.abort();
    const { state, error } = await running;
    expect(state).toMatchObject({ type: "CANCELLED", name: "Cancelled" });
    expect((error as Error).name).toBe("CancelledError");
    expect(engine.flowLife()).toBe("Pending Running Cancelling Cancelled");
    expect(engine.taskLife("waits-0")).toBe("Pending Running Cancelled");
    expect([engine.taskLife("counted-0"), engine.taskLife("counted-1")]).toEqual(["Pending Cancelled", "Pending Cancelled"]);
    expect(started).toBe(0);
    expect(engine.clock.waiting()).toEqual([]);
  });

  it("reaches a task that has a signal of its own because it has a timeout", async () => {
    const controller = new AbortController();
    const timed = task<null, never, null>({ name: "timed", timeoutMs: 60_000 }, untilAborted);
    const running = engine.run(async (flowRun) => flowRun.submit(timed, null), { signal: controller.signal });
    await engine.clock.settle();
    controller.abort();
    await engine.clock.settle();
    expect(engine.taskLife("timed-0")).toBe("Pending Running Cancelled");
    expect((await running).state.type).toBe("CANCELLED");
    expect(engine.clock.waiting()).toEqual([]);
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
      const { state } = await engine.run(
        async (flowRun) => {
          flowRun.submit(first, null);
          flowRun.map(second, [null, null], { concurrency: 1 });
          await untilAborted(null, { signal: flowRun.signal } as TaskContext<null>);
        },
        { signal: controller.signal, taskConcurrency: 1 },
      );
      expect(state.type).toBe("CANCELLED");
      expect(startedAborted).not.toContain(true);
      }
  });

  it("warns nobody when many bodies listen to the run's signal", async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on("warning", onWarning);
    const controller = new AbortController();
    const running = engine.run(async (flowRun) => Promise.all(flowRun.map(waits, Array.from({ length: 50 }, () => null))), { signal: controller.signal });
    await engine.clock.settle();
    controller.abort();
    await running;
    process.off("warning", onWarning);
    expect(warnings).toEqual([]);
  });

  it("lets a body finish what it cannot break off: that task is Completed, the run still Cancelled", async () => {
    const controller = new AbortController();
    let finish: () => void = () => undefined;
    const publish = task<null, string, null>({ name: "publish" }, () => new Promise((resolve) => (finish = () => resolve("published"))));
    const running = engine.run(async (flowRun) => flowRun.submit(publish, null), { signal: controller.signal });
    await engine.clock.settle();
    controller.abort();
    await engine.clock.settle();
    expect(engine.flowLife()).toBe("Pending Running Cancelling");
    finish();
    const ended = await running;
    expect(ended.state.type).toBe("CANCELLED");
    expect("result" in ended).toBe(false);
    expect(engine.taskLife("publish-0")).toBe("Pending Running Completed");
  });

  it("also ends a run whose body threw, while what it had started still winds down", async () => {
    const controller = new AbortController();
    const running = engine.run(
      async (flowRun) => {
        flowRun.submit(deaf, null);
        await engine.clock.settle();
        throw new Error("broken");
      },
      { signal: controller.signal, graceMs: 1_000 },
      { retries: { limit: 1, delays: 10, retryIf: () => true } },
    );
    await engine.clock.settle();
    await engine.clock.settle();
    controller.abort();
    await engine.clock.advance(1_000);
    expect((await running).state.type).toBe("CANCELLED");
    expect(engine.flowLife()).toBe("Pending Running Cancelling Cancelled");
  });

  it("leaves a deaf body behind after the grace", async () => {
    const controller = new AbortController();
    const running = engine.run(async () => new Promise<never>(() => undefined), { signal: controller.signal, graceMs: 2_000 });
    await engine.clock.settle();
    controller.abort(new Error("SIGTERM"));
    await engine.clock.advance(1_999);
    expect(engine.flowLife()).toBe("Pending Running Cancelling");
    await engine.clock.advance(1);
    expect((await running).state).toMatchObject({ type: "CANCELLED", message: expect.stringContaining("SIGTERM") as string });
  });

  it("during a retry's delay or before the start ends at once", async () => {
    const controller = new AbortController();
    const retried = task<null, never, null>({ name: "retried", retries: { limit: 1, delays: 60_000 } }, () => {
      throw new Busy();
    });
    const running = engine.run(async (flowRun) => flowRun.submit(retried, null), { signal: controller.signal });
    await engine.clock.settle();
    controller.abort();
    expect((await running).state.type).toBe("CANCELLED");
    expect(engine.taskLife("retried-0")).toBe("Pending Running AwaitingRetry Cancelled");
    expect(engine.clock.waiting()).toEqual([]);

    let ran = false;
    const never = await engine.run(async () => void (ran = true), { signal: AbortSignal.abort() });
    expect(never.state.type).toBe("CANCELLED");
    expect(ran).toBe(false);
  });
});
