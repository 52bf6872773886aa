import { existsSync } from "node:fs";
import type { LogLevel, StateType, TaskInput } from "@snapcount/prefect";
import { groupBy } from "../core/group-by.ts";
import type { DatasetOutcome } from "../core/outcome.ts";
import { datasetLabel } from "../core/partition.ts";
import { openSqlite, type Sqlite, type SqliteValue } from "../store/sqlite.ts";
import { assertKnownVersion } from "./ledger-database.ts";
import type { DatasetCheck, DbtNode } from "./ledger-rows.ts";
import type { RecordedFlow, RunRecord } from "./tables/run-record.ts";

/** What commands ask the ledger. Rows come back in the words of the rest of the program; instants as Dates. */
export interface RunSummary {
  readonly runId: string;
  readonly flow: string;
  readonly name: string;
  readonly parentRunId: string | null;
  readonly stateType: StateType;
  readonly stateName: string;
  readonly message: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** From Running to the end; null while it runs or when it never ran. */
  readonly durationMs: number | null;
  readonly attempts: number;
  readonly tasks: number;
  readonly failedTasks: number;
  readonly pid: number;
  readonly host: string;
}

export interface StateLine {
  readonly at: Date;
  readonly type: StateType;
  readonly name: string;
  readonly message: string | null;
  readonly details: Readonly<Record<string, unknown>> | null;
}

export interface TaskRunDetail {
  readonly taskRunId: string;
  readonly task: string;
  readonly name: string;
  readonly stateType: StateType;
  readonly stateName: string;
  readonly message: string | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly durationMs: number | null;
  readonly attempts: number;
  readonly inputs: Readonly<Record<string, readonly TaskInput[]>>;
  readonly childRunId: string | null;
  readonly states: readonly StateLine[];
}

export interface RunDetail extends RunSummary {
  readonly parameters: unknown;
  readonly tags: readonly string[];
  readonly states: readonly StateLine[];
  readonly taskRuns: readonly TaskRunDetail[];
  readonly children: readonly RunSummary[];
  /** Of this run and of its subflows. */
  readonly checks: readonly DatasetCheck[];
  readonly outcomes: readonly DatasetOutcome[];
}

export interface LogLine {
  readonly at: Date;
  readonly level: LogLevel;
  readonly message: string;
  readonly flow: string;
  /** The task run's name, or null for the flow's own lines. */
  readonly task: string | null;
}

/** What all runs together say of a dataset. */
export interface DatasetRecord {
  readonly source: string;
  readonly dataset: string;
  /** Of the newest run that had to do with it; `skipped` ones do not count. null: only its checks are known. */
  readonly last: (DatasetOutcome & { readonly runId: string }) | null;
  /** Since when nothing new was published or confirmed, in a row up to now; null: the newest outcome is a good one. */
  readonly trouble: { readonly sinceDt: string | null; readonly runs: number } | null;
  /** Of its newest audit, which may be of an earlier run: what is unchanged is not audited again. */
  readonly checks: readonly DatasetCheck[];
}

export interface LedgerReader {
  /** Newest first; subflows' runs only when asked for. */
  listRuns(limit: number, options?: { readonly flow?: string; readonly withChildren?: boolean }): readonly RunSummary[];
  /** @param idOrName a run's id or its name. */
  showRun(idOrName: string): RunDetail | null;
  /** The lines of a run and its subflows, in the order they were written; null when there is no such run. */
  readLogs(idOrName: string): readonly LogLine[] | null;
  /** A run with its subflows and all they left; null when there is no such run. */
  readRecord(runId: string): RunRecord | null;
  /** Every dataset that any run had to do with, by source and name. */
  readDatasets(): readonly DatasetRecord[];
  close(): void;
}

/**
 * Opens the ledger for looking. A home without a ledger is a home without history: everything is empty, nothing is created.
 * @throws ConfigError when a newer version wrote it.
 */
export function readLedger(path: string): LedgerReader {
  if (!existsSync(path)) return { listRuns: () => [], showRun: () => null, readLogs: () => null, readRecord: () => null, readDatasets: () => [], close: () => undefined };
  const db = openSqlite(path);
  try {
    assertKnownVersion(db);
  } catch (error) {
    db.close();
    throw error;
  }
  return {
    listRuns: (limit, options) => listRuns(db, limit, options ?? {}),
    showRun: (idOrName) => showRun(db, idOrName),
    readLogs: (idOrName) => readLogs(db, idOrName),
    readRecord: (runId) => readRecord(db, runId),
    readDatasets: () => readDatasets(db),
    close: () => db.close(),
  };
}

