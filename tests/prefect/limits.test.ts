import { spawn } from "node:child_process";
import { once } from "node:events";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { ConcurrencyLimits, LimitHolder } from "@snapcount/prefect";
import { createPrefectLimits, type PrefectApi, type PrefectLimits } from "@snapcount/prefect/server";
import { createManualClock, describeLimits, type ManualClock } from "@snapcount/prefect/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type FaultProxy, startFaultProxy } from "./support/proxy.ts";
import { type PrefectServer, startPrefectServer } from "./support/server.ts";
import { eventually, openTestApi } from "./support/session.ts";
import { sharedPrefectServer } from "./support/shared.ts";

const never = new AbortController().signal;
const FREE: ConcurrencyLimits = { acquire: async () => async () => undefined };
const holder = (): LimitHolder => ({ flowRunId: randomUUID(), taskRunId: randomUUID() });
const fail = (text: string): never => {
  throw new Error(text);
};

describeLimits("a Prefect server", async (capacities) => {
  const { apiUrl } = await sharedPrefectServer();
  const api = openTestApi(apiUrl);
  for (const [name, limit] of capacities) await createLimit(api, name, limit);
  const opened: PrefectLimits[] = [];
  return {
    open: async () => {
      const limits = createPrefectLimits({ api, fallback: FREE, note: fail });
      opened.push(limits);
      return limits;
    },
    dispose: async () => {
      for (const limits of opened) await limits.close();
      await api.close();
    },
  };
});

