import type { TaskRunInfo } from "../runs.ts";
import { isTerminal, type State, type StateType } from "../states.ts";
import { createRunId } from "../run-id.ts";
import type { TaskItem, TaskProgress } from "./item.ts";

/**
 * The states of each task run as they were reported: gives the next event what it follows from, and the reading-back what must be on
 * the server.
 */
export class TaskHistory {
  readonly #byRun = new Map<string, Map<string, TaskItem[]>>();

  /** @returns the next report of this task run; Scheduled and Pending at its beginning, terminal at its end. */
  next(info: TaskRunInfo, state: State): TaskItem {
    const items = this.#itemsOf(info);
    const before = items.at(-1) ?? null;
    const item: TaskItem = {
      kind: "task",
      eventId: createRunId(state.at / 1000),
      follows: before?.eventId ?? null,
      info,
      state,
      from: before?.state.type ?? null,
      progress: advance(before, state),
    };
    items.push(item);
    return item;
  }

  /** Takes up what another process reported. */
  resume(item: TaskItem): void {
    this.#itemsOf(item.info).push(item);
  }

  /** The reports of all task runs of a flow run, by task run. */
  tasksOf(flowRunId: string): ReadonlyMap<string, readonly TaskItem[]> {
    return this.#byRun.get(flowRunId) ?? NONE;
  }

  flowRunIds(): readonly string[] {
    return [...this.#byRun.keys()];
  }

  #itemsOf(info: TaskRunInfo): TaskItem[] {
    const tasks = this.#byRun.get(info.flowRunId) ?? new Map<string, TaskItem[]>();
    this.#byRun.set(info.flowRunId, tasks);
    const items = tasks.get(info.taskRunId) ?? [];
    tasks.set(info.taskRunId, items);
    return items;
  }
}

const NONE: ReadonlyMap<string, readonly TaskItem[]> = new Map();

/** What the server computes for flow runs and leaves to the client for task runs. */
function advance(before: TaskItem | null, state: State): TaskProgress {
  const last = before?.progress ?? { runCount: 0, startedAt: null, endedAt: null, totalMicros: 0 };
  const spent = before !== null && before.state.type === "RUNNING" ? state.at - before.state.at : 0;
  const starts = state.type === "RUNNING";
  return {
    runCount: last.runCount + (starts ? 1 : 0),
    startedAt: last.startedAt ?? (starts ? state.at : null),
    endedAt: isTerminal(state) ? state.at : null,
    totalMicros: last.totalMicros + spent,
  };
}

/** @returns how many task runs stand in each state. */
export function countStates(tasks: ReadonlyMap<string, readonly TaskItem[]>): ReadonlyMap<StateType, number> {
  const counts = new Map<StateType, number>();
  for (const items of tasks.values()) {
    const type = items.at(-1)?.state.type;
    if (type !== undefined) counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return counts;
}
