import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { flow, task } from "@snapcount/prefect";
import type { PrefectApi } from "@snapcount/prefect/server";
import * as z from "zod";
import { beforeAll, describe, expect, it } from "vitest";
import { readWithPython } from "./support/oracle.ts";
import { sharedPrefectServer } from "./support/shared.ts";
import { eventually, many, openTestApi, openTestSession, serverIdOf, sums } from "./support/session.ts";

/** The server's word counts: verdicts obeyed, retries and cancelling by the server, and what it sees of a run that was killed. */

let apiUrl: string;
let api: PrefectApi;
beforeAll(async () => {
  apiUrl = (await sharedPrefectServer()).apiUrl;
  api = openTestApi(apiUrl);
  return () => api.close();
});

const waiting = task<{ readonly i: number }, string, unknown>({ name: "wait" }, (_, run) => new Promise((_resolve, reject) => run.signal.addEventListener("abort", () => reject(run.signal.reason as Error), { once: true })));
const endless = flow({ name: "test-endless", description: "Ends only when it is told to", parameters: z.strictObject({ i: z.number() }) }, async ({ i }, run) => run.submit(waiting, { i }));

async function createRun(flowName: string, body: Record<string, unknown> = {}): Promise<string> {
  const { id: flow_id } = await api.request<{ readonly id: string }>("POST", "/flows/", { name: flowName });
  const { id } = await api.request<{ readonly id: string }>("POST", "/flow_runs/", { flow_id, state: { type: "PENDING" }, ...body });
  return id;
}

async function stateOf(id: string): Promise<{ readonly type: string; readonly name: string; readonly message: string | null }> {
  const { state } = await api.request<{ readonly state: { readonly type: string; readonly name: string; readonly message: string | null } }>("GET", `/flow_runs/${id}`);
  return state;
}

const setState = (id: string, state: object, force = false): Promise<unknown> => api.request("POST", `/flow_runs/${id}/set_state`, { state, force });
const running = (id: string): Promise<true> => eventually(`${id} Running`, async () => ((await stateOf(id)).type === "RUNNING" ? true : undefined));

describe("cancelling from the server's pages", () => {
  it("ends the run Cancelled within 15 s, 20 of 20 times", async () => {
    const ends: { readonly state: string; readonly seconds: number }[] = [];
    const cancelOne = async (i: number): Promise<void> => {
      const id = await createRun("test-endless", { parameters: { i } });
      await using session = openTestSession(apiUrl, { existingRunId: id });
      const end = session.run(endless, { i }, { flowRunId: id });
      await running(id);
      const askedAt = Date.now();
      await setState(id, { type: "CANCELLING", name: "Cancelling" });
      const result = await end;
      await eventually("Cancelled", async () => ((await stateOf(id)).type === "CANCELLED" ? true : undefined));
      ends.push({ state: result.state.name, seconds: (Date.now() - askedAt) / 1000 });
    };
    // Four at a time, as a worker has them: the server writes one file.
    for (let wave = 0; wave < 5; wave += 1) await Promise.all([0, 1, 2, 3].map((i) => cancelOne(wave * 4 + i)));
    expect(ends.map(({ state }) => state)).toEqual(Array.from({ length: 20 }, () => "Cancelled"));
    for (const { seconds } of ends) expect(seconds).toBeLessThan(15);
  });

  it("of a subflow ends that one; its parent hears of it", async () => {
    const parent = flow({ name: "test-parent-of-endless", description: "Waits for its child", parameters: z.strictObject({}) }, async (_, run) => run.subflow(endless, { i: 1 }).catch((error: Error) => error.message));
    await using session = openTestSession(apiUrl);
    const end = session.run(parent, {});
    const child = await eventually("the child", async () => {
      const runs = await api.request<readonly { readonly id: string }[]>("POST", "/flow_runs/filter", { flows: { name: { any_: ["test-endless"] } }, flow_runs: { state: { type: { any_: ["RUNNING"] } }, parent_task_run_id: { is_null_: false } } });
      return runs[0]?.id;
    });
    await setState(child, { type: "CANCELLING", name: "Cancelling" });
    const result = await end;
    expect(result.state.type).toBe("COMPLETED");
    expect(result.result).toContain("cancelled on the Prefect server");
  });
});

