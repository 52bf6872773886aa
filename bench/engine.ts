import { performance } from "node:perf_hooks";
import { flow, MemoryRecorder, type Recorder, runFlow, task } from "@snapcount/prefect";
import * as z from "zod";
import { benchRow, type BenchRow, formatRows, median } from "./bench.ts";

const TASKS = 10_000;

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

export async function run(): Promise<BenchRow[]> {
  const memory = [];
  for (let round = 0; round < 7; round += 1) memory.push(await microsPerTask(new MemoryRecorder()));
  return [benchRow("engine: no-op task, memory recorder", median(memory), "µs", 30)];
}

if (import.meta.filename === process.argv[1]) console.log(formatRows(await run()));
