import type { TaskContext } from "@snapcount/prefect";
import { type CheckResult, worstVerdict } from "../core/check.ts";
import type { DatasetDescription, SourceDescription } from "../core/dataset.ts";
import { describeError } from "../core/errors.ts";
import type { Manifest, Provenance } from "../core/manifest.ts";
import { describeMuted } from "../core/mutes.ts";
import { type DatasetOutcome, decideDatasetOutcome, type Serving } from "../core/outcome.ts";
import { datasetLabel, type PartitionId, parquetFileName } from "../core/partition.ts";
import { loaderPath } from "../sources/index.ts";
import type { StageResult } from "../store/stage/stage.ts";
import type { KnownAnswer, LastRun, PublishItem, QuarantineReport } from "../store/store.ts";
import type { ChangesOfDataset } from "./changes-desk.ts";
import type { Home } from "./home.ts";
import { publishedFile } from "./published-file.ts";
import { type Earlier, keepEarlier, reportChanges } from "./published-changes.ts";
import { describePublished } from "./run-findings.ts";

/**
 * The end of every dataset's way: published, put aside, or left as it was; and what is written about it. One dataset or a publish group.
 *
 * Invariants (ARCHITECTURE.md numbers): 3 a group becomes visible whole; 6 equal payloads make no new file.
 */

/** The dataset of one run, however its rows were made. */
export interface PlannedDataset {
  readonly source: SourceDescription;
  readonly dataset: DatasetDescription;
  readonly id: PartitionId;
  readonly role: Manifest["role"];
}

/** Archived bytes that a dataset was made from. */
export interface UsedPayload extends KnownAnswer {
  /** The stable address, never a signed one. */
  readonly url: string;
}

/** Found equal to the newest good snapshot before anything was staged. */
export interface UnchangedDataset {
  readonly plan: PlannedDataset;
  readonly payloads: readonly UsedPayload[];
  readonly reference: Manifest;
}

export interface AuditedDataset {
  readonly plan: PlannedDataset;
  readonly payloads: readonly UsedPayload[];
  readonly provenance: Provenance;
  /** The stage folder; removed when its file has gone where it belongs. */
  readonly dir: string;
  readonly result: StageResult;
  readonly checks: readonly CheckResult[];
  /** What it was compared with. */
  readonly reference: Manifest | null;
}

/** Moves last_checked_at; no file is written. */
export async function keepUnchanged({ plan, payloads, reference }: UnchangedDataset, run: TaskContext<Home>): Promise<DatasetOutcome> {
  const { store, findings } = run.env;
  const seen = `same payloads as dt=${reference.dt}`;
  findings.recordChecks(run.run.flowRunId, [{ source: plan.id.source, dataset: plan.id.dataset, name: "changed", kind: "pre_load", verdict: "skipped", observed: null, threshold: null, message: `${seen}: its audit still holds`, evidence: [] }]);
  const before = await store.readLastRun(plan.id);
  // What is remembered may be of another snapshot: of an earlier day that was played again.
  const changedAt = (before?.snapshot_date === reference.dt ? before.last_changed_at : null) ?? reference.asof_datetime;
  await store.writeLastRun(plan.id, describeLastRun(run.env, reference, payloads, changedAt));
  return {
    ...blankOutcome(plan),
    dt: reference.dt,
    outcome: "unchanged",
    verdict: reference.verdict === "unknown" ? null : reference.verdict,
    rows: reference.row_count,
    previousRows: reference.row_count,
    path: publishedFile(store, plan.id, reference),
    servingDt: reference.dt,
    reason: seen,
  };
}

/** Moves staged files to the quarantine, those that passed beside those that failed; the last good snapshots stay. @returns one outcome each */
export async function putAside(audited: readonly AuditedDataset[], run: TaskContext<Home>): Promise<readonly DatasetOutcome[]> {
  const failed = audited.filter(({ checks }) => worstVerdict(checks) === "fail").map(({ plan }) => plan.dataset.name);
  const outcomes: DatasetOutcome[] = [];
  const group = { culprits: failed.join(", "), labels: audited.map(({ plan }) => datasetLabel(plan.id)) };
  for (const entry of audited) outcomes.push(await quarantineOne(entry, group, run));
  await removeStages(audited, run);
  return outcomes;
}

