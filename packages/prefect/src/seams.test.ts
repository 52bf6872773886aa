import { LocalOrchestrator } from "./orchestrator.ts";
import { MemoryRecorder } from "./memory-recorder.ts";
import { stateMessage } from "./states.ts";
import { describeOrchestrator, describeRecorder } from "./testing/index.ts";

describeOrchestrator("local", async () => ({ orchestrator: new LocalOrchestrator() }));

describeRecorder("memory", async () => {
  const recorder = new MemoryRecorder();
  return {
    recorder,
    read: async (flowRunId) => {
      const run = recorder.flowRuns.get(flowRunId);
      const tasks = [...recorder.taskRuns.values()].filter((task) => task.info.flowRunId === flowRunId);
      return {
        flowRun: run === undefined ? null : { ...run.info, states: run.states.map((state) => ({ ...state, message: stateMessage(state) })) },
        taskRuns: tasks.map(({ info, states }) => ({ ...info, inputs: info.taskInputs, states: states.map((state) => ({ ...state, message: stateMessage(state) })) })),
        logs: recorder.logs.filter((line) => line.flowRunId === flowRunId),
      };
    },
  };
});
