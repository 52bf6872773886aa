import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { flow } from "@snapcount/prefect";
import { PrefectSettingsError, readPrefectSettings } from "@snapcount/prefect/server";
import * as z from "zod";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { readWithPython } from "./support/oracle.ts";
import { type FaultProxy, startFaultProxy } from "./support/proxy.ts";
import { startPrefectServer } from "./support/server.ts";
import { sharedPrefectServer } from "./support/shared.ts";
import { openTestApi, openTestSession, serverIdOf, sums } from "./support/session.ts";

/** What an operator gets wrong, and what data holds that no server stores: each has a clear answer, and the run goes on. */

let apiUrl: string;
let proxy: FaultProxy;
beforeAll(async () => {
  apiUrl = (await sharedPrefectServer()).apiUrl;
  proxy = await startFaultProxy(apiUrl);
  return () => proxy.close();
});
afterEach(() => proxy.rules.clear());

describe("settings", () => {
  it.each([
    ["127.0.0.1:4200/api", "is not the address of a Prefect API"],
    ["http://127.0.0.1:4200", "is not the address of a Prefect API"],
    ["ftp://127.0.0.1/api", "is not the address of a Prefect API"],
  ])("PREFECT_API_URL=%s is refused before anything runs", (url, message) => {
    expect(() => readPrefectSettings({ PREFECT_API_URL: url, PREFECT_HOME: "/nowhere" })).toThrow(PrefectSettingsError);
    expect(() => readPrefectSettings({ PREFECT_API_URL: url, PREFECT_HOME: "/nowhere" })).toThrow(message);
  });

  it("a URL where nobody listens costs the run nothing but a note that says what to do", async () => {
    await using session = openTestSession("http://127.0.0.1:9/api");
    const result = await session.run(sums, { a: 1 });
    expect(result.result).toBe(13);
    expect(await session.session.close()).toMatchObject({ complete: false });
    expect(session.notes.join("\n")).toContain("no Prefect server answers at http://127.0.0.1:9/api");
    expect(session.notes.join("\n")).toContain("kept in");
  });

  it("a wrong key costs the run nothing; its reports wait for the right one; a server with a password and CSRF protection takes them", async () => {
    const server = await startPrefectServer({ env: { PREFECT_SERVER_API_AUTH_STRING: "admin:right", PREFECT_SERVER_CSRF_PROTECTION_ENABLED: "true" } });
    const outboxDir = mkdtempSync(join(tmpdir(), "snapcount-outbox-"));
    try {
      const wrong = openTestSession(server.apiUrl, { outboxDir, owner: "wrong", env: { PREFECT_API_AUTH_STRING: "admin:wrong" } });
      const result = await wrong.run(sums, { a: 1 });
      expect(result.result).toBe(13);
      expect(await wrong.session.close()).toMatchObject({ complete: false });
      expect(wrong.notes.join("\n")).toContain("401");
      expect(wrong.notes.join("\n")).toContain("PREFECT_API_AUTH_STRING");
      await using right = openTestSession(server.apiUrl, { outboxDir, owner: "right", env: { PREFECT_API_AUTH_STRING: "admin:right" } });
      await right.run(sums, { a: 2 });
      expect(await right.session.close()).toMatchObject({ complete: true });
      expect(readdirSync(outboxDir)).toEqual([]);
    } finally {
      rmSync(outboxDir, { recursive: true, force: true });
      await server.stop();
    }
  });
});

