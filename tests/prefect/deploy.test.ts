import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyDeploy, type Change, type DeploymentSet, type DeploymentSpec, planDeploy, readFound } from "@snapcount/prefect/deployments";
import { PrefectApiError, type PrefectApi } from "@snapcount/prefect/server";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestSet } from "./support/deployment-set.ts";
import { type FaultProxy, startFaultProxy } from "./support/proxy.ts";
import { eventually, openTestApi } from "./support/session.ts";
import { sharedPrefectServer } from "./support/shared.ts";

/** Deployments as inert data, compared with what a real server holds, and applied. */

interface Deployment {
  readonly id: string;
  readonly description: string;
  readonly paused: boolean;
  readonly tags: readonly string[];
  readonly concurrency_options: { readonly collision_strategy: string } | null;
  readonly global_concurrency_limit: { readonly limit: number } | null;
  readonly schedules: readonly { readonly id: string; readonly slug: string; readonly active: boolean; readonly schedule: { readonly cron: string; readonly timezone: string } }[];
}
interface Run {
  readonly id: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly expected_start_time: string;
  readonly created: string;
  readonly state: { readonly type: string; readonly name: string; readonly message: string | null };
}

let proxy: FaultProxy;
let api: PrefectApi;
let apiUrl: string;
beforeAll(async () => {
  ({ apiUrl } = await sharedPrefectServer());
  proxy = await startFaultProxy(apiUrl);
  api = openTestApi(proxy.apiUrl);
});
afterAll(async () => {
  await api.close();
  await proxy.close();
});

const plan = async (set: DeploymentSet): Promise<readonly Change[]> => planDeploy(set, await readFound(api, set));
const deploy = async (set: DeploymentSet): Promise<readonly Change[]> => {
  const changes = await plan(set);
  await applyDeploy(api, set, changes, () => undefined);
  return changes;
};
const writes = (): number => proxy.requests.filter(({ method, path }) => method !== "GET" && !path.endsWith("/filter")).length;
const actions = (changes: readonly Change[]): readonly string[] => [...new Set(changes.map(({ action }) => action))];
const find = ({ flow, name }: Pick<DeploymentSpec, "flow" | "name">): Promise<Deployment> => api.request("GET", `/deployments/name/${flow}/${name}`);
const firstOf = (set: DeploymentSet): DeploymentSpec => set.deployments[0] ?? never();
const secondOf = (set: DeploymentSet): DeploymentSpec => set.deployments[1] ?? never();
const withFirst = (set: DeploymentSet, change: Partial<DeploymentSpec>): DeploymentSet => ({ ...set, deployments: [{ ...firstOf(set), ...change }, ...set.deployments.slice(1)] });

