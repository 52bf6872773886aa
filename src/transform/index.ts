export { type DbtManifest, type MissingByModel, parseFreshness, parseManifest, parseRunResults } from "./artifacts.ts";
export { selectDownstream } from "./command.ts";
export { writeRegistrySeed } from "./registry-seed.ts";
export type { DbtCommand, DbtMetrics, DbtReport, FailedTest, NodeKind, NodeReport, NodeState } from "./report.ts";
export { createDbtRunner } from "./runner.ts";
export type { DbtEvent, DbtOptions, DbtRequest, DbtRunner } from "./seam.ts";
export { createReport, failureOf, summarise } from "./summary.ts";
