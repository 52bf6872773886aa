import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { DuckDBInstance } from "@duckdb/node-api";
import type { PrefectApi } from "@snapcount/prefect/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PrefectServer, startPrefectServer } from "../prefect/support/server.ts";
import { eventually, openTestApi } from "../prefect/support/session.ts";
import { createWorkerHome, type WorkerHome } from "../prefect/support/stock-worker.ts";
import { type PostgresCluster, startPostgres } from "./support/postgres.ts";

/**
 * Three of Prefect's own workers share one pool and one home: 60 runs each fetch one season of one dataset, one run per dataset combines
 * and publishes. One worker and its children are killed halfway. Every partition equals that of a single process; no run stays Running.
 */

const REPO = join(import.meta.dirname, "..", "..");
const RENDERED = join(REPO, "samples", "rendered");
const BASELINE = "2026-10-01";
const DATASETS = [
  { dataset: "weekly", from: 1999, url: (season: number) => `https://github.com/nflverse/nflverse-data/releases/download/stats_player/stats_player_week_${season}.parquet`, sample: "stats_player_week_2025_" },
  { dataset: "ff_opportunity", from: 2006, url: (season: number) => `https://github.com/ffverse/ffopportunity/releases/download/latest-data/ep_weekly_${season}.parquet`, sample: "ep_weekly_2025_" },
  { dataset: "snap_counts", from: 2013, url: (season: number) => `https://github.com/nflverse/nflverse-data/releases/download/snap_counts/snap_counts_${season}.parquet`, sample: "snap_counts_2025_" },
] as const;
const LAST = 2025;
const LEAGUE = `baselines:\n${DATASETS.map(({ dataset }) => `  nflverse.${dataset}: ${BASELINE}\n`).join("")}`;

