export { describeOrchestrator } from "./describe-orchestrator.ts";
export { describeRecorder, type RecordedHistory, type RecordedState, type RecorderHarness } from "./describe-recorder.ts";
export { describeLife, findBreaches } from "./history.ts";
export { createManualClock, type ManualClock } from "./manual-clock.ts";
