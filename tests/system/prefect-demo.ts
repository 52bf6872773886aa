// `make prefect-demo`: a Prefect server, our deployments on it, a run started in Prefect's own UI, carried out by Prefect's own worker on
// the sample league, and pictures of both in docs/pictures. Everything but the pictures is gone afterwards.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import type { PrefectApi } from "@snapcount/prefect/server";
import type { Page } from "playwright-core";
import * as z from "zod";
import { startProcessGroup, tailOf } from "../prefect/support/process-group.ts";
import { PREFECT_BIN, prefectEnv, startPrefectServer } from "../prefect/support/server.ts";
import { eventually, openTestApi } from "../prefect/support/session.ts";
import { withCamera } from "./support/pictures.ts";
import { openFirstSubflow } from "./support/run-graph.ts";

const REPO = join(import.meta.dirname, "..", "..");
const POOL = "snapcount";
const FLOW = "data_pipeline";
const RUN_WITHIN_MS = 300_000;
const TERMINAL = ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"];

export interface PrefectDemo {
  readonly flowRun: z.infer<typeof FlowRun>;
  readonly deployments: number;
  /** Task runs of the run and of its subflows, none of them unfinished. */
  readonly taskRuns: number;
  readonly pictures: { readonly customRun: string; readonly runGraph: string };
}

const FlowRun = z.object({ id: z.string(), name: z.string(), state_type: z.string().nullable(), state_name: z.string().nullable() });
const Deployment = z.object({ id: z.string(), name: z.string(), flow_id: z.string() });

/** @param pictureFolder where the two pictures go */
export async function runPrefectDemo(pictureFolder: string, say: (text: string) => void): Promise<PrefectDemo> {
  const folder = mkdtempSync(join(tmpdir(), "prefect-demo-"));
  say("starting a Prefect server ...");
  const server = await startPrefectServer();
  const api = openTestApi(server.apiUrl);
  const env = prefectEnv(join(folder, "prefect"), { PREFECT_API_URL: server.apiUrl, SNAPCOUNT_HOME: join(folder, "home"), SNAPCOUNT_PROFILE: "sample" });
  const logFile = join(folder, "worker.log");
  try {
    say("snapcount deploy ...");
    await promisify(execFile)(join(REPO, "bin", "snapcount"), ["deploy"], { cwd: REPO, env });
    const deployments = z.array(Deployment).parse(await api.request("POST", "/deployments/filter", { flows: { name: { any_: [FLOW] } } }));
    const deployment = deployments[0];
    if (deployment === undefined) throw new Error(`no deployment of ${FLOW} after \`snapcount deploy\``);
    say("prefect worker start ...");
    const worker = startProcessGroup({ command: join(PREFECT_BIN, "prefect"), args: ["worker", "start", "--type", "process", "--pool", POOL, "--name", "demo"], cwd: folder, env, logFile, folder });
    try {
      await waitForWorker(api);
      return await withCamera(async (take) => {
        const pictures = { customRun: join(pictureFolder, "prefect-custom-run.png"), runGraph: join(pictureFolder, "prefect-run-graph.png") };
        let flowRunId = "";
        await take({ url: `${server.uiUrl}/v2/deployments/deployment/${deployment.id}/run`, path: pictures.customRun, until: showForm, then: async (page) => void (flowRunId = await submitForm(page)) });
        const flowRun = await waitForRun(api, flowRunId, () => worker.ended(), say);
        const taskRuns = await waitForTaskRuns(api, flowRun.id);
        await take({ url: `${server.uiUrl}/v2/runs/flow-run/${flowRun.id}`, path: pictures.runGraph, until: openFirstSubflow });
        const all = await api.request<number>("POST", "/deployments/count", {});
        return { flowRun, deployments: all, taskRuns, pictures };
      });
    } finally {
      await worker.end("SIGTERM");
    }
  } catch (error) {
    throw new Error(`the demo ended early; its worker said:\n${tailOf(logFile)}`, { cause: error });
  } finally {
    await api.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The queue of the deployments is polled: the form would show a red dot beside it otherwise. */
async function waitForWorker(api: PrefectApi): Promise<void> {
  await eventually("a polled work queue", async () => {
    const { status } = await api.request<{ readonly status: string | null }>("GET", `/work_pools/${POOL}/queues/default`);
    return status === "READY" ? true : undefined;
  });
}

async function showForm(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Submit" }).waitFor();
  await page.getByText("Parameters", { exact: true }).first().waitFor();
}

/** @returns the flow run that the form created */
async function submitForm(page: Page): Promise<string> {
  const answered = page.waitForResponse((response) => response.url().endsWith("/create_flow_run"));
  await page.getByRole("button", { name: "Submit" }).click();
  const response = await answered;
  if (!response.ok()) throw new Error(`the form was refused: ${response.status()} ${await response.text()}`);
  return FlowRun.parse(await response.json()).id;
}

async function waitForRun(api: PrefectApi, flowRunId: string, workerEnded: () => string | undefined, say: (text: string) => void): Promise<z.infer<typeof FlowRun>> {
  let shown = "";
  return eventually("the end of the run", async () => {
    const ended = workerEnded();
    if (ended !== undefined) throw new Error(`the worker ${ended}`);
    const run = FlowRun.parse(await api.request("GET", `/flow_runs/${flowRunId}`));
    if (run.state_name !== shown) say(`flow run ${run.name}: ${run.state_name}`);
    shown = run.state_name ?? "";
    return TERMINAL.includes(run.state_type ?? "") ? run : undefined;
  }, RUN_WITHIN_MS);
}

/** Everything under the run is recorded when no task run is left unfinished. @returns how many there are */
async function waitForTaskRuns(api: PrefectApi, flowRunId: string): Promise<number> {
  const children = z.array(z.object({ id: z.string() })).parse(await api.request("POST", "/flow_runs/filter", { flow_runs: { parent_flow_run_id: { any_: [flowRunId] } } }));
  const flow_runs = { id: { any_: [flowRunId, ...children.map(({ id }) => id)] } };
  const count = (task_runs?: object): Promise<number> => api.request<number>("POST", "/task_runs/count", { flow_runs, ...(task_runs === undefined ? {} : { task_runs }) });
  return eventually("recorded task runs", async () => {
    const [all, ended] = [await count(), await count({ state: { type: { any_: TERMINAL } } })];
    return all > 0 && all === ended ? all : undefined;
  });
}

if (import.meta.filename === process.argv[1]) {
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  const { flowRun, deployments, taskRuns, pictures } = await runPrefectDemo(join(REPO, "docs", "pictures"), say);
  say(`${deployments} deployments; the run ${flowRun.name} ended ${flowRun.state_name} with ${taskRuns} task runs`);
  for (const path of Object.values(pictures)) say(`picture: ${relative(REPO, path)}`);
}
