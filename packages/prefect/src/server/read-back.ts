import { setTimeout as delay } from "node:timers/promises";
import { createRunId } from "../run-id.ts";
import type { StateType } from "../states.ts";
import type { PrefectApi } from "./api.ts";
import { type ServerRun, taskEventBody } from "./bodies.ts";
import type { TaskItem } from "./item.ts";
import { countStates } from "./task-history.ts";

/**
 * Reads every task run of a flow run back from the server, kind by kind, and reports again what is missing there. The server accepts
 * events before it records them, and forgets what it had not recorded when it dies or its queue overflows.
 */
export interface ReadBackOptions {
  readonly api: PrefectApi;
  readonly run: ServerRun;
  readonly tasks: ReadonlyMap<string, readonly TaskItem[]>;
  readonly skewMicros: number;
  /** Ends the waiting; what is missing then is still owed. */
  readonly signal: AbortSignal;
}

export interface ReadBack {
  readonly complete: boolean;
  /** Task runs that had to be reported again. */
  readonly repaired: number;
}

const PAGE = 200;
const FIRST_POLL_MS = 100;
const LONGEST_POLL_MS = 2_000;
/** Without any progress for this long, what is missing is taken for lost: longer than the server's own pause between two flushes. */
const STALL_MS = 6_000;
const MOST_REPAIRS = 4;
const EVENTS_A_BODY = 300;

/** @throws PrefectApiError, PrefectUnreachableError: the tasks are then still owed */
export async function readBack(options: ReadBackOptions): Promise<ReadBack> {
  const repaired = new Set<string>();
  for (let repair = 0; repair <= MOST_REPAIRS; repair += 1) {
    await waitForCounts(options);
    const missing = await findMissing(options);
    if (missing.length === 0) return { complete: true, repaired: repaired.size };
    if (options.signal.aborted || repair === MOST_REPAIRS) break;
    for (const items of missing) repaired.add(items[0]?.info.taskRunId ?? "");
    await sendAgain(options, missing, repair);
  }
  return { complete: false, repaired: repaired.size };
}

/** Until each kind has as many task runs as were reported, or nothing moves any more. */
async function waitForCounts({ api, run, tasks, signal }: ReadBackOptions): Promise<void> {
  const expected = countStates(tasks);
  let pause = FIRST_POLL_MS;
  let before = -1;
  let movedAt = Date.now();
  for (;;) {
    const counts = await Promise.all([...expected.keys()].map((type) => countOf(api, run.id, type)));
    if ([...expected.values()].every((count, index) => (counts[index] ?? 0) >= count)) return;
    const sum = counts.reduce((total, count) => total + count, 0);
    if (sum !== before) {
      movedAt = Date.now();
      pause = FIRST_POLL_MS;
    }
    before = sum;
    if (signal.aborted || Date.now() - movedAt > STALL_MS) return;
    await delay(pause);
    pause = Math.min(pause * 1.6, LONGEST_POLL_MS);
  }
}

function countOf(api: PrefectApi, flowRunId: string, type: StateType): Promise<number> {
  return api.request<number>("POST", "/task_runs/count", { flow_runs: { id: { any_: [flowRunId] } }, task_runs: { state: { type: { any_: [type] } } } });
}

/** Task runs whose last report the server does not show. */
async function findMissing({ api, run, tasks }: ReadBackOptions): Promise<readonly (readonly TaskItem[])[]> {
  const found = new Map<string, string | null>();
  for (let offset = 0; ; offset += PAGE) {
    const page = await api.request<readonly { readonly id: string; readonly state_type: string | null }[]>("POST", "/task_runs/filter", {
      flow_runs: { id: { any_: [run.id] } },
      sort: "ID_DESC",
      limit: PAGE,
      offset,
    });
    for (const { id, state_type } of page) found.set(id, state_type);
    if (page.length < PAGE) break;
  }
  return [...tasks.values()].filter((items) => found.get(items[0]?.info.taskRunId ?? "") !== items.at(-1)?.state.type);
}

/**
 * First the same events again, which the server takes as what they are. A server that keeps them from passing as duplicates of events
 * it has lost since is told the last state under a new id, a microsecond later: two states of one instant would lose the second.
 */
async function sendAgain({ api, run, skewMicros }: ReadBackOptions, missing: readonly (readonly TaskItem[])[], repair: number): Promise<void> {
  const items = repair === 0 ? missing.flat() : missing.flatMap((all) => all.slice(-1)).map((item) => renew(item, repair));
  for (let from = 0; from < items.length; from += EVENTS_A_BODY) {
    await api.request("POST", "/events", items.slice(from, from + EVENTS_A_BODY).map((item) => taskEventBody(item, run, skewMicros)));
  }
}

function renew(item: TaskItem, repair: number): TaskItem {
  const state = { ...item.state, at: item.state.at + repair };
  return { ...item, eventId: createRunId(state.at / 1000), follows: null, state };
}
