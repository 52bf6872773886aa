export type { DbtCommand, DbtMetrics, DbtReport, FailedTest, NodeKind, NodeReport, NodeState } from "./report.ts";
export type { DbtEvent, DbtOptions, DbtRequest, DbtRunner } from "./runner.ts";
