import type { MemoryRecorder } from "../memory-recorder.ts";
import { isLegalMove, type State } from "../states.ts";

/** @returns every breach of the rules that hold for any run, one sentence each: legal moves, strictly increasing instants, unique keys. */
export function findBreaches(recorder: MemoryRecorder): readonly string[] {
  const runs = [...recorder.flowRuns.values(), ...recorder.taskRuns.values()].filter((run) => !("childFlowRunId" in run.info) || run.info.childFlowRunId === null);
  const keys = [...recorder.taskRuns.values()].map(({ info }) => `${info.flowRunId} ${info.taskKey} ${info.dynamicKey}`);
  return [
    ...runs.flatMap((run) => breachesOf(run.info.name, run.states)),
    ...(new Set(keys).size === keys.length ? [] : ["two task runs share task_key and dynamic_key"]),
  ];
}

function breachesOf(name: string, states: readonly State[]): readonly string[] {
  return states.flatMap((state, index) => {
    const before = states[index - 1];
    const breaches: string[] = [];
    if (!isLegalMove(before?.type ?? null, state.type)) breaches.push(`${name}: ${before?.type ?? "nothing"} -> ${state.type}`);
    if (before !== undefined && state.at <= before.at) breaches.push(`${name}: ${state.name} is not later than ${before.name}`);
    return breaches;
  });
}

/** `Pending Running Completed`: a run's life in one line. */
export function describeLife(states: readonly State[]): string {
  return states.map((state) => state.name).join(" ");
}
