import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import * as z from "zod";
import { PREFECT_BIN, prefectEnv, type PrefectServer, startPrefectServer } from "../tests/prefect/support/server.ts";
import { benchRow, type BenchRow, median, printRows } from "./bench.ts";
import { type ChildReport, LANES } from "./prefect-child.ts";

const TASKS = 1_000;
const MANY_TASKS = 10_000;
const ROUNDS = 5;
/** The stock recorder stores some 100 to 250 events a second; 10,000 tasks are 30,000 events. */
const RECORDED_WITHIN_MS = 900_000;
const TERMINAL = ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"];

interface Measured extends ChildReport {
  readonly startMs: number;
  readonly wallMs: number;
}

/** Our flow of 1,000 no-op tasks against the same flow in Prefect's Python SDK, on one server; then 10,000 of ours. */
export async function run(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-prefect-"));
  const server = await startPrefectServer();
  try {
    const child = await bundleChild();
    const env = prefectEnv(join(folder, "home"), { PREFECT_API_URL: server.apiUrl });
    const ours = (mode: string, count: number): Promise<string> => runChild(process.execPath, [child, mode, String(count), join(folder, "outbox")], env);
    const python = (...args: readonly string[]): Promise<string> => runChild(join(PREFECT_BIN, "python"), [join(import.meta.dirname, "python", "thousand_tasks.py"), String(TASKS), ...args], env);

    // Not timed: fills the caches of both sides, and counts what Python sends.
    await measure(server, TASKS, () => ours("server", TASKS));
    const counted = await measure(server, TASKS, () => python("--count-bytes"));
    const samples: { readonly ours: Measured[]; readonly python: Measured[]; readonly engineMs: number[] } = { ours: [], python: [], engineMs: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      samples.ours.push(await measure(server, TASKS, () => ours("server", TASKS)));
      samples.python.push(await measure(server, TASKS, () => python()));
      samples.engineMs.push(z.object({ runMs: z.number() }).parse(JSON.parse(await ours("alone", TASKS))).runMs);
    }
    const many = await measure(server, MANY_TASKS, () => ours("chained", MANY_TASKS));
    const wrong = await countWrongTaskRuns(server, many.flowRunId);
    return [...compare(samples.ours, samples.python, counted.eventBytes), describeEngine(samples.engineMs), describeMany(many, wrong)];
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function compare(ours: readonly Measured[], python: readonly Measured[], pythonBytes: number): BenchRow[] {
  const middle = (runs: readonly Measured[], pick: (run: Measured) => number): number => median(runs.map(pick));
  const ratio = (name: string, pick: (run: Measured) => number, goal: number, unit: string, note = ""): BenchRow =>
    benchRow(name, middle(ours, pick) / middle(python, pick), "x", goal, `${middle(ours, pick).toFixed(0)} vs ${middle(python, pick).toFixed(0)} ${unit}${note}`);
  const readBack = `; our reading back ${middle(ours, (run) => run.readBackMs).toFixed(0)} ms more`;
  const bytes = `; events ${kilobytes(middle(ours, (run) => run.eventBytes))} vs ${kilobytes(pythonBytes)} kB`;
  return [
    ratio("prefect: 1,000 no-op tasks, wall vs Python", (run) => run.wallMs, 0.5, "ms", readBack + bytes),
    ratio("prefect: process start to first task vs Python", (run) => run.startMs, 0.5, "ms"),
    ratio("prefect: peak memory of the child vs Python", (run) => run.peakKib / 1024, 1, "MiB"),
  ];
}

const describeEngine = (engineMs: readonly number[]): BenchRow => benchRow("prefect: the engine's own share of 1,000 tasks", median(engineMs), "ms", 30, "first flow of a fresh process, no server");

function describeMany(many: Measured, wrong: Wrong): BenchRow {
  const found = `${wrong.found} found, ${wrong.unfinished} without a final state, ${wrong.badEdges} with wrong edges`;
  return benchRow("prefect: 10,000 tasks, wrong on the server", Math.abs(MANY_TASKS - wrong.found) + wrong.unfinished + wrong.badEdges, "task runs", 0, `${found}; ${(many.wallMs / 1000).toFixed(1)} s + ${(many.readBackMs / 1000).toFixed(1)} s reading back, ${kilobytes(many.eventBytes)} kB, ${(many.peakKib / 1024).toFixed(0)} MiB`);
}

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(0);

/** Runs a child, then waits until the server has recorded all of it: the next run must not pay for this one. */
async function measure(server: PrefectServer, tasks: number, start: () => Promise<string>): Promise<Measured> {
  const startedAt = Date.now();
  const report = Report.parse(JSON.parse(await start()));
  const runningAt = await readFirstRunning(server, report.flowRunId);
  await waitUntilRecorded(server, report.flowRunId, tasks);
  return { ...report, startMs: report.firstTaskAt - startedAt, wallMs: report.sentAt - runningAt };
}

const Report = z.object({ flowRunId: z.string(), firstTaskAt: z.number(), sentAt: z.number(), peakKib: z.number(), eventBytes: z.number(), readBackMs: z.number() });

async function runChild(command: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  const { stdout } = await promisify(execFile)(command, [...args], { env: { ...env }, maxBuffer: 16 * 1024 * 1024 });
  return stdout.trim().split("\n").at(-1) ?? "";
}

async function bundleChild(): Promise<string> {
  // Inside node_modules, so that the bundle finds undici, as dist/main.js does.
  const folder = join(import.meta.dirname, "..", "node_modules", ".cache", "snapcount-bench");
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, "prefect-child.mjs");
  const banner = { js: 'import { createRequire as snapcountRequire } from "node:module"; const require = snapcountRequire(import.meta.url);' };
  await build({ entryPoints: [join(import.meta.dirname, "prefect-child.ts")], outfile, bundle: true, minifySyntax: true, platform: "node", format: "esm", target: "node20", external: ["undici", "@photostructure/sqlite"], banner, logLevel: "error" });
  return outfile;
}

async function ask(server: PrefectServer, method: "GET" | "POST", path: string, body?: unknown): Promise<unknown> {
  const init = body === undefined ? { method } : { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(`${server.apiUrl}${path}`, init);
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

async function readFirstRunning(server: PrefectServer, flowRunId: string): Promise<number> {
  const states = z.array(z.object({ type: z.string(), timestamp: z.string() })).parse(await ask(server, "GET", `/flow_run_states/?flow_run_id=${flowRunId}`));
  return Math.min(...states.filter(({ type }) => type === "RUNNING").map(({ timestamp }) => Date.parse(timestamp)));
}

async function waitUntilRecorded(server: PrefectServer, flowRunId: string, tasks: number): Promise<void> {
  const filter = { flow_runs: { id: { any_: [flowRunId] } }, task_runs: { state: { type: { any_: TERMINAL } } } };
  const deadline = Date.now() + RECORDED_WITHIN_MS;
  let recorded = 0;
  while (recorded < tasks) {
    if (Date.now() > deadline) throw new Error(`the server recorded ${recorded} of ${tasks} task runs of ${flowRunId}`);
    recorded = z.number().parse(await ask(server, "POST", "/task_runs/count", filter));
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

interface Wrong {
  readonly found: number;
  readonly unfinished: number;
  readonly badEdges: number;
}

const TaskRunPage = z.array(
  z.object({
    id: z.string(),
    dynamic_key: z.string(),
    state_type: z.string().nullable(),
    start_time: z.string().nullable(),
    end_time: z.string().nullable(),
    task_inputs: z.record(z.string(), z.array(z.object({ input_type: z.string(), id: z.string().optional() }))),
  }),
);
type StoredTaskRun = z.infer<typeof TaskRunPage>[number];

/** Pages through all task runs of the chained flow and looks at each: state, times, and the one edge to the task before it in its lane. */
async function countWrongTaskRuns(server: PrefectServer, flowRunId: string): Promise<Wrong> {
  const stored: StoredTaskRun[] = [];
  for (;;) {
    const page = TaskRunPage.parse(await ask(server, "POST", "/task_runs/filter", { flow_runs: { id: { any_: [flowRunId] } }, sort: "ID_DESC", limit: 200, offset: stored.length }));
    stored.push(...page);
    if (page.length < 200) break;
  }
  const unfinished = stored.filter((run) => run.state_type !== "COMPLETED" || run.start_time === null || run.end_time === null);
  const byId = new Map(stored.map((run) => [run.id, run]));
  return { found: byId.size, unfinished: unfinished.length, badEdges: stored.filter((run) => !hasItsEdge(run, byId)).length };
}

/** The dynamic key is the index of the call. */
function hasItsEdge(run: StoredTaskRun, byId: ReadonlyMap<string, StoredTaskRun>): boolean {
  const upstreams = Object.values(run.task_inputs).flatMap((inputs) => inputs.filter(({ input_type }) => input_type === "task_run"));
  const index = Number(run.dynamic_key);
  if (index < LANES) return upstreams.length === 0;
  return upstreams.length === 1 && Number(byId.get(upstreams[0]?.id ?? "")?.dynamic_key) === index - LANES;
}

if (import.meta.filename === process.argv[1]) printRows(await run());
