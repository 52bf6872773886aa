export { parseManifest, parseRunResults } from "./artifacts.ts";
export { CURRENT as CURRENT_MARTS, exportMarts, type MartExport } from "./export-marts.ts";
export { OPS_COLUMNS, type OpsTables, writeOpsTables } from "./ops-tables.ts";
export { REGISTRY_SEED, writeRegistrySeed } from "./registry-seed.ts";
export type { DbtReport, NodeReport } from "./report.ts";
export { createDbtRunner } from "./runner.ts";
export { SOURCE_STATUS, type SourceStatus, writeSourceStatus } from "./source-status.ts";
export type { DbtEvent, DbtRequest, DbtRunner } from "./seam.ts";
