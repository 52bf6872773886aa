import { describeMaterialization, flow, runFlow, task } from "@snapcount/prefect";
import * as z from "zod";
import { beforeAll, describe, expect, it } from "vitest";
import { readWithPython } from "./support/oracle.ts";
import { sharedPrefectServer } from "./support/shared.ts";
import { add, eventually, openTestApi, openTestSession, serverIdOf, sums } from "./support/session.ts";

let apiUrl: string;
beforeAll(async () => {
  apiUrl = (await sharedPrefectServer()).apiUrl;
});

const flaky = task<{ readonly after: number }, string, unknown>({ name: "flaky", retries: { limit: 2, delays: 5, retryIf: () => true } }, (_, run) => {
  run.log.warning(`attempt ${run.attempt}`);
  if (run.attempt === 1) throw new Error("the first try fails");
  run.artifact({ key: "checks-of-flaky", content: { type: "table", rows: [{ check: "rows", verdict: "pass" }] }, description: "what was checked" });
  return "ok";
});

const parent = flow(
  { name: "test-parent", description: "Everything a report can hold", parameters: z.strictObject({ day: z.string() }), tags: ["nightly"], outcome: () => ({ name: "PartialSuccess", message: "one of two" }) },
  async (_, run) => {
    run.log.info("begins");
    const first = run.submit(add, { a: 1, b: 2 });
    const second = run.submit(flaky, { after: first }, { name: "second try" });
    await run.subflow(sums, { a: await first });
    run.artifact({ key: "loaded-things", content: { type: "markdown", text: "[two](https://example.com) things" }, description: null });
    for (const event of describeMaterialization({ id: "snapcount://things/one", name: "things/one" }, [{ id: "https://example.com/a.csv" }], "snapcount", { rows: 2 })) run.event(event);
    return second;
  },
);

describe("a run as Prefect's own client reads it", () => {
  it("has parameters, tags, states, retries, edges, a nested subflow, logs and artifacts where they belong", async () => {
    await using session = openTestSession(apiUrl);
    const result = await session.run(parent, { day: "2025-11-18" });
    expect(result.state).toMatchObject({ type: "COMPLETED", name: "PartialSuccess" });
    const settled = await session.session.close();
    expect(settled).toMatchObject({ complete: true, repaired: 0 });
    expect(session.notes).toEqual([]);

    const id = serverIdOf(session.session, result.run.flowRunId);
    const read = await readWithPython(apiUrl, id);
    expect(read.flow_run).toMatchObject({ name: result.run.name, parameters: { day: "2025-11-18" }, run_count: 1, state: { type: "COMPLETED", name: "PartialSuccess", message: "one of two" } });
    expect(read.flow_run.tags).toEqual(["nightly"]);

    const byName = new Map(read.task_runs.map((run) => [run.name, run]));
    expect([...byName.keys()].sort()).toEqual(["add-0", "second try", "test-sums-0"]);
    const second = byName.get("second try");
    expect(second?.states.map(({ name }) => name)).toEqual(["Pending", "Running", "AwaitingRetry", "Retrying", "Completed"]);
    expect(second?.run_count).toBe(2);
    expect(second?.task_inputs).toEqual({ after: [expect.objectContaining({ input_type: "task_run", id: byName.get("add-0")?.id })] });
    expect(byName.get("add-0")?.tags).toEqual(["sum"]);
    for (const run of read.task_runs.filter(({ states }) => states.length > 1)) {
      const instants = run.states.map(({ timestamp }) => timestamp);
      expect(new Set(instants).size).toBe(instants.length);
      expect([...instants].sort()).toEqual(instants);
    }

    expect(read.logs.find(({ message }) => message === "begins")).toMatchObject({ level: 20, task_run_id: null });
    expect(read.logs.filter(({ task_run_id }) => task_run_id === second?.id).map(({ message, level }) => [message, level])).toEqual([["attempt 1", 30], ["attempt 2", 30]]);
    expect(read.artifacts.find(({ key }) => key === "checks-of-flaky")).toMatchObject({ type: "table", task_run_id: second?.id });
    expect(read.artifacts.find(({ key }) => key === "loaded-things")).toMatchObject({ type: "markdown", data: "[two](https://example.com) things" });
    expect(read.graph.nodes.map(([, { kind }]) => kind).sort()).toEqual(["flow-run", "task-run", "task-run"]);
  });

  it("tells snapshots as materializations with their upstreams", async () => {
    await using session = openTestSession(apiUrl);
    const result = await session.run(parent, { day: "2025-11-19" });
    await session.session.close();
    const id = serverIdOf(session.session, result.run.flowRunId);
    const api = openTestApi(apiUrl);
    const event = await eventually("the materialization", async () => {
      const filter = { filter: { event: { name: ["prefect.asset.materialization.succeeded"] }, occurred: { since: new Date(Date.now() - 600_000).toISOString() } } };
      const { events } = await api.request<{ readonly events: readonly { readonly resource: Record<string, string>; readonly related: readonly Record<string, string>[] }[] }>("POST", "/events/filter", filter);
      return events.find(({ related }) => related.some((resource) => resource["prefect.resource.id"] === `prefect.flow-run.${id}`));
    });
    await api.close();
    expect(event.resource["prefect.resource.id"]).toBe("snapcount://things/one");
    expect(event.related).toContainEqual(expect.objectContaining({ "prefect.resource.id": "https://example.com/a.csv", "prefect.resource.role": "asset" }));
  });
});

describe("names that Prefect knows", () => {
  it.each([
    ["Skipped", "COMPLETED"],
    ["Failed", "FAILED"],
  ] as const)("%s is %s", async (name, type) => {
    await using session = openTestSession(apiUrl);
    const declared = flow({ name: `test-${name.toLowerCase()}`, description: "Declares its end", parameters: z.strictObject({}), outcome: () => ({ name, type, message: "because" }) }, async () => 1);
    const result = await session.run(declared, {});
    const read = await readWithPython(apiUrl, serverIdOf(session.session, result.run.flowRunId));
    expect(read.flow_run.state).toMatchObject({ type, name, message: "because" });
  });
});

it("a run without Prefect needs none of this", async () => {
  const result = await runFlow(sums, { a: 1 }, { env: undefined });
  expect(result.result).toBe(13);
});
