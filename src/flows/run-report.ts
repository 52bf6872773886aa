import type { ErrorReport } from "../core/errors.ts";
import type { RunStatus } from "../core/outcome.ts";
import type { FlowSummary } from "./summary.ts";

/** One flow run: of one day of a profile, or of now. */
export interface RunReport {
  readonly flowRunId: string;
  readonly flow: string;
  readonly runAt: Date;
  readonly status: RunStatus;
  readonly summary: FlowSummary;
  readonly error: ErrorReport | null;
  readonly durationMs: number;
  /** The run's page on the Prefect server, when it is reported to one. */
  readonly prefectUrl: string | null;
  /** Path of the page that tells of it; null: the run wrote elsewhere (`--out`), or the page could not be written. */
  readonly page: string | null;
}
