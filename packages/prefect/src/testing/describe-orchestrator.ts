import { describe, expect, it } from "vitest";
import type { Orchestrator } from "../orchestrator.ts";
import { createRunId } from "../run-id.ts";
import type { FlowRunInfo } from "../runs.ts";
import type { State } from "../states.ts";

const AT = Date.UTC(2025, 10, 23, 12) * 1000;

function createRun(): FlowRunInfo {
  return { flowRunId: createRunId(AT / 1000), flowName: "contract_flow", name: "contract", parameters: { day: "2025-11-23" }, tags: ["a"], retries: { limit: 0, delaySeconds: 0 }, createdAt: AT, parentFlowRunId: null, parentTaskRunId: null };
}

/** What the engine relies on, whoever orchestrates. `create` gives a fresh one that knows no run yet. */
export function describeOrchestrator(name: string, create: () => Promise<{ readonly orchestrator: Orchestrator; readonly dispose?: () => Promise<void> }>): void {
  const lives: Record<string, readonly State[]> = {
    "Pending, Running, Completed": [
      { type: "PENDING", name: "Pending", at: AT },
      { type: "RUNNING", name: "Running", attempt: 1, at: AT + 1 },
      { type: "COMPLETED", name: "PartialSuccess", message: "one of six", at: AT + 2 },
    ],
    "Pending, Running, Failed": [
      { type: "PENDING", name: "Pending", at: AT },
      { type: "RUNNING", name: "Running", attempt: 1, at: AT + 1 },
      { type: "FAILED", name: "TimedOut", message: "too slow", error: null, at: AT + 2 },
    ],
    "Pending, Running, Cancelling, Cancelled": [
      { type: "PENDING", name: "Pending", at: AT },
      { type: "RUNNING", name: "Running", attempt: 1, at: AT + 1 },
      { type: "CANCELLING", name: "Cancelling", message: "Ctrl-C", at: AT + 2 },
      { type: "CANCELLED", name: "Cancelled", message: "Ctrl-C", at: AT + 3 },
    ],
  };

  describe(`Orchestrator contract: ${name}`, () => {
    it.each(Object.keys(lives))("accepts the plain life %s", async (life) => {
      const { orchestrator, dispose } = await create();
      const run = createRun();
      for (const [index, state] of (lives[life] ?? []).entries()) {
        expect(await orchestrator.propose(run, state, `${run.flowRunId}-${index}`)).toEqual({ verdict: "ACCEPT" });
      }
      await dispose?.();
    });

    it("answers a proposal that is sent again with the state it led to", async () => {
      const { orchestrator, dispose } = await create();
      const run = createRun();
      const pending: State = { type: "PENDING", name: "Pending", at: AT };
      await orchestrator.propose(run, pending, "once");
      const again = await orchestrator.propose(run, pending, "once");
      expect(again.verdict === "ACCEPT" || (again.verdict === "REJECT" && again.state.type === "PENDING")).toBe(true);
      await dispose?.();
    });

    it("keeps runs apart", async () => {
      const { orchestrator, dispose } = await create();
      const [one, other] = [createRun(), createRun()];
      const verdicts = await Promise.all([one, other].map((run) => orchestrator.propose(run, { type: "PENDING", name: "Pending", at: AT }, run.flowRunId)));
      expect(verdicts).toEqual([{ verdict: "ACCEPT" }, { verdict: "ACCEPT" }]);
      await dispose?.();
    });
  });
}