type Row = Readonly<Record<string, SqliteValue>>;

const SUMMARY = `SELECT r.*, (SELECT count(*) FROM task_runs t WHERE t.run_id = r.run_id) AS tasks,
  (SELECT count(*) FROM task_runs t LEFT JOIN flow_runs c ON c.run_id = t.child_run_id WHERE t.run_id = r.run_id
    AND (coalesce(c.state_type, t.state_type) IN ('FAILED', 'CRASHED') OR t.state_name = 'NotReady')) AS failed_tasks FROM flow_runs r`;
/** The task run that stands for a subflow stands where the child stands. */
const TASKS = `SELECT t.run_id, t.task_run_id, t.task_name, t.name, t.task_inputs, t.child_run_id, t.created_at,
  ${["state_type", "state_name", "state_message", "started_at", "ended_at", "attempts"].map((column) => `CASE WHEN c.run_id IS NULL THEN t.${column} ELSE c.${column} END AS ${column}`).join(", ")}
  FROM task_runs t LEFT JOIN flow_runs c ON c.run_id = t.child_run_id WHERE t.run_id = ? ORDER BY t.created_at`;
/** A run and everything it called. */
const TREE = `WITH RECURSIVE tree (run_id) AS (SELECT ? UNION ALL SELECT f.run_id FROM flow_runs f JOIN tree ON f.parent_run_id = tree.run_id)`;

function listRuns(db: Sqlite, limit: number, { flow, withChildren }: { readonly flow?: string; readonly withChildren?: boolean }): readonly RunSummary[] {
  const wanted = [...(withChildren ? [] : ["parent_run_id IS NULL"]), ...(flow === undefined ? [] : ["flow_name = ?"])];
  const where = wanted.length === 0 ? "" : `WHERE ${wanted.join(" AND ")}`;
  const values: SqliteValue[] = flow === undefined ? [limit] : [flow, limit];
  return db.prepare<Row>(`${SUMMARY} ${where} ORDER BY created_at DESC, rowid DESC LIMIT ?`).all(...values).map(toSummary);
}

function findRun(db: Sqlite, idOrName: string): Row | undefined {
  return db.prepare<Row>(`${SUMMARY} WHERE run_id = ? OR name = ? ORDER BY created_at DESC LIMIT 1`).get(idOrName, idOrName);
}

function showRun(db: Sqlite, idOrName: string): RunDetail | null {
  const row = findRun(db, idOrName);
  if (row === undefined) return null;
  const runId = text(row["run_id"]);
  const states = groupBy(db.prepare<Row>("SELECT * FROM states WHERE run_id = ? ORDER BY at").all(runId), (state) => optionalText(state["task_run_id"]));
  const statesOf = (id: string | null): readonly StateLine[] => (states.get(id) ?? []).map(toStateLine);
  return {
    ...toSummary(row),
    parameters: json(row["parameters"]),
    tags: json(row["tags"]) as readonly string[],
    states: statesOf(null),
    taskRuns: db.prepare<Row>(TASKS).all(runId).map((task) => toTaskRun(task, statesOf(text(task["task_run_id"])))),
    children: db.prepare<Row>(`${SUMMARY} WHERE parent_run_id = ? ORDER BY created_at`).all(runId).map(toSummary),
    checks: db.prepare<Row>(`${TREE} SELECT c.* FROM check_results c JOIN tree USING (run_id) ORDER BY c.rowid`).all(runId).map(toCheck),
    outcomes: db.prepare<Row>(`${TREE} SELECT o.* FROM dataset_outcomes o JOIN tree USING (run_id) ORDER BY o.rowid`).all(runId).map(toOutcome),
  };
}

function readLogs(db: Sqlite, idOrName: string): readonly LogLine[] | null {
  const run = findRun(db, idOrName);
  if (run === undefined) return null;
  const rows = db
    .prepare<Row>(
      `${TREE} SELECT l.at, l.level, l.message, f.flow_name, t.name AS task FROM logs l JOIN tree USING (run_id)
       JOIN flow_runs f USING (run_id) LEFT JOIN task_runs t ON t.task_run_id = l.task_run_id ORDER BY l.at`,
    )
    .all(text(run["run_id"]));
  return rows.map((row) => ({ at: instant(row["at"]), level: text(row["level"]) as LogLevel, message: text(row["message"]), flow: text(row["flow_name"]), task: optionalText(row["task"]) }));
}

