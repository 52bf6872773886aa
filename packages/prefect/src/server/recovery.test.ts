import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FlowRunInfo, TaskRunInfo } from "../runs.ts";
import type { State } from "../states.ts";
import type { Item, Mark } from "./item.ts";
import { describeCrash, readUnfinished } from "./recovery.ts";
import { TaskHistory } from "./task-history.ts";

const run: FlowRunInfo = { flowRunId: "run", flowName: "f", name: "f-1", parameters: {}, tags: [], retries: { limit: 0, delaySeconds: 0 }, createdAt: 1, parentFlowRunId: null, parentTaskRunId: null };
const taskOf = (id: string): TaskRunInfo => ({ taskRunId: id, flowRunId: "run", taskName: "t", taskKey: "t-0", dynamicKey: id, name: id, tags: [], retries: { limit: 0, delaySeconds: 0 }, taskInputs: {}, createdAt: 1, childFlowRunId: null });
const pending: State = { type: "PENDING", name: "Pending", at: 1 };
const running: State = { type: "RUNNING", name: "Running", attempt: 1, at: 2 };
const completed: State = { type: "COMPLETED", name: "Completed", message: null, at: 3 };

/** The whole life of a run with two tasks, as one process would write it. */
function life(): readonly (Item | Mark)[] {
  const history = new TaskHistory();
  const [a, b] = [taskOf("a"), taskOf("b")];
  return [
    { kind: "run", run, existing: false },
    history.next(a, pending),
    history.next(a, running),
    { kind: "sent", of: "task", upTo: 2 },
    { kind: "log", entry: { flowRunId: "run", taskRunId: "a", level: "info", message: "x", at: 2 } },
    history.next(b, pending),
    history.next(a, completed),
    history.next(b, running),
    history.next(b, completed),
    { kind: "sent", of: "log", upTo: 4 },
    { kind: "ended", flowRunId: "run" },
    { kind: "sent", of: "task", upTo: 8 },
    { kind: "settled", flowRunId: "run" },
  ];
}

describe("what a dead process still owes", () => {
  it("after any number of lines: what was not marked as sent, and an end for every run and task that has none", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: life().length }), (length) => {
        const lines = life().slice(0, length);
        const unfinished = readUnfinished(lines);
        const sentUpTo = (of: string): number => Math.max(-1, ...lines.flatMap((line) => (line.kind === "sent" && line.of === of ? [line.upTo] : [])));
        const items = lines.flatMap((line, number) => (["sent", "ended", "settled", "clock"].includes(line.kind) ? [] : [{ line: number, item: line as Item }]));
        expect(unfinished.items).toEqual(items.filter(({ line, item }) => line > sentUpTo(item.kind)));
        const isOpen = length > 0 && !lines.some((line) => line.kind === "ended");
        expect(unfinished.cutOff).toEqual(isOpen ? ["run"] : []);

        const crash = describeCrash(unfinished, 10);
        const reported = new Map(lines.flatMap((line) => (line.kind === "task" ? [[line.info.taskRunId, line.state.type]] : [])));
        const open = [...reported].filter(([, type]) => type !== "COMPLETED").map(([id]) => id);
        expect(crash.tasks.map(({ info }) => info.taskRunId)).toEqual(isOpen ? open : []);
        expect(crash.runs.map(({ state }) => state.name)).toEqual(isOpen ? ["Crashed"] : []);
      }),
    );
  });

  it("a run that was read back owes nothing", () => {
    const unfinished = readUnfinished(life());
    expect(unfinished).toMatchObject({ items: [{ line: 0 }], tasks: [], cutOff: [] });
  });

  it("children are ended before their parents", () => {
    const child = { ...run, flowRunId: "child", parentFlowRunId: "run" };
    expect(readUnfinished([{ kind: "run", run, existing: false }, { kind: "run", run: child, existing: false }]).cutOff).toEqual(["child", "run"]);
  });
});

describe("the history of a task run", () => {
  it("counts attempts and the time spent in them, and links each state to the one before", () => {
    const history = new TaskHistory();
    const info = taskOf("a");
    const retry: State = { type: "SCHEDULED", name: "AwaitingRetry", scheduledAt: 8, message: "x", at: 5 };
    const items = [pending, running, retry, { ...running, name: "Retrying" as const, at: 8 }, { ...completed, at: 10 }].map((state) => history.next(info, state));
    expect(items.map(({ progress }) => progress.runCount)).toEqual([0, 1, 1, 2, 2]);
    expect(items.at(-1)?.progress).toEqual({ runCount: 2, startedAt: 2, endedAt: 10, totalMicros: 5 });
    expect(items.map(({ follows }) => follows)).toEqual([null, ...items.slice(0, -1).map(({ eventId }) => eventId)]);
  });
});
