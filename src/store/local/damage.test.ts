import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import { StoreBusyError, StoreWriteError, WrongProfileError } from "../../core/errors.ts";
import { sampleLastRun, stageSample, withTempDir } from "../testing/fixtures.ts";
import { validatePartitions } from "../validate.ts";
import { type LocalStore, openLocalStore, readCurrent } from "./index.ts";

const now = (): Date => new Date("2025-11-23T12:00:00Z");
const WEEKLY = { source: "nflverse", dataset: "weekly", dt: "2025-11-23" };

function withHome(body: (store: LocalStore, home: string) => Promise<void>): Promise<void> {
  return withTempDir(async (home) => {
    const store = await openLocalStore({ rawRoot: join(home, "raw"), dataRoot: home, now, lockTimeoutMs: 300 });
    await body(store, home);
    store.close();
  });
}

async function publishOne(store: LocalStore, change: Parameters<typeof stageSample>[2] = {}): Promise<{ dir: string; file: string; meta: string }> {
  const item = await stageSample(store, WEEKLY, change);
  await store.publish([item], [{ id: WEEKLY, lastRun: sampleLastRun(item) }]);
  const dir = join(store.rawRoot, "nflverse", "weekly", `dt=${WEEKLY.dt}`);
  return { dir, file: join(dir, item.fileName), meta: join(dir, "_meta.json") };
}

async function issuesOf(store: LocalStore, deep = false): Promise<readonly string[]> {
  return (await validatePartitions(store, { all: true, deep })).flatMap((result) => result.issues);
}

describe("healing", () => {
  it("rebuilds a lost or torn manifest from the file, marks it, and says so", () =>
    withHome(async (store) => {
      const { meta } = await publishOne(store);
      const before = JSON.parse(readFileSync(meta, "utf8")) as object;
      for (const damage of [() => rmSync(meta), () => writeFileSync(meta, ""), () => writeFileSync(meta, '{"schema": "snapcount.man')]) {
        damage();
        expect((await store.heal()).actions.join()).toContain("rebuilt _meta.json of nflverse.weekly dt=2025-11-23");
        expect(JSON.parse(readFileSync(meta, "utf8"))).toEqual({ ...before, rebuilt: true, verdict: "unknown", coverage: { season_min: 2023, season_max: 2024, weeks: {} } });
        expect(await issuesOf(store, true)).toEqual([]);
      }
      expect((await store.newest(WEEKLY))?.rebuilt).toBe(true);
    }));

  it("leaves a manifest of another make alone", () =>
    withHome(async (store) => {
      const { meta } = await publishOne(store);
      const foreign = '{"dataset": "weekly", "loader_path": "elsewhere"}';
      writeFileSync(meta, foreign);
      expect((await store.heal()).actions.join()).not.toContain("rebuilt");
      expect(readFileSync(meta, "utf8")).toBe(foreign);
      expect((await store.listPartitions())[0]).toMatchObject({ manifest: null, problem: expect.stringContaining("_meta.json: schema") as string });
    }));

  it("brings the current index back when it is lost, torn or out of date", () =>
    withHome(async (store, home) => {
      const { dir } = await publishOne(store);
      const index = store.layout.currentFile;
      const text = readFileSync(index, "utf8");
      for (const damage of [() => rmSync(index), () => writeFileSync(index, text.slice(0, 30)), () => writeFileSync(index, text.replace("2025-11-23", "2025-11-22"))]) {
        damage();
        expect(readCurrent({ rawRoot: store.rawRoot, dataRoot: home }).ok).toBe(false);
        expect((await store.heal()).actions.join()).toContain("in line with the partitions");
        expect(readFileSync(index, "utf8")).toBe(text);
      }
      rmSync(dir, { recursive: true });
      await store.heal();
      expect(readCurrent({ rawRoot: store.rawRoot, dataRoot: home })).toEqual({ ok: true, snapshots: [] });
    }));

  it("removes what dead processes left in the stage folder, and nothing of a living one", () =>
    withHome(async (store) => {
      const mine = await store.createStageDir(WEEKLY, "run");
      const [session] = readdirSync(store.layout.stage);
      const dead = join(store.layout.stage, (session ?? "").replace(/~\d+~\d+~/, "~999999~1~"));
      mkdirSync(dead);
      writeFileSync(join(dead, "weekly.parquet"), "half");
      expect((await store.heal()).actions).toEqual([`removed ${dead}, left by a process that has ended`]);
      expect([existsSync(mine), existsSync(dead)]).toEqual([true, false]);
    }));
});

