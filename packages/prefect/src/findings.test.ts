import { describe, expect, it } from "vitest";
import { combineRecorders, describeMaterialization, MemoryRecorder, type Recorder, task } from "./index.ts";
import { useEngine } from "./testing/engine-harness.ts";

const engine = useEngine();
const table = { key: "rows", content: { type: "table", rows: [{ week: 1 }] }, description: null } as const;
const judged = { event: "tested.judged", resource: { id: "tested://weekly" } };

describe("findings", () => {
  it("of a flow and of its tasks say where and when they were made", async () => {
    const finds = task<null, void, null>({ name: "finds" }, (_, { artifact, event }) => {
      artifact({ ...table, key: null });
      event(judged);
    });
    const { run } = await engine.run(async (context) => {
      context.artifact(table);
      context.event(judged);
      await context.submit(finds, null);
    });
    const taskRunId = [...engine.recorder.taskRuns.keys()][0];
    expect(engine.recorder.artifacts).toMatchObject([
      { origin: { flowRunId: run.flowRunId, taskRunId: null }, artifact: table },
      { origin: { flowRunId: run.flowRunId, taskRunId }, artifact: { key: null } },
    ]);
    expect(engine.recorder.events).toMatchObject([
      { origin: { flowRunId: run.flowRunId, taskRunId: null }, event: judged },
      { origin: { flowRunId: run.flowRunId, taskRunId }, event: judged },
    ]);
    const instants = [...engine.recorder.artifacts, ...engine.recorder.events].map(({ origin }) => origin.at);
    expect(new Set(instants).size).toBe(4);
  });

  it("of a materialization: its upstreams first, then the asset with what made it", () => {
    const upstream = { id: "https://example.org/a.parquet" };
    const events = describeMaterialization({ id: "tested://weekly" }, [upstream], "tested", { rows: 3 });
    expect(events.map(({ event }) => event)).toEqual(["prefect.asset.referenced", "prefect.asset.materialization.succeeded"]);
    expect(events[1]).toMatchObject({ resource: { id: "tested://weekly" }, related: [{ ...upstream, role: "asset" }, { id: "tested", role: "asset-materialized-by" }], payload: { rows: 3 } });
  });
});

describe("retries", () => {
  it("stand beside runs as their policies say, and as none without one", async () => {
    const retried = task<null, number, null>({ name: "retried", retries: { limit: 3, delays: { firstMs: 1_500, factor: 2, maxMs: 9_000 } } }, () => 1);
    const plain = task<null, number, null>({ name: "plain" }, () => 1);
    const { run } = await engine.run(async (context) => Promise.all([context.submit(retried, null), context.submit(plain, null)]), {}, { retries: { limit: 2, delays: [60_000, 120_000] } });
    expect(run.retries).toEqual({ limit: 2, delaySeconds: 60 });
    expect([...engine.recorder.taskRuns.values()].map(({ info }) => info.retries)).toEqual([{ limit: 3, delaySeconds: 1.5 }, { limit: 0, delaySeconds: 0 }]);
  });

  it("a run that exists already keeps its id", async () => {
    const { run } = await engine.run(async () => 1, { flowRunId: "0192f3c4-1111-7aaa-8bbb-123456789abc" });
    expect(run.flowRunId).toBe("0192f3c4-1111-7aaa-8bbb-123456789abc");
    expect([...engine.recorder.flowRuns.keys()]).toEqual([run.flowRunId]);
  });
});

describe("recorders that are combined", () => {
  /** Breaks every promise that a recorder makes. */
  const broken = new Proxy({} as Recorder, {
    get: () => () => {
      throw new Error("no recorder throws");
    },
  });

  it("all remember the same, in the same order, also beside one that throws", async () => {
    const [one, two] = [new MemoryRecorder(), new MemoryRecorder()];
    const step = task<null, void, null>({ name: "step" }, (_, { log, artifact, event }) => {
      log.info("here");
      artifact(table);
      event(judged);
    });
    const recorder = combineRecorders(one, broken, two);
    const { state } = await engine.run(async (run) => run.submit(step, null), { recorder });
    await recorder.flush();
    expect(state.type).toBe("COMPLETED");
    expect(one.taskRuns.size).toBe(1);
    expect([one.artifacts.length, one.events.length, one.logs.length]).toEqual([1, 1, 1]);
    expect({ ...one }).toEqual({ ...two });
    await recorder.close();
    recorder.log({ flowRunId: "late", taskRunId: null, level: "info", message: "late", at: 1 });
    expect([one.logs.length, two.logs.length]).toEqual([1, 1]);
  });
});
