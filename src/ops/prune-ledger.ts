import { existsSync } from "node:fs";
import { openSqlite, type Sqlite } from "../store/sqlite.ts";
import { assertKnownVersion } from "./ledger-database.ts";

const DAY_MS = 86_400_000;
const TABLES = ["states", "logs", "task_runs", "check_results", "dataset_outcomes", "flow_runs"] as const;

/** What all runs together say of a dataset is told by these: they stay, however old (ledger-queries.ts, readDatasets). */
const NEWEST = `SELECT run_id FROM dataset_outcomes WHERE rowid IN (SELECT max(rowid) FROM dataset_outcomes WHERE outcome <> 'skipped' GROUP BY source, dataset)
  UNION SELECT run_id FROM check_results WHERE rowid IN (SELECT max(rowid) FROM check_results WHERE kind <> 'pre_load' GROUP BY source, dataset, kind = 'freshness')`;
/** Runs that ended before, each with all it called; none of which anything is still open or needed. */
const OLD = `WITH RECURSIVE tree (run_id, top) AS (
    SELECT run_id, run_id FROM flow_runs WHERE parent_run_id IS NULL AND ended_at < ?
    UNION ALL SELECT f.run_id, tree.top FROM flow_runs f JOIN tree ON f.parent_run_id = tree.run_id),
  kept (top) AS (SELECT top FROM tree JOIN flow_runs USING (run_id) WHERE ended_at IS NULL UNION SELECT top FROM tree WHERE run_id IN (${NEWEST}))
  SELECT run_id, run_id = top AS is_top FROM tree WHERE top NOT IN kept`;

/**
 * Removes the rows of runs that ended more than `days` before the last day on which anything ran before today: a clock that has jumped
 * ahead makes no run old. A run from the future means a wrong clock: nothing is removed.
 * @returns how many runs went, or would; subflows are not counted
 */
export function pruneLedger(path: string, { now, days, dryRun }: { readonly now: Date; readonly days: number; readonly dryRun: boolean }): number {
  if (!existsSync(path)) return 0;
  const db = openSqlite(path);
  try {
    assertKnownVersion(db);
    return db.transaction(() => removeOld(db, now, days, dryRun));
  } finally {
    db.close();
  }
}

function removeOld(db: Sqlite, now: Date, days: number, dryRun: boolean): number {
  const micros = (ms: number): number => ms * 1000;
  const today = Date.parse(now.toISOString().slice(0, 10));
  const seen = db.prepare<{ readonly newest: number | null; readonly earlier: number | null }>("SELECT max(created_at) AS newest, max(CASE WHEN created_at < ? THEN created_at END) AS earlier FROM flow_runs").get(micros(today));
  if (seen?.earlier == null || (seen.newest ?? 0) >= micros(today + DAY_MS)) return 0;
  const old = db.prepare<{ readonly run_id: string; readonly is_top: number }>(OLD).all(seen.earlier - micros(days * DAY_MS));
  if (!dryRun) {
    const known = new Set(db.prepare<{ readonly name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all().map(({ name }) => name));
    // A ledger of an earlier version has no dbt nodes.
    const deletions = [...TABLES, "dbt_nodes"].filter((table) => known.has(table)).map((table) => db.prepare(`DELETE FROM ${table} WHERE run_id = ?`));
    for (const { run_id } of old) for (const deletion of deletions) deletion.run(run_id);
  }
  return old.filter(({ is_top }) => is_top === 1).length;
}