describe("a deployment set on a server", () => {
  let set: DeploymentSet;
  beforeEach(async () => {
    set = createTestSet();
    expect(actions(await deploy(set))).toEqual(["create"]);
  });

  it("holds what was asked for", async () => {
    const first = await find(firstOf(set));
    expect(first).toMatchObject({ description: "Loads one season", paused: false, tags: firstOf(set).tags, concurrency_options: { collision_strategy: "CANCEL_NEW" }, global_concurrency_limit: { limit: 1 } });
    expect(first.schedules.map(({ slug, active, schedule }) => [slug, active, schedule.cron, schedule.timezone]).sort()).toEqual([
      ["new-york", true, "0 3 * * *", "America/New_York"],
      ["prague", true, "30 9 * * *", "Europe/Prague"],
    ]);
    expect(await api.request("GET", `/v2/concurrency_limits/${set.limits[0]?.name ?? ""}`)).toMatchObject({ limit: 4, active: true });
    expect(await api.request("GET", `/work_pools/${set.workPool.name}`)).toMatchObject({ type: "process" });
    expect((await readFound(api, set)).automations.size).toBe(3);
  });

  it("is sent nothing when nothing differs", async () => {
    const before = writes();
    const changes = await deploy(set);
    expect(actions(changes)).toEqual(["unchanged"]);
    expect(changes).toHaveLength(7);
    expect(writes()).toBe(before);
  });

  it("is planned without sending anything", async () => {
    const before = writes();
    const changes = await plan(withFirst(set, { description: "other" }));
    expect(changes.filter(({ action }) => action === "update").map(({ name, differences }) => [name, differences])).toEqual([[`${firstOf(set).flow}/test`, [{ path: "description", found: "Loads one season", wanted: "other" }]]]);
    expect(writes()).toBe(before);
  });

  it("shows what somebody changed there, and puts it back", async () => {
    const { id, schedules } = await find(firstOf(set));
    await api.request("PATCH", `/deployments/${id}`, { description: "mine", tags: [set.tag], job_variables: { command: "rm -rf /", env: { SNAPCOUNT_HOME: "/nowhere", EXTRA: "1" }, working_dir: "/nowhere" }, concurrency_limit: 7 });
    const prague = schedules.find(({ slug }) => slug === "prague") ?? never();
    await api.request("PATCH", `/deployments/${id}/schedules/${prague.id}`, { schedule: { cron: "0 0 * * *", timezone: "UTC" } });
    await api.request("PATCH", `/v2/concurrency_limits/${set.limits[0]?.name ?? ""}`, { limit: 40 });
    await api.request("PATCH", `/work_pools/${set.workPool.name}`, { description: "mine" });
    const automation = (await readFound(api, set)).automations.get(set.automations[0]?.name ?? "") ?? never();
    await api.request("PUT", `/automations/${automation.id}`, { name: automation["name"], description: "mine", enabled: true, trigger: automation["trigger"], actions: automation["actions"] });

    const changes = await deploy(set);
    const shown = changes.flatMap(({ kind, differences }) => differences.map(({ path, found, wanted }) => [kind, path, found, wanted]));
    expect(shown).toEqual(
      expect.arrayContaining([
        ["work pool", "description", "mine", "of a test"],
        ["limit", "limit", 40, 4],
        ["deployment", "description", "mine", "Loads one season"],
        ["deployment", "tags", [set.tag], firstOf(set).tags],
        ["deployment", "job_variables.command", "rm -rf /", firstOf(set).command],
        ["deployment", "job_variables.env", { SNAPCOUNT_HOME: "/nowhere", EXTRA: "1" }, { SNAPCOUNT_HOME: "/nowhere" }],
        ["deployment", "concurrency_limit", 7, 1],
        ["deployment", "schedules.prague.schedule.cron", "0 0 * * *", "30 9 * * *"],
        ["deployment", "schedules.prague.schedule.timezone", "UTC", "Europe/Prague"],
        // The server empties a schedule's parameters whenever it is changed without them, as its pages do.
        ["deployment", "schedules.prague.parameters", {}, { season: 2025 }],
        ["automation", "description", "mine", "second after first"],
      ]),
    );
    expect(shown).toHaveLength(11);
    expect(await find(firstOf(set))).toMatchObject({ description: "Loads one season", global_concurrency_limit: { limit: 1 }, tags: firstOf(set).tags });
    expect(actions(await plan(set))).toEqual(["unchanged"]);
  });

  it("finds a deployment that lost its tag by its name", async () => {
    const { id } = await find(firstOf(set));
    await api.request("PATCH", `/deployments/${id}`, { tags: [] });
    await deploy(set);
    expect(await find(firstOf(set))).toMatchObject({ id, tags: firstOf(set).tags });
  });

  it("loses a schedule that is wanted no more, and keeps the others as they are", async () => {
    const before = await find(firstOf(set));
    const less = withFirst(set, { schedules: firstOf(set).schedules.slice(0, 1) });
    const changes = await deploy(less);
    expect(changes.flatMap(({ differences }) => differences.map(({ path, wanted }) => [path, wanted]))).toEqual([["schedules.new-york", null]]);
    const after = await find(firstOf(set));
    expect(after.schedules.map(({ id, slug }) => [id, slug])).toEqual(before.schedules.filter(({ slug }) => slug === "prague").map(({ id, slug }) => [id, slug]));
    expect(actions(await plan(less))).toEqual(["unchanged"]);
  });

  it("loses the last schedule too, and a limit of runs", async () => {
    const bare = withFirst(set, { schedules: [], concurrency: null });
    await deploy(bare);
    expect(await find(firstOf(set))).toMatchObject({ schedules: [], global_concurrency_limit: null });
    expect(actions(await plan(bare))).toEqual(["unchanged"]);
  });

  it("keeps what a person paused or switched off, also while something else is put right", async () => {
    const { id, schedules } = await find(firstOf(set));
    const off = schedules.find(({ slug }) => slug === "prague") ?? never();
    const automation = (await readFound(api, set)).automations.get(set.automations[0]?.name ?? "") ?? never();
    await api.request("POST", `/deployments/${id}/pause_deployment`);
    await api.request("PATCH", `/deployments/${id}/schedules/${off.id}`, { active: false });
    await api.request("PATCH", `/automations/${automation.id}`, { enabled: false });
    const found = await deploy(set);
    // Switching a schedule off, the server lost its parameters: they are put back, and it stays off.
    expect(found.flatMap(({ differences }) => differences.map(({ path }) => path))).toEqual(["schedules.prague.parameters"]);
    expect(found.flatMap(({ keeps }) => keeps)).toEqual(["paused on the server: stays paused", "schedule prague switched off on the server: stays off", "switched off on the server: stays off"]);
    expect(actions(await deploy(set))).toEqual(["unchanged"]);

    const changed: DeploymentSet = {
      ...withFirst(set, { description: "other", schedules: firstOf(set).schedules.map((schedule) => ({ ...schedule, cron: "5 5 * * *" })) }),
      automations: set.automations.map((spec) => ({ ...spec, description: "other" })),
    };
    await deploy(changed);
    const after = await find(firstOf(set));
    expect(after).toMatchObject({ paused: true, description: "other" });
    expect(after.schedules.map(({ slug, active, schedule }) => [slug, active, schedule.cron]).sort()).toEqual([["new-york", true, "5 5 * * *"], ["prague", false, "5 5 * * *"]]);
    expect((await readFound(api, set)).automations.get(set.automations[0]?.name ?? "")).toMatchObject({ enabled: false, description: "other" });
  });

  it("reports a deployment of ours that nobody wants, and lets it stand", async () => {
    const less: DeploymentSet = { ...set, deployments: set.deployments.slice(0, 1), automations: [] };
    const changes = await deploy(less);
    expect(changes.filter(({ action }) => action !== "unchanged").map(({ kind, name, action }) => [kind, name, action])).toEqual([["deployment", `${secondOf(set).flow}/test`, "left over"]]);
    expect(await find(secondOf(set))).toMatchObject({ description: "Builds on it" });
  });

  it("is whole after a second call when the first was cut off anywhere", async () => {
    const fresh = createTestSet();
    for (let cut = 1; cut < 8; cut += 1) {
      const start = writes();
      const take = proxy.rules.add({ match: ({ method, path }) => method !== "GET" && !path.endsWith("/filter") && writes() - start >= cut, action: { status: 500, body: { detail: "cut" } } });
      await deploy(fresh).catch((error: unknown) => expect(error).toBeInstanceOf(PrefectApiError));
      take();
    }
    await deploy(fresh);
    expect(actions(await plan(fresh))).toEqual(["unchanged"]);
  });
});