describe("what readers see now", () => {
  it("is told from the index alone, with when it was checked", () =>
    withHome(async (store, home) => {
      await publishOne(store);
      expect(readCurrent({ rawRoot: store.rawRoot, dataRoot: home })).toMatchObject({
        ok: true,
        snapshots: [{ source: "nflverse", dataset: "weekly", dt: "2025-11-23", rows: 10, verdict: "pass", coverage_start_season: 2023, last_checked_at: "2025-11-23T12:00:00.000Z", last_changed_at: "2025-11-23T12:00:00.000Z" }],
      });
    }));

  it("never includes stage, quarantine or journal, also with EXTERNAL_ROOT and a glob over every source", () =>
    withTempDir(async (home) => {
      const store = await openLocalStore({ rawRoot: join(home, "external"), dataRoot: join(home, "data"), now });
      await publishOne(store);
      const rejected = await stageSample(store, { ...WEEKLY, dt: "2025-11-24" });
      await store.quarantine(rejected.id, "run", rejected.staged, {
        schema: "snapcount.quarantine/1", id: rejected.id, run_id: "run", quarantined_at: "2025-11-24T12:00:00Z", file: rejected.fileName, rows: 10, provenance: null, checks: [], payloads: [], serving_dt: null,
      });
      await stageSample(store, { ...WEEKLY, dt: "2025-11-25" });
      const connection = await (await DuckDBInstance.create(":memory:")).connect();
      const seen = await connection.runAndReadAll(`SELECT file FROM glob('${store.rawRoot}/*/*/dt=*/*.parquet')`);
      expect(seen.getRows().map(([file]) => String(file).slice(store.rawRoot.length))).toEqual(["/nflverse/weekly/dt=2025-11-23/weekly_2025-11-23.parquet"]);
      connection.closeSync();
      expect(existsSync(join(home, "data"))).toBe(false);
      store.close();
    }));
});