/** The error of the newest state that has one: a flow that failed, was tried again and ended well has none. */
const FLOWS = `SELECT f.*, (SELECT s.details FROM states s WHERE s.run_id = f.run_id AND s.task_run_id IS NULL AND s.type = f.state_type ORDER BY s.at DESC LIMIT 1) AS details,
  max(f.attempts - 1, 0) + (SELECT coalesce(sum(max(t.attempts - 1, 0)), 0) FROM task_runs t WHERE t.run_id = f.run_id AND t.child_run_id IS NULL) AS retries
  FROM flow_runs f JOIN tree USING (run_id) ORDER BY f.created_at, f.rowid`;

function readRecord(db: Sqlite, runId: string): RunRecord | null {
  const flows = db.prepare<Row>(`${TREE} ${FLOWS}`).all(runId).map(toRecordedFlow);
  if (flows.length === 0) return null;
  const withRun = <T>(row: Row, value: T): T & { readonly runId: string } => ({ ...value, runId: text(row["run_id"]) });
  return {
    flows,
    checks: db.prepare<Row>(`${TREE} SELECT c.* FROM check_results c JOIN tree USING (run_id) ORDER BY c.rowid`).all(runId).map((row) => withRun(row, toCheck(row))),
    outcomes: db.prepare<Row>(`${TREE} SELECT o.* FROM dataset_outcomes o JOIN tree USING (run_id) ORDER BY o.rowid`).all(runId).map((row) => withRun(row, toOutcome(row))),
    dbtNodes: db.prepare<Row>(`${TREE} SELECT n.* FROM dbt_nodes n JOIN tree USING (run_id) ORDER BY n.rowid`).all(runId).map(toDbtNode),
  };
}

function toRecordedFlow(row: Row): RecordedFlow {
  const { stateType, stateName, startedAt, endedAt } = toProgress(row);
  const details = row["details"] == null ? null : (json(row["details"]) as { readonly error?: { readonly name?: string } });
  const wasEnded = stateType === "CANCELLED" || stateType === "CRASHED";
  return { runId: text(row["run_id"]), flow: text(row["flow_name"]), tags: json(row["tags"]) as readonly string[], stateType, stateName, startedAt, endedAt, errorClass: details?.error?.name ?? (wasEnded ? stateName : null), retries: Number(row["retries"]) };
}

function toDbtNode(row: Row): DbtNode {
  return {
    name: text(row["name"]),
    kind: text(row["kind"]) as DbtNode["kind"],
    verdict: text(row["verdict"]) as DbtNode["verdict"],
    about: text(row["about"]),
    rows: optionalNumber(row["rows"]),
    failures: optionalNumber(row["failures"]),
    durationMs: Number(row["duration_ms"]),
  };
}

/** Rows of both tables are appended when a dataset's work has ended: the greatest rowid is the newest. */
const LAST_OUTCOMES = `SELECT * FROM dataset_outcomes WHERE rowid IN (SELECT max(rowid) FROM dataset_outcomes WHERE outcome <> 'skipped' GROUP BY source, dataset)`;
/** Of the newest audit, and of the newest look at its age: a run that finds nothing new has only that. */
const LAST_CHECKS = `SELECT c.* FROM check_results c
  JOIN (SELECT source, dataset, kind = 'freshness' AS is_age, run_id, max(rowid) FROM check_results WHERE kind <> 'pre_load' GROUP BY 1, 2, 3) l
  ON l.source = c.source AND l.dataset = c.dataset AND l.run_id = c.run_id AND l.is_age = (c.kind = 'freshness') ORDER BY c.rowid`;
const TROUBLES = `SELECT source, dataset, min(dt) AS since, count(*) AS runs FROM dataset_outcomes o WHERE outcome IN ('quarantined', 'failed', 'lkg')
  AND rowid > coalesce((SELECT max(rowid) FROM dataset_outcomes g WHERE g.source = o.source AND g.dataset = o.dataset AND outcome IN ('published', 'unchanged')), 0) GROUP BY source, dataset`;

function readDatasets(db: Sqlite): readonly DatasetRecord[] {
  const label = (row: Row): string => datasetLabel({ source: text(row["source"]), dataset: text(row["dataset"]) });
  const last = new Map(db.prepare<Row>(LAST_OUTCOMES).all().map((row) => [label(row), { ...toOutcome(row), runId: text(row["run_id"]) }]));
  const troubles = new Map(db.prepare<Row>(TROUBLES).all().map((row) => [label(row), { sinceDt: optionalText(row["since"]), runs: Number(row["runs"]) }]));
  const checks = groupBy(db.prepare<Row>(LAST_CHECKS).all().map(toCheck), datasetLabel);
  return [...new Set([...last.keys(), ...checks.keys()])].toSorted().map((key) => {
    const [source = "", dataset = ""] = key.split(".");
    return { source, dataset, last: last.get(key) ?? null, trouble: troubles.get(key) ?? null, checks: checks.get(key) ?? [] };
  });
}

