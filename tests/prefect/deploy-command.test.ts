import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PrefectApi } from "@snapcount/prefect/server";
import * as z from "zod";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hostLimits } from "../../src/sources/index.ts";
import { flows } from "../../src/flows/registry.ts";
import { buildCommandLine } from "../cli/built.ts";
import { type FaultProxy, startFaultProxy } from "./support/proxy.ts";
import { prefectEnv, type PrefectServer, startPrefectServer } from "./support/server.ts";
import { openTestApi } from "./support/session.ts";

/** `snapcount deploy` as a person calls it, on a server of its own: its names are those of every home. */

const Output = z.object({
  schema: z.literal("snapcount.deploy/1"),
  data: z.object({
    applied: z.boolean(),
    changes: z.array(z.object({ kind: z.string(), name: z.string(), action: z.string(), differences: z.array(z.object({ path: z.string(), found: z.json(), wanted: z.json() })), keeps: z.array(z.string()) })),
    planned: z.array(z.object({ flow: z.string(), slugs: z.array(z.string()) })),
  }),
});
const Deployment = z.looseObject({
  id: z.string(),
  tags: z.array(z.string()),
  description: z.string(),
  enforce_parameter_schema: z.boolean(),
  job_variables: z.looseObject({ command: z.string(), env: z.record(z.string(), z.string()), working_dir: z.string() }),
  schedules: z.array(z.looseObject({ slug: z.string(), active: z.boolean(), parameters: z.record(z.string(), z.unknown()), schedule: z.looseObject({ cron: z.string(), timezone: z.string() }) })),
  global_concurrency_limit: z.looseObject({ limit: z.number() }).nullable(),
});

const REPO = join(import.meta.dirname, "..", "..");
let server: PrefectServer;
let proxy: FaultProxy;
let api: PrefectApi;
let bin: string;
let home: string;

beforeAll(async () => {
  [server, bin] = await Promise.all([startPrefectServer(), buildCommandLine()]);
  proxy = await startFaultProxy(server.apiUrl);
  api = openTestApi(server.apiUrl);
  home = mkdtempSync(join(tmpdir(), "snapcount-deploy-"));
  return async () => {
    await api.close();
    await proxy.close();
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  };
});
beforeEach(() => rmSync(join(home, "config"), { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
const snapcount = (args: readonly string[], env: Readonly<Record<string, string>> = { PREFECT_API_URL: proxy.apiUrl }): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(bin, [...args], { env: prefectEnv(home, { SNAPCOUNT_HOME: home, COLUMNS: "80", ...env }) }, (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }));
  });
const deploy = async (...args: readonly string[]): Promise<z.infer<typeof Output>["data"]> => {
  const { code, stdout, stderr } = await snapcount(["deploy", "--json", ...args]);
  expect([code, stderr]).toEqual([0, ""]);
  return Output.parse(JSON.parse(stdout)).data;
};
const changed = ({ changes }: z.infer<typeof Output>["data"]): readonly string[] => changes.filter(({ action }) => action !== "unchanged").map(({ kind, name, action }) => `${action} ${kind} ${name}`);
const writes = (): number => proxy.requests.filter(({ method, path }) => method !== "GET" && !path.endsWith("/filter")).length;
const find = async (flow: string): Promise<z.infer<typeof Deployment>> => Deployment.parse(await api.request("GET", `/deployments/name/${flow}/snapcount`));
/** The packaged file, changed, as the home's own. */
const ownSchedules = (change: (text: string) => string): void => {
  mkdirSync(join(home, "config"), { recursive: true });
  writeFileSync(join(home, "config", "schedules.yaml"), change(readFileSync(join(REPO, "config", "schedules.yaml"), "utf8")));
};