describe("validate", () => {
  it("names each kind of damage", () =>
    withHome(async (store) => {
      const { dir, file, meta } = await publishOne(store);
      expect(await issuesOf(store, true)).toEqual([]);
      const [bytes, text] = [readFileSync(file), readFileSync(meta, "utf8")];
      const cases: readonly (readonly [() => void, RegExp])[] = [
        [() => writeFileSync(meta, text.replace('"row_count": 10', '"row_count": 11')), /10 rows, _meta.json says 11/],
        [() => writeFileSync(meta, text.replace('"season"', '"saison"')), /column 1 of the file is season INTEGER, _meta.json says saison INTEGER/],
        [() => writeFileSync(meta, text.replace('"dt": "2025-11-23"', '"dt": "2025-11-22"')), /belongs to nflverse\/weekly\/dt=2025-11-22/],
        [() => writeFileSync(meta, text.replace('"run_id": "0', '"run_id": "1')), /footer is of .*, run 0.*; _meta.json is of .*, run 1/],
        [() => rmSync(meta), /_meta.json: missing/],
        [() => writeFileSync(file, bytes.subarray(0, 100)), /does not end with PAR1/],
        [() => writeFileSync(file, Buffer.concat([bytes, bytes])), /bytes, _meta.json says/],
        [() => writeFileSync(file, Buffer.from(bytes).fill(7, 8, 12)), /sha256 is not the one/],
        [() => writeFileSync(join(dir, "copy.parquet"), bytes), /2 Parquet files/],
        [() => mkdirSync(join(dir, "..", "dt=latest")), /dt=latest is no date/],
        [() => mkdirSync(join(dir, "..", "dt=2025-11-16")), /holds no Parquet file/],
        [() => rmSync(store.layout.currentFile), /registry's current snapshot is nothing/],
      ];
      for (const [damage, expected] of cases) {
        damage();
        expect((await issuesOf(store, true)).join()).toMatch(expected);
        for (const name of ["copy.parquet", "../dt=latest", "../dt=2025-11-16"]) rmSync(join(dir, name), { recursive: true, force: true });
        writeFileSync(file, bytes);
        writeFileSync(meta, text);
        expect((await issuesOf(store, true)).filter((issue) => !issue.startsWith("the registry"))).toEqual([]);
      }
    }));

  it("looks at the newest partition of each dataset, at all on request, and at the asked sources", () =>
    withHome(async (store) => {
      for (const dt of ["2025-11-16", "2025-11-23"]) await store.publish([await stageSample(store, { ...WEEKLY, dt })], []);
      await store.publish([await stageSample(store, { ...WEEKLY, source: "ktc" })], []);
      expect((await validatePartitions(store)).map((result) => `${result.source} ${result.snapshot_date} ${result.row_count} ${result.valid}`)).toEqual(["ktc 2025-11-23 10 true", "nflverse 2025-11-23 10 true"]);
      expect((await validatePartitions(store, { all: true, sources: ["nflverse"] })).map((result) => `${result.snapshot_date} ${result.current}`)).toEqual(["2025-11-16 false", "2025-11-23 true"]);
    }));

  it("holds columns against the contract: what this version wrote is broken, what another wrote is told, an unknown dataset too", () =>
    withHome(async (store) => {
      await store.publish([await stageSample(store, WEEKLY)], []);
      const ask = async (version: string, label = "nflverse.weekly"): Promise<unknown> => {
        const contracts = new Map([[label, { version, columns: [{ name: "player_id", type: "BIGINT" as const }] }]]);
        return (await validatePartitions(store, { contracts })).map(({ valid, issues, warnings }) => ({ valid, issues, warnings }));
      };
      expect(await ask("nflverse@1")).toEqual([{ valid: false, issues: ["column player_id is VARCHAR, the contract says BIGINT"], warnings: [] }]);
      expect(await ask("nflverse@2")).toEqual([{ valid: true, issues: [], warnings: ["written by version nflverse@1 of the source, now nflverse@2: column player_id is VARCHAR, the contract says BIGINT"] }]);
      expect(await ask("nflverse@1", "nflverse.other")).toEqual([{ valid: true, issues: [], warnings: [expect.stringContaining("no such dataset")] }]);
    }));
});

describe("a disk that refuses", () => {
  it("names the path, publishes nothing and keeps the staged files: a file stands where a folder should be", () =>
    withHome(async (store) => {
      const { file } = await publishOne(store);
      mkdirSync(join(store.rawRoot, "ktc"));
      writeFileSync(join(store.rawRoot, "ktc", "players"), "");
      const items = [await stageSample(store, { ...WEEKLY, dt: "2025-11-24" }), await stageSample(store, { source: "ktc", dataset: "players", dt: "2025-11-24" })];
      await expect(store.publish(items, [])).rejects.toThrow(StoreWriteError);
      await expect(store.publish(items, [])).rejects.toThrow(/raw\/ktc\/players: a file stands where a folder should be/);
      expect(items.every((item) => existsSync(item.staged.path))).toBe(true);
      expect((await store.listPartitions()).map((entry) => entry.id.dt)).toEqual(["2025-11-23"]);
      expect(existsSync(file)).toBe(true);
      rmSync(join(store.rawRoot, "ktc", "players"));
      await store.publish(items, []);
      expect(await store.listPartitions()).toHaveLength(3);
    }));

  it("takes the commit back when the first rename is refused, so nothing waits in the journal", () =>
    withHome(async (store) => {
      await publishOne(store);
      const dir = join(store.rawRoot, "nflverse", "weekly");
      // A link into nothing: it is not there for a look, and cannot be renamed over by a folder.
      symlinkSync(join(dir, "nowhere"), join(dir, "dt=2025-11-24"));
      const item = await stageSample(store, { ...WEEKLY, dt: "2025-11-24" });
      await expect(store.publish([item], [])).rejects.toThrow(/dt=2025-11-24/);
      expect(readdirSync(store.layout.journal)).toEqual([]);
      expect((await store.listPartitions()).map((entry) => entry.id.dt)).toEqual(["2025-11-23"]);
    }));

  it("leaves one file where an adopted partition had two", () =>
    withHome(async (store) => {
      const { dir, file } = await publishOne(store, { naming: "plain" });
      writeFileSync(join(dir, "second.parquet"), readFileSync(file));
      await publishOne(store, { rows: 12 });
      expect(readdirSync(dir).sort()).toEqual(["_meta.json", "weekly_2025-11-23.parquet"]);
      expect(await issuesOf(store, true)).toEqual([]);
    }));
});

describe("others at the same store", () => {
  it("get told who holds it, after the time they are willing to wait", () =>
    withHome(async (store) => {
      const item = await stageSample(store, WEEKLY);
      await store.publish([item], []);
      const next = await stageSample(store, { ...WEEKLY, dt: "2025-11-24" });
      await store.withSharedLock(async () => {
        const refusal = store.publish([next], []);
        await expect(refusal).rejects.toThrow(StoreBusyError);
        await expect(refusal).rejects.toThrow(new RegExp(`in use by process ${process.pid} .*dbt`));
      });
      await store.publish([next], []);
      expect(await store.listPartitions()).toHaveLength(2);
    }));

  it("are refused when the store belongs to another profile", () =>
    withHome(async (store) => {
      await store.claimProfile("sample");
      await store.claimProfile("sample");
      await expect(store.claimProfile("live")).rejects.toThrow(WrongProfileError);
      await expect(store.claimProfile("live")).rejects.toThrow(/belongs to profile 'sample', this run uses profile 'live'/);
    }));
});

describe("the payload archive", () => {
  it("does not hand out bytes that have rotted, keeps them for a look, and takes the good ones again", () =>
    withHome(async (store) => {
      const bytes = async function* (): AsyncIterable<Uint8Array> {
        yield Buffer.from("season,week\n");
      };
      const put = await store.payloads.put(bytes());
      chmodSync(put.path, 0o644);
      writeFileSync(put.path, "season,weak\n");
      expect(await store.payloads.find(put.sha256, { verify: true })).toBeNull();
      expect(readdirSync(join(store.layout.payloads, "corrupt"))).toEqual([put.sha256]);
      expect(await store.payloads.put(bytes())).toEqual(put);
      expect(await store.payloads.find(put.sha256, { verify: true })).toEqual(put);
    }));
});
