import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { flow, task } from "@snapcount/prefect";
import * as z from "zod";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { readWithPython } from "./support/oracle.ts";
import { type FaultProxy, startFaultProxy } from "./support/proxy.ts";
import { startPrefectServer } from "./support/server.ts";
import { sharedPrefectServer } from "./support/shared.ts";
import { add, many, openTestApi, openTestSession, serverIdOf, sums } from "./support/session.ts";

/** Whatever happens between us and the server: the run ends as it would alone, and in the end every report is there. */

let apiUrl: string;
let proxy: FaultProxy;
beforeAll(async () => {
  apiUrl = (await sharedPrefectServer()).apiUrl;
  proxy = await startFaultProxy(apiUrl);
  return () => proxy.close();
});
afterEach(() => proxy.rules.clear());

const isPost = (path: string) => (request: { readonly method: string; readonly path: string }) => request.method === "POST" && request.path.startsWith(`/api${path}`);

/** Two runs of the same flow: one is broken into, the other is told when. */
function gate(): { readonly open: () => void; readonly passed: Promise<void> } {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, passed };
}

async function expectWholeReport(id: string, tasks: number): Promise<void> {
  const read = await readWithPython(apiUrl, id);
  expect(read.flow_run.state).toMatchObject({ type: "COMPLETED" });
  expect(read.task_runs.map(({ state }) => state.type)).toEqual(Array.from({ length: tasks }, () => "COMPLETED"));
  for (const run of read.task_runs) expect(run.states.map(({ name }) => name)).toEqual(["Pending", "Running", "Completed"]);
  // A log has no identity: one whose answer was lost is there twice, never not at all.
  expect(new Set(read.logs.map(({ message }) => message).filter((message) => message.startsWith("adding"))).size).toBe(tasks);
}

describe("answers that are no answers", () => {
  it.each([
    ["503 with Retry-After", { status: 503, headers: { "retry-after": "0.2" } }],
    ["429 with Retry-After", { status: 429, headers: { "retry-after": "0.2" } }],
    ["a broken connection", "drop"],
    ["a lost answer", "lose-answer"],
  ] as const)("%s to the first tries of everything", async (_, action) => {
    for (const path of ["/flows/", "/flow_runs/", "/events", "/logs/"]) proxy.rules.add({ match: isPost(path), times: 2, action });
    await using session = openTestSession(proxy.apiUrl);
    const result = await session.run(sums, { a: 1 });
    expect(result.result).toBe(13);
    expect(await session.session.close()).toMatchObject({ complete: true });
    await expectWholeReport(serverIdOf(session.session, result.run.flowRunId), 2);
  });

  it("a write that collided with another is made again at once, and nobody takes the server for busy", async () => {
    const collision = { status: 503, body: { exception_message: "Service Unavailable" } };
    proxy.rules.add({ match: isPost("/flow_runs/"), times: 3, action: collision });
    const api = openTestApi(proxy.apiUrl);
    const { id } = await api.request<{ readonly id: string }>("POST", "/flows/", { name: "test-collision" });
    const body = { flow_id: id, state: { type: "PENDING" } };
    await expect(api.request("POST", "/flow_runs/", body, { retries: 0 })).resolves.toMatchObject({ flow_id: id });
    // What says when to come again, or goes on for longer, is for the caller.
    proxy.rules.add({ match: isPost("/flow_runs/"), times: 4, action: collision });
    await expect(api.request("POST", "/flow_runs/", body, { retries: 0 })).rejects.toMatchObject({ status: 503 });
    proxy.rules.add({ match: isPost("/flow_runs/"), times: 1, action: { ...collision, headers: { "retry-after": "0.2" } } });
    await expect(api.request("POST", "/flow_runs/", body, { retries: 0 })).rejects.toMatchObject({ status: 503, retryAfterMs: 200 });
    await api.close();
  });

  it("an accepted final state whose answer was lost is accepted once", async () => {
    proxy.rules.add({ match: ({ path, body }) => path.endsWith("/set_state") && JSON.stringify(body).includes("COMPLETED"), times: 1, action: "lose-answer" });
    await using session = openTestSession(proxy.apiUrl);
    const result = await session.run(sums, { a: 1 });
    expect(result.state).toMatchObject({ type: "COMPLETED" });
    const read = await readWithPython(apiUrl, serverIdOf(session.session, result.run.flowRunId));
    expect(read.states.map(({ name }) => name)).toEqual(["Pending", "Running", "Completed"]);
  });

  it("events that the server accepts and loses are read back and reported again", async () => {
    proxy.rules.add({ match: isPost("/events"), times: 3, action: "swallow" });
    await using session = openTestSession(proxy.apiUrl);
    const result = await session.run(many, { n: 30 });
    const settled = await session.session.close();
    expect(settled.complete).toBe(true);
    // The last one was reported again to see whether the others still come.
    expect(settled.repaired).toBeGreaterThanOrEqual(29);
    expect(session.notes.join("\n")).toContain("task runs that the Prefect server had lost");
    await expectWholeReport(serverIdOf(session.session, result.run.flowRunId), 30);
  });

  it("a report that is refused for good is kept on disk, the others get through", async () => {
    proxy.rules.add({ match: ({ path, body }) => path.startsWith("/api/logs") && JSON.stringify(body).includes("adding 3 and"), action: { status: 422, body: { exception_message: "Invalid request received.", exception_detail: [{ loc: ["body", 3], msg: "poison" }] } } });
    await using session = openTestSession(proxy.apiUrl);
    const result = await session.run(many, { n: 8 });
    expect(await session.session.close()).toMatchObject({ complete: true });
    expect(session.notes).toEqual([expect.stringContaining("refused a report (log)")]);
    const rejected = readFileSync(join(session.outboxDir, "rejected.ndjson"), "utf8").trim().split("\n");
    expect(rejected).toHaveLength(1);
    expect(rejected[0]).toContain("adding 3 and");
    const read = await readWithPython(apiUrl, serverIdOf(session.session, result.run.flowRunId));
    expect(read.logs).toHaveLength(7);
  });

  it("a batch that a ready server cannot store is divided until the poison stands alone", async () => {
    proxy.rules.add({ match: ({ path, body }) => path.startsWith("/api/logs") && JSON.stringify(body).includes("adding 3 and"), action: { status: 503 } });
    await using session = openTestSession(proxy.apiUrl);
    const result = await session.run(many, { n: 4 });
    await session.session.recorder.flush();
    expect(await session.session.close()).toMatchObject({ complete: true });
    const read = await readWithPython(apiUrl, serverIdOf(session.session, result.run.flowRunId));
    expect(read.logs.map(({ message }) => message).sort()).toEqual(["adding 0 and 0", "adding 1 and 0", "adding 2 and 0"]);
  });
});

