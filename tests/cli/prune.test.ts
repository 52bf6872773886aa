import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openLocalStore } from "../../src/store/local/index.ts";
import { stageSample } from "../../src/store/testing/fixtures.ts";
import { buildCommandLine } from "./built.ts";

/** The built command line over a store that was fed in March and in November of a past year. */
let bin = "";
let home = "";
beforeAll(async () => {
  bin = await buildCommandLine();
}, 120_000);
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "snapcount-prune-"));
  const store = await openStore();
  for (const dt of ["2025-03-09", "2025-03-16", "2025-11-16"]) await store.publish([await stageSample(store, { source: "nflverse", dataset: "weekly", dt }, { provenance: { payloads: [] } })], []);
  const { path } = await store.payloads.put(bytes("season,week\n"));
  const march = new Date("2025-03-09T12:00:00Z");
  utimesSync(path, march, march);
  store.close();
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const dataRoot = (): string => join(home, "data");
const openStore = (): ReturnType<typeof openLocalStore> => openLocalStore({ rawRoot: join(dataRoot(), "raw"), dataRoot: dataRoot(), now: () => new Date() });
async function* bytes(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text);
}
const dates = (root: string): readonly string[] => (existsSync(join(dataRoot(), root)) ? readdirSync(join(dataRoot(), root, "nflverse", "weekly")).toSorted() : []);
const payloads = (): number => readdirSync(join(dataRoot(), "payloads")).flatMap((folder) => readdirSync(join(dataRoot(), "payloads", folder))).length;

function prune(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, [bin, "prune", ...args], { encoding: "utf8", env: { ...process.env, SNAPCOUNT_HOME: home, NO_COLOR: "1" } });
}

describe("snapcount prune", () => {
  it("shows what would go and changes nothing, then lets it go, then has nothing to do", () => {
    const planned = prune("--dry-run");
    expect([planned.status, planned.stderr]).toEqual([0, ""]);
    expect(planned.stdout).toMatch(/nflverse\.weekly +2025-03-09 +10/);
    expect(planned.stdout).toContain("would prune 1 superseded snapshot, 1 payload (0.0 MB), 0 runs of the ledger\nolder than 180 days, before 2025-05-20");
    expect(planned.stdout.split("\n").every((line) => line.length <= 80)).toBe(true);
    expect([dates("raw"), dates("archive"), payloads()]).toEqual([["dt=2025-03-09", "dt=2025-03-16", "dt=2025-11-16"], [], 1]);

    expect(prune().status).toBe(0);
    expect([dates("raw"), dates("archive"), payloads()]).toEqual([["dt=2025-03-16", "dt=2025-11-16"], ["dt=2025-03-09"], 0]);
    expect(readdirSync(join(dataRoot(), "archive", "nflverse", "weekly", "dt=2025-03-09")).toSorted()).toEqual(["_meta.json", "weekly_2025-03-09.parquet"]);
    expect(prune().stdout).toContain("pruned 0 superseded snapshots, 0 payloads");
  });

  it("prints JSON, and counts the days it is told", () => {
    const { schema, data } = JSON.parse(prune("--older-than", "300", "--json").stdout) as { readonly schema: string; readonly data: Record<string, unknown> };
    expect([schema, data]).toEqual(["snapcount.prune/1", { dry_run: false, days: 300, before: "2025-01-20", refusal: null, archived: [], payloads: { count: 0, bytes: 0, stay: null }, ledger_runs: 0 }]);
  });

  it("leaves payloads while another process is loading", async () => {
    const other = await openStore();
    await other.createStageDir({ source: "nflverse", dataset: "weekly", dt: "2025-11-17" }, "run");
    expect(prune().stdout).toContain("payloads stay: another process is loading");
    expect([dates("archive"), payloads()]).toEqual([["dt=2025-03-09"], 1]);
    other.close();
    prune();
    expect(payloads()).toBe(0);
  });

  it("refuses what is no number of days", () => {
    for (const days of ["3", "soon", "7.5"]) {
      const { status, stderr } = prune("--older-than", days);
      expect([status, stderr.includes("not a number of days above 6")]).toEqual([2, true]);
    }
  });
});
