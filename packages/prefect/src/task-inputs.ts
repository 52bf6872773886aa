import { EngineFuture, type TaskFuture } from "./future.ts";
import type { TaskInput, TaskRunInfo } from "./runs.ts";

export interface Upstream {
  /** The input's property that the result goes to, or null for ordering only. */
  readonly property: string | null;
  readonly future: TaskFuture<unknown>;
}

/** @returns the futures a task waits for, and its edges as Prefect draws them. */
export function collectUpstreams(input: unknown, waitFor: readonly TaskFuture<unknown>[]): { readonly upstreams: readonly Upstream[]; readonly taskInputs: TaskRunInfo["taskInputs"] } {
  let upstreams: Upstream[] | null = null;
  let taskInputs: Record<string, readonly TaskInput[]> | null = null;
  if (isPlainObject(input)) {
    for (const property in input) {
      const future = input[property];
      if (!(future instanceof EngineFuture)) continue;
      (upstreams ??= []).push({ property, future: future as EngineFuture<unknown> });
      (taskInputs ??= {})[property] = [edge(future as EngineFuture<unknown>)];
    }
  }
  if (waitFor.length > 0) {
    upstreams = [...(upstreams ?? []), ...waitFor.map((future) => ({ property: null, future }))];
    taskInputs = { ...taskInputs, wait_for: waitFor.map(edge) };
  }
  return { upstreams: upstreams ?? NOTHING, taskInputs: taskInputs ?? NO_EDGES };
}

const NOTHING: readonly Upstream[] = [];
const NO_EDGES: TaskRunInfo["taskInputs"] = {};

function edge(future: TaskFuture<unknown>): TaskInput {
  return { input_type: "task_run", id: future.taskRun.taskRunId };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
