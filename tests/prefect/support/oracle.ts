import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as z from "zod";
import { PREFECT_BIN, prefectEnv } from "./server.ts";

const StateShape = z.looseObject({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  timestamp: z.string(),
  message: z.string().nullish(),
  state_details: z.record(z.string(), z.unknown()),
  data: z.unknown(),
});
const RunInputShape = z.looseObject({ input_type: z.string() });
const FlowRunShape = z.looseObject({
  id: z.string(),
  name: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  tags: z.array(z.string()),
  run_count: z.number(),
  parent_task_run_id: z.string().nullish(),
  deployment_id: z.string().nullish(),
  start_time: z.string().nullish(),
  end_time: z.string().nullish(),
  state: StateShape,
});
const TaskRunShape = z.looseObject({
  id: z.string(),
  name: z.string(),
  task_key: z.string(),
  dynamic_key: z.string(),
  tags: z.array(z.string()),
  run_count: z.number(),
  flow_run_run_count: z.number(),
  task_inputs: z.record(z.string(), z.array(RunInputShape)),
  start_time: z.string().nullish(),
  end_time: z.string().nullish(),
  total_run_time: z.number(),
  state: StateShape,
  states: z.array(StateShape),
});
const LogShape = z.looseObject({ name: z.string(), level: z.number(), message: z.string(), timestamp: z.string(), flow_run_id: z.string().nullish(), task_run_id: z.string().nullish() });
const ArtifactShape = z.looseObject({
  key: z.string().nullish(),
  type: z.string().nullish(),
  description: z.string().nullish(),
  data: z.unknown(),
  metadata_: z.record(z.string(), z.string()).nullish(),
  task_run_id: z.string().nullish(),
});
const ResourceShape = z.record(z.string(), z.string());
const EventShape = z.looseObject({ id: z.string(), occurred: z.string(), event: z.string(), resource: ResourceShape, related: z.array(ResourceShape), payload: z.record(z.string(), z.unknown()) });
const GraphNodeShape = z.looseObject({
  kind: z.string(),
  id: z.string(),
  label: z.string(),
  state_type: z.string(),
  parents: z.array(z.object({ id: z.string() })),
  children: z.array(z.object({ id: z.string() })),
});

const FlowRunAsPythonReadsIt = z.object({
  flow_run: FlowRunShape,
  flow: z.looseObject({ id: z.string(), name: z.string(), tags: z.array(z.string()) }),
  /** Oldest first. */
  states: z.array(StateShape),
  /** `state.result()`, or the name of the exception that it raised. */
  result: z.union([z.object({ value: z.unknown() }), z.object({ error: z.string() })]).nullable(),
  task_runs: z.array(TaskRunShape),
  logs: z.array(LogShape),
  artifacts: z.array(ArtifactShape),
  /** The server stores events some 5 s after they were sent. */
  events: z.array(EventShape),
  graph: z.looseObject({ root_node_ids: z.array(z.string()), nodes: z.array(z.tuple([z.string(), GraphNodeShape])) }),
});
export type FlowRunAsPythonReadsIt = z.infer<typeof FlowRunAsPythonReadsIt>;

/**
 * One run of the server as Prefect's Python client reads it: states, task runs with theirs, logs, artifacts, events, graph.
 * @throws when one of Prefect's typed models refuses what the server stored; the message holds theirs
 */
export async function readWithPython(apiUrl: string, flowRunId: string): Promise<FlowRunAsPythonReadsIt> {
  const home = mkdtempSync(join(tmpdir(), "prefect-oracle-"));
  try {
    const program = [join(import.meta.dirname, "oracle.py"), flowRunId];
    const env = prefectEnv(home, { PREFECT_API_URL: apiUrl });
    const { stdout } = await promisify(execFile)(join(PREFECT_BIN, "python"), program, { env, maxBuffer: 256 * 1024 * 1024 });
    return FlowRunAsPythonReadsIt.parse(JSON.parse(stdout));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/**
 * Prefect's own command line against this server, such as `["flow-run", "inspect", id, "--output", "json"]`.
 * @returns what it printed
 * @throws when it did not end with exit code 0; the message holds what it printed
 */
export async function runPrefectCli(apiUrl: string, args: readonly string[]): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), "prefect-cli-"));
  try {
    // Wide enough that no table of theirs cuts a name.
    const env = prefectEnv(home, { PREFECT_API_URL: apiUrl, COLUMNS: "400" });
    const { stdout } = await promisify(execFile)(join(PREFECT_BIN, "prefect"), [...args], { env, maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`prefect ${args.join(" ")} failed: ${stdout ?? ""}${stderr ?? ""}`, { cause: error });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
