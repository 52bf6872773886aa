import type { Verdict } from "../../core/check.ts";
import { groupBy } from "../../core/group-by.ts";
import { type DatasetOutcome, decideRunStatus } from "../../core/outcome.ts";
import { datasetLabel } from "../../core/partition.ts";
import type { RecordedFlow, RunRecord } from "./run-record.ts";

/** The ops tables of one run (contract: governance, section 10). Pure; instants are ISO 8601. */
export type Trigger = "schedule" | "manual" | "ci" | "backfill";
export type LedgerStatus = "success" | "partial_success" | "failed" | "skipped";

/** One row for each scope that a run had to do with: a flow that calls others, a source, each of its datasets, dbt. */
export interface RunLedgerRow {
  readonly run_id: string;
  /** Of a dataset: its source's. What the dataset itself took is in model_metrics. */
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly status: LedgerStatus;
  readonly trigger: Trigger;
  /** `nflverse`, `nflverse.weekly`, `dbt`; the flow's name where a run is of no single source: `data_pipeline`. */
  readonly scope: string;
  readonly error_class: string | null;
  /** Null of a dataset: its tasks are counted with its source. */
  readonly retry_count: number | null;
}

export interface ModelMetricsRow {
  readonly run_id: string;
  /** `nflverse.weekly` for what was loaded, else dbt's model. */
  readonly model_name: string;
  readonly row_count: number | null;
  /** Null of dbt's models: they share one file. */
  readonly bytes_written: number | null;
  readonly duration_ms: number;
  /** Rows that its checks or tests object to; null where none was asked. */
  readonly error_rows: number | null;
}

export interface DataQualityRow {
  readonly run_id: string;
  readonly model_name: string;
  readonly check_name: string;
  readonly status: Verdict;
  readonly observed_value: string | null;
  readonly threshold: string | null;
}

export interface RunTables {
  readonly run_ledger: readonly RunLedgerRow[];
  readonly model_metrics: readonly ModelMetricsRow[];
  readonly data_quality: readonly DataQualityRow[];
}

/** @param sizeOf bytes of a file that an outcome names; null: it is not there */
export function describeRun(record: RunRecord, facts: { readonly runId: string; readonly trigger: Trigger; readonly sizeOf: (path: string) => number | null }): RunTables {
  return {
    run_ledger: describeScopes(record, facts),
    model_metrics: [...record.outcomes.filter(wroteRows).map((outcome) => describeDataset(outcome, record, facts)), ...describeModels(record, facts)],
    data_quality: [...record.checks.map((check) => ({ run_id: facts.runId, model_name: datasetLabel(check), check_name: check.name, status: check.verdict, observed_value: toText(check.observed), threshold: toText(check.threshold) })), ...describeTests(record, facts)],
  };
}

interface RunFacts {
  readonly runId: string;
  readonly trigger: Trigger;
}

function describeScopes(record: RunRecord, { runId, trigger }: RunFacts): readonly RunLedgerRow[] {
  const scopes = groupBy(record.flows, (flow) => scopeOf(flow, record));
  const rows = [...scopes].map(([scope, flows]): RunLedgerRow => ({ run_id: runId, ...span(flows), status: worst(flows.map(statusOf)), trigger, scope, error_class: flows.map(({ errorClass }) => errorClass).find((name) => name !== null) ?? null, retry_count: flows.reduce((sum, { retries }) => sum + retries, 0) }));
  const latest = groupBy(record.outcomes, datasetLabel);
  const datasets = [...latest].flatMap(([scope, outcomes]): readonly RunLedgerRow[] => {
    const outcome = outcomes.at(-1);
    if (outcome === undefined) return [];
    return [{ run_id: runId, ...span(scopes.get(outcome.source) ?? []), status: statusOfOutcome(outcome), trigger, scope, error_class: outcome.errorClass ?? (outcome.outcome === "quarantined" ? AUDIT_FAILED : null), retry_count: null }];
  });
  return [...rows, ...datasets];
}

/** Nothing was thrown: a failed check is an answer. */
const AUDIT_FAILED = "AuditFailed";

