import * as z from "zod";
import { benchRow, type BenchRow, printRows } from "./bench.ts";
import { LANES } from "./prefect-child.ts";
import { type BenchServer, kilobytes, withBenchServer } from "./prefect-runs.ts";

const TASKS = 10_000;
/** The most that the server gives at once. */
const PAGE = 200;

/** 10,000 tasks in ten lanes: all of them must be on the server, each with its final state and its edge. */
export async function run(): Promise<BenchRow[]> {
  return withBenchServer(async (server) => {
    const many = await server.measure(TASKS, () => server.runOurs("chained", TASKS));
    const { found, unfinished, badEdges } = await countWrongTaskRuns(server, many.flowRunId);
    const seen = `${found} found, ${unfinished} without a final state, ${badEdges} with wrong edges`;
    const cost = `${(many.wallMs / 1000).toFixed(1)} s + ${(many.readBackMs / 1000).toFixed(1)} s reading back, ${kilobytes(many.eventBytes)} kB, ${(many.peakKib / 1024).toFixed(0)} MiB`;
    const end = many.complete ? "" : "; the process ended before all was read back";
    return [benchRow("prefect: 10,000 tasks, wrong on the server", Math.abs(TASKS - found) + unfinished + badEdges, "task runs", 0, `${seen}; ${cost}${end}`)];
  });
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
async function countWrongTaskRuns(server: BenchServer, flowRunId: string): Promise<Wrong> {
  const stored: StoredTaskRun[] = [];
  for (;;) {
    const page = TaskRunPage.parse(await server.ask("POST", "/task_runs/filter", { flow_runs: { id: { any_: [flowRunId] } }, sort: "ID_DESC", limit: PAGE, offset: stored.length }));
    stored.push(...page);
    if (page.length < PAGE) break;
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
