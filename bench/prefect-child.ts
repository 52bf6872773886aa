// One flow run of N no-op tasks, ten at once, in a fresh process. Bundled by prefect.ts: tsx would count as start-up time and memory.
//   PREFECT_API_URL=... prefect-child server|alone|chained N FOLDER
// Prints one line of JSON, as python/thousand_tasks.py does.
import { readFileSync } from "node:fs";
import { flow, type RunFlowOptions, runFlow, task, type TaskFuture } from "@snapcount/prefect";
import { openPrefectSession, readPrefectSettings } from "@snapcount/prefect/server";
import * as z from "zod";

export const LANES = 10;

/** Times are Unix time in ms. */
export interface ChildReport {
  /** The server's id. */
  readonly flowRunId: string;
  readonly firstTaskAt: number;
  /** The final state was accepted and every event taken by the server. */
  readonly sentAt: number;
  readonly peakKib: number;
  /** Bodies of all requests to /events. */
  readonly eventBytes: number;
  readonly readBackMs: number;
  /** Everything was sent and, by ours, read back. */
  readonly complete: boolean;
}

let firstTaskAt = 0;
const nothing = task<{ readonly value: number; readonly after?: number }, number>({ name: "nothing" }, ({ value }) => {
  if (firstTaskAt === 0) firstTaskAt = now();
  return value;
});

const Parameters = z.object({ count: z.int() });
const many = flow({ name: "thousand_tasks", description: "No-op tasks that know nothing of each other", parameters: Parameters }, async ({ count }, run) => {
  const futures = Array.from({ length: count }, (_, value) => run.submit(nothing, { value }));
  return sum(futures);
});
/** Ten lanes: every task but the first of a lane has an edge to the one before it. */
const chained = flow({ name: "chained_tasks", description: "No-op tasks in ten lanes", parameters: Parameters }, async ({ count }, run) => {
  const futures: TaskFuture<number>[] = [];
  for (let value = 0; value < count; value += 1) {
    const after = futures[value - LANES];
    futures.push(run.submit(nothing, after === undefined ? { value } : { value, after }));
  }
  return sum(futures);
});

async function sum(futures: readonly TaskFuture<number>[]): Promise<number> {
  let total = 0;
  for (const future of futures) total += await future;
  return total;
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

/** From the call of `runFlow` to its end. The processor's time counts all threads of the process. */
interface TimedRun {
  readonly localId: string;
  readonly runMs: number;
  readonly cpuMs: number;
}

async function runTimed(which: typeof many, count: number, options: Omit<RunFlowOptions<null>, "env">): Promise<TimedRun> {
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  const { state, run, result } = await runFlow(which, { count }, { env: null, taskConcurrency: LANES, ...options });
  const runMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  if (state.type !== "COMPLETED" || result !== (count * (count - 1)) / 2) throw new Error(`the flow ended ${state.name} with ${String(result)}`);
  return { localId: run.flowRunId, runMs, cpuMs: (user + system) / 1000 };
}

async function runOnServer(which: typeof many, count: number, folder: string): Promise<ChildReport> {
  const settings = readPrefectSettings(process.env);
  if (settings === null) throw new Error("PREFECT_API_URL is not set");
  const session = openPrefectSession({ settings, outboxDir: folder, owner: `bench-${process.pid}`, isAlive: () => true, note: (text) => process.stderr.write(`${text}\n`) });
  const { localId } = await runTimed(which, count, { recorder: session.recorder, orchestrator: session.orchestrator });
  const flowRunId = session.urlOf(localId)?.split("/").at(-1);
  const { complete, eventBytes, readBackMs } = await session.close();
  if (flowRunId === undefined) throw new Error("the server does not know the run");
  return { flowRunId, complete, firstTaskAt, sentAt: now() - readBackMs, peakKib: peakKib(), eventBytes, readBackMs };
}

function peakKib(): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
}

if (process.argv[2] !== undefined && process.argv[3] !== undefined) {
  const [mode, count, folder] = [process.argv[2], Number(process.argv[3]), process.argv[4] ?? "."];
  const report = mode === "alone" ? await runTimed(many, count, {}) : await runOnServer(mode === "chained" ? chained : many, count, folder);
  process.stdout.write(`${JSON.stringify(report)}\n`);
}
