import { randomUUID } from "node:crypto";
import { describeMaterialization, flow, task } from "@snapcount/prefect";
import { applyDeploy, type DeploymentSet, planDeploy, readFound } from "@snapcount/prefect/deployments";
import { createPrefectLimits, type PrefectApi } from "@snapcount/prefect/server";
import { createManualClock } from "@snapcount/prefect/testing";
import * as z from "zod";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestSet } from "./support/deployment-set.ts";
import { type ApiDocument, checkAll, readApiDocument } from "./support/openapi.ts";
import { type FaultProxy, startFaultProxy } from "./support/proxy.ts";
import { add, eventually, many, openTestApi, openTestSession, serverIdOf, sums } from "./support/session.ts";
import { sharedPrefectServer } from "./support/shared.ts";

/** Everything a report can hold: retries, edges, a subflow, logs, artifacts, events, a declared outcome. */
const flaky = task<{ readonly after: number }, string, unknown>({ name: "flaky", tags: ["x"], retries: { limit: 1, delays: 5, retryIf: () => true } }, (_, run) => {
  run.log.error("a line");
  if (run.attempt === 1) throw new Error("the first try fails");
  run.artifact({ key: "openapi-table", content: { type: "table", rows: [{ rows: 1 }] }, description: "what was checked" });
  return "ok";
});
const whole = flow({ name: "test-openapi", description: "All of it", parameters: z.strictObject({ day: z.string() }), tags: ["nightly"], retries: { limit: 1, delays: 5, retryIf: () => true }, outcome: () => ({ name: "PartialSuccess", message: "one of two" }) }, async (_, run) => {
  const first = run.submit(add, { a: 1, b: 2 });
  await run.submit(flaky, { after: first });
  await run.subflow(sums, { a: 1 });
  run.artifact({ key: "openapi-note", content: { type: "markdown", text: "[two](https://example.com)" }, description: null });
  for (const event of describeMaterialization({ id: "snapcount://things/one", name: "things/one" }, [{ id: "https://example.com/a.csv" }], "snapcount", { rows: 2 })) run.event(event);
  return null;
});

/** Lasts until somebody has asked whether it is to be cancelled. */
const watched = flow({ name: "test-watched", description: "Waits to be asked for", parameters: z.strictObject({}) }, async () => {
  await eventually("the question", async () => proxy.requests.find(({ path }) => path.endsWith("/flow_runs/filter")));
  return null;
});

let apiUrl: string;
let document: ApiDocument;
let proxy: FaultProxy;
let api: PrefectApi;
beforeAll(async () => {
  ({ apiUrl } = await sharedPrefectServer());
  document = await readApiDocument(apiUrl);
  proxy = await startFaultProxy(apiUrl);
  api = openTestApi(proxy.apiUrl);
});
afterAll(async () => {
  await api.close();
  await proxy.close();
});

