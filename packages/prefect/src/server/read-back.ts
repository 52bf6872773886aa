import { setTimeout as delay } from "node:timers/promises";
import { createRunId } from "../run-id.ts";
import type { StateType } from "../states.ts";
import type { PrefectApi } from "./api.ts";
import { type ServerRun, taskEventBody } from "./bodies.ts";
import type { TaskItem } from "./item.ts";
import { countStates } from "./task-history.ts";

/**
 * Reads every task run of a flow run back from the server, kind by kind, and reports again what it has lost: it accepts events before it
 * records them, and forgets what it had not recorded when it dies or its queue overflows.
 *
 * Slow must not be taken for lost: a second report of everything would drown a server that is only busy. Events are recorded in the order
 * they came, so what was reported last decides: once it is recorded, whatever was reported before it and is missing is lost. When nothing
 * moves any more, only that one is reported again.
 */
export interface ReadBackOptions {
  readonly api: PrefectApi;
  readonly run: ServerRun;
  /** All reports of each task run, in their order. */
  readonly tasks: ReadonlyMap<string, readonly TaskItem[]>;
  readonly skewMicros: number;
}

export interface ReadBack {
  readonly complete: boolean;
  /** Task runs that had to be reported again. */
  readonly repaired: number;
}

const PAGE = 200;
const FIRST_POLL_MS = 100;
const LONGEST_POLL_MS = 2_000;
/** Longer than the server's own pause between two flushes (5 s), during which nothing moves. */
const STILL_MS = 7_000;
const EVENTS_A_BODY = 300;
/** After this many vain questions the server is not recording at all: what is missing is still owed, to the next process. */
const MOST_NUDGES = 4;
const MOST_ROUNDS = 4;

/** @throws PrefectApiError, PrefectUnreachableError: the tasks are then still owed */
export async function readBack(options: ReadBackOptions): Promise<ReadBack> {
  const repaired = new Set<string>();
  if (options.tasks.size === 0) return { complete: true, repaired: 0 };
  for (let round = 0; ; round += 1) {
    const records = await waitUntilRecorded(options, round);
    const missing = await findMissing(options);
    if (missing.length === 0) return { complete: true, repaired: repaired.size };
    if (!records || round === MOST_ROUNDS) return { complete: false, repaired: repaired.size };
    for (const items of missing) repaired.add(items[0]?.info.taskRunId ?? "");
    await sendAgain(options, missing, round);
  }
}

/**
 * Waits, as long as anything moves, until each kind has as many task runs as were reported, or the last report is recorded and nothing
 * before it can come any more.
 * @returns false when the server records nothing at all
 */
async function waitUntilRecorded(options: ReadBackOptions, round: number): Promise<boolean> {
  const { api, run, tasks } = options;
  const expected = countStates(tasks);
  const last = latestOf(tasks);
  let pause = FIRST_POLL_MS;
  let seen = -1;
  let movedAt = Date.now();
  for (let nudges = 0; nudges <= MOST_NUDGES; ) {
    const counts = await Promise.all([...expected.keys()].map((type) => countOf(api, run.id, type)));
    if ([...expected.values()].every((count, index) => (counts[index] ?? 0) >= count)) return true;
    const sum = counts.reduce((total, count) => total + count, 0);
    if (sum !== seen) [seen, movedAt, pause] = [sum, Date.now(), FIRST_POLL_MS];
    if (Date.now() - movedAt > STILL_MS) {
      if (await isRecorded(api, last)) return true;
      nudges += 1;
      // Then under a new id: the server drops an id that it has seen as a duplicate, also when it lost the event since.
      const all = tasks.get(last.info.taskRunId) ?? [];
      const again = nudges === 1 ? all : all.map((item) => renew(item, round * 100 + nudges));
      await api.request("POST", "/events", again.map((item) => taskEventBody(item, run, options.skewMicros)));
      movedAt = Date.now();
    }
    await delay(pause);
    pause = Math.min(pause * 1.5, LONGEST_POLL_MS);
  }
  return false;
}

function latestOf(tasks: ReadonlyMap<string, readonly TaskItem[]>): TaskItem {
  const ends = [...tasks.values()].flatMap((items) => items.slice(-1));
  return ends.reduce((latest, item) => (item.state.at > latest.state.at ? item : latest));
}

/** Without the task runs that stand for subflows: the server makes those itself. */
function countOf(api: PrefectApi, flowRunId: string, type: StateType): Promise<number> {
  return api.request<number>("POST", "/task_runs/count", { flow_runs: { id: { any_: [flowRunId] } }, task_runs: { state: { type: { any_: [type] } }, subflow_runs: { exists_: false } } });
}

async function isRecorded(api: PrefectApi, item: TaskItem): Promise<boolean> {
  const count = await api.request<number>("POST", "/task_runs/count", { task_runs: { id: { any_: [item.info.taskRunId] }, state: { type: { any_: [item.state.type] } } } });
  return count > 0;
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

/** First the same events again, which are the same states; if the server drops them as duplicates, the same states under new ids. */
async function sendAgain({ api, run, skewMicros }: ReadBackOptions, missing: readonly (readonly TaskItem[])[], round: number): Promise<void> {
  const items = round === 0 ? missing.flat() : missing.flat().map((item) => renew(item, round * 100));
  for (let from = 0; from < items.length; from += EVENTS_A_BODY) {
    await api.request("POST", "/events", items.slice(from, from + EVENTS_A_BODY).map((item) => taskEventBody(item, run, skewMicros)));
  }
}

/** The same state a few microseconds later: two states of one instant would lose the second. */
function renew(item: TaskItem, micros: number): TaskItem {
  const state = { ...item.state, at: item.state.at + micros };
  return { ...item, eventId: createRunId(state.at / 1000), follows: null, state };
}
