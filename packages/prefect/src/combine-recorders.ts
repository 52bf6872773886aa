import type { Recorder } from "./recorder.ts";

/**
 * Hands every call to each recorder, in their order.
 * Recorders promise never to throw; one that breaks its promise must still not cost the others (or the run) a state.
 */
export function combineRecorders(...recorders: readonly Recorder[]): Recorder {
  const each = (call: (recorder: Recorder) => void): void => {
    for (const recorder of recorders) {
      try {
        call(recorder);
      } catch {
        // There is nobody to tell: telling is what recorders are for.
      }
    }
  };
  const all = async (call: (recorder: Recorder) => Promise<void>): Promise<void> => {
    await Promise.allSettled(recorders.map(async (recorder) => call(recorder)));
  };
  return {
    flowRunCreated: (run) => each((recorder) => recorder.flowRunCreated(run)),
    flowState: (run, state) => each((recorder) => recorder.flowState(run, state)),
    taskRunCreated: (run) => each((recorder) => recorder.taskRunCreated(run)),
    taskState: (run, state) => each((recorder) => recorder.taskState(run, state)),
    log: (entry) => each((recorder) => recorder.log(entry)),
    artifact: (origin, artifact) => each((recorder) => recorder.artifact(origin, artifact)),
    event: (origin, event) => each((recorder) => recorder.event(origin, event)),
    flush: () => all((recorder) => recorder.flush()),
    close: () => all((recorder) => recorder.close()),
  };
}
