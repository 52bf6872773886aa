import { existsSync } from "node:fs";
import { assertKnownVersion } from "./ledger-database.ts";
import { liveDir } from "./ledger.ts";
import { isProcessAlive, removeLock } from "./liveness.ts";
import { openSqlite, type Sqlite } from "../store/sqlite.ts";

export interface CrashedRun {
  readonly runId: string;
  readonly flow: string;
  readonly name: string;
  readonly pid: number;
}

interface OpenRun {
  readonly run_id: string;
  readonly flow_name: string;
  readonly name: string;
  readonly pid: number;
  readonly process_id: string;
  readonly state_at: number;
}

const OPEN_RUNS = "SELECT run_id, flow_name, name, pid, process_id, state_at FROM flow_runs WHERE ended_at IS NULL";

/**
 * Ends as Crashed what processes left open that are no longer alive. Runs of living processes are not looked at further, however
 * long they have been silent. Every command calls it before it shows or starts runs.
 * @returns the runs that were ended; empty when there is no ledger.
 */
export function markCrashedRuns(ledgerPath: string, now: Date): readonly CrashedRun[] {
  if (!existsSync(ledgerPath)) return [];
  const db = openSqlite(ledgerPath);
  try {
    assertKnownVersion(db);
    const dir = liveDir(ledgerPath);
    const owners = new Set(db.prepare<OpenRun>(OPEN_RUNS).all().map((run) => run.process_id));
    return [...owners].filter((owner) => !isProcessAlive(dir, owner)).flatMap((owner) => endRunsOf(db, dir, owner, now));
  } finally {
    db.close();
  }
}

function endRunsOf(db: Sqlite, dir: string, processId: string, now: Date): readonly CrashedRun[] {
  const crashed = db.transaction(() => {
    // Read again under the lock: what the process wrote before its orderly end is seen now, and a second marker finds nothing.
    const runs = db.prepare<OpenRun>(`${OPEN_RUNS} AND process_id = ?`).all(processId);
    for (const run of runs) endRun(db, run, now.getTime() * 1000);
    return runs.map(({ run_id, flow_name, name, pid }) => ({ runId: run_id, flow: flow_name, name, pid }));
  });
  removeLock(dir, processId);
  return crashed;
}

function endRun(db: Sqlite, run: OpenRun, nowMicros: number): void {
  const message = `process ${run.pid} ended without finishing this run`;
  const tasks = db.prepare<{ readonly task_run_id: string; readonly state_at: number }>("SELECT task_run_id, state_at FROM task_runs WHERE run_id = ? AND ended_at IS NULL AND child_run_id IS NULL").all(run.run_id);
  const insertState = db.prepare("INSERT INTO states VALUES (?, ?, ?, 'CRASHED', 'Crashed', ?, NULL)");
  const set = "state_type = 'CRASHED', state_name = 'Crashed', state_message = ?, state_at = ?, ended_at = ?";
  const endTask = db.prepare(`UPDATE task_runs SET ${set} WHERE task_run_id = ?`);
  for (const task of tasks) {
    const at = Math.max(nowMicros, task.state_at + 1);
    insertState.run(run.run_id, task.task_run_id, at, message);
    endTask.run(message, at, at, task.task_run_id);
  }
  const at = Math.max(nowMicros, run.state_at + 1);
  insertState.run(run.run_id, null, at, message);
  db.prepare(`UPDATE flow_runs SET ${set} WHERE run_id = ?`).run(message, at, at, run.run_id);
}
