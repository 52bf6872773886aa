// What both benches of Prefect share: a server, children that run flows on it, and what the server then holds.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import * as z from "zod";
import { prefectEnv, startPrefectServer } from "../tests/prefect/support/server.ts";
import type { ChildReport } from "./prefect-child.ts";

/** The server records in batches some seconds apart; without news for this long, nothing more comes. */
const STALLED_MS = 60_000;
const TERMINAL = ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"];

export interface Measured extends ChildReport {
  /** From the start of the process to its first task. */
  readonly startMs: number;
  /** From the first RUNNING to the accepted final state, with all events sent. */
  readonly wallMs: number;
}

export interface BenchServer {
  readonly apiUrl: string;
  /** @returns the last line that our child printed */
  runOurs(mode: "server" | "alone" | "chained", tasks: number): Promise<string>;
  runProgram(command: string, args: readonly string[]): Promise<string>;
  /** Runs a child, then waits until the server has recorded all of it: the next run must not pay for this one. */
  measure(tasks: number, start: () => Promise<string>): Promise<Measured>;
  ask(method: "GET" | "POST", path: string, body?: unknown): Promise<unknown>;
}

/** A server of its own for `use`, gone afterwards. */
export async function withBenchServer<T>(use: (server: BenchServer) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "bench-prefect-"));
  const prefect = await startPrefectServer();
  const { apiUrl } = prefect;
  try {
    const child = await bundleChild();
    const env = prefectEnv(join(folder, "home"), { PREFECT_API_URL: apiUrl });
    const runProgram = async (command: string, args: readonly string[]): Promise<string> => {
      const { stdout } = await promisify(execFile)(command, [...args], { env, maxBuffer: 16 * 1024 * 1024 });
      return stdout.trim().split("\n").at(-1) ?? "";
    };
    return await use({
      apiUrl,
      runProgram,
      runOurs: (mode, tasks) => runProgram(process.execPath, [child, mode, String(tasks), join(folder, "outbox")]),
      measure: (tasks, start) => measure(apiUrl, tasks, start),
      ask: (method, path, body) => ask(apiUrl, method, path, body),
    });
  } finally {
    await prefect.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const Report = z.object({ flowRunId: z.string(), firstTaskAt: z.number(), sentAt: z.number(), peakKib: z.number(), eventBytes: z.number(), readBackMs: z.number(), complete: z.boolean() });

async function measure(apiUrl: string, tasks: number, start: () => Promise<string>): Promise<Measured> {
  const startedAt = Date.now();
  const report = Report.parse(JSON.parse(await start()));
  const runningAt = await readFirstRunning(apiUrl, report.flowRunId);
  await waitUntilRecorded(apiUrl, report.flowRunId, tasks);
  return { ...report, startMs: report.firstTaskAt - startedAt, wallMs: report.sentAt - runningAt };
}

async function bundleChild(): Promise<string> {
  // Inside node_modules, so that the bundle finds undici, as dist/main.js does.
  const folder = join(import.meta.dirname, "..", "node_modules", ".cache", "snapcount-bench");
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `prefect-child-${process.pid}.mjs`);
  const banner = { js: 'import { createRequire as snapcountRequire } from "node:module"; const require = snapcountRequire(import.meta.url);' };
  await build({ entryPoints: [join(import.meta.dirname, "prefect-child.ts")], outfile, bundle: true, minifySyntax: true, platform: "node", format: "esm", target: "node20", external: ["undici", "@photostructure/sqlite"], banner, logLevel: "error" });
  return outfile;
}

async function ask(apiUrl: string, method: "GET" | "POST", path: string, body?: unknown): Promise<unknown> {
  const init = body === undefined ? { method } : { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(`${apiUrl}${path}`, init);
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

async function readFirstRunning(apiUrl: string, flowRunId: string): Promise<number> {
  const states = z.array(z.object({ type: z.string(), timestamp: z.string() })).parse(await ask(apiUrl, "GET", `/flow_run_states/?flow_run_id=${flowRunId}`));
  return Math.min(...states.filter(({ type }) => type === "RUNNING").map(({ timestamp }) => Date.parse(timestamp)));
}

/** Waits until the task runs are recorded, or no more of them come. */
async function waitUntilRecorded(apiUrl: string, flowRunId: string, tasks: number): Promise<void> {
  const filter = { flow_runs: { id: { any_: [flowRunId] } }, task_runs: { state: { type: { any_: TERMINAL } } } };
  let recorded = -1;
  let movedAt = Date.now();
  while (recorded < tasks && Date.now() - movedAt < STALLED_MS) {
    const now = z.number().parse(await ask(apiUrl, "POST", "/task_runs/count", filter));
    if (now !== recorded) movedAt = Date.now();
    recorded = now;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

export const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(0);
