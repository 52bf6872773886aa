export { describeLimits, type LimitsHarness } from "./describe-limits.ts";
export { describeOrchestrator } from "./describe-orchestrator.ts";
export { describeRecorder, type RecordedHistory, type RecordedState, type RecorderHarness } from "./describe-recorder.ts";
export { describeResultCache, type ResultCacheHarness } from "./describe-result-cache.ts";
export { describeLife, findBreaches } from "./history.ts";
export { createManualClock, type ManualClock } from "./manual-clock.ts";