describe("verdicts", () => {
  it("REJECT into AwaitingRetry: the server's own number of retries is obeyed", async () => {
    const id = await createRun("test-stubborn", { empirical_policy: { retries: 2, retry_delay: 0 } });
    let attempts = 0;
    const stubborn = flow({ name: "test-stubborn", description: "Fails twice", parameters: z.strictObject({}) }, async () => {
      attempts += 1;
      if (attempts < 3) throw new Error(`attempt ${attempts} fails`);
      return attempts;
    });
    await using session = openTestSession(apiUrl, { existingRunId: id });
    const result = await session.run(stubborn, {}, { flowRunId: id });
    expect(result.result).toBe(3);
    const read = await readWithPython(apiUrl, id);
    expect(read.states.map(({ name }) => name)).toEqual(["Pending", "Running", "AwaitingRetry", "Running", "AwaitingRetry", "Running", "Completed"]);
  });

  it("a flow's own retries are counted by the server; an error that is not worth one ends the run", async () => {
    const policy = { limit: 2, delays: 0, retryIf: (error: unknown) => (error as Error).message !== "hopeless" };
    let attempts = 0;
    const shaky = flow({ name: "test-shaky", description: "Fails once, then hopelessly", parameters: z.strictObject({}), retries: policy }, async () => {
      attempts += 1;
      throw new Error(attempts === 1 ? "passes" : "hopeless");
    });
    await using session = openTestSession(apiUrl);
    const result = await session.run(shaky, {});
    expect(result.state).toMatchObject({ type: "FAILED", message: "hopeless" });
    expect(attempts).toBe(2);
    const read = await readWithPython(apiUrl, serverIdOf(session.session, result.run.flowRunId));
    expect(read.states.map(({ name }) => name)).toEqual(["Pending", "Running", "AwaitingRetry", "Running", "Failed"]);
  });

  it("WAIT: a run that was fetched before its time starts at its time", async () => {
    const at = Date.now() + 2_500;
    const id = await createRun("test-sums", { state: { type: "SCHEDULED", name: "Scheduled", state_details: { scheduled_time: new Date(at).toISOString() } } });
    await setState(id, { type: "PENDING", name: "Pending" });
    await using session = openTestSession(apiUrl, { existingRunId: id });
    const result = await session.run(sums, { a: 1 }, { flowRunId: id });
    expect(result.result).toBe(13);
    const read = await readWithPython(apiUrl, id);
    expect(Date.parse(read.flow_run.start_time ?? "")).toBeGreaterThanOrEqual(at - 1_000);
  });

  it("ABORT: a run that has ended, or that another process runs, is let alone", async () => {
    const ended = await createRun("test-sums");
    await setState(ended, { type: "COMPLETED", name: "Completed" });
    await using session = openTestSession(apiUrl, { existingRunId: ended });
    const result = await session.run(sums, { a: 1 }, { flowRunId: ended });
    expect((result.error as Error).message).toContain("Completed already");
    expect((await stateOf(ended)).type).toBe("COMPLETED");

    const taken = await createRun("test-sums");
    await setState(taken, { type: "RUNNING", name: "Running" });
    await using second = openTestSession(apiUrl, { existingRunId: taken });
    const other = await second.run(sums, { a: 1 }, { flowRunId: taken });
    expect((other.error as Error).message).toContain("Running already");
    expect((await stateOf(taken)).type).toBe("RUNNING");
    await setState(taken, { type: "CANCELLED", name: "Cancelled" }, true);
  });

  it("a run that was cancelled while it waited for its worker does not start", async () => {
    const id = await createRun("test-sums");
    await setState(id, { type: "CANCELLING", name: "Cancelling" });
    await using session = openTestSession(apiUrl, { existingRunId: id });
    const result = await session.run(sums, { a: 1 }, { flowRunId: id });
    expect(result.state.type).toBe("CANCELLED");
    expect((await stateOf(id)).type).toBe("CANCELLED");
  });
});

describe("a process that is killed", () => {
  it("is told as Crashed by the next one, with its tasks; what had been recorded is not lost", async () => {
    const outboxDir = mkdtempSync(join(tmpdir(), "snapcount-outbox-"));
    try {
      const child = spawn(process.execPath, ["--import", "tsx", join(import.meta.dirname, "support", "endless-run.ts"), apiUrl, outboxDir], { stdio: ["ignore", "pipe", "inherit"] });
      const name = await firstLine(child);
      const id = await eventually("the run", async () => (await api.request<readonly { readonly id: string; readonly state_type: string }[]>("POST", "/flow_runs/filter", { flow_runs: { name: { any_: [name] }, state: { type: { any_: ["RUNNING"] } } } }))[0]?.id);
      child.kill("SIGKILL");
      await new Promise((resolve) => child.once("exit", resolve));
      expect(existsSync(join(outboxDir, "killed.ndjson"))).toBe(true);

      await using next = openTestSession(apiUrl, { outboxDir, owner: "next" });
      await next.run(sums, { a: 1 });
      expect(await next.session.close()).toMatchObject({ complete: true });
      expect(next.notes.join("\n")).toContain("set to Crashed");
      expect(readdirSync(outboxDir)).toEqual([]);
      const read = await readWithPython(apiUrl, id);
      expect(read.flow_run.state).toMatchObject({ type: "CRASHED", message: "the process ended without finishing this run" });
      expect(read.task_runs.map(({ state }) => state.type)).toEqual(["CRASHED"]);
    } finally {
      rmSync(outboxDir, { recursive: true, force: true });
    }
  });

  it("an outbox of a process that lives is let alone", async () => {
    const alive = openTestSession("http://127.0.0.1:9/api", { owner: "alive" });
    await alive.run(sums, { a: 1 });
    await alive.session.recorder.flush();
    await using other = openTestSession(apiUrl, { outboxDir: alive.outboxDir, owner: "other", isAlive: (owner) => owner === "alive" });
    await other.run(sums, { a: 2 });
    await other.session.close();
    expect(readdirSync(alive.outboxDir)).toEqual(["alive.ndjson"]);
    await alive.session.close();
  });
});

describe("signs of life", () => {
  it("a running flow beats", async () => {
    await using session = openTestSession(apiUrl);
    const result = await session.run(many, { n: 3 });
    await session.session.close();
    const id = serverIdOf(session.session, result.run.flowRunId);
    await eventually("a heartbeat", async () => {
      const filter = { filter: { event: { name: ["prefect.flow-run.heartbeat"] }, resource: { id: [`prefect.flow-run.${id}`] }, occurred: { since: new Date(Date.now() - 600_000).toISOString() } } };
      const { events } = await api.request<{ readonly events: readonly unknown[] }>("POST", "/events/filter", filter);
      return events.length > 0 ? true : undefined;
    });
  });
});

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes("\n")) resolve(text.split("\n")[0] ?? "");
    });
    child.once("exit", (code) => reject(new Error(`the child ended with ${code}`)));
  });
}
