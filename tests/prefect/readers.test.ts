import { flow } from "@snapcount/prefect";
import type { PrefectApi } from "@snapcount/prefect/server";
import * as z from "zod";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readWithPython, runPrefectCli } from "./support/oracle.ts";
import { add, openTestApi, openTestSession, serverIdOf } from "./support/session.ts";
import { sharedPrefectServer } from "./support/shared.ts";

const FLOW = "test-readers";
const FlowRunJson = z.looseObject({ id: z.string(), name: z.string(), parameters: z.unknown(), tags: z.array(z.string()), state: z.looseObject({ type: z.string(), name: z.string() }) });

/** All that a person looks for with Prefect's own commands: names of two alphabets, logs of two levels, two artifacts, a failure. */
const read = flow({ name: FLOW, description: "What Prefect's own tools read", parameters: z.strictObject({ season: z.int(), note: z.string() }), tags: ["readers"], outcome: () => ({ name: "PartialSuccess", message: "one table is late" }) }, async ({ season }, run) => {
  run.log.info("begins [bracketed] • číslo 1");
  run.log.warning("one table is late");
  const first = run.submit(add, { a: season, b: 1 }, { name: "add [x] ü" });
  await run.submit(add, { a: first, b: 2 });
  run.artifact({ key: "readers-table", content: { type: "table", rows: [{ table: "weekly", rows: 8660 }] }, description: "what was loaded" });
  run.artifact({ key: "readers-note", content: { type: "markdown", text: "# late\n[weekly](https://example.com/weekly)" }, description: null });
  return null;
});

describe("Prefect's own tools read a run of ours", () => {
  let apiUrl = "";
  let api: PrefectApi;
  let flowRunId = "";
  let runName = "";
  const prefect = (...args: readonly string[]): Promise<string> => runPrefectCli(apiUrl, args);

  beforeAll(async () => {
    ({ apiUrl } = await sharedPrefectServer());
    api = openTestApi(apiUrl);
    await using session = openTestSession(apiUrl);
    const { state, run } = await session.run(read, { season: 2025, note: "ß" });
    expect(state).toMatchObject({ type: "COMPLETED", name: "PartialSuccess" });
    expect(await session.session.close()).toMatchObject({ complete: true });
    flowRunId = serverIdOf(session.session, run.flowRunId);
    runName = run.name;
  });
  afterAll(() => api.close());

  it("prefect flow-run ls", async () => {
    const listed = await prefect("flow-run", "ls", "--flow-name", FLOW);
    expect(listed).toContain(flowRunId);
    expect(listed).toContain(runName);
    // The table shows the type of the state; its name stands in inspect.
    expect(listed).toContain("COMPLETED");
  });

  it("prefect flow-run inspect", async () => {
    const inspected = FlowRunJson.parse(JSON.parse(await prefect("flow-run", "inspect", flowRunId, "--output", "json")));
    expect(inspected).toMatchObject({ id: flowRunId, name: runName, parameters: { season: 2025, note: "ß" }, tags: ["readers"], state: { type: "COMPLETED", name: "PartialSuccess" } });
  });

  it("prefect flow-run logs", async () => {
    const logs = await prefect("flow-run", "logs", flowRunId);
    expect(logs).toContain("begins [bracketed] • číslo 1");
    expect(logs).toMatch(/WARNING.*one table is late/);
    expect(logs).toContain("adding 2025 and 1");
  });

  it("prefect task-run ls and inspect", async () => {
    const listed = await prefect("task-run", "ls", "--task-run-name", "add [x] ü");
    const [task] = z.array(z.object({ id: z.string() })).parse(await api.request("POST", "/task_runs/filter", { flow_runs: { id: { any_: [flowRunId] } }, task_runs: { name: { any_: ["add [x] ü"] } } }));
    expect(listed).toContain(task?.id);
    expect(JSON.parse(await prefect("task-run", "inspect", task?.id ?? "", "--output", "json"))).toMatchObject({ id: task?.id, flow_run_id: flowRunId, state: { type: "COMPLETED" } });
  });

  it("prefect artifact ls and inspect", async () => {
    const listed = await prefect("artifact", "ls", "--limit", "200");
    expect(listed).toContain("readers-table");
    expect(listed).toContain("readers-note");
    expect(await prefect("artifact", "inspect", "readers-table")).toContain("weekly");
  });

  it("Prefect's Python client, with every typed model it has", async () => {
    const run = await readWithPython(apiUrl, flowRunId);
    expect(run.flow_run.state).toMatchObject({ type: "COMPLETED", name: "PartialSuccess", message: "one table is late" });
    expect(run.task_runs.map(({ name, state }) => [name, state.type])).toEqual([["add [x] ü", "COMPLETED"], ["add-1", "COMPLETED"]]);
    expect(run.artifacts.map(({ key }) => key).sort()).toEqual(["readers-note", "readers-table"]);
    expect(run.graph.nodes).toHaveLength(2);
  });
});
