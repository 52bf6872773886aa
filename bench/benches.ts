import type { BenchRow } from "./bench.ts";

/** Every bench, in the order in which they are run. */
export const BENCHES: Readonly<Record<string, () => Promise<{ run(): Promise<BenchRow[]> }>>> = {
  start: () => import("./start.ts"),
  engine: () => import("./engine.ts"),
  validate: () => import("./validate.ts"),
  anomaly: () => import("./anomaly.ts"),
  ingest: () => import("./ingest.ts"),
  audit: () => import("./audit.ts"),
  changes: () => import("./changes.ts"),
  sheets: () => import("./sheets.ts"),
  ktc: () => import("./ktc.ts"),
  projections: () => import("./projections.ts"),
  sleeper: () => import("./sleeper.ts"),
  kill: () => import("./kill.ts"),
  prefect: () => import("./prefect.ts"),
  "prefect-many": () => import("./prefect-many.ts"),
};