async function quarantineOne(audited: AuditedDataset, group: { readonly culprits: string; readonly labels: readonly string[] }, run: TaskContext<Home>): Promise<DatasetOutcome> {
  const { plan, payloads, provenance, result, checks } = audited;
  const { store } = run.env;
  const serving = await store.newest(plan.id);
  const { manifest } = describeItem(audited);
  const failed = checks.filter((check) => check.verdict === "fail");
  const path = await store.quarantine(plan.id, run.run.flowRunId, result.staged, {
    schema: "snapcount.quarantine/1",
    id: plan.id,
    run_id: run.run.flowRunId,
    quarantined_at: run.env.clock().toISOString(),
    file: parquetFileName(plan.id, plan.dataset.naming),
    rows: result.staged.rows,
    provenance,
    checks,
    payloads: payloads.map(toReported),
    serving_dt: serving?.dt ?? null,
    candidate: { manifest: { ...manifest, verdict: "unknown" }, last_run: describeLastRun(run.env, manifest, payloads, manifest.asof_datetime), group: group.labels },
  });
  return {
    ...blankOutcome(plan),
    outcome: decideDatasetOutcome({ kind: "audited", verdict: "fail" }, await servingOf(serving, run.env), plan.source.lastKnownGoodHours).outcome,
    verdict: worstVerdict(checks),
    rows: result.staged.rows,
    previousRows: audited.reference?.row_count ?? null,
    path,
    servingDt: serving?.dt ?? null,
    muted: describeMutedOf(checks),
    reason: failed.length === 0 ? `published only together with ${group.culprits}, which failed` : failed.map((check) => check.message).join("; "),
    fix: `\`snapcount quarantine show ${plan.id.source}.${plan.id.dataset}\` explains it with sample rows.`,
    causes: failed.map(({ name, message }) => ({ check: name, message })),
  };
}

function toReported({ url, sha256, askedAt }: UsedPayload): QuarantineReport["payloads"][number] {
  return { url, sha256, ...(askedAt === undefined ? {} : { asked_at: askedAt }) };
}

/** Records answers that no table could be made of: nothing is staged, the archived bytes and the reason stay. @returns its outcome */
export async function quarantinePayloads(home: Home, plan: PlannedDataset, runId: string, payloads: readonly UsedPayload[], error: unknown): Promise<DatasetOutcome> {
  const { store } = home;
  const { message, name } = describeError(error);
  const serving = await store.newest(plan.id);
  const check: CheckResult = { name: "parse", kind: "source_rule", verdict: "fail", observed: name, threshold: null, message, evidence: [] };
  const path = await store.quarantine(plan.id, runId, null, {
    schema: "snapcount.quarantine/1", id: plan.id, run_id: runId, quarantined_at: home.clock().toISOString(), file: null, rows: null, provenance: null,
    checks: [check], payloads: payloads.map(toReported), serving_dt: serving?.dt ?? null,
  });
  return {
    ...blankOutcome(plan),
    outcome: decideDatasetOutcome({ kind: "audited", verdict: "fail" }, await servingOf(serving, home), plan.source.lastKnownGoodHours).outcome,
    verdict: "fail",
    path,
    servingDt: serving?.dt ?? null,
    errorClass: name,
    reason: message,
    fix: `The answer is kept: \`snapcount quarantine show ${plan.id.source}.${plan.id.dataset}\`. After a fix of the parser, \`snapcount reparse ${plan.id.source}\` reads it again.`,
    causes: [{ check: check.name, message }],
  };
}

/** Publishes datasets that passed their audits, in one step for readers. @returns one outcome each, in their order */
export async function publishTogether(audited: readonly AuditedDataset[], run: TaskContext<Home>): Promise<readonly DatasetOutcome[]> {
  const { store } = run.env;
  const made = audited.map((entry) => ({ ...entry, item: describeItem(entry) }));
  const earlier = await keepEarlier(audited, run);
  await store.publish(
    made.map(({ item }) => item),
    made.map(({ plan, item, payloads }) => ({ id: plan.id, lastRun: describeLastRun(run.env, item.manifest, payloads, item.manifest.asof_datetime) })),
  );
  run.env.changes.add(() => compareAfterwards(audited, earlier, run));
  return made.map(({ plan, item, reference, checks }) => {
    const path = publishedFile(store, plan.id, item.manifest) ?? "";
    const verdict = worstVerdict(checks) === "warn" ? "warn" : "pass";
    for (const event of describePublished(item.manifest, verdict, path)) run.event(event);
    return {
      ...blankOutcome(plan),
      outcome: "published" as const,
      verdict,
      rows: item.manifest.row_count,
      previousRows: reference?.row_count ?? null,
      path,
      servingDt: plan.id.dt,
      reason: item.manifest.warnings[0] ?? null,
      muted: describeMutedOf(checks),
    };
  });
}

/** Compares, keeps what it found, and leaves the stage. Never rejects: the publish stands. */
async function compareAfterwards(audited: readonly AuditedDataset[], earlier: readonly Earlier[], run: TaskContext<Home>): Promise<readonly ChangesOfDataset[]> {
  const told = await reportChanges(earlier, run);
  for (const { id, changes } of told) run.env.findings.recordChanges(run.run.flowRunId, id, changes);
  await removeStages(audited, run).catch((error: unknown) => run.log.warning(`the stage could not be removed: ${describeError(error).message}`));
  return told;
}

async function removeStages(audited: readonly AuditedDataset[], run: TaskContext<Home>): Promise<void> {
  for (const dir of new Set(audited.map((entry) => entry.dir))) await run.env.store.removeStageDir(dir);
}

