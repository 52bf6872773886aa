import { expect, it } from "vitest";
import { type ConcurrencyLimits, runFlow, task } from "./index.ts";
import { Busy, ScriptedOrchestrator, useEngine, waits } from "./testing/engine-harness.ts";

const engine = useEngine();

/** Lets a test decide when a name's slot is there. */
class HandLimits implements ConcurrencyLimits {
  readonly asked: (readonly string[])[] = [];
  readonly held = new Set<string>();
  readonly #grants: (() => void)[] = [];

  acquire(names: readonly string[], holder: { readonly taskRunId: string }, signal: AbortSignal): Promise<() => Promise<void>> {
    this.asked.push(names);
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
      this.#grants.push(() => {
        this.held.add(holder.taskRunId);
        resolve(async () => void this.held.delete(holder.taskRunId));
      });
    });
  }

  grant(): void {
    this.#grants.shift()?.();
  }
}

const fetches = task<string, string, null>({ name: "fetches", limits: (host) => [`host:${host}`] }, async (host) => `rows of ${host}`);

it("a task is Pending until its named slots are there, and gives them back when its body has ended", async () => {
  const limits = new HandLimits();
  const running = engine.run(async (run) => run.submit(fetches, "example.org"), { limits });
  await engine.clock.settle();
  expect(engine.taskLife("fetches-0")).toBe("Pending");
  expect(limits.asked).toEqual([["host:example.org"]]);
  limits.grant();
  expect(await running).toMatchObject({ result: "rows of example.org" });
  expect(engine.taskLife("fetches-0")).toBe("Pending Running Completed");
  expect(limits.held.size).toBe(0);
});

it("takes them anew for each attempt, and holds none while it waits for its retry", async () => {
  const limits = new HandLimits();
  const fails = task<null, number, null>({ name: "fails", limits: () => ["one"], retries: { limit: 1, delays: 1_000 } }, (_, { attempt }) => {
    if (attempt === 1) throw new Busy();
    return attempt;
  });
  const running = engine.run(async (run) => run.submit(fails, null), { limits });
  await engine.clock.settle();
  limits.grant();
  await engine.clock.settle();
  expect(limits.held.size).toBe(0);
  expect(engine.taskLife("fails-0")).toBe("Pending Running AwaitingRetry");
  await engine.clock.advance(1_000);
  expect(engine.taskLife("fails-0")).toBe("Pending Running AwaitingRetry");
  limits.grant();
  expect((await running).result).toBe(2);
  expect(limits.asked).toHaveLength(2);
});

it("cancelling ends the waiting; the body never runs, and what came too late is given back", async () => {
  const controller = new AbortController();
  const limits = new HandLimits();
  const running = engine.run(async (run) => run.submit(fetches, "example.org"), { limits, signal: controller.signal });
  await engine.clock.settle();
  controller.abort();
  limits.grant();
  expect((await running).state.type).toBe("CANCELLED");
  expect(engine.taskLife("fetches-0")).toBe("Pending Cancelled");
});

it("slots that came in the same moment as the cancelling are given back", async () => {
  const controller = new AbortController();
  const released: string[] = [];
  const limits: ConcurrencyLimits = {
    acquire: async ([name = ""]) => {
      controller.abort();
      return async () => void released.push(name);
    },
  };
  const { state } = await engine.run(async (run) => run.submit(fetches, "example.org"), { limits, signal: controller.signal });
  expect(state.type).toBe("CANCELLED");
  expect(released).toEqual(["host:example.org"]);
});

it("a timeout counts the body's time alone", async () => {
  const limits = new HandLimits();
  const quick = task<null, string, null>({ name: "quick", limits: () => ["one"], timeoutMs: 1_000 }, async () => "in time");
  const running = engine.run(async (run) => run.submit(quick, null), { limits });
  await engine.clock.advance(60_000);
  limits.grant();
  expect((await running).result).toBe("in time");
});

it("a timed-out body has given its slots back", async () => {
  const limits = new HandLimits();
  const slow = task<null, never, null>({ name: "slow", limits: () => ["one"], timeoutMs: 1_000 }, () => new Promise(() => undefined));
  const running = engine.run(async (run) => run.submit(slow, null), { limits });
  await engine.clock.settle();
  limits.grant();
  await engine.clock.settle();
  expect(limits.held.size).toBe(1);
  await engine.clock.advance(1_000);
  expect((await running).state.name).toBe("Failed");
  expect(limits.held.size).toBe(0);
});

it("limits that break their promise fail the task, and cost no slot of the run", async () => {
  const limits: ConcurrencyLimits = { acquire: () => Promise.reject(new Error("broken")) };
  const ended = await engine.run(
    async (run) => {
      const first = await run.submit(fetches, "a").settled();
      const free = task<null, string, null>({ name: "free" }, () => "ran");
      return [first.ok, await run.submit(free, null)];
    },
    { limits, taskConcurrency: 1 },
  );
  expect(ended.result).toEqual([false, "ran"]);
});

it("tasks without limits, and runs without anybody who limits, ask nobody", async () => {
  const limits = new HandLimits();
  const none = task<null, number, null>({ name: "none", limits: () => [] }, () => 1);
  expect((await engine.run(async (run) => run.submit(none, null), { limits })).result).toBe(1);
  expect(limits.asked).toEqual([]);
  expect((await engine.run(async (run) => run.submit(fetches, "example.org"))).result).toBe("rows of example.org");
});

it("a subflow's tasks ask the same limits", async () => {
  const limits = new HandLimits();
  const child = engine.make(async (run) => run.submit(fetches, "child.org"), { name: "child" });
  const running = runFlow(engine.make(async (run) => run.subflow(child, {})), {}, { env: null, recorder: engine.recorder, clock: engine.clock, limits });
  await engine.clock.settle();
  limits.grant();
  expect((await running).result).toBe("rows of child.org");
  expect(limits.asked).toEqual([["host:child.org"]]);
});

it("a subflow that times out while its task waits for limits leaves the run's slot to its parent", async () => {
  const limits = new HandLimits();
  const child = engine.make(async (run) => run.submit(fetches, "child.org"), { name: "child", timeoutMs: 1_000 });
  const free = task<null, string, null>({ name: "free" }, () => "ran");
  const running = engine.run(async (run) => [await run.subflow(child, {}).catch((error: Error) => error.name), await run.submit(free, null)], { limits, taskConcurrency: 1 });
  await engine.clock.advance(1_000);
  expect((await running).result).toEqual(["TimedOutError", "ran"]);
});

it("cancelling from outside ends the waiting too", async () => {
  const orchestrator = new ScriptedOrchestrator();
  const running = engine.run(async (run) => Promise.all([run.submit(fetches, "example.org"), run.submit(waits, null)]), { limits: new HandLimits(), orchestrator });
  await engine.clock.settle();
  orchestrator.watchers.get("tested")?.("cancelled by hand");
  expect((await running).state).toMatchObject({ type: "CANCELLED", message: expect.stringContaining("cancelled by hand") as string });
});