let folder: string;
let postgres: PostgresCluster;
let server: PrefectServer;
let api: PrefectApi;
let league: WorkerHome;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "snapcount-seasons-"));
  await recordSeasons(join(folder, "profile"));
  postgres = await startPostgres();
  server = await startPrefectServer({ database: { postgresUrl: postgres.url } });
  api = openTestApi(server.apiUrl);
  const schedules = readFileSync(join(REPO, "config", "schedules.yaml"), "utf8").replace(/^crashedAfterSeconds: .*$/m, "crashedAfterSeconds: 60");
  league = await createWorkerHome(server.apiUrl, api, { profile: join(folder, "profile"), config: { "league.yaml": LEAGUE, "schedules.yaml": schedules } });
});
afterAll(async () => {
  await league.remove();
  await api.close();
  await server.stop();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("several workers, one of them killed", () => {
  it("publish what a single process publishes, and no run stays Running", async () => {
    const doomed = await league.startWorker("doomed", 4);
    await league.startWorker("second", 4);
    await league.startWorker("third", 4);
    const ids: string[] = [];
    for (const { dataset, from } of DATASETS) {
      for (let season = from; season <= LAST; season += 1) ids.push(await league.trigger("fetch_season", { dataset, season }));
    }
    expect(ids).toHaveLength(60);

    await eventually("half of them", async () => ((await countIn(ids, ["COMPLETED"])) >= 20 ? true : undefined), 300_000);
    const victims = await eventually("a run in the middle of its work", () => freezeRunning(ids, doomed.pid));
    await doomed.end("SIGKILL");
    for (const pid of victims) signalQuietly(pid, "SIGKILL");

    const ended = ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"];
    await eventually("an end of every run", async () => ((await countIn(ids, ended)) === 60 ? true : undefined), 400_000).catch(async (error: unknown) => {
      throw new Error(`${(error as Error).message}; ${JSON.stringify(await statesIn(ids))}\n${league.log().slice(-4_000)}`, { cause: error });
    });
    const lost = 60 - (await countIn(ids, ["COMPLETED"]));
    expect(await countIn(ids, ["FAILED", "CANCELLED"])).toBe(0);
    expect(lost).toBe(await countIn(ids, ["CRASHED"]));
    expect(lost).toBeGreaterThan(0);
    expect(lost).toBeLessThanOrEqual(8);

    for (const { dataset, from } of DATASETS) {
      const id = await league.trigger("nfl_data_pipeline", { datasets: [dataset], seasons: `${from}-${LAST}`, dt: BASELINE });
      const { state } = await league.until(id, ended, 180_000);
      expect(`${dataset} ${state.type} ${state.message ?? ""}`).toContain(`${dataset} COMPLETED`);
    }
    expect(await api.request<number>("POST", "/flow_runs/count", { flow_runs: { state: { type: { any_: ["RUNNING", "PENDING", "CANCELLING"] } } } })).toBe(0);

    const alone = join(folder, "alone");
    mkdirSync(join(alone, "config"), { recursive: true });
    writeFileSync(join(alone, "config", "league.yaml"), LEAGUE);
    const env = { ...process.env, SNAPCOUNT_HOME: alone, SNAPCOUNT_PROFILE: join(folder, "profile"), PREFECT_HOME: join(folder, "none") };
    for (const { dataset, from } of DATASETS) {
      await promisify(execFile)(join(REPO, "bin", "snapcount"), ["run", "nfl_data_pipeline", "--datasets", dataset, "--seasons", `${from}-${LAST}`, "--dt", BASELINE, "--no-dbt"], { env }).catch((error: unknown) => {
        const { code, stdout } = error as { readonly code: number; readonly stdout: string };
        // 3 is partial success: the small invented seasons may warn.
        if (code !== 3) throw new Error(stdout, { cause: error });
      });
    }
    for (const { dataset, from } of DATASETS) {
      const difference = await compare(partitionOf(league.home, dataset), partitionOf(alone, dataset));
      expect(difference).toEqual({ seasons: LAST - from + 1, onlyHere: 0, onlyThere: 0 });
    }
  });
});

const partitionOf = (home: string, dataset: string): string => join(home, "data", "raw", "nflverse", dataset, `dt=${BASELINE}`, `${dataset}_${BASELINE}.parquet`);

/** The sample's season as every season since the dataset's first, as the providers would send them. */
async function recordSeasons(profile: string): Promise<void> {
  mkdirSync(join(profile, "files"), { recursive: true });
  const sample = JSON.parse(readFileSync(join(RENDERED, "payloads-2025-11-18.json"), "utf8")) as { readonly url: string; readonly file: string }[];
  const index: object[] = sample.map((entry) => ({ ...entry, method: "GET", status: 200 }));
  for (const { file } of sample) cpSync(join(RENDERED, file), join(profile, file));
  const db = await (await DuckDBInstance.create()).connect();
  for (const { from, url, sample: prefix } of DATASETS) {
    const file = sample.find((entry) => entry.file.includes(prefix))?.file ?? "";
    for (let season = from; season <= LAST; season += 1) {
      const copy = `files/${prefix}${season}.parquet`;
      const type = await db.runAndReadAll(`SELECT typeof(season) FROM '${join(RENDERED, file)}' LIMIT 1`);
      // A game's id begins with its season.
      await db.run(`COPY (SELECT * REPLACE (CAST(${season} AS ${String(type.getRows()[0]?.[0])}) AS season, replace(game_id, '2025_', '${season}_') AS game_id) FROM '${join(RENDERED, file)}') TO '${join(profile, copy)}' (FORMAT parquet)`);
      index.push({ method: "GET", url: url(season), status: 200, file: copy });
    }
  }
  db.closeSync();
  writeFileSync(join(profile, "profile.yaml"), "now: 2026-11-18T12:00:00Z\npayloads: index.json\n");
  writeFileSync(join(profile, "index.json"), JSON.stringify(index));
}

async function compare(here: string, there: string): Promise<{ readonly seasons: number; readonly onlyHere: number; readonly onlyThere: number }> {
  const db = await (await DuckDBInstance.create()).connect();
  const number = async (sql: string): Promise<number> => Number((await db.runAndReadAll(sql)).getRows()[0]?.[0]);
  const seasons = await number(`SELECT count(DISTINCT season) FROM '${here}'`);
  const onlyHere = await number(`SELECT count(*) FROM (FROM '${here}' EXCEPT ALL FROM '${there}')`);
  const onlyThere = await number(`SELECT count(*) FROM (FROM '${there}' EXCEPT ALL FROM '${here}')`);
  db.closeSync();
  return { seasons, onlyHere, onlyThere };
}

/** Stops a worker's children, so that none ends meanwhile. @returns them when one of them is at its run's work; else they go on. */
async function freezeRunning(ids: readonly string[], worker: number): Promise<readonly number[] | undefined> {
  const children = await childrenOf(worker);
  for (const pid of children) signalQuietly(pid, "SIGSTOP");
  const running = await api.request<readonly { readonly infrastructure_pid: string | null }[]>("POST", "/flow_runs/filter", { flow_runs: { id: { any_: ids }, state: { type: { any_: ["RUNNING"] } } } });
  if (running.some(({ infrastructure_pid: pid }) => children.includes(Number(pid?.split(":").at(-1))))) return children;
  for (const pid of children) signalQuietly(pid, "SIGCONT");
  return undefined;
}

const countIn = (ids: readonly string[], types: readonly string[]): Promise<number> => api.request("POST", "/flow_runs/count", { flow_runs: { id: { any_: ids }, state: { type: { any_: types } } } });

async function statesIn(ids: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const runs = await api.request<readonly { readonly state_name: string }[]>("POST", "/flow_runs/filter", { flow_runs: { id: { any_: ids } }, limit: 200 });
  return Object.fromEntries([...new Set(runs.map(({ state_name }) => state_name))].map((name) => [name, runs.filter((run) => run.state_name === name).length]));
}

async function childrenOf(pid: number): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)("pgrep", ["-P", String(pid)]).catch(() => ({ stdout: "" }));
  const children = stdout.split("\n").filter((line) => line !== "").map(Number);
  return [...children, ...(await Promise.all(children.map(childrenOf))).flat()];
}

function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It went with its group.
  }
}
