import type { PrefectApi } from "@snapcount/prefect/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readWithPython } from "./support/oracle.ts";
import { type PrefectServer, startPrefectServer } from "./support/server.ts";
import { eventually, openTestApi } from "./support/session.ts";
import { createWorkerHome, type WorkerHome } from "./support/stock-worker.ts";

/** Our flows under Prefect's own process worker, started through the server: nothing of ours runs but `snapcount flow-run execute`. */

let server: PrefectServer;
let api: PrefectApi;
let league: WorkerHome;
beforeAll(async () => {
  server = await startPrefectServer();
  api = openTestApi(server.apiUrl);
  league = await createWorkerHome(server.apiUrl, api);
  await league.startWorker("only");
});
afterAll(async () => {
  await league.remove();
  await api.close();
  await server.stop();
});

const statesOf = async (id: string): Promise<readonly { readonly type: string; readonly name: string; readonly timestamp: string }[]> => api.request("GET", `/flow_run_states/?flow_run_id=${id}`);

describe("Prefect's own worker executes", () => {
  it("a run with parameters, to its end: states, task runs, logs, artifacts", async () => {
    const id = await league.trigger("nfl_data_pipeline", { datasets: ["teams", "schedule"] });
    const run = await league.until(id, ["COMPLETED", "FAILED", "CRASHED"]);
    expect(run.state).toMatchObject({ type: "COMPLETED", name: "Completed" });
    const read = await eventually("the tasks", async () => {
      const found = await readWithPython(server.apiUrl, id);
      return found.task_runs.length > 8 ? found : undefined;
    });
    expect(read.flow_run.parameters).toMatchObject({ datasets: ["teams", "schedule"] });
    expect(read.task_runs.every(({ state }) => state.type === "COMPLETED")).toBe(true);
    expect(read.task_runs.map(({ name }) => name)).toContain("publish teams");
    expect(read.artifacts.length).toBeGreaterThan(0);
    // Claimed by the worker, then Running: Prefect's own worker is quick enough, so there is none of ours.
    const states = await statesOf(id);
    const at = (name: string): number => Date.parse(states.find((state) => state.name === name)?.timestamp ?? "");
    expect(at("Running")).toBeGreaterThan(at("Pending"));
    const published = await league.snapcount(["status", "--json"]);
    expect(published).toContain("nflverse");
  });

  it("a run whose parameters only the flow itself can refuse: Failed, with the reason", async () => {
    const id = await league.trigger("nfl_data_pipeline", { dt: "yesterday" });
    const { state } = await league.until(id, ["FAILED", "COMPLETED", "CRASHED"]);
    expect(state.type).toBe("FAILED");
    expect(state.message).toContain("not a date YYYY-MM-DD");
  });

  it("a run that fails: Failed, with what to do", async () => {
    const id = await league.trigger("nfl_data_pipeline", { datasets: ["weather"] });
    const { state } = await league.until(id, ["FAILED", "COMPLETED", "CRASHED"]);
    expect(state.type).toBe("FAILED");
    expect(state.message).toContain("weather");
  });

  it("parameters of the wrong type are refused by the form", async () => {
    await expect(league.trigger("nfl_data_pipeline", { force: "perhaps" })).rejects.toMatchObject({ status: 409, detail: expect.stringContaining("force") as unknown });
  });

  it("a deployment whose flow is gone: Failed, naming the flows there are", async () => {
    const known = await api.request<Record<string, unknown>>("GET", "/deployments/name/dbt_run/snapcount");
    const { id: flow_id } = await api.request<{ readonly id: string }>("POST", "/flows/", { name: "forgotten_pipeline" });
    await api.request("POST", "/deployments/", { name: "snapcount", flow_id, work_pool_name: "snapcount", job_variables: known["job_variables"], tags: ["snapcount"] });
    const id = await league.trigger("forgotten_pipeline");
    const { state } = await league.until(id, ["FAILED", "COMPLETED", "CRASHED"]);
    expect(state.message).toContain("has no flow 'forgotten_pipeline'");
    expect(await league.snapcount(["deploy", "--dry-run"])).toContain("left over forgotten_pipeline/snapcount");
  });

  it("a run that is cancelled on the server's pages: Cancelled within 15 s", async () => {
    const id = await league.trigger("data_pipeline");
    await league.until(id, ["RUNNING"]);
    await eventually("dbt", async () => ((await api.request<number>("POST", "/task_runs/count", { flow_runs: { id: { any_: [id] } } })) > 1 ? true : undefined));
    const askedAt = Date.now();
    await api.request("POST", `/flow_runs/${id}/set_state`, { state: { type: "CANCELLING", name: "Cancelling" } });
    const { state } = await league.until(id, ["CANCELLED", "COMPLETED", "CRASHED", "FAILED"], 30_000);
    expect(state.type).toBe("CANCELLED");
    expect(Date.now() - askedAt).toBeLessThan(15_000);
  });

  it("a run whose process is killed: Crashed, and its deployment's slot is free for the next", async () => {
    const id = await league.trigger("dbt_run");
    await league.until(id, ["RUNNING"]);
    const pid = await eventually("the process", async () => {
      const run = await api.request<{ readonly infrastructure_pid: string | null }>("GET", `/flow_runs/${id}`);
      return run.infrastructure_pid === null ? undefined : Number(run.infrastructure_pid.split(":").at(-1));
    });
    process.kill(pid, "SIGKILL");
    const { state } = await league.until(id, ["CRASHED", "COMPLETED", "FAILED"]);
    expect(state.type).toBe("CRASHED");
    const next = await league.trigger("dbt_run");
    expect((await league.until(next, ["COMPLETED", "FAILED", "CRASHED"])).state).toMatchObject({ type: "COMPLETED" });
  });
});