describe("snapcount deploy", () => {
  it("--dry-run on an empty server shows everything, fits 80 columns, and sends nothing", async () => {
    const { code, stdout } = await snapcount(["deploy", "--dry-run"]);
    expect(code).toBe(0);
    for (const name of Object.keys(flows)) expect(stdout).toMatch(new RegExp(`${name}/snapcount +would be made`));
    expect(stdout).toContain("without --dry-run they are");
    expect(stdout.split("\n").filter((line) => line.length > 80 && !line.includes("is not written yet"))).toEqual([]);
    expect(writes()).toBe(0);
    await expect(find("nfl_data_pipeline")).rejects.toMatchObject({ status: 404 });
  });

  it("makes a deployment of every flow, with its schedules, limits, pool and automations", async () => {
    const { changes, planned, applied } = await deploy();
    expect(applied).toBe(true);
    expect(changes.filter(({ action }) => action !== "create")).toEqual([]);
    expect(changes.filter(({ kind }) => kind === "deployment").map(({ name }) => name).sort()).toEqual(Object.keys(flows).map((name) => `${name}/snapcount`).sort());
    expect(planned.map(({ flow }) => flow).filter((flow) => flow in flows)).toEqual([]);
    for (const [name, limit] of hostLimits()) expect(await api.request("GET", `/v2/concurrency_limits/${name}`)).toMatchObject({ limit, active: true, slot_decay_per_second: 0 });
    for (const flow of Object.values(flows)) {
      expect(await find(flow.name)).toMatchObject({
        description: flow.description,
        enforce_parameter_schema: true,
        tags: expect.arrayContaining(["snapcount"]) as unknown,
        job_variables: { command: expect.stringMatching(/^\/.*\/bin\/snapcount flow-run execute$/) as unknown, env: { SNAPCOUNT_HOME: home } },
      });
    }
    const nfl = await find("nfl_data_pipeline");
    expect(nfl.schedules.find(({ slug }) => slug === "nflverse-after-games")).toMatchObject({ active: true, parameters: { when: "after-games" }, schedule: { cron: "0 3 * * *", timezone: "America/New_York" } });
    expect(nfl.global_concurrency_limit).toMatchObject({ limit: 1 });
  });

  it("sends nothing the second time, and says so", async () => {
    const before = writes();
    const { code, stdout } = await snapcount(["deploy"]);
    expect(code).toBe(0);
    expect(stdout).toContain("The server holds what the files say; nothing was sent.");
    expect(stdout).toContain("prefect worker start");
    expect(writes()).toBe(before);
  });

  it("shows both values of what somebody changed on the server, and puts it back", async () => {
    const { id, description } = await find("dbt_run");
    await api.request("PATCH", `/deployments/${id}`, { description: "mine" });
    const { stdout } = await snapcount(["deploy"]);
    expect(stdout).toMatch(/dbt_run\/snapcount +changed/);
    expect(stdout).toContain("dbt_run/snapcount description: mine -> ");
    expect((await find("dbt_run")).description).toBe(description);
  });

  it("takes away a schedule that left the home's own file, and follows a changed one", async () => {
    ownSchedules((text) => text.replace(/ {2}- slug: nflverse-weekly\n(?: {4}.*\n)+/, "").replace('cron: "0 8,16 * * *"', 'cron: "0 7,15 * * *"\n    timezone: Europe/Prague'));
    expect(changed(await deploy())).toEqual(["update deployment nfl_data_pipeline/snapcount", "update deployment dbt_run/snapcount"]);
    expect((await find("nfl_data_pipeline")).schedules.map(({ slug }) => slug)).not.toContain("nflverse-weekly");
    expect((await find("dbt_run")).schedules.find(({ slug }) => slug === "dbt-twice-daily")).toMatchObject({ schedule: { cron: "0 7,15 * * *", timezone: "Europe/Prague" } });
  });

  it("deploys with a profile, and finds what left it", async () => {
    await deploy();
    expect(new Set((await deploy("--profile", "sample")).changes.flatMap(({ differences }) => differences.map(({ path }) => path)))).toEqual(new Set(["job_variables.env"]));
    expect((await find("dbt_run")).job_variables.env).toEqual({ SNAPCOUNT_HOME: home, SNAPCOUNT_PROFILE: "sample" });
    await deploy();
    expect((await find("dbt_run")).job_variables.env).toEqual({ SNAPCOUNT_HOME: home });
  });

  it("reports a deployment of ours whose flow is gone, says how to remove it, and lets it stand", async () => {
    const { id: flow_id } = await api.request<{ readonly id: string }>("POST", "/flows/", { name: "gone_flow" });
    await api.request("POST", "/deployments/", { name: "snapcount", flow_id, tags: ["snapcount"] });
    const before = writes();
    const { code, stdout } = await snapcount(["deploy"]);
    expect(code).toBe(0);
    expect(stdout).toContain("prefect deployment delete gone_flow/snapcount");
    expect(writes()).toBe(before);
    const { id } = await api.request<{ readonly id: string }>("GET", "/deployments/name/gone_flow/snapcount");
    await api.request("DELETE", `/deployments/${id}`);
  });

  it.each([
    ["no YAML", () => "schedules: [", "schedules.yaml"],
    ["a cron of six fields", (text: string) => text.replace('cron: "30 9 * * *"', 'cron: "30 9 * * * *"'), "not five cron fields"],
    ["a time zone that is none", (text: string) => text.replace("timezone: America/New_York", "timezone: America/Gotham"), "not a time zone"],
    ["a slug twice", (text: string) => text.replace("slug: nflverse-weekly", "slug: nflverse-daily"), "stands twice"],
    ["a misspelt key", (text: string) => text.replace("missed: skip", "mised: skip"), "mised"],
  ])("a schedule file with %s ends with exit code 2 and leaves the server as it was", async (_, change, said) => {
    ownSchedules(change);
    const before = proxy.requests.length;
    const { code, stderr } = await snapcount(["deploy"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
    expect(stderr).toContain(join(home, "config", "schedules.yaml"));
    expect(stderr).toContain("fix");
    expect(proxy.requests).toHaveLength(before);
  });

  it("without a Prefect says what to set, exit code 2", async () => {
    const { code, stderr } = await snapcount(["deploy"], {});
    expect([code, stderr]).toEqual([2, expect.stringMatching(/no Prefect server is set up[^]*PREFECT_API_URL/)]);
  });

  it("a server that is not there is named, exit code 1", async () => {
    const { code, stderr } = await snapcount(["deploy"], { PREFECT_API_URL: "http://127.0.0.1:9/api" });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/no Prefect server answers at http:\/\/127\.0\.0\.1:9\/api/)]);
  });

  it("what the server refuses is told in its words, and the next call does the rest", async () => {
    const { id } = await find("dbt_test");
    await api.request("PATCH", `/deployments/${id}`, { description: "mine" });
    proxy.rules.add({ match: ({ method }) => method === "PATCH", times: 1, action: { status: 422, body: { exception_detail: [{ loc: ["body", "description"], msg: "too dull" }] } } });
    const { code, stderr } = await snapcount(["deploy"]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("body.description: too dull")]);
    expect(changed(await deploy())).toEqual(["update deployment dbt_test/snapcount"]);
  });

  it("gives the runs of every host their providers' limits: each download takes a slot of the server's, and gives it back", async () => {
    const before = proxy.requests.length;
    const { code } = await snapcount(["run", "nfl_data_pipeline", "--profile", "sample", "--no-dbt"]);
    expect(code).toBe(0);
    const sent = (end: string): readonly unknown[] => proxy.requests.slice(before).filter(({ path, status }) => path.endsWith(end) && status !== null && status < 300).map(({ body }) => body);
    expect(sent("/increment-with-lease").length).toBeGreaterThan(0);
    expect(sent("/increment-with-lease")).toEqual(sent("/increment-with-lease").map(() => expect.objectContaining({ names: ["host:github.com"], slots: 1 }) as unknown));
    expect(sent("/decrement-with-lease")).toHaveLength(sent("/increment-with-lease").length);
    expect(await api.request("GET", "/v2/concurrency_limits/host:github.com")).toMatchObject({ active_slots: 0 });
  });
});
