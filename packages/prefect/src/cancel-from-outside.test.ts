import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { type Orchestrator, task, TerminatedError } from "./index.ts";
import { deaf, ScriptedOrchestrator, useEngine, waits } from "./testing/engine-harness.ts";

const engine = useEngine();

describe("whoever watches a run from outside", () => {
  it("cancels exactly that run, with the reason in words", async () => {
    const orchestrator = new ScriptedOrchestrator();
    const running = engine.run(async (run) => run.submit(waits, null), { orchestrator });
    await engine.clock.settle();
    orchestrator.watchers.get("tested")?.("cancelled on the server");
    const { state, error } = await running;
    expect(state).toMatchObject({ type: "CANCELLED", message: expect.stringContaining("was cancelled on the server") as string });
    expect(error).toMatchObject({ name: "CancelledError" });
    expect(orchestrator.names).toBe("Pending Running Cancelling Cancelled");
    expect(engine.taskLife("waits-0")).toBe("Pending Running Cancelled");
  });

  it("cancels a child without its parent, which may go on", async () => {
    const orchestrator = new ScriptedOrchestrator();
    const child = engine.make(async (run) => run.submit(waits, null), { name: "child" });
    const running = engine.run(async (run) => run.subflow(child, {}).catch((error: Error) => error.name), { orchestrator });
    await engine.clock.settle();
    expect([...orchestrator.watchers.keys()]).toEqual(["tested", "child"]);
    orchestrator.watchers.get("child")?.("cancelled on the server");
    expect(await running).toMatchObject({ state: { type: "COMPLETED" }, result: "CancelledError" });
    expect(engine.flowLife("child")).toBe("Pending Running Cancelling Cancelled");
  });

  it("is heard from before the first state until after the last, however the run ends", async () => {
    const seen: number[] = [];
    const orchestrator = new (class extends ScriptedOrchestrator {
      override propose(...proposal: Parameters<ScriptedOrchestrator["propose"]>): ReturnType<ScriptedOrchestrator["propose"]> {
        seen.push(this.watchers.size);
        return super.propose(...proposal);
      }
    })();
    await engine.run(async () => 1, { orchestrator });
    expect(seen).toEqual([1, 1, 1]);
    expect(orchestrator.watchers.size).toBe(0);
    for (const answer of [{ verdict: "ABORT", reason: "taken" } as const, new Error("socket hang up")]) {
      const ending = new ScriptedOrchestrator(answer);
      await engine.run(async () => 1, { orchestrator: ending });
      expect(ending.watchers.size).toBe(0);
    }
  });

  it("leaves nothing on the signal of a command that runs many flows", async () => {
    const controller = new AbortController();
    await engine.run(async () => expect(getEventListeners(controller.signal, "abort")).toHaveLength(1), { signal: controller.signal });
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });
});

describe("a process that is being ended", () => {
  const terminated = new TerminatedError("the process was asked to end: SIGTERM");

  it("ends its run Crashed without proposing Cancelling; bodies and subflows get the signal", async () => {
    const controller = new AbortController();
    const orchestrator = new ScriptedOrchestrator();
    const child = engine.make(async (run) => run.submit(waits, null), { name: "child" });
    const running = engine.run(async (run) => run.subflow(child, {}), { orchestrator, signal: controller.signal });
    await engine.clock.settle();
    controller.abort(terminated);
    expect(await running).toMatchObject({ state: { type: "CRASHED", name: "Crashed", message: terminated.message }, error: terminated });
    expect(orchestrator.names).toBe("Pending Running Pending Running Crashed Crashed");
    expect([engine.flowLife("tested"), engine.flowLife("child"), engine.taskLife("waits-0")]).toEqual(["Pending Running Crashed", "Pending Running Crashed", "Pending Running Crashed"]);
  });

  it("gives bodies the grace, then leaves them behind", async () => {
    const controller = new AbortController();
    const running = engine.run(async (run) => run.submit(deaf, null), { signal: controller.signal, graceMs: 1_000 });
    await engine.clock.settle();
    controller.abort(terminated);
    await engine.clock.advance(999);
    expect(engine.flowLife()).toBe("Pending Running");
    await engine.clock.advance(1);
    expect((await running).state.type).toBe("CRASHED");
    expect(engine.taskLife("deaf-0")).toBe("Pending Running Crashed");
  });

  it("does not start what waits to start", async () => {
    const controller = new AbortController();
    const orchestrator = new ScriptedOrchestrator({ verdict: "ACCEPT" }, { verdict: "WAIT", delaySeconds: 60, reason: "not yet" });
    const running = engine.run(async () => 1, { orchestrator, signal: controller.signal });
    await engine.clock.settle();
    controller.abort(terminated);
    expect((await running).state.type).toBe("CRASHED");
    expect(orchestrator.names).toBe("Pending Running Crashed");
  });

  it("ends a run that somebody else has begun to cancel as Cancelled", async () => {
    const controller = new AbortController();
    const orchestrator = new ScriptedOrchestrator({ verdict: "ACCEPT" }, { verdict: "REJECT", state: { type: "CANCELLING", name: "Cancelling", message: "by hand", at: 0 }, reason: "somebody cancelled it" });
    const ending: Orchestrator = {
      watch: () => () => undefined,
      propose: (run, state, transitionId) => {
        if (state.type === "RUNNING") controller.abort(terminated);
        return orchestrator.propose(run, state, transitionId);
      },
    };
    expect((await engine.run(async () => 1, { orchestrator: ending, signal: controller.signal })).state.type).toBe("CANCELLED");
    expect(orchestrator.names).toBe("Pending Running Cancelled");
  });

  it("is never a reason to try again", async () => {
    const controller = new AbortController();
    const stubborn = task<null, never, null>({ name: "stubborn", retries: { limit: 3, delays: 0, retryIf: () => true } }, (_, { signal }) => new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("interrupted")), { once: true })));
    const running = engine.run(async (run) => run.submit(stubborn, null), { signal: controller.signal }, { retries: { limit: 3, delays: 0, retryIf: () => true } });
    await engine.clock.settle();
    controller.abort(terminated);
    expect((await running).state.type).toBe("CRASHED");
    expect(engine.taskLife("stubborn-0")).toBe("Pending Running Crashed");
  });
});