function describeItem({ plan, provenance, result, checks }: AuditedDataset): PublishItem {
  const fileName = parquetFileName(plan.id, plan.dataset.naming);
  const warnings = [...checks.filter(({ verdict }) => verdict === "warn").map(({ name, message }) => `${name}: ${message}`), ...describeMutedOf(checks)];
  const manifest: Manifest = {
    ...provenance,
    schema: "snapcount.manifest/1",
    output_parquet: [fileName],
    row_count: result.staged.rows,
    columns: result.staged.columns.map(({ name, type }) => ({ name, type })),
    size_bytes: result.staged.sizeBytes,
    sha256: result.staged.sha256,
    coverage: result.coverage,
    verdict: worstVerdict(checks) === "warn" ? "warn" : "pass",
    warnings,
    rebuilt: false,
  };
  return { id: plan.id, fileName, staged: result.staged, manifest };
}

/** @returns `unique(week): muted until 2025-12-01 (known): 2 rows repeat a key` for each muted check */
function describeMutedOf(checks: readonly CheckResult[]): readonly string[] {
  return checks.filter(({ muted }) => muted !== undefined).map((check) => `${check.name}: ${describeMuted(check)}`);
}

/** @returns what a lost dataset comes to: the last good snapshot within its window, else a failure */
export async function describeLoss(home: Home, plan: PlannedDataset, error: unknown): Promise<DatasetOutcome> {
  const report = describeError(error);
  const serving = await home.store.newest(plan.id);
  const { outcome } = decideDatasetOutcome({ kind: "failed" }, await servingOf(serving, home), plan.source.lastKnownGoodHours);
  return { ...blankOutcome(plan), outcome, rows: serving?.row_count ?? null, servingDt: serving?.dt ?? null, reason: report.message, fix: report.fix, errorClass: report.name, causes: [{ check: report.name, message: report.message }] };
}

/** @returns the outcome of a dataset that there is nothing to load of at this time; what readers see stays */
export async function skip(home: Home, plan: PlannedDataset, reason: string): Promise<DatasetOutcome> {
  const serving = await home.store.newest(plan.id);
  return { ...blankOutcome(plan), outcome: "skipped", rows: serving?.row_count ?? null, servingDt: serving?.dt ?? null, reason };
}

/** A snapshot is as old as its data, or as the last answer of the provider that was equal to it. */
async function servingOf(manifest: Manifest | null, { store, runAt }: Home): Promise<Serving | null> {
  if (manifest === null) return null;
  const lastRun = await store.readLastRun(manifest);
  const confirmedAt = lastRun?.snapshot_date === manifest.dt && lastRun.last_checked_at > manifest.asof_datetime ? lastRun.last_checked_at : manifest.asof_datetime;
  return { dt: manifest.dt, ageHours: (runAt.getTime() - new Date(confirmedAt).getTime()) / 3_600_000 };
}

export function blankOutcome({ id }: Pick<PlannedDataset, "id">): DatasetOutcome {
  return { source: id.source, dataset: id.dataset, dt: id.dt, outcome: "failed", verdict: null, rows: null, previousRows: null, path: null, servingDt: null, reason: null, fix: null, durationMs: 0 };
}

/** What a snapshot is made from, known before it is written. */
export interface Making {
  readonly sourceHash: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** ISO 8601, or null. */
  readonly sourceModifiedTime: string | null;
}

export function describeProvenance({ source, dataset, id, role }: PlannedDataset, payloads: readonly UsedPayload[], making: Making, run: TaskContext<Home>): Provenance {
  return {
    schema: "snapcount.provenance/1",
    source: id.source,
    dataset: id.dataset,
    dt: id.dt,
    asof_datetime: run.env.runAt.toISOString(),
    run_id: run.run.flowRunId,
    source_name: source.displayName,
    source_version: source.version,
    source_hash: making.sourceHash,
    source_url: payloads.map((payload) => payload.url),
    payloads: [...new Set(payloads.map(({ sha256 }) => sha256))],
    source_modified_time: making.sourceModifiedTime,
    loader_path: loaderPath(source, dataset),
    inputs: making.inputs,
    role,
  };
}

export function describeLastRun(home: Home, manifest: Manifest, payloads: readonly UsedPayload[], lastChangedAt: string): LastRun {
  return {
    schema: "snapcount.last_run/1",
    last_checked_at: askedLast(payloads) ?? home.runAt.toISOString(),
    last_changed_at: lastChangedAt,
    snapshot_date: manifest.dt,
    row_count: manifest.row_count,
    source_hash: manifest.source_hash,
    source_version: manifest.source_version,
    source_modified_time: manifest.source_modified_time,
    inputs: manifest.inputs,
    validators: Object.fromEntries(payloads.map(({ url, etag, lastModified, sha256, sizeBytes, askedAt, freshUntil }) => [url, { etag, lastModified, sha256, sizeBytes, ...(askedAt === undefined ? {} : { askedAt }), ...(freshUntil === undefined ? {} : { freshUntil }) }])),
  };
}

/** When the provider was last asked for any of the answers: archived ones that are parsed again tell nothing new. Null: an answer does not say. */
function askedLast(payloads: readonly UsedPayload[]): string | null {
  const times = payloads.flatMap(({ askedAt }) => askedAt ?? []).toSorted();
  return times.length < payloads.length ? null : (times.at(-1) ?? null);
}
