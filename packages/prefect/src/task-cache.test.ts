import { expect, it } from "vitest";
import { type ResultCache, type Task, task, type TaskOptions } from "./index.ts";
import { Busy, useEngine } from "./testing/engine-harness.ts";

const engine = useEngine();

class MapCache implements ResultCache {
  readonly kept = new Map<string, string>();
  async get(key: string): Promise<{ readonly value: unknown } | undefined> {
    const text = this.kept.get(key);
    return text === undefined ? undefined : { value: JSON.parse(text) as unknown };
  }
  async put(key: string, value: unknown): Promise<void> {
    this.kept.set(key, JSON.stringify(value));
  }
}

/** A task that counts its bodies. */
function counted(options: Partial<TaskOptions<number, unknown, null>> = {}, body: (value: number) => unknown = (value) => ({ double: value * 2 })): { readonly tested: Task<number, unknown, null>; readonly ran: () => number } {
  let ran = 0;
  const tested = task<number, unknown, null>({ name: "counted", cacheKey: (value) => `double ${value}`, ...options }, (value) => {
    ran += 1;
    return body(value);
  });
  return { tested, ran: () => ran };
}

it("a second run finds the first one's result, and shows the task Completed as Cached without running it", async () => {
  const cache = new MapCache();
  const { tested, ran } = counted();
  expect((await engine.run(async (run) => run.submit(tested, 4), { cache })).result).toEqual({ double: 8 });
  expect(engine.taskLife("counted-0")).toBe("Pending Running Completed");
  engine.forget();
  expect((await engine.run(async (run) => run.submit(tested, 4), { cache })).result).toEqual({ double: 8 });
  expect(engine.taskLife("counted-0")).toBe("Pending Cached");
  expect(ran()).toBe(1);
  await engine.run(async (run) => run.submit(tested, 5), { cache });
  expect(ran()).toBe(2);
});

it("null is a result like any other", async () => {
  const cache = new MapCache();
  const { tested, ran } = counted({}, () => null);
  for (const _ of [1, 2]) expect((await engine.run(async (run) => run.submit(tested, 1), { cache })).result).toBeNull();
  expect(ran()).toBe(1);
});

it("a hit takes no limits and no slot", async () => {
  const cache = new MapCache();
  await cache.put("double 1", { double: 2 });
  const { tested } = counted({ limits: () => ["one"] });
  const { result } = await engine.run(async (run) => run.submit(tested, 1), { cache, limits: { acquire: () => Promise.reject(new Error("asked")) } });
  expect(result).toEqual({ double: 2 });
});

it("without a key, without a cache, nothing is kept and nothing found", async () => {
  const cache = new MapCache();
  const keyless = counted({ cacheKey: () => null });
  for (const _ of [1, 2]) await engine.run(async (run) => run.submit(keyless.tested, 1), { cache });
  expect([keyless.ran(), cache.kept.size]).toEqual([2, 0]);
  const uncached = counted();
  for (const _ of [1, 2]) await engine.run(async (run) => run.submit(uncached.tested, 1));
  expect(uncached.ran()).toBe(2);
});

it("what failed, or was declared failed, is not kept; what a retry brought is", async () => {
  const cache = new MapCache();
  const declared = counted({ outcome: () => ({ name: "Failed", type: "FAILED" }) });
  await engine.run(async (run) => run.submit(declared.tested, 1), { cache });
  expect(cache.kept.size).toBe(0);
  let attempts = 0;
  const flaky = counted({ retries: { limit: 1, delays: 0 } }, () => {
    if (++attempts === 1) throw new Busy();
    return "second";
  });
  await engine.run(async (run) => run.submit(flaky.tested, 1), { cache });
  expect(cache.kept.get("double 1")).toBe('"second"');
});

it("restoreCached makes good what was kept, or refuses it: then the body runs and its result is kept", async () => {
  const cache = new MapCache();
  await cache.put("double 1", { at: "2025-11-23" });
  const dated = counted({ restoreCached: async (kept) => ({ value: new Date((kept as { readonly at: string }).at) }) });
  expect((await engine.run(async (run) => run.submit(dated.tested, 1), { cache })).result).toEqual(new Date("2025-11-23"));
  engine.forget();
  const refusing = counted({ restoreCached: async () => undefined });
  expect((await engine.run(async (run) => run.submit(refusing.tested, 1), { cache })).result).toEqual({ double: 2 });
  expect(engine.taskLife("counted-0")).toBe("Pending Running Completed");
  expect(cache.kept.get("double 1")).toBe('{"double":2}');
});

it("one task may only find what another one always renews", async () => {
  const cache = new MapCache();
  const finds = counted({ cacheUse: () => "find" }, () => "found by running");
  const renews = counted({ cacheUse: () => "renew" }, (value) => `renewed ${value}`);
  const runBoth = async (): Promise<readonly unknown[]> => {
    const { result } = await engine.run(async (run) => [await run.submit(finds.tested, 1), await run.submit(renews.tested, 1)], { cache });
    return result ?? [];
  };
  expect(await runBoth()).toEqual(["found by running", "renewed 1"]);
  expect(await runBoth()).toEqual(["renewed 1", "renewed 1"]);
  expect([finds.ran(), renews.ran()]).toEqual([1, 2]);
});

it("a restoreCached that throws fails its own task", async () => {
  const cache = new MapCache();
  await cache.put("double 1", 1);
  const { tested } = counted({ restoreCached: async () => Promise.reject(new Error("cannot read this")) });
  const { state } = await engine.run(async (run) => run.submit(tested, 1), { cache });
  expect(state).toMatchObject({ type: "FAILED", message: "cannot read this" });
});

it("a run that was cancelled while it looked is Cancelled, not Cached", async () => {
  const controller = new AbortController();
  const { tested, ran } = counted();
  const cache: ResultCache = {
    get: async () => {
      controller.abort();
      return { value: 1 };
    },
    put: async () => undefined,
  };
  expect((await engine.run(async (run) => run.submit(tested, 1), { cache, signal: controller.signal })).state.type).toBe("CANCELLED");
  expect(engine.taskLife("counted-0")).toBe("Pending Cancelled");
  expect(ran()).toBe(0);
});