describe("servers", () => {
  it("one that is too old is named, with what is needed", async () => {
    proxy.rules.add({ match: ({ path }) => path === "/api/admin/version", action: { status: 200, body: "2.20.4" } });
    await using session = openTestSession(proxy.apiUrl);
    await session.run(sums, { a: 1 });
    await session.session.close();
    expect(session.notes.join("\n")).toContain("is version 2.20.4; 3 or newer is needed");
  });

  it("one whose clock is an hour ahead is told corrected times, and so are we", async () => {
    proxy.rules.add({ match: ({ path }) => path === "/api/flows/", action: { status: 503, headers: { date: new Date(Date.now() + 3_600_000).toUTCString(), "retry-after": "0.01" } }, times: 1 });
    await using session = openTestSession(proxy.apiUrl);
    const result = await session.run(sums, { a: 1 });
    expect(await session.session.close()).toMatchObject({ complete: true });
    expect(session.notes.join("\n")).toMatch(/clock is 3(?:599|600|601) s behind the Prefect server's; reported times are corrected/);
    const read = await readWithPython(apiUrl, serverIdOf(session.session, result.run.flowRunId));
    for (const run of read.task_runs) expect(Date.parse(run.start_time ?? "") - Date.now()).toBeGreaterThan(3_500_000);
  });
});

describe("data that no server stores", () => {
  const nasty = flow({ name: "test-nasty", description: "Says what cannot be stored", parameters: z.strictObject({ text: z.string(), blob: z.string().default("") }), outcome: () => ({ name: "Completed", message: "nul \0 and \uD800 alone" }) }, async (_, run) => {
    run.log.info("nul \0 here");
    run.log.info("half a pair \uDFFF here");
    run.log.info("x".repeat(5_000_000));
    run.artifact({ key: "nasty", content: { type: "table", rows: [{ value: "nul \0" }] }, description: "half \uD800" });
    run.event({ event: "snapcount.nasty", resource: { id: "snapcount://nasty/\0" }, payload: { text: "\uD800" } });
    return 1;
  });

  it("NUL, lone surrogates, a log line of 5 MB: stored, marked where they were cut", async () => {
    await using session = openTestSession(apiUrl);
    const result = await session.run(nasty, { text: "nul \0 half \uD800" });
    expect(await session.session.close()).toMatchObject({ complete: true });
    expect(session.notes).toEqual([]);
    const read = await readWithPython(apiUrl, serverIdOf(session.session, result.run.flowRunId));
    expect(read.flow_run.state.message).toBe("nul \uFFFD and \uFFFD alone");
    expect(read.flow_run.parameters["text"]).toBe("nul \uFFFD half \uFFFD");
    const long = read.logs.find(({ message }) => message.startsWith("xxx"));
    expect(long?.message).toContain("[cut here: 5,000,000 characters in all]");
    expect(long?.message.length).toBeLessThan(1_000_100);
    expect(read.artifacts).toHaveLength(1);
  });

  it("parameters beyond the server's limit are replaced by their size", async () => {
    await using session = openTestSession(apiUrl);
    const result = await session.run(nasty, { text: "", blob: "y".repeat(600_000) });
    await session.session.close();
    const read = await readWithPython(apiUrl, serverIdOf(session.session, result.run.flowRunId));
    expect(JSON.stringify(read.flow_run.parameters)).toContain("Prefect takes 524,288");
  });
});

describe("an outbox of a process that died", () => {
  it("with a torn last line and a damaged one is read as far as it goes", async () => {
    const outboxDir = mkdtempSync(join(tmpdir(), "snapcount-outbox-"));
    try {
      const dead = openTestSession("http://127.0.0.1:9/api", { outboxDir, owner: "dead" });
      const result = await dead.run(sums, { a: 1 });
      await dead.session.close();
      const { appendFileSync } = await import("node:fs");
      appendFileSync(join(outboxDir, "dead.ndjson"), '{"kind":"log","entry":{"flowRu');
      expect(readFileSync(join(outboxDir, "dead.ndjson"), "utf8")).toContain("adding 1 and 2");
      await using next = openTestSession(apiUrl, { outboxDir, owner: "next" });
      await next.run(sums, { a: 3 });
      expect(await next.session.close()).toMatchObject({ complete: true });
      expect(readdirSync(outboxDir)).toEqual([]);
      const api = openTestApi(apiUrl);
      const runs = await api.request<readonly { readonly id: string }[]>("POST", "/flow_runs/filter", { flow_runs: { name: { any_: [result.run.name] } } });
      await api.close();
      const read = await readWithPython(apiUrl, runs[0]?.id ?? "");
      expect(read.flow_run.state.type).toBe("COMPLETED");
      expect(read.task_runs).toHaveLength(2);
      expect(read.logs.length).toBeGreaterThan(0);
    } finally {
      rmSync(outboxDir, { recursive: true, force: true });
    }
  });
});
