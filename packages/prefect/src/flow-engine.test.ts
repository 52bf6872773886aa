import { describe, expect, it } from "vitest";
import * as z from "zod";
import { flow, ParameterError, runFlow, task } from "./index.ts";
import { Busy, deaf, useEngine, waits } from "./testing/engine-harness.ts";

const engine = useEngine();

describe("parameters", () => {
  const ingest = flow({ name: "ingest", description: "typed", parameters: z.strictObject({ season: z.int().min(1999), force: z.boolean().default(false) }) }, async (parameters) => parameters);

  it("reach the body with the schema's defaults, and are recorded so", async () => {
    const { result, run: info } = await runFlow(ingest, { season: 2024 }, { env: null, recorder: engine.recorder });
    expect(result).toEqual({ season: 2024, force: false });
    expect(info).toMatchObject({ flowName: "ingest", parameters: { season: 2024, force: false }, parentFlowRunId: null });
  });

  it("that do not fit throw ParameterError with zod's sentences, before any run exists", async () => {
    const wrong = runFlow(ingest, { season: 1900, forced: true } as never, { env: null, recorder: engine.recorder });
    await expect(wrong).rejects.toThrow(ParameterError);
    await expect(wrong).rejects.toThrow(/flow 'ingest'[\s\S]*forced[\s\S]*season/);
    expect(engine.recorder.flowRuns.size).toBe(0);
  });
});

describe("the end of a run", () => {
  it("is what the body did: returned, threw, or declared", async () => {
    expect(await engine.run(async () => 7)).toMatchObject({ state: { type: "COMPLETED", name: "Completed" }, result: 7 });
    const thrown = await engine.run(async () => {
      throw new TypeError("x is undefined");
    });
    expect(thrown).toMatchObject({ state: { type: "FAILED", error: { name: "TypeError" } }, error: { message: "x is undefined" } });
    expect("result" in thrown).toBe(false);
    expect(await engine.run(async () => "p", {}, { outcome: () => ({ name: "PartialSuccess", message: "5 of 6" }) })).toMatchObject({ state: { type: "COMPLETED", name: "PartialSuccess", message: "5 of 6" }, result: "p" });
    expect(await engine.run(async () => "f", {}, { outcome: () => ({ name: "Failed", type: "FAILED" }) })).toMatchObject({ state: { type: "FAILED", name: "Failed", error: null }, result: "f" });
    const broken = await engine.run(async () => "b", {}, { outcome: () => { throw new Error("outcome is broken"); } });
    expect(broken).toMatchObject({ state: { type: "FAILED", message: "outcome is broken" } });
    expect("result" in broken).toBe(false);
  });

  it("also of a body that throws before its first await, or throws nothing at all", async () => {
    const synchronous = await engine.run((() => {
      throw new Error("at once");
    }));
    expect(synchronous.state).toMatchObject({ type: "FAILED", message: "at once" });
    const nothing = await engine.run(() => Promise.reject(undefined as unknown as Error));
    expect(nothing.state).toMatchObject({ type: "FAILED" });
  });

  it("comes after the last task, awaited or not", async () => {
    let finished = false;
    const slow = task<null, void, null>({ name: "slow" }, async () => {
      await engine.clock.settle();
      finished = true;
    });
    await engine.run(async (flowRun) => void flowRun.submit(slow, null));
    expect(finished).toBe(true);
    const [last] = [...engine.recorder.flowRuns.values()].map((entry) => entry.states.at(-1)?.at ?? 0);
    expect(last).toBeGreaterThan([...engine.recorder.taskRuns.values()][0]?.states.at(-1)?.at ?? Infinity);
  });
});

describe("retries and timeouts of a flow", () => {
  it("run the body again after AwaitingRetry, counting on with the dynamic keys", async () => {
    const step = task<null, void, null>({ name: "step" }, () => undefined);
    let attempts = 0;
    const running = engine.run(
      async (flowRun) => {
        await flowRun.submit(step, null);
        if (++attempts < 3) throw new Busy();
        return attempts;
      },
      {},
      { retries: { limit: 2, delays: [1_000, 2_000] } },
    );
    await engine.clock.advance(3_000);
    expect(await running).toMatchObject({ state: { type: "COMPLETED" }, result: 3 });
    expect(engine.flowLife()).toBe("Pending Running AwaitingRetry Running AwaitingRetry Running Completed");
    expect([...engine.recorder.taskRuns.values()].map(({ info }) => info.dynamicKey)).toEqual(["0", "1", "2"]);
  });

  it("end a body that outlives its time as TimedOut; its tasks get the signal, deaf ones are left behind after the grace", async () => {
    const running = engine.run(async (flowRun) => Promise.all([flowRun.submit(waits, null), flowRun.submit(deaf, null)]), { graceMs: 300 }, { timeoutMs: 1_000 });
    await engine.clock.advance(1_000);
    expect(engine.taskLife("waits-0")).toBe("Pending Running Cancelled");
    expect(engine.taskLife("deaf-0")).toBe("Pending Running");
    await engine.clock.advance(300);
    expect((await running).state).toMatchObject({ type: "FAILED", name: "TimedOut" });
    expect(engine.taskLife("deaf-0")).toBe("Pending Running Cancelled");
    expect(engine.clock.waiting()).toEqual([]);
  });
});