describe("what this package sends, held against the OpenAPI document of the server", () => {
  it("reports of runs", async () => {
    {
      await using session = openTestSession(proxy.apiUrl);
      await session.run(whole, { day: "2025-11-18" });
      proxy.rules.add({ match: ({ method, path }) => method === "POST" && path.endsWith("/events"), times: 2, action: "swallow" });
      await session.run(many, { n: 5 });
      await session.run(watched, {});
      expect(await session.session.close()).toMatchObject({ complete: true });
    }
    // A run that a worker was started for: it exists, and the server's own retries are told.
    const { id: flow_id } = await api.request<{ readonly id: string }>("POST", "/flows/", { name: "test-openapi" });
    const { id } = await api.request<{ readonly id: string }>("POST", "/flow_runs/", { flow_id, state: { type: "PENDING" } });
    await using session = openTestSession(proxy.apiUrl, { existingRunId: id });
    const { run } = await session.run(whole, { day: "2025-11-19" }, { flowRunId: id });
    expect(serverIdOf(session.session, run.flowRunId)).toBe(id);
    await session.session.close();
    expect(checkAll(document, proxy.requests)).toEqual([]);
    expect(routes("POST", "PATCH")).toEqual(["PATCH /flow_runs/{id}", "POST /artifacts/", "POST /events", "POST /flow_runs/", "POST /flow_runs/filter", "POST /flow_runs/{id}/set_state", "POST /flows/", "POST /logs/", "POST /task_runs/", "POST /task_runs/count", "POST /task_runs/filter"]);
  });

  it("limits", async () => {
    const name = `test-openapi-${randomUUID()}`;
    await api.request("POST", "/v2/concurrency_limits/", { name, limit: 1 });
    const clock = createManualClock(Date.now());
    const limits = createPrefectLimits({ api, clock, fallback: { acquire: () => Promise.reject(new Error("not asked")) }, note: () => undefined });
    const release = await limits.acquire([name], { flowRunId: randomUUID(), taskRunId: randomUUID() }, new AbortController().signal);
    await clock.advance(40_000);
    await eventually("the renewal", async () => proxy.requests.find(({ path }) => path.endsWith("/renew")));
    await release();
    await limits.close();
    expect(checkAll(document, proxy.requests)).toEqual([]);
    expect(routes("POST").filter((route) => route.includes("concurrency"))).toEqual(["POST /v2/concurrency_limits/", "POST /v2/concurrency_limits/decrement-with-lease", "POST /v2/concurrency_limits/increment-with-lease", "POST /v2/concurrency_limits/leases/{lease_id}/renew"]);
    // Sent to a server that was restarted (limits.test.ts), where no proxy stands between.
    expect(document.check("POST", "/v2/concurrency_limits/decrement", { names: [name], slots: 1 })).toEqual([]);
  });

  it("deployments", async () => {
    const set = createTestSet();
    await deploy(set);
    const [first, second] = set.deployments;
    if (first === undefined || second === undefined) throw new Error("two deployments");
    await deploy({
      ...set,
      workPool: { ...set.workPool, description: "another" },
      limits: set.limits.map((limit) => ({ ...limit, limit: 5 })),
      deployments: [{ ...first, description: "other", schedules: first.schedules.slice(0, 1), env: { B: "2" }, concurrency: null }, { ...second, concurrency: { limit: 2, onCollision: "ENQUEUE" } }],
      automations: set.automations.map((automation) => ({ ...automation, description: "other" })),
    });
    expect(checkAll(document, proxy.requests)).toEqual([]);
    for (const route of ["POST /deployments/", "PATCH /deployments/{id}", "DELETE /deployments/{id}/schedules/{schedule_id}", "POST /work_pools/", "PATCH /work_pools/{name}", "PATCH /v2/concurrency_limits/{id_or_name}", "POST /automations/", "PUT /automations/{id}"]) {
      expect(routes("POST", "PATCH", "PUT", "DELETE")).toContain(route);
    }
  });

  it.each([
    ["an unknown key", "POST", "/flow_runs/", { flow_id: randomUUID(), color: "red" }, "color: is not known"],
    ["an unknown key that the server would ignore", "POST", "/task_runs/count", { task_run: {} }, "task_run: is not known"],
    ["an unknown key deep inside", "POST", "/task_runs/count", { task_runs: { state: { types: {} } } }, "task_runs.state.types: is not known"],
    ["a missing key", "POST", "/events", [{ event: "x", resource: { "prefect.resource.id": "x" }, id: randomUUID() }], "body.0.occurred: is missing"],
    ["a label that is no string", "POST", "/events", [{ event: "x", occurred: "2025-11-18T00:00:00Z", resource: { "prefect.resource.id": "x", n: 1 }, id: randomUUID() }], "resource.n: 1 is no string"],
    ["a state type in small letters", "POST", `/flow_runs/${randomUUID()}/set_state`, { state: { type: "running" } }, "is none of"],
    ["an id of a state", "POST", `/flow_runs/${randomUUID()}/set_state`, { state: { type: "RUNNING", id: randomUUID() } }, "state.id: is not known"],
    ["a lease that is too short", "POST", `/v2/concurrency_limits/leases/${randomUUID()}/renew`, { lease_duration: 30 }, "out of range"],
    ["a number with a fraction", "POST", "/v2/concurrency_limits/", { name: "a", limit: 1.5 }, "is no integer"],
    ["a name with a slash", "POST", "/flows/", { name: "a/b" }, "does not fit"],
    ["an instant without a time", "POST", "/logs/", [{ name: "a", level: 20, message: "", timestamp: "yesterday" }], "is no date-time"],
    ["a route that is not there", "POST", "/flow_runz/", {}, "no such route"],
  ])("the check itself sees %s", (_, method, path, body, issue) => {
    expect(document.check(method, path, body).join("\n")).toContain(issue);
  });
});

async function deploy(set: DeploymentSet): Promise<void> {
  await applyDeploy(api, set, planDeploy(set, await readFound(api, set)), () => undefined);
}

function routes(...methods: readonly string[]): readonly string[] {
  const sent = proxy.requests.filter(({ method }) => methods.includes(method));
  return [...new Set(sent.map(({ method, path }) => document.routeOf(method, path.replace(/^\/api/, "")) ?? `${method} ${path}`))].sort();
}
