import { describe, expect, it } from "vitest";
import { type FlowContext, task, type Settled } from "./index.ts";
import { Busy, double, untilAborted, useEngine } from "./testing/engine-harness.ts";
import { describeLife } from "./testing/index.ts";

const engine = useEngine();

describe("submit", () => {
  it("gives the body's result and records Pending, Running, Completed", async () => {
    const { result, state } = await engine.run(async (flowRun) => (await flowRun.submit(double, 2)) + (await flowRun.submit(double, 3)));
    expect(result).toBe(10);
    expect(state.name).toBe("Completed");
    expect(engine.taskLife("double-0")).toBe("Pending Running Completed");
    expect([...engine.recorder.taskRuns.values()].map(({ info }) => [info.taskKey, info.dynamicKey])).toEqual([[double.taskKey, "0"], [double.taskKey, "1"]]);
  });

  it("gives the same task_key in every process: name and hash of the name", () => {
    expect(double.taskKey).toBe("double-2ce06a9e");
    expect(task({ name: "double", description: "another" }, () => 0).taskKey).toBe(double.taskKey);
  });

  it("never starts a body inside submit", async () => {
    const order: string[] = [];
    const note = task<null, void, null>({ name: "note" }, () => void order.push("body"));
    await engine.run(async (flowRun) => {
      const future = flowRun.submit(note, null);
      order.push("submitted");
      await future;
    });
    expect(order).toEqual(["submitted", "body"]);
  });

  it("awaits futures in the input's properties, names the run after them and draws the edges", async () => {
    const add = task<{ left: number; right: number }, number, null>({ name: "add", runName: ({ left, right }) => `add ${left} and ${right}` }, ({ left, right }) => left + right);
    const { result } = await engine.run(async (flowRun) => {
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
    const { result } = await engine.run(async (flowRun) => {
      const failed = flowRun.submit(fail, null);
      const second = flowRun.submit(count, { n: failed });
      const third = flowRun.submit(count, { n: 1 }, { waitFor: [second] });
      return third.settled();
    });
    expect(started).toEqual([]);
    expect(engine.taskLife("count-0")).toBe("Pending NotReady");
    expect(engine.taskLife("count-1")).toBe("Pending NotReady");
    expect(result).toMatchObject({ ok: false, state: { type: "PENDING", name: "NotReady" }, error: { name: "UpstreamFailedError", message: "count-1 did not start: upstream count-0 ended NotReady" } });
  });

  it("declares the outcome that the result asks for; a declared failure still gives its value, but stops dependents", async () => {
    const judged = task<string, string, null>({ name: "judged", outcome: (name) => ({ name, type: name === "Failed" ? "FAILED" : "COMPLETED", message: "as declared" }) }, (name) => name);
    const after = task<null, number, null>({ name: "after" }, () => 1);
    const { result } = await engine.run(async (flowRun) => {
      const cached = flowRun.submit(judged, "Cached");
      const failed = flowRun.submit(judged, "Failed");
      return [await cached, await failed, (await flowRun.submit(after, null, { waitFor: [cached] }).settled()).ok, (await flowRun.submit(after, null, { waitFor: [failed] }).settled()).ok];
    });
    expect(result).toEqual(["Cached", "Failed", true, false]);
    expect(engine.taskLife("judged-0")).toBe("Pending Running Cached");
    expect(engine.taskLife("judged-1")).toBe("Pending Running Failed");
  });

  it("fails the task, not the process, when runName, outcome or retryIf throw", async () => {
    const broken = (): never => {
      throw new TypeError("our own bug");
    };
    const { result } = await engine.run(async (flowRun) => [
      await flowRun.submit(task<number, number, null>({ name: "name", runName: broken }, (n) => n), 1).settled(),
      await flowRun.submit(task<number, number, null>({ name: "outcome", outcome: broken }, (n) => n), 1).settled(),
      await flowRun.submit(task<number, number, null>({ name: "retry", retries: { limit: 1, delays: 0, retryIf: broken } }, () => { throw new Busy(); }), 1).settled(),
    ]);
    expect((result as Settled<number>[]).map((settled) => (settled.ok ? "ok" : (settled.error as Error).message))).toEqual(["our own bug", "our own bug", "our own bug"]);
    expect(engine.taskLife("outcome-0")).toBe("Pending Running Failed");
  });

  it("refuses work after the run has ended", async () => {
    let kept: FlowContext<null> | null = null;
    await engine.run(async (flowRun) => {
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
    const { state, result } = await engine.run(async (flowRun) => {
      for (let n = 0; n < 50; n += 1) flowRun.submit(fail, n);
      return "body is content";
    });
    expect(state.type).toBe("COMPLETED");
    expect(result).toBe("body is content");
    expect([...engine.recorder.taskRuns.values()].every((entry) => describeLife(entry.states) === "Pending Running Failed")).toBe(true);
  });

  it("fail the flow where they are awaited, and stop what still runs", async () => {
    const fail = task<null, never, null>({ name: "fail" }, () => {
      throw new Error("no such season");
    });
    const waits = task<null, never, null>({ name: "waits" }, untilAborted);
    const { state, error } = await engine.run(async (flowRun) => Promise.all([flowRun.submit(waits, null), flowRun.submit(fail, null)]));
    expect(state).toMatchObject({ type: "FAILED", name: "Failed", message: "no such season" });
    expect((error as Error).message).toBe("no such season");
    expect(engine.taskLife("waits-0")).toBe("Pending Running Cancelled");
  });
});
