import { join } from "node:path";
import type { Verdict } from "../core/check.ts";
import type { Outcome } from "../core/outcome.ts";
import { writeParquetTables } from "./parquet-tables.ts";

/** What is known of a dataset's freshness when dbt begins; one row each, those never loaded included. Instants are ISO 8601. */
export interface SourceStatus {
  readonly source: string;
  readonly dataset: string;
  /** When the provider was last asked successfully: what dbt's source freshness goes by. */
  readonly last_checked_at: string | null;
  readonly last_changed_at: string | null;
  /** When upstream says that it published what readers see. */
  readonly source_modified_time: string | null;
  readonly newest_event_at: string | null;
  /** dt of the snapshot that readers see. */
  readonly serving_dt: string | null;
  /** What the latest run came to, and when it was. */
  readonly outcome: Outcome | null;
  readonly outcome_at: string | null;
  /** Readers see data that the latest run should have replaced. */
  readonly stale: boolean;
  /** The worst of its clocks and of its data's age; skipped: it was never loaded. */
  readonly verdict: Verdict;
  readonly message: string;
}

/** Below data/ops. */
export const SOURCE_STATUS = "source_status.parquet";

export const STATUS_COLUMNS: Readonly<Record<keyof SourceStatus, string>> = {
  source: "VARCHAR", dataset: "VARCHAR", last_checked_at: "TIMESTAMP", last_changed_at: "TIMESTAMP", source_modified_time: "TIMESTAMP", newest_event_at: "TIMESTAMP",
  serving_dt: "DATE", outcome: "VARCHAR", outcome_at: "TIMESTAMP", stale: "BOOLEAN", verdict: "VARCHAR", message: "VARCHAR",
};

/**
 * Replaces the table in one rename.
 * @param opsDir `data/ops`
 * @returns its path
 */
export async function writeSourceStatus(rows: readonly SourceStatus[], opsDir: string): Promise<string> {
  const path = join(opsDir, SOURCE_STATUS);
  await writeParquetTables([{ path, columns: STATUS_COLUMNS, rows }], opsDir, "source_status");
  return path;
}
