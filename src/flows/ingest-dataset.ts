import { type FlowContext, task, type TaskContext } from "@snapcount/prefect";
import type { CheckResult, Verdict } from "../core/check.ts";
import { worstVerdict } from "../core/check.ts";
import { BlockedError, describeError, NotAtProviderError } from "../core/errors.ts";
import type { Manifest, Provenance } from "../core/manifest.ts";
import { type DatasetOutcome, decideDatasetOutcome, type Serving } from "../core/outcome.ts";
import { datasetLabel, type PartitionId, parquetFileName, partitionPath } from "../core/partition.ts";
import type { Selection, Span } from "../core/plan.ts";
import { hashPayloads, isUnchanged } from "../core/unchanged.ts";
import type { FetchedPayload } from "../http/http.ts";
import { type Asset, loaderPath } from "../sources/index.ts";
import type { StageResult } from "../store/stage/stage.ts";
import type { LastRun } from "../store/store.ts";
import { fetchAsset, type FetchedAsset, type FetchPlan } from "./fetch-asset.ts";
import type { Home } from "./home.ts";
import { describeAudited, describeCheckResults, describePublished } from "./run-findings.ts";

/**
 * The way of one dataset through a run: fetch its upstream files in parallel, stage them as one Parquet file, audit it, and publish it
 * or put it aside. Each step is a task, so each has its own retries, timing and state.
 *
 * Invariants (ARCHITECTURE.md numbers): 5 nothing unaudited is visible; 6 equal payloads make no new file; 8 one task combines all files.
 */
export interface DatasetPlan extends FetchPlan {
  readonly assets: readonly Asset[];
  /** Seasons asked for; null where the dataset has no seasons. */
  readonly seasons: readonly number[] | null;
  readonly seasonFilter: Selection | null;
  readonly weekFilter: Span | null;
  readonly role: Manifest["role"];
  /** `--force` or an explicit `--dt`: publish although nothing changed. */
  readonly alwaysPublish: boolean;
}

type Staged =
  | { readonly kind: "unchanged"; readonly plan: DatasetPlan; readonly payloads: readonly FetchedPayload[]; readonly reference: Manifest }
  | { readonly kind: "staged"; readonly plan: DatasetPlan; readonly payloads: readonly FetchedPayload[]; readonly provenance: Provenance; readonly dir: string; readonly result: StageResult };

type Audited = Staged & { readonly checks: readonly CheckResult[]; readonly reference: Manifest | null };

const stageDataset = task<{ plan: DatasetPlan; fetched: readonly FetchedAsset[] }, Staged, Home>(
  { name: "stage_dataset", description: "Combines the upstream files into one Parquet file outside every reader's glob", timeoutMs: 15 * 60_000, runName: ({ plan }) => `stage ${plan.dataset.name}` },
  async ({ plan, fetched }, run) => {
    const { store, stager } = run.env;
    const payloads = fetched.map(({ payload }) => payload);
    const making = { sourceHash: hashPayloads(payloads.map((payload) => payload.sha256)), sourceVersion: plan.source.version, inputs: {} };
    const newest = await newestWhere(run.env, plan.id, (dt) => dt <= plan.id.dt);
    if (!plan.alwaysPublish && newest !== null && isUnchanged(making, newest)) return { kind: "unchanged", plan, payloads, reference: newest };

    run.env.progress({ kind: "update", step: datasetLabel(plan.id), text: "writing Parquet" });
    const provenance = describeProvenance(plan, payloads, making.sourceHash, run);
    const dir = await store.createStageDir(plan.id, run.run.flowRunId);
    const result = await stager.stage(
      {
        label: datasetLabel(plan.id),
        dir,
        fileName: parquetFileName(plan.id, plan.dataset.naming),
        inputs: fetched.map(({ asset, payload }) => ({ path: payload.path, format: stageFormat(payload), label: asset.label })),
        columns: plan.dataset.columns,
        ...(plan.dataset.renames === undefined ? {} : { renames: plan.dataset.renames }),
        ...(plan.dataset.nulls === undefined ? {} : { nulls: plan.dataset.nulls }),
        ...(plan.seasonFilter === null ? {} : { seasons: plan.seasonFilter }),
        ...(plan.weekFilter === null ? {} : { weeks: plan.weekFilter }),
        provenance,
      },
      run.signal,
    );
    return { kind: "staged", plan, payloads, provenance, dir, result };
  },
);