function toSummary(row: Row): RunSummary {
  return {
    runId: text(row["run_id"]),
    flow: text(row["flow_name"]),
    name: text(row["name"]),
    parentRunId: optionalText(row["parent_run_id"]),
    ...toProgress(row),
    createdAt: instant(row["created_at"]),
    tasks: Number(row["tasks"]),
    failedTasks: Number(row["failed_tasks"]),
    pid: Number(row["pid"]),
    host: text(row["host"]),
  };
}

function toTaskRun(row: Row, states: readonly StateLine[]): TaskRunDetail {
  return {
    taskRunId: text(row["task_run_id"]),
    task: text(row["task_name"]),
    name: text(row["name"]),
    ...toProgress(row),
    inputs: json(row["task_inputs"]) as TaskRunDetail["inputs"],
    childRunId: optionalText(row["child_run_id"]),
    states,
  };
}

function toProgress(row: Row): Pick<TaskRunDetail, "stateType" | "stateName" | "message" | "startedAt" | "endedAt" | "durationMs" | "attempts"> {
  const startedAt = optionalNumber(row["started_at"]);
  const endedAt = optionalNumber(row["ended_at"]);
  return {
    stateType: text(row["state_type"]) as StateType,
    stateName: text(row["state_name"]),
    message: optionalText(row["state_message"]),
    startedAt: startedAt === null ? null : instant(startedAt),
    endedAt: endedAt === null ? null : instant(endedAt),
    durationMs: startedAt === null || endedAt === null ? null : (endedAt - startedAt) / 1000,
    attempts: Number(row["attempts"]),
  };
}

function toStateLine(row: Row): StateLine {
  return {
    at: instant(row["at"]),
    type: text(row["type"]) as StateType,
    name: text(row["name"]),
    message: optionalText(row["message"]),
    details: row["details"] === null ? null : (json(row["details"]) as StateLine["details"]),
  };
}

function toCheck(row: Row): DatasetCheck {
  return {
    source: text(row["source"]),
    dataset: text(row["dataset"]),
    name: text(row["name"]),
    kind: text(row["kind"]) as DatasetCheck["kind"],
    verdict: text(row["verdict"]) as DatasetCheck["verdict"],
    observed: scalar(row["observed"]),
    threshold: scalar(row["threshold"]),
    message: text(row["message"]),
    evidence: json(row["evidence"]) as DatasetCheck["evidence"],
    // A ledger that only an earlier version has written lacks the column.
    ...(row["muted"] == null ? {} : { muted: json(row["muted"]) as NonNullable<DatasetCheck["muted"]> }),
  };
}

function toOutcome(row: Row): DatasetOutcome {
  return {
    source: text(row["source"]),
    dataset: text(row["dataset"]),
    dt: optionalText(row["dt"]),
    outcome: text(row["outcome"]) as DatasetOutcome["outcome"],
    verdict: optionalText(row["verdict"]) as DatasetOutcome["verdict"],
    rows: optionalNumber(row["rows"]),
    previousRows: optionalNumber(row["previous_rows"]),
    path: optionalText(row["path"]),
    servingDt: optionalText(row["serving_dt"]),
    reason: optionalText(row["reason"]),
    fix: optionalText(row["fix"]),
    // A ledger that only an earlier version has written lacks the column.
    ...(row["error_class"] == null ? {} : { errorClass: text(row["error_class"]) }),
    durationMs: Number(row["duration_ms"]),
    // As above.
    ...(row["changes"] == null ? {} : { changes: json(row["changes"]) as NonNullable<DatasetOutcome["changes"]> }),
  };
}

/** Microseconds to a Date; the last three digits only keep the order. */
function instant(value: SqliteValue | undefined): Date {
  return new Date(Number(value) / 1000);
}

function text(value: SqliteValue | undefined): string {
  return typeof value === "string" ? value : "";
}

function optionalText(value: SqliteValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}

function optionalNumber(value: SqliteValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}

function scalar(value: SqliteValue | undefined): string | number | null {
  return typeof value === "string" || typeof value === "number" ? value : null;
}

function json(value: SqliteValue | undefined): unknown {
  return JSON.parse(text(value));
}
