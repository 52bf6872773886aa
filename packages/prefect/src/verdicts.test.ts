import { describe, expect, it } from "vitest";
import { type State, type Verdict } from "./index.ts";
import { ScriptedOrchestrator, useEngine, waits } from "./testing/engine-harness.ts";

const engine = useEngine();

const ACCEPT: Verdict = { verdict: "ACCEPT" };
const reject = (state: State): Verdict => ({ verdict: "REJECT", state, reason: "the server knows better" });

describe("verdicts of the orchestrator", () => {
  it("ACCEPT: the proposed states are recorded, each transition under an id of its own", async () => {
    const orchestrator = new ScriptedOrchestrator();
    await engine.run(async () => 1, { orchestrator });
    expect(orchestrator.names).toBe("Pending Running Completed");
    expect(new Set(orchestrator.proposed.map(({ transitionId }) => transitionId)).size).toBe(3);
    expect(engine.flowLife()).toBe(orchestrator.names);
  });

  it("WAIT: nothing is recorded, the same transition is proposed again after the delay", async () => {
    const orchestrator = new ScriptedOrchestrator(ACCEPT, { verdict: "WAIT", delaySeconds: 30, reason: "scheduled later" }, { verdict: "WAIT", delaySeconds: 1, reason: "almost" });
    const running = engine.run(async () => 1, { orchestrator });
    await engine.clock.advance(30_000);
    expect(engine.flowLife()).toBe("Pending");
    await engine.clock.advance(1_000);
    expect((await running).state.name).toBe("Completed");
    expect(orchestrator.names).toBe("Pending Running Running Running Completed");
    expect(new Set(orchestrator.proposed.slice(1, 4).map(({ transitionId }) => transitionId)).size).toBe(1);
  });

  it("WAIT is cut short by cancellation, and the body never runs", async () => {
    const controller = new AbortController();
    let ran = false;
    const orchestrator = new ScriptedOrchestrator(ACCEPT, { verdict: "WAIT", delaySeconds: 3_600, reason: "tomorrow" });
    const running = engine.run(async () => void (ran = true), { orchestrator, signal: controller.signal });
    await engine.clock.settle();
    controller.abort();
    expect((await running).state.type).toBe("CANCELLED");
    expect(ran).toBe(false);
    expect(engine.flowLife()).toBe("Pending Cancelling Cancelled");
  });

  it("REJECT into AwaitingRetry: the failed body runs again at that time", async () => {
    let attempts = 0;
    const later: State = { type: "SCHEDULED", name: "AwaitingRetry", scheduledAt: (engine.clock.now() + 5_000) * 1000, message: null, at: 0 };
    const orchestrator = new ScriptedOrchestrator(ACCEPT, ACCEPT, reject(later));
    const running = engine.run(
      async () => {
        if (++attempts === 1) throw new Error("first");
        return attempts;
      },
      { orchestrator },
    );
    await engine.clock.advance(4_999);
    expect(attempts).toBe(1);
    await engine.clock.advance(1);
    expect(await running).toMatchObject({ state: { type: "COMPLETED" }, result: 2 });
    expect(orchestrator.names).toBe("Pending Running Failed Running Completed");
    expect(engine.flowLife()).toBe("Pending Running AwaitingRetry Running Completed");
  });

  it("REJECT into Cancelled or Completed before the start: the body does not run, nothing more is proposed", async () => {
    for (const state of [{ type: "CANCELLED", name: "Cancelled", message: "too many", at: 0 }, { type: "COMPLETED", name: "Cached", message: null, at: 0 }] as const) {
      let ran = false;
      const orchestrator = new ScriptedOrchestrator(ACCEPT, reject(state));
      const ended = await engine.run(async () => void (ran = true), { orchestrator });
      expect(ended.state).toMatchObject({ type: state.type, name: state.name });
      expect("result" in ended).toBe(false);
      expect(ran).toBe(false);
      expect(orchestrator.names).toBe("Pending Running");
    }
  });

  it("REJECT of the end with the same type counts as done; with Cancelling the run ends Cancelled", async () => {
    const again = new ScriptedOrchestrator(ACCEPT, ACCEPT, reject({ type: "COMPLETED", name: "Completed", message: null, at: 0 }));
    expect(await engine.run(async () => 5, { orchestrator: again })).toMatchObject({ result: 5, state: { name: "Completed" } });
    const cancelling = new ScriptedOrchestrator(ACCEPT, ACCEPT, reject({ type: "CANCELLING", name: "Cancelling", message: "by somebody", at: 0 }));
    const ended = await engine.run(async () => 5, { orchestrator: cancelling });
    expect(ended.state.type).toBe("CANCELLED");
    expect("result" in ended).toBe(false);
    expect(cancelling.names).toBe("Pending Running Completed Cancelled");
  });

  it("REJECT into Paused: asks again until it may run", async () => {
    const paused = reject({ type: "PAUSED", name: "Paused", message: null, at: 0 });
    const orchestrator = new ScriptedOrchestrator(ACCEPT, paused, paused);
    const running = engine.run(async () => "resumed", { orchestrator });
    await engine.clock.advance(20_000);
    expect((await running).result).toBe("resumed");
    expect(engine.flowLife()).toBe("Pending Paused Running Completed");
    expect(orchestrator.names).toBe("Pending Running Running Running Completed");
  });

  it("ABORT: lets go without proposing or recording anything more", async () => {
    const orchestrator = new ScriptedOrchestrator(ACCEPT, ACCEPT, { verdict: "ABORT", reason: "already in a terminal state" });
    const ended = await engine.run(async () => 5, { orchestrator });
    expect(ended).toMatchObject({ state: { name: "Running" }, error: { name: "RunAbortedError", message: expect.stringContaining("already in a terminal state") as string } });
    expect(orchestrator.names).toBe("Pending Running Completed");
    expect(engine.flowLife()).toBe("Pending Running");
  });

  it("a cancelled run ends here, even when the orchestrator would rather have it running", async () => {
    const controller = new AbortController();
    const runningState = reject({ type: "RUNNING", name: "Running", attempt: 1, at: 0 });
    const orchestrator = new ScriptedOrchestrator(ACCEPT, ACCEPT, runningState, runningState, runningState, runningState);
    const running = engine.run(async (flowRun) => flowRun.submit(waits, null), { orchestrator, signal: controller.signal });
    await engine.clock.settle();
    controller.abort();
    expect((await running).state.type).toBe("CANCELLED");
  });

  it("an orchestrator that breaks its promise crashes the run, with its sentence", async () => {
    const orchestrator = new ScriptedOrchestrator(ACCEPT, new Error("socket hang up"));
    const ended = await engine.run(async () => 5, { orchestrator });
    expect(ended.state).toMatchObject({ type: "CRASHED", message: "socket hang up" });
    expect(engine.flowLife()).toBe("Pending Crashed");
  });
});
