import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FaultProxy, startFaultProxy } from "./proxy.ts";

/** Remembers what it was sent; answers 201 with the path. */
let target: Server;
let seen: string[];
let proxy: FaultProxy;

beforeEach(async () => {
  seen = [];
  target = createServer((request, response) => {
    request.resume().once("end", () => {
      seen.push(`${request.method} ${request.url}`);
      response.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify({ path: request.url }));
    });
  });
  await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
  proxy = await startFaultProxy(`http://127.0.0.1:${(target.address() as AddressInfo).port}/api`);
});

afterEach(async () => {
  await proxy.close();
  await new Promise((resolve) => target.close(resolve));
});

const post = (path: string, body: unknown = { a: 1 }): Promise<Response> =>
  fetch(`${proxy.apiUrl}${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

describe("fault proxy", () => {
  it("forwards what no rule matches and logs method, path, body and status", async () => {
    const response = await post("/events?x=1");
    expect([response.status, await response.json()]).toEqual([201, { path: "/api/events?x=1" }]);
    expect(proxy.requests).toMatchObject([{ method: "POST", path: "/api/events?x=1", body: { a: 1 }, status: 201, forwardedStatus: 201, bodyBytes: 7 }]);
  });

  it("answers in the server's place as often as told, then forwards", async () => {
    proxy.rules.add({ match: (request) => request.path.endsWith("/logs/"), times: 2, action: { status: 429, headers: { "retry-after": "1" }, body: { detail: "slow" } } });
    const first = await post("/logs/");
    expect([first.status, first.headers.get("retry-after"), await first.json()]).toEqual([429, "1", { detail: "slow" }]);
    expect([(await post("/logs/")).status, (await post("/logs/")).status, (await post("/events")).status]).toEqual([429, 201, 201]);
    expect(seen).toEqual(["POST /api/logs/", "POST /api/events"]);
  });

  it("drops a request that the server then never saw", async () => {
    proxy.rules.add({ match: () => true, times: 1, action: "drop" });
    await expect(post("/events")).rejects.toThrow();
    expect(seen).toEqual([]);
    expect(proxy.requests).toMatchObject([{ status: null, forwardedStatus: null }]);
  });

  it("loses the answer of a request that the server has stored", async () => {
    proxy.rules.add({ match: () => true, times: 1, action: "lose-answer" });
    await expect(post("/flow_runs/")).rejects.toThrow();
    expect(seen).toEqual(["POST /api/flow_runs/"]);
    expect(proxy.requests).toMatchObject([{ status: null, forwardedStatus: 201 }]);
  });

  it("swallows: answers 204 and forwards nothing", async () => {
    proxy.rules.add({ match: () => true, times: 1, action: "swallow" });
    expect((await post("/events")).status).toBe(204);
    expect(seen).toEqual([]);
  });

  it("delays, then forwards", async () => {
    proxy.rules.add({ match: () => true, action: { delayMs: 60 } });
    const started = performance.now();
    expect((await post("/events")).status).toBe(201);
    expect(performance.now() - started).toBeGreaterThanOrEqual(55);
  });

  it("refuses connections while it is down and has the same address afterwards", async () => {
    await post("/events");
    await proxy.down();
    await expect(post("/events")).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
    await proxy.up();
    expect((await post("/events")).status).toBe(201);
    expect(seen).toHaveLength(2);
  });

  it("takes a rule away again", async () => {
    const remove = proxy.rules.add({ match: () => true, action: { status: 503 } });
    expect((await post("/events")).status).toBe(503);
    remove();
    expect((await post("/events")).status).toBe(201);
  });
});