describe("the custom-run form", () => {
  let id: string;
  beforeAll(async () => {
    const set = createTestSet();
    await deploy(set);
    ({ id } = await find(firstOf(set)));
  });
  const run = (parameters: object): Promise<Run> => api.request("POST", `/deployments/${id}/create_flow_run`, { parameters });

  it.each([{ season: 2025 }, { season: 2025, datasets: ["rosters"], mode: "in-season", force: true, day: "2025-11-18" }])("takes %j", async (parameters) => {
    expect((await run(parameters)).parameters).toMatchObject(parameters);
  });

  it.each([
    [{}, /'season' is a required property/],
    [{ season: "2025" }, /'2025' is not of type 'integer'/],
    [{ season: 1920 }, /1920 is less than the minimum of 1999/],
    [{ season: 2025, datasets: ["snacks"] }, /'snacks' is not one of \['weekly', 'rosters'\]/],
    [{ season: 2025, mode: "sometimes" }, /'sometimes' is not one of/],
    [{ season: 2025, colour: "red" }, /'colour' was unexpected/],
  ])("refuses %j with 409 and says why", async (parameters, why) => {
    const error = await run(parameters).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ status: 409, detail: expect.stringMatching(why) as unknown });
  });
});

describe("schedules", () => {
  it("become runs that wait for their time, with their parameters, without anybody asking", async () => {
    const set = createTestSet();
    await deploy(set);
    const { id } = await find(firstOf(set));
    const runs = await eventually("the scheduled runs", async () => {
      const found = await api.request<readonly Run[]>("POST", "/flow_runs/filter", { deployments: { id: { any_: [id] } } });
      return found.length >= 6 ? found : undefined;
    });
    expect(new Set(runs.map(({ state }) => state.type))).toEqual(new Set(["SCHEDULED"]));
    expect(runs.map(({ parameters }) => parameters)).toEqual(expect.arrayContaining([{ season: 2025 }, { season: 2025, mode: "in-season" }]));
  });

  it("keep their wall time in Prague and in New York over a change of clocks", async () => {
    const set = createTestSet();
    await deploy(set);
    const { id } = await find(firstOf(set));
    // Clocks go forward on 14 March in New York and on 28 March in Prague, and back on 31 October and 7 November.
    for (const [from, to] of [["2027-03-12", "2027-03-16"], ["2027-03-26", "2027-03-30"], ["2027-10-29", "2027-11-02"], ["2027-11-05", "2027-11-09"]]) {
      await api.request("POST", `/deployments/${id}/schedule`, { start_time: `${from}T00:00:00Z`, end_time: `${to}T00:00:00Z`, min_runs: 50, max_runs: 50 });
    }
    const runs = await api.request<readonly Run[]>("POST", "/flow_runs/filter", { deployments: { id: { any_: [id] } }, flow_runs: { expected_start_time: { after_: "2027-01-01T00:00:00Z" } }, limit: 200 });
    const walls = (timeZone: string, mode: string | undefined): readonly string[] =>
      runs.filter(({ parameters }) => parameters["mode"] === mode).map(({ expected_start_time }) => new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" }).format(new Date(expected_start_time)));
    const utc = (mode: string | undefined): readonly string[] => [...new Set(runs.filter(({ parameters }) => parameters["mode"] === mode).map(({ expected_start_time }) => expected_start_time.slice(11, 16)))].sort();
    expect(walls("Europe/Prague", undefined).length).toBeGreaterThanOrEqual(16);
    expect(new Set(walls("Europe/Prague", undefined))).toEqual(new Set(["09:30"]));
    expect(utc(undefined)).toEqual(["07:30", "08:30"]);
    expect(walls("America/New_York", "in-season").length).toBeGreaterThanOrEqual(16);
    expect(new Set(walls("America/New_York", "in-season"))).toEqual(new Set(["03:00"]));
    expect(utc("in-season")).toEqual(["07:00", "08:00"]);
  });
});

describe("automations", () => {
  it("a chain starts the next deployment after its delay, only when the first ended Completed", async () => {
    const set = createTestSet({ schedules: [] });
    await deploy(set);
    const [first, second] = [await find(firstOf(set)), await find(secondOf(set))];
    const end = async (state: object): Promise<string> => {
      const run = await api.request<Run>("POST", `/deployments/${first.id}/create_flow_run`, { parameters: { season: 2025 } });
      await api.request("POST", `/flow_runs/${run.id}/set_state`, { state: { type: "RUNNING" }, force: true });
      await api.request("POST", `/flow_runs/${run.id}/set_state`, { state, force: true });
      return run.id;
    };
    const chained = (): Promise<readonly Run[]> => api.request("POST", "/flow_runs/filter", { deployments: { id: { any_: [second.id] } } });
    // The server may know of an automation a moment after it answered: the ends that start nothing come first and last.
    for (const state of [{ type: "COMPLETED", name: "Skipped" }, { type: "COMPLETED", name: "PartialSuccess" }, { type: "FAILED" }]) await end(state);
    const endedAt = Date.now();
    await end({ type: "COMPLETED", name: "Completed" });
    for (const state of [{ type: "COMPLETED", name: "Skipped" }, { type: "FAILED" }]) await end(state);
    const [run] = await eventually("the chained run", async () => {
      const runs = await chained();
      return runs.length > 0 ? runs : undefined;
    });
    const delayMs = Date.parse(run?.expected_start_time ?? "") - endedAt;
    expect(delayMs).toBeGreaterThan(1_195_000);
    expect(delayMs).toBeLessThan(1_260_000);
    expect(run?.state.type).toBe("SCHEDULED");
    // A later Completed has been answered too: whatever the others would start would be there by then.
    await end({ type: "COMPLETED", name: "Completed" });
    await eventually("the second chained run", async () => ((await chained()).length >= 2 ? true : undefined));
    expect(await chained()).toHaveLength(2);
  });

  it("a run that a worker claimed and never started is Crashed; one that nobody claimed waits", async () => {
    const set = createTestSet({ schedules: [], concurrency: null });
    await deploy(set);
    const { id } = await find(firstOf(set));
    const create = (): Promise<Run> => api.request("POST", `/deployments/${id}/create_flow_run`, { parameters: { season: 2025 } });
    const [waiting, claimed] = [await create(), await create()];
    await api.request("POST", `/flow_runs/${claimed.id}/set_state`, { state: { type: "PENDING" } });
    const read = (run: Run): Promise<Run> => api.request("GET", `/flow_runs/${run.id}`);
    await eventually("Crashed", async () => ((await read(claimed)).state.type === "CRASHED" ? true : undefined), 90_000);
    expect((await read(waiting)).state.type).toBe("SCHEDULED");
  });

  it("a killed run whose signs of life stop is Crashed", async () => {
    const set = createTestSet({ schedules: [] });
    await deploy(set);
    const outboxDir = mkdtempSync(join(tmpdir(), "snapcount-outbox-"));
    const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), join(import.meta.dirname, "support", "endless-run.ts"), apiUrl, outboxDir, set.tag], { stdio: ["ignore", "pipe", "inherit"] });
    try {
      const name = await new Promise<string>((resolve, reject) => {
        child.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString().trim()));
        child.once("exit", (code) => reject(new Error(`the child ended with ${code}`)));
      });
      child.kill("SIGKILL");
      const state = await eventually("Crashed", async () => {
        const [run] = await api.request<readonly Run[]>("POST", "/flow_runs/filter", { flow_runs: { name: { any_: [name] }, tags: { all_: [set.tag] } } });
        return run?.state.type === "CRASHED" ? run.state : undefined;
      }, 90_000);
      expect(state).toMatchObject({ name: "Crashed", message: "nothing was heard of this run for 15 s: its process or its machine is gone" });
    } finally {
      child.kill("SIGKILL");
      rmSync(outboxDir, { recursive: true, force: true });
    }
  });
});

function never(): never {
  throw new Error("not there");
}
