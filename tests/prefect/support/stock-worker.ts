import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { PrefectApi } from "@snapcount/prefect/server";
import { renderSample } from "../../../samples/league/render.ts";
import { type ProcessGroup, startProcessGroup, tailOf } from "./process-group.ts";
import { PREFECT_BIN, prefectEnv } from "./server.ts";
import { eventually } from "./session.ts";

const REPO = join(import.meta.dirname, "..", "..", "..");
const POOL = "snapcount";

/** A home of the sample league, deployed on a server, and Prefect's own process workers that execute its runs. */
export interface WorkerHome {
  readonly home: string;
  /** `bin/snapcount` in this home. @returns what it printed */
  snapcount(args: readonly string[]): Promise<string>;
  /** @param limit runs at once */
  startWorker(name: string, limit?: number): Promise<ProcessGroup>;
  /** As the server's custom-run form does. @returns the run's id */
  trigger(flow: string, parameters?: Readonly<Record<string, unknown>>): Promise<string>;
  /** @returns the run once its state is one of these. @throws with the worker's log when it takes too long */
  until(id: string, types: readonly string[], withinMs?: number): Promise<WorkerRun>;
  log(): string;
  remove(): Promise<void>;
}

export interface WorkerRun {
  readonly id: string;
  readonly infrastructure_pid: string | null;
  readonly state: { readonly type: string; readonly name: string; readonly message: string | null };
}

export interface WorkerHomeOptions {
  /** A folder with profile.yaml. Default: the sample league. */
  readonly profile?: string;
  /** Files of the home's config folder, by name. */
  readonly config?: Readonly<Record<string, string>>;
}

export async function createWorkerHome(apiUrl: string, api: PrefectApi, options: WorkerHomeOptions = {}): Promise<WorkerHome> {
  const profile = options.profile ?? join(REPO, "samples", "rendered");
  if (!existsSync(join(REPO, "samples", "rendered", "profile.yaml"))) await renderSample(join(REPO, "samples", "rendered"));
  const folder = mkdtempSync(join(tmpdir(), "snapcount-workers-"));
  const home = join(folder, "home");
  mkdirSync(join(home, "config"), { recursive: true });
  for (const [name, text] of Object.entries(options.config ?? {})) writeFileSync(join(home, "config", name), text);
  const env = prefectEnv(join(folder, "prefect"), { PREFECT_API_URL: apiUrl, SNAPCOUNT_HOME: home, SNAPCOUNT_PROFILE: profile, PREFECT_WORKER_QUERY_SECONDS: "1" });
  const logFile = join(folder, "worker.log");
  const workers: ProcessGroup[] = [];
  const snapcount = async (args: readonly string[]): Promise<string> => (await promisify(execFile)(join(REPO, "bin", "snapcount"), [...args], { cwd: REPO, env })).stdout;
  await snapcount(["deploy"]);
  return {
    home,
    snapcount,
    async startWorker(name, limit = 4) {
      const worker = startProcessGroup({ command: join(PREFECT_BIN, "prefect"), args: ["worker", "start", "--type", "process", "--pool", POOL, "--name", name, "--limit", String(limit)], cwd: folder, env, logFile, folder });
      workers.push(worker);
      await eventually(`worker ${name}`, async () => {
        const found = await api.request<readonly { readonly name: string; readonly status: string }[]>("POST", `/work_pools/${POOL}/workers/filter`, {});
        return found.some((other) => other.name === name && other.status === "ONLINE") ? true : undefined;
      });
      return worker;
    },
    async trigger(flow, parameters = {}) {
      const deployment = await api.request<{ readonly id: string }>("GET", `/deployments/name/${flow}/snapcount`);
      const run = await api.request<{ readonly id: string }>("POST", `/deployments/${deployment.id}/create_flow_run`, { parameters, state: { type: "SCHEDULED" } });
      return run.id;
    },
    async until(id, types, withinMs = 90_000) {
      let last: WorkerRun | null = null;
      try {
        return await eventually(
          types.join(" or "),
          async () => {
            last = await api.request<WorkerRun>("GET", `/flow_runs/${id}`);
            return types.includes(last.state.type) ? last : undefined;
          },
          withinMs,
        );
      } catch (error) {
        throw new Error(`${(error as Error).message}; the run is ${JSON.stringify((last as WorkerRun | null)?.state)}; the worker said:\n${tailOf(logFile)}`, { cause: error });
      }
    },
    log: () => tailOf(logFile, 10_000),
    async remove() {
      for (const worker of workers) await worker.end("SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
