import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { flow } from "@snapcount/prefect";
import type { PrefectApi } from "@snapcount/prefect/server";
import * as z from "zod";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCommandLine } from "../cli/built.ts";
import { readWithPython, runPrefectCli } from "./support/oracle.ts";
import { prefectEnv, type PrefectServer, startPrefectServer } from "./support/server.ts";
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

describe("Prefect's own tools read and run a deployment of ours", () => {
  let server: PrefectServer;
  let folder = "";
  const prefect = (...args: readonly string[]): Promise<string> => runPrefectCli(server.apiUrl, args);

  // A server of its own: deployments are made under the names that everybody uses.
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "readers-"));
    server = await startPrefectServer();
    const env = prefectEnv(folder, { PREFECT_API_URL: server.apiUrl, SNAPCOUNT_HOME: folder, SNAPCOUNT_PROFILE: "sample" });
    await promisify(execFile)(await buildCommandLine(), ["deploy"], { env });
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("prefect deployment ls", async () => {
    const listed = await prefect("deployment", "ls");
    for (const name of ["data_pipeline/snapcount", "nfl_data_pipeline/snapcount"]) expect(listed).toContain(name);
  });

  it("prefect deployment inspect", async () => {
    const inspected = await prefect("deployment", "inspect", "nfl_data_pipeline/snapcount", "--output", "json");
    expect(JSON.parse(inspected)).toMatchObject({ name: "snapcount", work_pool_name: "snapcount", parameter_openapi_schema: { type: "object" } });
  });

  it("prefect deployment run, with a parameter, which the schema of ours judges", async () => {
    const started = await prefect("deployment", "run", "nfl_data_pipeline/snapcount", "--param", "force=true");
    const id = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(started)?.[0] ?? "";
    const run = FlowRunJson.parse(JSON.parse(await prefect("flow-run", "inspect", id, "--output", "json")));
    expect(run).toMatchObject({ parameters: { force: true }, state: { type: "SCHEDULED" } });
    await expect(prefect("deployment", "run", "nfl_data_pipeline/snapcount", "--param", "force=maybe")).rejects.toThrow(/is not of type/);
  });

  it("prefect work-pool inspect", async () => {
    expect(await prefect("work-pool", "inspect", "snapcount")).toContain("process");
  });
});
