import { describe, expect, it } from "vitest";
import type { Recorder } from "../recorder.ts";
import { createRunId } from "../run-id.ts";
import type { FlowRunInfo, LogEntry, TaskInput, TaskRunInfo } from "../runs.ts";
import type { State } from "../states.ts";

/** What a reader finds of a run; the part that every recorder keeps. */
export interface RecordedHistory {
  readonly flowRun: { readonly name: string; readonly parameters: unknown; readonly tags: readonly string[]; readonly states: readonly RecordedState[] } | null;
  /** In the order of creation. */
  readonly taskRuns: readonly { readonly taskRunId: string; readonly name: string; readonly inputs: Readonly<Record<string, readonly TaskInput[]>>; readonly states: readonly RecordedState[] }[];
  readonly logs: readonly Pick<LogEntry, "level" | "message">[];
}

export interface RecordedState {
  readonly type: State["type"];
  readonly name: string;
  readonly message: string | null;
}

export interface RecorderHarness {
  readonly recorder: Recorder;
  /** What another reader sees now. */
  readonly read: (flowRunId: string) => Promise<RecordedHistory>;
  readonly dispose?: () => Promise<void>;
}

const AT = Date.UTC(2025, 10, 23, 12) * 1000;

function flowRun(overrides: Partial<FlowRunInfo> = {}): FlowRunInfo {
  return { flowRunId: createRunId(AT / 1000), flowName: "contract_flow", name: "contract", parameters: { day: "2025-11-23" }, tags: ["a"], retries: { limit: 0, delaySeconds: 0 }, createdAt: AT, parentFlowRunId: null, parentTaskRunId: null, ...overrides };
}

function taskRun(run: FlowRunInfo, index: number, overrides: Partial<TaskRunInfo> = {}): TaskRunInfo {
  return { taskRunId: createRunId(AT / 1000), flowRunId: run.flowRunId, taskName: "step", taskKey: "step-0", dynamicKey: String(index), name: `step-${index}`, tags: [], retries: { limit: 3, delaySeconds: 1 }, taskInputs: {}, createdAt: AT + index, childFlowRunId: null, ...overrides };
}

const pending = (at: number): State => ({ type: "PENDING", name: "Pending", at });
const running = (at: number): State => ({ type: "RUNNING", name: "Running", attempt: 1, at });
const completed = (at: number): State => ({ type: "COMPLETED", name: "Completed", message: null, at });

/** What the engine relies on, whoever records. */
export function describeRecorder(name: string, create: () => Promise<RecorderHarness>): void {
  const withHarness = async (body: (harness: RecorderHarness) => Promise<void>): Promise<void> => {
    const harness = await create();
    try {
      await body(harness);
    } finally {
      await harness.recorder.close();
      await harness.dispose?.();
    }
  };

  describe(`Recorder contract: ${name}`, () => {
    it("shows a whole life after flush: states in order, names, messages, parameters", () =>
      withHarness(async ({ recorder, read }) => {
        const run = flowRun();
        recorder.flowRunCreated(run);
        recorder.flowState(run, pending(AT));
        recorder.flowState(run, running(AT + 1));
        recorder.flowState(run, { type: "COMPLETED", name: "PartialSuccess", message: "5 of 6", at: AT + 2 });
        await recorder.flush();
        const { flowRun: recorded } = await read(run.flowRunId);
        expect(recorded).toMatchObject({ name: "contract", parameters: { day: "2025-11-23" }, tags: ["a"] });
        expect(recorded?.states.map((state) => state.name)).toEqual(["Pending", "Running", "PartialSuccess"]);
        expect(recorded?.states.map((state) => state.message)).toEqual([null, null, "5 of 6"]);
      }));

    it("keeps states of one microsecond step in order, and tasks with their edges", () =>
      withHarness(async ({ recorder, read }) => {
        const run = flowRun();
        const first = taskRun(run, 0);
        const second = taskRun(run, 1, { taskInputs: { rows: [{ input_type: "task_run", id: first.taskRunId }] } });
        recorder.flowRunCreated(run);
        for (const [index, task] of [first, second].entries()) {
          recorder.taskRunCreated(task);
          recorder.taskState(task, pending(AT + index * 10 + 1));
          recorder.taskState(task, running(AT + index * 10 + 2));
          recorder.taskState(task, completed(AT + index * 10 + 3));
        }
        await recorder.flush();
        const { taskRuns } = await read(run.flowRunId);
        expect(taskRuns.map((task) => task.taskRunId)).toEqual([first.taskRunId, second.taskRunId]);
        expect(taskRuns.map((task) => task.states.map((state) => state.type))).toEqual([["PENDING", "RUNNING", "COMPLETED"], ["PENDING", "RUNNING", "COMPLETED"]]);
        expect(taskRuns[1]?.inputs).toEqual({ rows: [{ input_type: "task_run", id: first.taskRunId }] });
      }));

    it("adds to a run over several flushes and takes the newest name", () =>
      withHarness(async ({ recorder, read }) => {
        const run = flowRun();
        const task = taskRun(run, 0);
        recorder.flowRunCreated(run);
        recorder.taskRunCreated(task);
        recorder.taskState(task, pending(AT + 1));
        await recorder.flush();
        recorder.taskState({ ...task, name: "fetch 2024" }, running(AT + 2));
        await recorder.flush();
        recorder.taskState({ ...task, name: "fetch 2024" }, completed(AT + 3));
        await recorder.flush();
        const { taskRuns } = await read(run.flowRunId);
        expect(taskRuns).toHaveLength(1);
        expect(taskRuns[0]?.name).toBe("fetch 2024");
        expect(taskRuns[0]?.states.map((state) => state.type)).toEqual(["PENDING", "RUNNING", "COMPLETED"]);
      }));

    it("keeps log lines in order, whatever characters they hold", () =>
      withHarness(async ({ recorder, read }) => {
        const run = flowRun();
        recorder.flowRunCreated(run);
        const messages = ["plain", "Zoë \u{1F3C8} 'quoted' \"twice\"; DROP TABLE logs;--", "two\nlines", ""];
        messages.forEach((message, index) => recorder.log({ flowRunId: run.flowRunId, taskRunId: null, level: "info", message, at: AT + index }));
        await recorder.flush();
        expect((await read(run.flowRunId)).logs.map((line) => line.message)).toEqual(messages);
      }));

    it("does not throw at parameters without a JSON form", () =>
      withHarness(async ({ recorder, read }) => {
        const cyclic: Record<string, unknown> = {};
        cyclic["self"] = cyclic;
        const runs = [flowRun({ parameters: cyclic }), flowRun({ parameters: { big: 12n } }), flowRun({ parameters: undefined })];
        for (const run of runs) recorder.flowRunCreated(run);
        await recorder.flush();
        for (const run of runs) expect((await read(run.flowRunId)).flowRun).not.toBeNull();
      }));

    it("ignores calls after close", () =>
      withHarness(async ({ recorder }) => {
        const run = flowRun();
        recorder.flowRunCreated(run);
        await recorder.close();
        recorder.flowState(run, pending(AT));
        recorder.log({ flowRunId: run.flowRunId, taskRunId: null, level: "info", message: "late", at: AT });
        await recorder.flush();
        await recorder.close();
      }));
  });
}