const auditDataset = task<{ staged: Staged; runningSeason: number }, Audited, Home>(
  { name: "audit_dataset", description: "Asks every check of the dataset; each leaves one recorded answer", timeoutMs: 15 * 60_000, runName: ({ staged }) => `audit ${staged.plan.dataset.name}` },
  async ({ staged, runningSeason }, run) => {
    if (staged.kind === "unchanged") return { ...staged, checks: [] };
    const { plan, result } = staged;
    const reference = await newestWhere(run.env, plan.id, (dt) => dt < plan.id.dt);
    run.env.progress({ kind: "update", step: datasetLabel(plan.id), text: `${result.staged.rows.toLocaleString("en-US")} rows, checking` });
    const answers = await run.env.stager.audit(
      {
        label: datasetLabel(plan.id),
        staged: result.staged,
        coverage: result.coverage,
        checks: plan.dataset.checks,
        key: plan.dataset.key,
        columns: plan.dataset.columns,
        expectedWeeks: plan.weekFilter,
        mayBeEmpty: plan.dataset.mayBeEmpty ?? null,
        expectedSeasons: plan.seasons,
        runningSeason,
        reference,
      },
      run.signal,
    );
    const checks = [...result.findings, ...answers];
    run.env.findings.recordChecks(run.run.flowRunId, checks.map((check) => ({ ...check, source: plan.id.source, dataset: plan.id.dataset })));
    for (const check of checks) if (check.verdict === "fail" || check.verdict === "warn") run.log[check.verdict === "fail" ? "error" : "warning"](`${check.name}: ${check.message}`);
    run.log.info(`${checks.filter(({ verdict }) => verdict === "pass").length} of ${checks.length} checks passed over ${result.staged.rows.toLocaleString("en-US")} rows`);
    run.artifact(describeCheckResults(plan.id, checks));
    run.event(describeAudited(plan.id, worstVerdict(checks), result.staged.rows, checks));
    return { ...staged, checks, reference };
  },
);

const publishDataset = task<{ audited: Audited }, DatasetOutcome, Home>(
  {
    name: "publish_dataset",
    description: "Publishes what passed its audit; puts aside what failed; the last good snapshot stays",
    timeoutMs: 5 * 60_000,
    runName: ({ audited }) => `publish ${audited.plan.dataset.name}`,
    outcome: (result) => ({ name: "Completed", message: `${result.outcome}${result.rows === null ? "" : `, ${result.rows} rows`}` }),
  },
  async ({ audited }, run) => {
    if (audited.kind === "unchanged") return keepUnchanged(audited, run);
    const verdict = worstVerdict(audited.checks);
    return verdict === "fail" ? putAside(audited, run) : publish(audited, verdict, run);
  },
);

async function keepUnchanged(audited: Extract<Audited, { kind: "unchanged" }>, run: TaskContext<Home>): Promise<DatasetOutcome> {
  const { plan, payloads, reference } = audited;
  const { store } = run.env;
  const before = await store.readLastRun(plan.id);
  await store.writeLastRun(plan.id, describeLastRun(run.env, reference, payloads, before?.last_changed_at ?? reference.asof_datetime));
  return {
    ...blankOutcome(plan),
    dt: reference.dt,
    outcome: "unchanged",
    verdict: reference.verdict === "unknown" ? null : reference.verdict,
    rows: reference.row_count,
    previousRows: reference.row_count,
    path: filePath(run.env, { ...plan.id, dt: reference.dt }, reference.output_parquet[0] ?? ""),
    servingDt: reference.dt,
    reason: `same payloads as dt=${reference.dt}`,
  };
}

async function putAside(audited: Extract<Audited, { kind: "staged" }>, run: TaskContext<Home>): Promise<DatasetOutcome> {
  const { plan, payloads, provenance, dir, result, checks } = audited;
  const { store } = run.env;
  const serving = await store.newest(plan.id);
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
    payloads: payloads.map(({ url, sha256 }) => ({ url, sha256 })),
    serving_dt: serving?.dt ?? null,
  });
  await store.removeStageDir(dir);
  return {
    ...blankOutcome(plan),
    outcome: decideDatasetOutcome({ kind: "audited", verdict: "fail" }, servingOf(serving, run.env), plan.source.lastKnownGoodHours).outcome,
    verdict: "fail",
    rows: result.staged.rows,
    previousRows: audited.reference?.row_count ?? null,
    path,
    servingDt: serving?.dt ?? null,
    reason: failed.map((check) => check.message).join("; "),
    fix: `snapcount quarantine show ${plan.id.source}.${plan.id.dataset} explains it with sample rows; ${serving === null ? "there is no earlier snapshot to serve" : `dt=${serving.dt} stays in use`}.`,
  };
}

