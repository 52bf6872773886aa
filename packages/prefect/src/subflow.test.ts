import { describe, expect, it } from "vitest";
import * as z from "zod";
import { task } from "./index.ts";
import { type TestedBody, type TestedFlow, untilAborted, useEngine, waits } from "./testing/engine-harness.ts";

const engine = useEngine();

describe("subflows", () => {
  const child = (body: TestedBody<string>, options: Partial<TestedFlow<string>["options"]> = {}) => engine.make(body, { name: "child", ...options });

  it("run as children: own run, a task run that stands for them, shared recorder and slots", async () => {
    const step = task<null, string, null>({ name: "step" }, () => "from the child");
    const { result, run: parent } = await engine.run(async (flowRun) => flowRun.subflow(child(async (inner) => inner.submit(step, null)), {}), { taskConcurrency: 1 });
    expect(result).toBe("from the child");
    const childRun = [...engine.recorder.flowRuns.values()].find((entry) => entry.info.flowName === "child")?.info;
    const placeholder = [...engine.recorder.taskRuns.values()].find((entry) => entry.info.childFlowRunId !== null)?.info;
    expect(childRun).toMatchObject({ parentFlowRunId: parent.flowRunId, parentTaskRunId: placeholder?.taskRunId });
    expect(placeholder).toMatchObject({ flowRunId: parent.flowRunId, childFlowRunId: childRun?.flowRunId, name: "child-0" });
  });

  it("give their result under a declared failure, throw what their body threw, refuse bad parameters before a run exists", async () => {
    const declared = child(async () => "still a value", { outcome: () => ({ name: "Failed", type: "FAILED" }) });
    const throwing = child(async () => {
      throw new RangeError("week 99");
    });
    const strict = engine.make(async () => "x", { name: "strict", parameters: z.object({ season: z.int() }) });
    const { result } = await engine.run(async (flowRun) => [
      await flowRun.subflow(declared, {}),
      await flowRun.subflow(throwing, {}).catch((error: unknown) => (error as Error).name),
      await flowRun.subflow(strict, {}).catch((error: unknown) => (error as Error).name),
    ]);
    expect(result).toEqual(["still a value", "RangeError", "ParameterError"]);
    expect([...engine.recorder.flowRuns.values()].some((entry) => entry.info.flowName === "strict")).toBe(false);
  });

  it("that time out while tasks queue for a slot leave the slots to their parent", async () => {
    const step = task<null, string, null>({ name: "step" }, () => "slot is free");
    const slowToStop = task<null, never, null>({ name: "slow_to_stop" }, async (input, context) => {
      await untilAborted(input, context).catch(() => engine.clock.settle());
      throw new Error("stopped at last");
    });
    const crowded = child(
      async (inner) => {
        inner.map(slowToStop, [null, null, null]);
        return new Promise<never>(() => undefined);
      },
      { timeoutMs: 1_000 },
    );
    const running = engine.run(
      async (flowRun) => {
        await flowRun.subflow(crowded, {}).catch(() => undefined);
        return flowRun.submit(step, null);
      },
      { taskConcurrency: 1, graceMs: 100 },
    );
    await engine.clock.advance(1_000);
    await engine.clock.settle();
    await engine.clock.advance(100);
    expect((await running).result).toBe("slot is free");
  });

  it("are cancelled with their parent, and stop it with stop-run; nobody has to await them", async () => {
    const controller = new AbortController();
    const running = engine.run(async (flowRun) => flowRun.subflow(child(async (inner) => inner.submit(waits, null)), {}), { signal: controller.signal });
    await engine.clock.settle();
    controller.abort();
    expect((await running).state.type).toBe("CANCELLED");
    expect(engine.flowLife("child")).toBe("Pending Running Cancelling Cancelled");
    expect(engine.flowLife()).toBe("Pending Running Cancelling Cancelled");

    engine.forget();
    const full = task<null, never, null>({ name: "full" }, () => {
      throw Object.assign(new Error("disk full"), { severity: "stop-run" });
    });
    const stopped = await engine.run(async (flowRun) => {
      void flowRun.subflow(child(async (inner) => inner.submit(full, null)), {});
      await flowRun.submit(waits, null).settled();
      return "forgiven";
    });
    expect(stopped.state).toMatchObject({ type: "FAILED", message: "disk full" });
  });
});
