import type { FlowRunInfo, LogEntry, State, TaskRunInfo } from "@snapcount/prefect";
import { isTerminal, stateMessage } from "@snapcount/prefect";
import type { CheckResult, Verdict } from "../core/check.ts";
import type { PublishedChanges } from "../core/change-report.ts";
import type { DatasetOutcome } from "../core/outcome.ts";
import type { DatasetId } from "../core/partition.ts";
import type { Sqlite, SqliteValue } from "../store/sqlite.ts";

/** A check's answer with the dataset it is about. */
export type DatasetCheck = CheckResult & { readonly source: string; readonly dataset: string };

/** What became of one dbt node of a run: what was built, or which rule was asked. */
export interface DbtNode {
  readonly name: string;
  readonly kind: "seed" | "model" | "test" | "source" | "other";
  readonly verdict: Verdict;
  /** The model a test is written at; of anything else its own name. */
  readonly about: string;
  /** Rows of what was built, where they are known. */
  readonly rows: number | null;
  /** Rows that violate a test; null for anything else. */
  readonly failures: number | null;
  readonly durationMs: number;
}

/** Who runs the flow: what `markCrashedRuns` asks about. */
export interface Owner {
  readonly processId: string;
  readonly pid: number;
  readonly host: string;
}

/** The newest known of a run, merged over the states of one group; what earlier groups knew is kept by the statements. */
export interface RunProgress<Info> {
  info: Info;
  state: State | null;
  startedAt: number | null;
  attempts: number;
}

export interface LedgerStatements {
  flowRun(progress: RunProgress<FlowRunInfo>, owner: Owner): void;
  taskRun(progress: RunProgress<TaskRunInfo>): void;
  state(runId: string, taskRunId: string | null, state: State): void;
  log(entry: LogEntry): void;
  check(runId: string, check: DatasetCheck): void;
  outcome(runId: string, outcome: DatasetOutcome): void;
  changes(runId: string, id: DatasetId, changes: PublishedChanges): void;
  dbtNode(runId: string, node: DbtNode): void;
}

const UPDATE_STATE = `state_type = excluded.state_type, state_name = excluded.state_name, state_message = excluded.state_message, state_at = excluded.state_at,
  name = excluded.name, started_at = coalesce(started_at, excluded.started_at), ended_at = excluded.ended_at, attempts = max(attempts, excluded.attempts)`;

export function prepareStatements(db: Sqlite): LedgerStatements {
  const flowRun = db.prepare(
    `INSERT INTO flow_runs VALUES (${marks(18)}) ON CONFLICT (run_id) DO UPDATE SET ${UPDATE_STATE} WHERE excluded.state_at >= state_at`,
  );
  const taskRun = db.prepare(
    `INSERT INTO task_runs VALUES (${marks(17)}) ON CONFLICT (task_run_id) DO UPDATE SET ${UPDATE_STATE} WHERE excluded.state_at >= state_at`,
  );
  const state = db.prepare(`INSERT INTO states VALUES (${marks(7)})`);
  const log = db.prepare(`INSERT INTO logs VALUES (${marks(5)})`);
  const check = db.prepare(`INSERT INTO check_results VALUES (${marks(11)})`);
  const outcome = db.prepare(`INSERT INTO dataset_outcomes VALUES (${marks(15)})`);
  const changes = db.prepare("UPDATE dataset_outcomes SET changes = ? WHERE run_id = ? AND source = ? AND dataset = ?");
  const dbtNode = db.prepare(`INSERT INTO dbt_nodes VALUES (${marks(8)})`);
  return {
    flowRun: (progress, owner) => {
      const { info } = progress;
      flowRun.run(
        info.flowRunId, info.flowName, info.name, toJson(info.parameters), toJson(info.tags), info.parentFlowRunId, info.parentTaskRunId, info.createdAt,
        ...stateColumns(progress), owner.processId, owner.pid, owner.host,
      );
    },
    taskRun: (progress) => {
      const { info } = progress;
      taskRun.run(
        info.taskRunId, info.flowRunId, info.taskName, info.taskKey, info.dynamicKey, info.name, smallJson(info.tags), smallJson(info.taskInputs), info.childFlowRunId, info.createdAt,
        ...stateColumns(progress),
      );
    },
    state: (runId, taskRunId, value) => void state.run(runId, taskRunId, value.at, value.type, value.name, stateMessage(value), stateDetails(value)),
    log: (entry) => void log.run(entry.flowRunId, entry.taskRunId, entry.at, entry.level, entry.message),
    check: (runId, value) =>
      void check.run(runId, value.source, value.dataset, value.name, value.kind, value.verdict, value.observed, value.threshold, value.message, toJson(value.evidence), value.muted === undefined ? null : toJson(value.muted)),
    outcome: (runId, value) =>
      void outcome.run(
        runId, value.source, value.dataset, value.dt, value.outcome, value.verdict, value.rows, value.previousRows, value.path, value.servingDt, value.reason, value.fix, value.durationMs, value.errorClass ?? null,
        value.changes === undefined ? null : toJson(value.changes),
      ),
    changes: (runId, { source, dataset }, value) => void changes.run(toJson(value), runId, source, dataset),
    dbtNode: (runId, { name, kind, verdict, about, rows, failures, durationMs }) => void dbtNode.run(runId, name, kind, verdict, about, rows, failures, durationMs),
  };
}

function marks(count: number): string {
  return Array.from({ length: count }, () => "?").join(", ");
}

function stateColumns({ info, state, startedAt, attempts }: RunProgress<{ readonly createdAt: number }>): [string, string, string | null, number, number | null, number | null, number] {
  if (state === null) return ["PENDING", "Pending", null, info.createdAt, null, null, 0];
  const over = isTerminal(state) || state.name === "NotReady";
  return [state.type, state.name, stateMessage(state), state.at, startedAt, over ? state.at : null, attempts];
}

/** What only some states have; null for most. */
function stateDetails(state: State): string | null {
  if (state.type === "SCHEDULED") return JSON.stringify({ scheduledAt: state.scheduledAt });
  if (state.type === "RUNNING" && state.attempt > 1) return JSON.stringify({ attempt: state.attempt });
  if (state.type === "FAILED" && state.error !== null) return JSON.stringify({ error: state.error });
  return null;
}

/** Empty lists and objects are most of what tasks have. */
function smallJson(value: object): SqliteValue {
  if (Array.isArray(value)) return value.length === 0 ? "[]" : toJson(value);
  for (const _ in value) return toJson(value);
  return "{}";
}

/** Parameters are the caller's: what has no JSON form is named, not thrown over. */
function toJson(value: unknown): SqliteValue {
  try {
    return JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner)) ?? "null";
  } catch (error) {
    return JSON.stringify({ notRecorded: error instanceof Error ? error.message : String(error) });
  }
}