async function publish(audited: Extract<Audited, { kind: "staged" }>, verdict: "pass" | "warn", run: TaskContext<Home>): Promise<DatasetOutcome> {
  const { plan, payloads, provenance, dir, result, checks } = audited;
  const { store } = run.env;
  const fileName = parquetFileName(plan.id, plan.dataset.naming);
  const warnings = checks.filter((check) => check.verdict === "warn").map((check) => `${check.name}: ${check.message}`);
  const manifest: Manifest = {
    ...provenance,
    schema: "snapcount.manifest/1",
    output_parquet: [fileName],
    row_count: result.staged.rows,
    columns: result.staged.columns.map(({ name, type }) => ({ name, type })),
    size_bytes: result.staged.sizeBytes,
    sha256: result.staged.sha256,
    coverage: result.coverage,
    verdict,
    warnings,
    rebuilt: false,
  };
  const lastRun = describeLastRun(run.env, manifest, payloads, manifest.asof_datetime);
  await store.publish([{ id: plan.id, fileName, staged: result.staged, manifest }], [{ id: plan.id, lastRun }]);
  await store.removeStageDir(dir);
  const path = filePath(run.env, plan.id, fileName);
  for (const event of describePublished(manifest, verdict, path)) run.event(event);
  return {
    ...blankOutcome(plan),
    outcome: "published",
    verdict,
    rows: manifest.row_count,
    previousRows: audited.reference?.row_count ?? null,
    path,
    servingDt: plan.id.dt,
    reason: warnings[0] ?? null,
  };
}

/** Runs one dataset to its outcome. Never throws for what the dataset did: a lost dataset is an outcome, the others go on. */
export async function ingestDataset(run: FlowContext<Home>, plan: DatasetPlan, runningSeason: number, blockers: readonly string[]): Promise<DatasetOutcome> {
  const startedAt = run.env.clock().getTime();
  const step = datasetLabel(plan.id);
  run.env.progress({ kind: "start", step });
  const outcome = blockers[0] === undefined ? await tryIngest(run, plan, runningSeason) : await describeLoss(run.env, plan, new BlockedError(blockers[0]));
  const finished = { ...outcome, durationMs: run.env.clock().getTime() - startedAt };
  const verdict = verdictOf(finished);
  run.env.progress({ kind: "end", step, verdict, text: describeOutcome(finished) });
  run.log[LEVEL[verdict]](`${step}: ${describeOutcome(finished)}${finished.reason === null ? "" : ` (${finished.reason})`}`);
  return finished;
}

const LEVEL = { ok: "info", warn: "warning", failed: "error" } as const;

async function tryIngest(run: FlowContext<Home>, plan: DatasetPlan, runningSeason: number): Promise<DatasetOutcome> {
  try {
    const lastRun = await run.env.store.readLastRun(plan.id);
    const fetches = run.map(fetchAsset, plan.assets.map((asset) => ({ plan, asset, lastRun })));
    const fetched: FetchedAsset[] = [];
    // All are let end before the first failure counts: what came is archived, and the next run asks for the rest only.
    for (const settled of await Promise.all(fetches.map((future) => future.settled()))) {
      if (!settled.ok) throw settled.error;
      if (settled.value !== null) fetched.push(settled.value);
    }
    if (fetched.length === 0) throw new NotAtProviderError(plan.assets[0]?.url ?? datasetLabel(plan.id), 404);
    // Each step is awaited by itself, so that what is caught is its own error and not the next step's "upstream failed".
    const staging = run.submit(stageDataset, { plan, fetched }, { waitFor: fetches });
    await staging;
    const auditing = run.submit(auditDataset, { staged: staging, runningSeason });
    await auditing;
    return await run.submit(publishDataset, { audited: auditing });
  } catch (error) {
    if (run.signal.aborted) throw error;
    return describeLoss(run.env, plan, error);
  }
}

