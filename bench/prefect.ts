import { join } from "node:path";
import * as z from "zod";
import { PREFECT_BIN } from "../tests/prefect/support/server.ts";
import { benchRow, type BenchRow, median, printRows } from "./bench.ts";
import { kilobytes, type Measured, withBenchServer } from "./prefect-runs.ts";

const TASKS = 1_000;
const ROUNDS = 5;

/** Our flow of 1,000 no-op tasks against the same flow in Prefect's Python SDK, on one server, by turns. */
export async function run(): Promise<BenchRow[]> {
  return withBenchServer(async (server) => {
    const ours = (): Promise<Measured> => server.measure(TASKS, () => server.runOurs("server", TASKS));
    const program = join(import.meta.dirname, "python", "thousand_tasks.py");
    const python = (...args: readonly string[]): Promise<Measured> => server.measure(TASKS, () => server.runProgram(join(PREFECT_BIN, "python"), [program, String(TASKS), ...args]));
    // Not timed: fills the caches of both sides, and counts what Python sends.
    await ours();
    const counted = await python("--count-bytes");
    const samples: { readonly ours: Measured[]; readonly python: Measured[]; readonly engine: Alone[] } = { ours: [], python: [], engine: [] };
    for (let round = 1; round <= ROUNDS; round += 1) {
      process.stderr.write(`round ${round} of ${ROUNDS} ...\n`);
      samples.ours.push(await ours());
      samples.python.push(await python());
      samples.engine.push(Alone.parse(JSON.parse(await server.runOurs("alone", TASKS))));
    }
    const incomplete = [...samples.ours, ...samples.python].filter(({ complete }) => !complete).length;
    if (incomplete > 0) throw new Error(`${incomplete} runs were not reported completely`);
    return [...compare(samples.ours, samples.python, counted.eventBytes), describeEngine(samples.engine)];
  });
}

const Alone = z.object({ runMs: z.number(), cpuMs: z.number() });
type Alone = z.infer<typeof Alone>;

function describeEngine(runs: readonly Alone[]): BenchRow {
  const cpuMs = median(runs.map((run) => run.cpuMs));
  return benchRow("prefect: the engine's own share of 1,000 tasks", median(runs.map(({ runMs }) => runMs)), "ms", 30, `first flow of a fresh process, no server; ${cpuMs.toFixed(0)} ms of processor time`);
}

function compare(ours: readonly Measured[], python: readonly Measured[], pythonBytes: number): BenchRow[] {
  const middle = (runs: readonly Measured[], pick: (run: Measured) => number): number => median(runs.map(pick));
  const ratio = (name: string, pick: (run: Measured) => number, goal: number, unit: string, note = ""): BenchRow =>
    benchRow(name, middle(ours, pick) / middle(python, pick), "x", goal, `${middle(ours, pick).toFixed(0)} vs ${middle(python, pick).toFixed(0)} ${unit}${note}`);
  const readBack = `; our reading back ${middle(ours, (run) => run.readBackMs).toFixed(0)} ms more`;
  const bytes = `; bodies of events ${kilobytes(middle(ours, (run) => run.eventBytes))} vs ${kilobytes(pythonBytes)} kB`;
  return [
    ratio("prefect: 1,000 no-op tasks, wall vs Python", (run) => run.wallMs, 0.5, "ms", readBack + bytes),
    ratio("prefect: process start to first task vs Python", (run) => run.startMs, 0.5, "ms"),
    ratio("prefect: peak memory of the child vs Python", (run) => run.peakKib / 1024, 1, "MiB"),
  ];
}

if (import.meta.filename === process.argv[1]) printRows(await run());
