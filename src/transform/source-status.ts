import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Verdict } from "../core/check.ts";
import type { Outcome } from "../core/outcome.ts";
import { quoteText } from "../core/quote.ts";
import { claimFolder, clearUnclaimed } from "./claimed-folder.ts";
import { sync } from "./sync.ts";

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
const NEXT = ".source_status-";

const TYPES: Readonly<Record<keyof SourceStatus, string>> = {
  source: "VARCHAR", dataset: "VARCHAR", last_checked_at: "TIMESTAMP", last_changed_at: "TIMESTAMP", source_modified_time: "TIMESTAMP", newest_event_at: "TIMESTAMP",
  serving_dt: "DATE", outcome: "VARCHAR", outcome_at: "TIMESTAMP", stale: "BOOLEAN", verdict: "VARCHAR", message: "VARCHAR",
};

/**
 * Replaces the table in one rename: a kill leaves the old one or the new one, and the next writer removes what a dead one left.
 * @param opsDir `data/ops`, where processes also show that they are alive
 * @returns its path
 */
export async function writeSourceStatus(rows: readonly SourceStatus[], opsDir: string): Promise<string> {
  const path = join(opsDir, SOURCE_STATUS);
  const place = { parent: opsDir, lockDir: opsDir, prefix: NEXT };
  // A folder of its own: DuckDB writes under another name beside the file until that is whole.
  const claimed = await claimFolder(place);
  try {
    const written = join(claimed.path, SOURCE_STATUS);
    await writeParquet(rows, written);
    await sync(written);
    await rename(written, path);
    await sync(opsDir);
    await clearUnclaimed(place, () => Promise.resolve(false));
    return path;
  } finally {
    await rm(claimed.path, { recursive: true, force: true });
    claimed.release();
  }
}

async function writeParquet(rows: readonly SourceStatus[], path: string): Promise<void> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    const names = Object.keys(TYPES);
    const shape = JSON.stringify([Object.fromEntries(names.map((name) => [name, "VARCHAR"]))]);
    // Everything comes as text, so that an instant's Z is read by DuckDB's own rule: as UTC.
    const select = `SELECT ${names.map((name) => `row.${name}::${TYPES[name as keyof SourceStatus]} AS ${name}`).join(", ")} FROM (SELECT unnest(from_json(${quoteText(JSON.stringify(rows))}, ${quoteText(shape)})) AS row)`;
    await connection.run(`COPY (${select}) TO ${quoteText(path)} (FORMAT parquet)`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