describe("limits of a Prefect server", () => {
  let api: PrefectApi;
  let proxy: FaultProxy;
  let proxied: PrefectApi;
  let name: string;
  let notes: string[];
  let clock: ManualClock;
  let opened: PrefectLimits[];
  beforeAll(async () => {
    const { apiUrl } = await sharedPrefectServer();
    api = openTestApi(apiUrl);
    proxy = await startFaultProxy(apiUrl);
  });
  afterAll(async () => {
    await proxy.close();
    await api.close();
  });
  beforeEach(async () => {
    proxied = openTestApi(proxy.apiUrl);
    name = `test-limit-${randomUUID()}`;
    notes = [];
    opened = [];
    clock = createManualClock(Date.now());
    await createLimit(api, name, 1);
  });
  afterEach(async () => {
    proxy.rules.clear();
    for (const limits of opened) await limits.close();
    await proxied.close();
  });
  const open = (fallback: ConcurrencyLimits = FREE): PrefectLimits => {
    const limits = createPrefectLimits({ api: proxied, fallback, note: (text) => notes.push(text), clock });
    opened.push(limits);
    return limits;
  };
  const usedSlots = (): Promise<number> => readSlots(api, name);
  /** Who was answered "full": a busy server's 503, which the client asks again, is no question of a limit's. */
  const toldFull = (): readonly string[] =>
    proxy.requests
      .filter(({ path, status, body }) => path.endsWith("/increment-with-lease") && status === 423 && JSON.stringify(body).includes(name))
      .map(({ body }) => (body as { readonly holder: { readonly id: string } }).holder.id);

  it("show on the server who holds a slot, and nothing afterwards", async () => {
    const release = await open().acquire([name], holder(), never);
    expect(await usedSlots()).toBe(1);
    await release();
    expect(await usedSlots()).toBe(0);
  });

  it("ask again when the server said, and only once for all who wait in this process", async () => {
    const other = createPrefectLimits({ api, fallback: FREE, note: fail });
    const release = await other.acquire([name], holder(), never);
    const limits = open();
    const waiting = [1, 2, 3].map(async () => (await limits.acquire([name], holder(), never))());
    await eventually("the pause", async () => clock.waiting()[0]);
    expect(toldFull()).toHaveLength(1);
    const askedToWaitMs = clock.waiting()[0] ?? 0;
    await release();
    await clock.advance(askedToWaitMs - 1);
    expect(toldFull()).toHaveLength(1);
    await clock.advance(1);
    await Promise.all(waiting);
    await other.close();
    expect(await usedSlots()).toBe(0);
  });

  it("wait as long as the server says", async () => {
    proxy.rules.add({ match: ({ path }) => path.endsWith("/increment-with-lease"), times: 1, action: { status: 423, headers: { "retry-after": "7.5" }, body: { detail: "Locked" } } });
    const acquired = open(failing()).acquire([name], holder(), never);
    await eventually("the pause", async () => clock.waiting()[0]);
    expect(clock.waiting()).toEqual([7_500]);
    await clock.advance(7_500);
    await (await acquired)();
  });

  it("let a waiter in at once when this process gives a slot back, whatever the server said", async () => {
    const limits = open();
    const release = await limits.acquire([name], holder(), never);
    const acquired = limits.acquire([name], holder(), never);
    await eventually("the pause beside the renewal", async () => (clock.waiting().length === 2 ? true : undefined));
    await release();
    await (await acquired)();
    expect(await usedSlots()).toBe(0);
  });

  it("renew what is held at two thirds of its lease", async () => {
    const release = await open().acquire([name], holder(), never);
    const renewals = (): number => proxy.requests.filter(({ path }) => path.endsWith("/renew")).length;
    const before = renewals();
    await clock.advance(39_999);
    expect(renewals()).toBe(before);
    await clock.advance(1);
    await eventually("the renewal", async () => (renewals() === before + 1 ? true : undefined));
    await release();
    expect(await usedSlots()).toBe(0);
  });

  it("that the server does not have are asked of this host, and no slot is kept for them", async () => {
    const asked: (readonly string[])[] = [];
    const local: ConcurrencyLimits = { acquire: async (names) => (asked.push(names), async () => undefined) };
    const limits = open(local);
    await limits.acquire(["host:nobody"], holder(), never);
    await limits.acquire([name, "host:nobody"], holder(), never);
    expect(asked).toEqual([["host:nobody"], [name, "host:nobody"]]);
    expect(await usedSlots()).toBe(0);
    expect(notes).toEqual([]);
  });

  it("are those of this host while the server is away, with one note", async () => {
    let local = 0;
    const limits = open({ acquire: async () => ((local += 1), async () => undefined) });
    await proxy.down();
    try {
      for (const _ of [1, 2, 3]) await (await limits.acquire([name], holder(), never))();
    } finally {
      await proxy.up();
    }
    expect(local).toBe(3);
    expect(notes).toEqual([expect.stringMatching(/^the Prefect server cannot be asked for its limits; those of this host hold meanwhile \(no Prefect server answers at/)]);
    await clock.advance(30_000);
    await (await limits.acquire([name], holder(), never))();
    expect(local).toBe(3);
  });

  it("wait while a busy server asks to", async () => {
    proxy.rules.add({ match: ({ path }) => path.endsWith("/increment-with-lease"), times: 1, action: { status: 429, headers: { "retry-after": "0.2" } } });
    const release = await open(failing()).acquire([name], holder(), never);
    expect(await usedSlots()).toBe(1);
    await release();
  });

  it("are given back later when the server is away at the end of a task, once", async () => {
    const release = await open().acquire([name], holder(), never);
    proxy.rules.add({ match: ({ path }) => path.includes("/decrement"), times: 1, action: "drop" });
    await release();
    expect(await usedSlots()).toBe(1);
    await clock.advance(2_000);
    await eventually("the slot", async () => ((await usedSlots()) === 0 ? true : undefined));
    expect(clock.waiting()).toEqual([]);
  });

  it("are given back once when only the answer to that was lost", async () => {
    await setLimit(api, name, { limit: 2 });
    const limits = open();
    const release = await limits.acquire([name], holder(), never);
    await limits.acquire([name], holder(), never);
    proxy.rules.add({ match: ({ path }) => path.includes("/decrement"), times: 2, action: "lose-answer" });
    const before = proxy.requests.length;
    const tries = (): readonly (number | null)[] => proxy.requests.slice(before).filter(({ path }) => path.includes("/decrement")).map(({ status }) => status);
    await release();
    // Long enough that a lease that is gone would look forgotten.
    for (const count of [2, 3]) {
      await eventually("the pause", async () => clock.waiting().find((ms) => ms === 2_000));
      await clock.advance(2_000);
      await eventually("the next try", async () => (tries().length === count ? true : undefined));
    }
    expect(tries()).toEqual([null, null, 204]);
    expect(await usedSlots()).toBe(1);
  });

  it("of 0 are somebody's will: the task waits, with one note, until the limit is raised", async () => {
    await setLimit(api, name, { limit: 0 });
    const acquired = open(failing()).acquire([name], holder(), never);
    await eventually("the note", async () => notes[0]);
    expect(notes).toEqual([expect.stringMatching(/is set to 0 on the Prefect server: waiting/)]);
    await eventually("the pause", async () => clock.waiting()[0]);
    await clock.advance(15 * 60_000);
    await setLimit(api, name, { limit: 1 });
    await eventually("the slot", async () => {
      await clock.advance(10_000);
      return (await usedSlots()) === 1 ? true : undefined;
    });
    await (await acquired)();
  });

  it("that nobody frees for ten minutes are given up for those of this host, and the note says how to free them", async () => {
    await setLimit(api, name, { active_slots: 1 });
    let local = 0;
    const limits = open({ acquire: async () => ((local += 1), async () => undefined) });
    let isIn = false;
    const acquired = limits.acquire([name], holder(), never).then(() => (isIn = true));
    await eventually("the task goes on", async () => {
      await clock.advance(60_000);
      return isIn ? true : undefined;
    });
    await acquired;
    await limits.acquire([name], holder(), never);
    expect(local).toBe(2);
    expect(notes).toEqual([expect.stringContaining("prefect gcl update NAME --active-slots 0")]);
  });

  it("end the waiting in the line with the signal's reason, and the line goes on", async () => {
    const limits = open();
    const release = await limits.acquire([name], holder(), never);
    const first = limits.acquire([name], holder(), never);
    const reason = new Error("cancelled");
    const controller = new AbortController();
    const second = limits.acquire([name], holder(), controller.signal);
    const third = limits.acquire([name], holder(), never);
    controller.abort(reason);
    await expect(second).rejects.toBe(reason);
    await release();
    await (await first)();
    await (await third)();
    expect(await usedSlots()).toBe(0);
  });
});

describe("a holder that is gone", () => {
  let server: PrefectServer;
  let api: PrefectApi;
  beforeAll(async () => {
    server = await startPrefectServer();
    api = openTestApi(server.apiUrl);
  });
  afterAll(async () => {
    await api.close();
    await server.stop();
  });

  it("a SIGKILLed process's slots are free within its lease and the server's next look", async () => {
    await createLimit(api, "killed", 1);
    const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), join(import.meta.dirname, "support", "endless-holder.ts"), server.apiUrl, "killed"], { stdio: ["ignore", "pipe", "inherit"] });
    try {
      await once(child.stdout, "data");
      expect(await readSlots(api, "killed")).toBe(1);
    } finally {
      child.kill("SIGKILL");
    }
    const killedAt = Date.now();
    const limits = createPrefectLimits({ api, fallback: FREE, note: fail });
    await (await limits.acquire(["killed"], holder(), never))();
    // 60 s of lease, 15 s between two looks, 30 s at most between two questions of ours.
    expect(Date.now() - killedAt).toBeLessThan(110_000);
    await limits.close();
  });

  it("a restarted server that forgot the leases, but not the slots, gets them back from who held them", async () => {
    await createLimit(api, "restarted", 2);
    const limits = createPrefectLimits({ api, fallback: FREE, note: fail });
    const release = await limits.acquire(["restarted"], holder(), never);
    await server.kill();
    await server.restart();
    expect(await readSlots(api, "restarted")).toBe(1);
    await release();
    // A server that has just come back may leave the first try unanswered; the owed ones follow.
    await eventually("the slot", async () => ((await readSlots(api, "restarted")) === 0 ? true : undefined));
    await limits.close();
  });
});

/** Whoever asks it fails the test. */
function failing(): ConcurrencyLimits {
  return { acquire: () => Promise.reject(new Error("this host's limits were asked")) };
}

async function createLimit(api: PrefectApi, name: string, limit: number): Promise<void> {
  await api.request("POST", "/v2/concurrency_limits/", { name, limit });
}

async function setLimit(api: PrefectApi, name: string, change: { readonly limit?: number; readonly active_slots?: number }): Promise<void> {
  await api.request("PATCH", `/v2/concurrency_limits/${name}`, change);
}

async function readSlots(api: PrefectApi, name: string): Promise<number> {
  const { active_slots } = await api.request<{ readonly active_slots: number }>("GET", `/v2/concurrency_limits/${name}`);
  return active_slots;
}
