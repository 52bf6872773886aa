import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { task, type Settled, type TaskFuture } from "./index.ts";
import { Busy, double, useEngine } from "./testing/engine-harness.ts";

const engine = useEngine();
const ticks = async (count: number): Promise<void> => {
  for (let tick = 0; tick < count; tick += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe("concurrency", () => {
  it("never exceeds the bounds of map and run, for any number of inputs", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 25 }), async (mapBound, runBound, pauses) => {
        engine.forget();
        let [inMap, inRun, mostInMap, mostInRun] = [0, 0, 0, 0];
        const enter = async (pause: number): Promise<void> => {
          mostInRun = Math.max(mostInRun, ++inRun);
          await ticks(pause);
          inRun -= 1;
        };
        const mapped = task<number, number, null>({ name: "mapped" }, async (pause) => {
          mostInMap = Math.max(mostInMap, ++inMap);
          await enter(pause);
          inMap -= 1;
          if (pause === 3) throw new Error("three");
          return pause;
        });
        const single = task<number, void, null>({ name: "single" }, enter);
        const { result } = await engine.run(
          async (flowRun) => {
            const futures = flowRun.map(mapped, pauses, { concurrency: mapBound, name: (pause) => `pause ${pause}` });
            const others = pauses.map((pause) => flowRun.submit(single, pause));
            await Promise.all(others);
            return Promise.all(futures.map((future) => future.settled()));
          },
          { taskConcurrency: runBound },
        );
        expect(mostInMap).toBeLessThanOrEqual(Math.min(mapBound, runBound));
        expect(mostInRun).toBeLessThanOrEqual(runBound);
        expect((result as Settled<number>[]).map((settled) => (settled.ok ? settled.value : 3))).toEqual(pauses);
          }),
      { numRuns: 40 },
    );
  });

  it("refuses a bound below one", async () => {
    const { error } = await engine.run(async (flowRun) => flowRun.map(double, [1], { concurrency: 0 }));
    expect((error as Error).message).toContain("concurrency must be at least 1");
  });
});

describe("any graph of tasks", () => {
  const nodes = fc.array(fc.record({ fails: fc.integer({ min: 0, max: 3 }), pause: fc.integer({ min: 0, max: 2 }), needs: fc.array(fc.nat(), { maxLength: 3 }), kind: fc.constantFrom("ok", "fatal", "busy") }), { minLength: 1, maxLength: 15 });

  it("runs what can run, after what it needs, and nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(nodes, fc.integer({ min: 1, max: 4 }), async (graph, taskConcurrency) => {
        engine.forget();
        const ended = new Set<number>();
        const node = task<{ index: number; needs: readonly number[] }, number, null>({ name: "node", retries: { limit: 2, delays: 0 } }, async ({ index, needs }, { attempt }) => {
          const spec = graph[index];
          for (const need of needs) if (!ended.has(need)) throw new Error("ran before what it needs");
          await ticks(spec?.pause ?? 0);
          if (spec?.kind === "fatal") throw new Error("fatal");
          if (spec?.kind === "busy" && attempt <= spec.fails) throw new Busy();
          ended.add(index);
          return index;
        });
        const needsOf = (index: number): number[] => (index === 0 ? [] : (graph[index]?.needs ?? []).map((need) => need % index));
        const succeeds = (index: number): boolean => {
          const spec = graph[index];
          return needsOf(index).every(succeeds) && spec?.kind !== "fatal" && !(spec?.kind === "busy" && spec.fails > 2);
        };
        const { result } = await engine.run(
          async (flowRun) => {
            const futures: TaskFuture<number>[] = [];
            for (const index of graph.keys()) {
              const needs = needsOf(index);
              futures.push(flowRun.submit(node, { index, needs }, { waitFor: needs.flatMap((need) => futures[need] ?? []) }));
            }
            return Promise.all(futures.map((future) => future.settled()));
          },
          { taskConcurrency },
        );
        expect((result as Settled<number>[]).map((settled) => settled.ok)).toEqual([...graph.keys()].map(succeeds));
          }),
      { numRuns: 60 },
    );
  });
});