async function describeLoss(home: Home, plan: DatasetPlan, error: unknown): Promise<DatasetOutcome> {
  const report = describeError(error);
  const serving = await home.store.newest(plan.id);
  const { outcome } = decideDatasetOutcome({ kind: "failed" }, servingOf(serving, home), plan.source.lastKnownGoodHours);
  return { ...blankOutcome(plan), outcome, rows: serving?.row_count ?? null, servingDt: serving?.dt ?? null, reason: report.message, fix: report.fix };
}

function servingOf(manifest: Manifest | null, home: Home): Serving | null {
  if (manifest === null) return null;
  return { dt: manifest.dt, ageHours: (home.runAt.getTime() - new Date(manifest.asof_datetime).getTime()) / 3_600_000 };
}

function blankOutcome(plan: DatasetPlan): DatasetOutcome {
  return { source: plan.id.source, dataset: plan.id.dataset, dt: plan.id.dt, outcome: "failed", verdict: null, rows: null, previousRows: null, path: null, servingDt: null, reason: null, fix: null, durationMs: 0 };
}

function describeProvenance(plan: DatasetPlan, payloads: readonly FetchedPayload[], sourceHash: string, run: TaskContext<Home>): Provenance {
  const modified = payloads.map((payload) => payload.lastModified).filter((value) => value !== null);
  return {
    schema: "snapcount.provenance/1",
    source: plan.id.source,
    dataset: plan.id.dataset,
    dt: plan.id.dt,
    asof_datetime: run.env.runAt.toISOString(),
    run_id: run.run.flowRunId,
    source_name: plan.source.displayName,
    source_version: plan.source.version,
    source_hash: sourceHash,
    source_url: payloads.map((payload) => payload.url),
    source_modified_time: newestHttpDate(modified),
    loader_path: loaderPath(plan.source, plan.dataset),
    inputs: {},
    role: plan.role,
  };
}

/** @returns the latest of HTTP dates as ISO 8601, or null. */
function newestHttpDate(dates: readonly string[]): string | null {
  const instants = dates.map((date) => Date.parse(date)).filter((ms) => !Number.isNaN(ms));
  return instants.length === 0 ? null : new Date(Math.max(...instants)).toISOString();
}

function describeLastRun(home: Home, manifest: Manifest, payloads: readonly FetchedPayload[], lastChangedAt: string): LastRun {
  return {
    schema: "snapcount.last_run/1",
    last_checked_at: home.runAt.toISOString(),
    last_changed_at: lastChangedAt,
    snapshot_date: manifest.dt,
    row_count: manifest.row_count,
    source_hash: manifest.source_hash,
    source_version: manifest.source_version,
    source_modified_time: manifest.source_modified_time,
    inputs: manifest.inputs,
    validators: Object.fromEntries(
      payloads.map(({ url, etag, lastModified, sha256, sizeBytes }) => [url, { etag, lastModified, sha256, sizeBytes }]),
    ),
  };
}

/**
 * The last good snapshot of a dataset whose date satisfies `isWanted`. Up to a new snapshot's own date: what `unchanged` is judged by.
 * Strictly before it: what its audit compares with, so that a re-run of a dt sees the same reference.
 */
async function newestWhere(home: Home, id: PartitionId, isWanted: (dt: string) => boolean): Promise<Manifest | null> {
  const entries = await home.store.listPartitions({ source: id.source, dataset: id.dataset });
  const good = entries.flatMap(({ manifest }) => (manifest !== null && manifest.role === "snapshot" && isWanted(manifest.dt) ? [manifest] : []));
  return good.at(-1) ?? null;
}

function stageFormat(payload: FetchedPayload): "parquet" | "csv" | "json" {
  return payload.format === "parquet" || payload.format === "json" ? payload.format : "csv";
}

function filePath(home: Home, id: PartitionId, fileName: string): string {
  return `${home.store.rawRoot}/${partitionPath(id)}/${fileName}`;
}

function verdictOf(outcome: DatasetOutcome): "ok" | "warn" | "failed" {
  if (outcome.outcome === "failed" || outcome.outcome === "quarantined") return "failed";
  return outcome.outcome === "lkg" || outcome.verdict === ("warn" satisfies Verdict) ? "warn" : "ok";
}

function describeOutcome(outcome: DatasetOutcome): string {
  const rows = outcome.rows === null ? "" : `, ${outcome.rows.toLocaleString("en-US")} rows`;
  return `${outcome.outcome}${rows}`;
}
