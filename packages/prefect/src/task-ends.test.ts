import { describe, expect, it } from "vitest";
import { task } from "./index.ts";
import { Busy, double, untilAborted, useEngine } from "./testing/engine-harness.ts";

const engine = useEngine();

class DiskFull extends Error {
  override readonly name = "DiskFull";
  readonly severity = "stop-run";
}
describe("retries", () => {
  it("awaits each delay as AwaitingRetry, then Retrying, on the injected clock", async () => {
    const attempts: number[] = [];
    const flaky = task<null, string, null>({ name: "flaky", retries: { limit: 3, delays: { firstMs: 1_000, factor: 4, maxMs: 60_000 }, jitterRatio: 0.2 } }, (_, { attempt }) => {
      attempts.push(attempt);
      if (attempt < 4) throw new Busy(attempt === 2 ? 9_000 : null);
      return "there";
    });
    const running = engine.run(async (flowRun) => flowRun.submit(flaky, null), { random: () => 0.5 });
    await engine.clock.settle();
    expect(engine.clock.waiting()).toEqual([1_100]);
    await engine.clock.advance(1_100);
    expect(engine.clock.waiting()).toEqual([9_900]);
    await engine.clock.advance(9_900);
    await engine.clock.advance(17_600);
    expect((await running).result).toBe("there");
    expect(attempts).toEqual([1, 2, 3, 4]);
    expect(engine.taskLife("flaky-0")).toBe("Pending Running AwaitingRetry Retrying AwaitingRetry Retrying AwaitingRetry Retrying Completed");
    const [, , awaiting] = [...engine.recorder.taskRuns.values()][0]?.states ?? [];
    expect(awaiting).toMatchObject({ type: "SCHEDULED", message: "503", scheduledAt: (awaiting?.at ?? 0) + 1_100_000 });
  });

  it("goes straight to Retrying without a delay, and ends Failed when spent", async () => {
    const busy = task<null, never, null>({ name: "busy", retries: { limit: 2, delays: 0 } }, () => {
      throw new Busy();
    });
    const { result } = await engine.run(async (flowRun) => flowRun.submit(busy, null).settled());
    expect(engine.taskLife("busy-0")).toBe("Pending Running Retrying Retrying Failed");
    expect(result).toMatchObject({ ok: false, error: { name: "Busy" }, state: { type: "FAILED", error: { name: "Busy", message: "503" } } });
  });

  it("frees its slot while it waits", async () => {
    const busy = task<null, string, null>({ name: "busy", retries: { limit: 1, delays: 60_000 } }, (_, { attempt }) => {
      if (attempt === 1) throw new Busy();
      return "late";
    });
    const running = engine.run(
      async (flowRun) => {
        const late = flowRun.submit(busy, null);
        expect(await flowRun.submit(double, 2)).toBe(4);
        return late;
      },
      { taskConcurrency: 1 },
    );
    await engine.clock.settle();
    expect(engine.taskLife("double-0")).toBe("Pending Running Completed");
    await engine.clock.advance(60_000);
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
    const running = engine.run(async (flowRun) => flowRun.submit(deaf, null).settled());
    await engine.clock.advance(5_000);
    const { result } = await running;
    expect(result).toMatchObject({ ok: false, error: { name: "TimedOutError" }, state: { type: "FAILED", name: "TimedOut", message: "task deaf-0 did not finish within 5000 ms" } });
    expect((signal as unknown as AbortSignal).aborted).toBe(true);
    answer("too late");
    await engine.clock.settle();
    expect(engine.taskLife("deaf-0")).toBe("Pending Running TimedOut");
  });

  it("are retried when there is a policy, each attempt with a signal of its own", async () => {
    const signals: AbortSignal[] = [];
    const slow = task<null, string, null>({ name: "slow", timeoutMs: 100, retries: { limit: 1, delays: 50 } }, (input, context) => {
      signals.push(context.signal);
      return context.attempt === 1 ? untilAborted(input, context) : "there";
    });
    const running = engine.run(async (flowRun) => flowRun.submit(slow, null));
    await engine.clock.advance(150);
    expect((await running).result).toBe("there");
    expect(signals.map((signal) => signal.aborted)).toEqual([true, false]);
    expect(engine.clock.waiting()).toEqual([]);
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
    const { state, error } = await engine.run(async (flowRun) => {
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