/** A flow's source is known by what it left; a flow that left nothing, or several sources' findings, stands for itself. */
function scopeOf({ runId, flow, tags }: RecordedFlow, { checks, outcomes }: RunRecord): string {
  if (tags.includes("dbt")) return "dbt";
  const sources = new Set([...checks, ...outcomes].filter((entry) => entry.runId === runId).map(({ source }) => source));
  const [source] = sources;
  return source === undefined || sources.size > 1 ? flow : source;
}

function span(flows: readonly RecordedFlow[]): Pick<RunLedgerRow, "started_at" | "ended_at"> {
  const starts = flows.flatMap(({ startedAt }) => startedAt ?? []).map((at) => at.toISOString()).toSorted();
  const ends = flows.flatMap(({ endedAt }) => endedAt ?? []).map((at) => at.toISOString()).toSorted();
  return { started_at: starts[0] ?? null, ended_at: ends.at(-1) ?? null };
}

const RANK: Readonly<Record<LedgerStatus, number>> = { skipped: 0, success: 1, partial_success: 2, failed: 3 };

function worst(statuses: readonly LedgerStatus[]): LedgerStatus {
  return statuses.reduce((a, b) => (RANK[a] >= RANK[b] ? a : b));
}

/** Cancelled and Crashed have not brought what they were to bring; error_class tells them apart. */
function statusOf({ stateType, stateName }: RecordedFlow): LedgerStatus {
  if (stateType !== "COMPLETED") return "failed";
  return stateName === "PartialSuccess" ? "partial_success" : stateName === "Skipped" ? "skipped" : "success";
}

function statusOfOutcome(outcome: DatasetOutcome): LedgerStatus {
  if (outcome.outcome === "skipped") return "skipped";
  const status = decideRunStatus({ outcomes: [outcome], required: new Set(), cancelled: false });
  return status === "cancelled" ? "failed" : status;
}

const wroteRows = ({ outcome }: DatasetOutcome): boolean => outcome === "published" || outcome === "unchanged" || outcome === "quarantined";

/** Checks whose observed value is a number of rows that break them. */
const COUNT_ROWS = new Set(["unique", "not_null", "accepted_values"]);

function describeDataset(outcome: DatasetOutcome, { checks }: RunRecord, { runId, sizeOf }: RunFacts & { readonly sizeOf: (path: string) => number | null }): ModelMetricsRow {
  const label = datasetLabel(outcome);
  const counted = checks.filter((check) => datasetLabel(check) === label && COUNT_ROWS.has(check.kind) && typeof check.observed === "number");
  const isViolated = ({ verdict, muted }: (typeof counted)[number]): boolean => verdict === "warn" || verdict === "fail" || muted !== undefined;
  const bytes = outcome.outcome === "unchanged" ? 0 : outcome.path === null ? null : sizeOf(outcome.path);
  return { run_id: runId, model_name: label, row_count: outcome.rows, bytes_written: bytes, duration_ms: outcome.durationMs, error_rows: counted.length === 0 ? null : counted.filter(isViolated).reduce((sum, check) => sum + Number(check.observed), 0) };
}

function describeModels({ dbtNodes }: RunRecord, { runId }: RunFacts): readonly ModelMetricsRow[] {
  const tests = groupBy(dbtNodes.filter(({ kind }) => kind === "test"), ({ about }) => about);
  return dbtNodes
    .filter(({ kind }) => kind === "model" || kind === "seed")
    .map(({ name, rows, durationMs }) => ({ run_id: runId, model_name: name, row_count: rows, bytes_written: null, duration_ms: durationMs, error_rows: tests.get(name)?.reduce((sum, { failures }) => sum + (failures ?? 0), 0) ?? null }));
}

/** dbt's tests and what it says of the sources' freshness are checks like all others. */
function describeTests({ dbtNodes }: RunRecord, { runId }: RunFacts): readonly DataQualityRow[] {
  const asked = dbtNodes.filter(({ kind }) => kind === "test" || kind === "source");
  return asked.map(({ kind, name, about, verdict, failures }) => ({ run_id: runId, model_name: about, check_name: kind === "source" ? "dbt_source_freshness" : name, status: verdict, observed_value: toText(failures), threshold: kind === "test" ? "0" : null }));
}

function toText(value: string | number | null): string | null {
  return value === null ? null : String(value);
}
