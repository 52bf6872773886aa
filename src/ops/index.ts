export { isProcessAlive, LivenessLock, removeLock } from "./liveness.ts";
export { type CrashedRun, markCrashedRuns } from "./crashed-runs.ts";
export { isWriterAlive, Ledger, type LedgerOptions, openLedger } from "./ledger.ts";
export { type DatasetRecord, type LedgerReader, type LogLine, readLedger, type RunDetail, type RunSummary, type StateLine, type TaskRunDetail } from "./ledger-queries.ts";
export type { DatasetCheck, DbtNode } from "./ledger-rows.ts";
export { openLimits, type LimitsOptions, type OpenedLimits } from "./limits.ts";
export { pruneLedger } from "./prune-ledger.ts";
export { openResultCache, type ResultCacheOptions } from "./result-cache.ts";
export { describeRun, type LedgerStatus, type RunTables, type Trigger } from "./tables/describe-run.ts";
