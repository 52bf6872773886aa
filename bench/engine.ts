import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { promisify } from "node:util";
import { flow, MemoryRecorder, type Recorder, runFlow, task } from "@snapcount/prefect";
import * as z from "zod";
import { openLedger, readLedger } from "../src/ops/index.ts";
import { benchRow, type BenchRow, median, printRows } from "./bench.ts";

const TASKS = 10_000;
const PROCESSES = 4;

const nothing = task<number, number>({ name: "nothing" }, (value) => value);
const many = flow({ name: "many_tasks", description: "Submits no-op tasks and awaits them all", parameters: z.object({ count: z.int() }) }, async ({ count }, run) => {
  const futures = [];
  for (let index = 0; index < count; index += 1) futures.push(run.submit(nothing, index));
  let sum = 0;
  for (const future of futures) sum += await future;
  return sum;
});

async function microsPerTask(recorder: Recorder): Promise<number> {
  const start = performance.now();
  const { state } = await runFlow(many, { count: TASKS }, { env: null, recorder });
  await recorder.flush();
  if (state.type !== "COMPLETED") throw new Error(`bench flow ended ${state.name}`);
  return ((performance.now() - start) * 1000) / TASKS;
}

async function withLedger<T>(body: (path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "bench-engine-"));
  try {
    return await body(join(folder, "ops", "ledger.db"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureLedger(path: string): Promise<number> {
  const ledger = openLedger(path, { onNote: (note) => { throw new Error(note); } });
  try {
    return await microsPerTask(ledger);
  } finally {
    await ledger.close();
  }
}

/** Four processes record into one ledger at once; each is this file with `--child LEDGER`. */
async function measureFourProcesses(path: string): Promise<{ readonly slowestMicros: number; readonly errors: number; readonly recorded: number }> {
  const children = await Promise.allSettled(
    Array.from({ length: PROCESSES }, () => promisify(execFile)(process.execPath, ["--import", "tsx", import.meta.filename, "--child", path])),
  );
  const times = children.map((child) => (child.status === "fulfilled" ? Number(child.value.stdout.trim()) : Number.NaN));
  const errors = times.filter((micros) => !(micros > 0)).length;
  const reader = readLedger(path);
  const recorded = reader.listRuns(100).filter((row) => row.stateType === "COMPLETED" && row.tasks === TASKS).length;
  reader.close();
  return { slowestMicros: Math.max(...times), errors, recorded };
}

export async function run(): Promise<BenchRow[]> {
  const memory = [];
  const ledger = [];
  for (let round = 0; round < 7; round += 1) {
    memory.push(await microsPerTask(new MemoryRecorder()));
    ledger.push(await withLedger(measureLedger));
  }
  const four = await withLedger(measureFourProcesses);
  return [
    benchRow("engine: no-op task, memory recorder", median(memory), "µs", 30, `${TASKS} tasks, submit all and await`),
    benchRow("engine: no-op task, SQLite ledger, group commit", median(ledger), "µs", 60, "flush included"),
    benchRow("engine: four processes on one ledger, errors", four.errors + (PROCESSES - four.recorded), "errors", 0, `${four.recorded} of ${PROCESSES} runs complete, slowest ${four.slowestMicros.toFixed(0)} µs per task`),
  ];
}

if (import.meta.filename === process.argv[1]) {
  const [flag, path] = process.argv.slice(2);
  if (flag === "--child" && path !== undefined) console.log(await measureLedger(path));
  else printRows(await run());
}