describe("a server that is away", () => {
  it("costs no run: it is told at the end, or by the next process", async () => {
    await proxy.down();
    const first = openTestSession(proxy.apiUrl, { owner: "first" });
    const result = await first.run(sums, { a: 5 });
    expect(result.result).toBe(17);
    expect(await first.session.close()).toMatchObject({ complete: false });
    expect(first.notes.join("\n")).toContain("no Prefect server answers");
    expect(first.notes.join("\n")).toContain("the next command sends them");
    expect(readdirSync(first.outboxDir)).toEqual(["first.ndjson"]);

    await proxy.up();
    await using second = openTestSession(proxy.apiUrl, { outboxDir: first.outboxDir, owner: "second" });
    const other = await second.run(sums, { a: 6 });
    expect(await second.session.close()).toMatchObject({ complete: true });
    expect(readdirSync(first.outboxDir)).toEqual([]);
    const api = await readWithPython(apiUrl, serverIdOf(second.session, other.run.flowRunId));
    expect(api.flow_run.state.type).toBe("COMPLETED");
    await expectRunNamed(result.run.name);
  });

  it("may come back in the middle of a run", async () => {
    const wait = gate();
    const hold = task<{ readonly after: number }, number, unknown>({ name: "hold" }, async ({ after }) => {
      await wait.passed;
      return after;
    });
    const held = flow({ name: "test-held", description: "Waits in the middle", parameters: z.strictObject({}) }, async (_, run) => {
      const before = run.submit(add, { a: 1, b: 1 });
      const middle = run.submit(hold, { after: before });
      return run.submit(add, { a: middle, b: 1 });
    });
    await proxy.down();
    await using session = openTestSession(proxy.apiUrl);
    const running = session.run(held, {});
    await new Promise((resolve) => setTimeout(resolve, 0));
    await proxy.up();
    wait.open();
    const result = await running;
    expect(result.result).toBe(3);
    expect(await session.session.close()).toMatchObject({ complete: true });
    const read = await readWithPython(apiUrl, serverIdOf(session.session, result.run.flowRunId));
    expect(read.task_runs.map(({ state }) => state.type)).toEqual(["COMPLETED", "COMPLETED", "COMPLETED"]);
    expect(read.flow_run.state.type).toBe("COMPLETED");
  });

  it("may be killed and restarted while tasks are reported", async () => {
    const server = await startPrefectServer();
    try {
      const halfway = gate();
      const wait = gate();
      const step = task<{ readonly i: number }, number, unknown>({ name: "step" }, async ({ i }) => {
        if (i === 60) halfway.open();
        if (i >= 60) await wait.passed;
        return i;
      });
      const long = flow({ name: "test-long", description: "A hundred tasks", parameters: z.strictObject({}) }, async (_, run) => {
        await Promise.all(run.map(step, Array.from({ length: 100 }, (_unused, i) => ({ i }))));
        return 1;
      });
      await using session = openTestSession(server.apiUrl);
      const running = session.run(long, {});
      await halfway.passed;
      await server.kill();
      wait.open();
      const restarted = server.restart();
      const result = await running;
      expect(result.state.type).toBe("COMPLETED");
      await restarted;
      const settled = await session.session.close();
      expect(settled).toMatchObject({ complete: true });
      const read = await readWithPython(server.apiUrl, serverIdOf(session.session, result.run.flowRunId));
      expect(read.flow_run.state.type).toBe("COMPLETED");
      expect(read.task_runs).toHaveLength(100);
      expect(new Set(read.task_runs.map(({ state }) => state.type))).toEqual(new Set(["COMPLETED"]));
    } finally {
      await server.stop();
    }
  });
});

async function expectRunNamed(name: string): Promise<void> {
  const response = await fetch(`${apiUrl}/flow_runs/filter`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ flow_runs: { name: { any_: [name] } } }) });
  const runs = (await response.json()) as readonly { readonly id: string; readonly state_type: string }[];
  expect(runs).toHaveLength(1);
  expect(runs[0]?.state_type).toBe("COMPLETED");
}
