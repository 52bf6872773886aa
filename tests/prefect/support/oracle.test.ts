import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readWithPython, runPrefectCli } from "./oracle.ts";
import { PREFECT_BIN, prefectEnv } from "./server.ts";
import { sharedPrefectServer } from "./shared.ts";

/** Written by Prefect's own SDK: what the oracle must be able to see of any run. */
const FLOW = `
from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.events import emit_event
from prefect.runtime import flow_run

@task(persist_result=False)
def first(x):
    get_run_logger().warning("from first")
    return [x]  # a number would leave no edge: Python follows objects by identity

@task(persist_result=False)
def second(x):
    return x

@flow(name="oracle_example", persist_result=False)
def example(size: int):
    second(first(size))
    create_markdown_artifact("# hi", key="oracle-note")
    emit_event("oracle.seen", {"prefect.resource.id": "oracle.example"})
    print(flow_run.id)

example(3)
`;

describe("the oracle", () => {
  let apiUrl = "";
  let flowRunId = "";
  const home = mkdtempSync(join(tmpdir(), "oracle-test-"));
  beforeAll(async () => {
    ({ apiUrl } = await sharedPrefectServer());
    const env = prefectEnv(home, { PREFECT_API_URL: apiUrl });
    const { stdout } = await promisify(execFile)(join(PREFECT_BIN, "python"), ["-c", FLOW], { env });
    flowRunId = stdout.trim();
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it("reads states, task runs with their edges, logs, artifacts, events and the graph", async () => {
    const readAll = async () => {
      const run = await readWithPython(apiUrl, flowRunId);
      return run.events.some(({ event }) => event === "oracle.seen") && run.task_runs.length === 2 ? run : undefined;
    };
    const run = await expectSoon(readAll);
    expect(run.flow_run).toMatchObject({ parameters: { size: 3 }, state: { type: "COMPLETED" } });
    expect(run.flow.name).toBe("oracle_example");
    expect(run.states.map(({ type }) => type)).toEqual(["PENDING", "RUNNING", "COMPLETED"]);
    const [first, second] = run.task_runs;
    expect(second?.task_inputs).toEqual({ x: [expect.objectContaining({ input_type: "task_run", id: first?.id })] });
    expect(run.logs.filter(({ level }) => level === 30).map(({ message, task_run_id }) => [message, task_run_id])).toEqual([["from first", first?.id]]);
    expect(run.artifacts.map(({ key }) => key)).toContain("oracle-note");
    expect(run.graph.nodes.map(([, { label }]) => label).sort()).toEqual([first?.name, second?.name].sort());
  });

  it("fails with Python's message when there is nothing to read", async () => {
    await expect(readWithPython(apiUrl, "00000000-0000-4000-8000-000000000000")).rejects.toThrow(/ObjectNotFound/);
  });

  it("runs Prefect's own command line", async () => {
    expect(await runPrefectCli(apiUrl, ["flow-run", "ls", "--limit", "200"])).toContain(flowRunId);
    await expect(runPrefectCli(apiUrl, ["flow-run", "inspect", "00000000-0000-4000-8000-000000000000"])).rejects.toThrow(/not found/i);
  });
});

/** The server records task runs and events some time after they were sent. */
async function expectSoon<T>(read: () => Promise<T | undefined>): Promise<T> {
  let value: T | undefined;
  await expect.poll(async () => (value = await read()), { timeout: 60_000, interval: 500 }).toBeDefined();
  if (value === undefined) throw new Error("polled until defined");
  return value;
}
