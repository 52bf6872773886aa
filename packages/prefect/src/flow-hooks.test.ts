import { expect, it } from "vitest";
import { type FlowHooks, type FlowRunEnd, TerminatedError } from "./index.ts";
import { ScriptedOrchestrator, useEngine, waits } from "./testing/engine-harness.ts";

const engine = useEngine();

/** Keeps which hook was called with what. */
function keepCalls(): { readonly hooks: FlowHooks<unknown, null>; readonly calls: readonly (readonly [string, FlowRunEnd<unknown, null>])[] } {
  const calls: [string, FlowRunEnd<unknown, null>][] = [];
  const keep = (name: string) => (end: FlowRunEnd<unknown, null>) => void calls.push([name, end]);
  return { hooks: { onCompletion: keep("completion"), onFailure: keep("failure"), onCancellation: keep("cancellation"), onCrashed: keep("crashed") }, calls };
}

it("each end calls its own hook, once, with the run's last state and what came of it", async () => {
  const { hooks, calls } = keepCalls();
  await engine.run(async () => 5, {}, { hooks });
  await engine.run(async () => Promise.reject(new Error("broken")), {}, { hooks });
  await engine.run(async () => 6, {}, { hooks, outcome: () => ({ name: "Bad", type: "FAILED" }) });
  await engine.run(async (run) => run.submit(waits, null), { signal: AbortSignal.abort() }, { hooks });
  await engine.run(async (run) => run.submit(waits, null), { signal: AbortSignal.abort(new TerminatedError("SIGTERM")) }, { hooks });
  await engine.run(async () => 7, { orchestrator: new ScriptedOrchestrator(new Error("socket hang up")) }, { hooks });
  expect(calls.map(([name]) => name)).toEqual(["completion", "failure", "failure", "cancellation", "crashed", "crashed"]);
  expect(calls[0]?.[1]).toMatchObject({ state: { type: "COMPLETED" }, result: 5, env: null, run: { flowName: "tested" } });
  expect(calls[1]?.[1]).toMatchObject({ state: { type: "FAILED" }, error: { message: "broken" } });
  expect("result" in (calls[1]?.[1] ?? {})).toBe(false);
  expect(calls[2]?.[1]).toMatchObject({ state: { name: "Bad" }, result: 6 });
});

it("a hook is called after the last state stands, and waited for", async () => {
  const seen: string[] = [];
  await engine.run(async () => 1, {}, {
    hooks: {
      onCompletion: async () => {
        seen.push(engine.flowLife());
        await engine.clock.settle();
        seen.push("done");
      },
    },
  });
  expect(seen).toEqual(["Pending Running Completed", "done"]);
});

it("a retried run calls its hook at its very end only", async () => {
  const { hooks, calls } = keepCalls();
  let attempts = 0;
  const running = engine.run(async () => (++attempts === 1 ? Promise.reject(Object.assign(new Error("503"), { severity: "retryable" })) : attempts), {}, { hooks, retries: { limit: 1, delays: 10 } });
  await engine.clock.advance(10);
  await running;
  expect(calls.map(([name]) => name)).toEqual(["completion"]);
});

it("a hook that throws is a warning in the run's log and changes nothing", async () => {
  const ended = await engine.run(async () => 5, {}, { hooks: { onCompletion: () => Promise.reject(new Error("no receiver")) } });
  expect(ended).toMatchObject({ state: { type: "COMPLETED" }, result: 5 });
  expect(engine.recorder.logs).toMatchObject([{ level: "warning", message: "hook onCompletion failed: no receiver", flowRunId: ended.run.flowRunId, taskRunId: null }]);
});

it("after ABORT no hook is called: another process has the run", async () => {
  const { hooks, calls } = keepCalls();
  await engine.run(async () => 5, { orchestrator: new ScriptedOrchestrator({ verdict: "ABORT", reason: "taken" }) }, { hooks });
  expect(calls).toEqual([]);
});

it("a subflow has hooks of its own", async () => {
  const { hooks, calls } = keepCalls();
  const child = engine.make(async () => 1, { name: "child", hooks });
  await engine.run(async (run) => run.subflow(child, {}));
  expect(calls).toMatchObject([["completion", { run: { flowName: "child" } }]]);
});
