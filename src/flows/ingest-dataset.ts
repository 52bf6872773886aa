import { type FlowContext, task } from "@snapcount/prefect";
import { type CheckResult, worstVerdict } from "../core/check.ts";
import { BlockedError, NotAtProviderError } from "../core/errors.ts";
import type { Manifest, Provenance } from "../core/manifest.ts";
import type { DatasetOutcome } from "../core/outcome.ts";
import { datasetLabel, parquetFileName } from "../core/partition.ts";
import type { Selection, Span } from "../core/plan.ts";
import { hashPayloads, isUnchanged } from "../core/unchanged.ts";
import type { FetchedPayload } from "../http/http.ts";
import type { Asset } from "../sources/index.ts";
import type { StageResult } from "../store/stage/stage.ts";
import { muteKnown } from "./apply-mutes.ts";
import { reportAudit, reportOutcome } from "./dataset-report.ts";
import { readEarlier } from "./earlier-snapshots.ts";
import { judgeRows } from "./judge-rows.ts";
import { fetchAsset, type FetchedAsset, type FetchPlan } from "./fetch-asset.ts";
import { newestUpTo } from "./good-snapshots.ts";
import type { Home } from "./home.ts";
import { awaitOthers, readSurroundings, type ServedDates, type Underway } from "./published-beside.ts";
import { describeLoss, describeProvenance, keepUnchanged, publishTogether, putAside } from "./publishing.ts";

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
  | { readonly kind: "unchanged"; readonly plan: DatasetPlan; readonly payloads: readonly FetchedPayload[]; readonly unchangedFrom: Manifest }
  | { readonly kind: "staged"; readonly plan: DatasetPlan; readonly payloads: readonly FetchedPayload[]; readonly provenance: Provenance; readonly dir: string; readonly result: StageResult };

type Audited = Staged & { readonly checks: readonly CheckResult[]; readonly reference: Manifest | null };

const stageDataset = task<{ plan: DatasetPlan; fetched: readonly FetchedAsset[] }, Staged, Home>(
  { name: "stage_dataset", description: "Combines the upstream files into one Parquet file outside every reader's glob", timeoutMs: 15 * 60_000, runName: ({ plan }) => `stage ${plan.dataset.name}` },
  async ({ plan, fetched }, run) => {
    const { store, stager } = run.env;
    const payloads = fetched.map(({ payload }) => payload);
    const making = { sourceHash: hashPayloads(payloads.map((payload) => payload.sha256)), sourceVersion: plan.source.version, inputs: {} };
    const newest = await newestUpTo(run.env, plan.id);
    if (!plan.alwaysPublish && newest !== null && isUnchanged(making, newest)) return { kind: "unchanged", plan, payloads, unchangedFrom: newest };

    run.env.progress({ kind: "update", step: datasetLabel(plan.id), text: "writing Parquet" });
    const provenance = describeProvenance(plan, payloads, { ...making, sourceModifiedTime: newestHttpDate(payloads) }, run);
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

const auditDataset = task<{ staged: Staged; served: ServedDates }, Audited, Home>(
  { name: "audit_dataset", description: "Asks every check of the dataset; each leaves one recorded answer", timeoutMs: 15 * 60_000, runName: ({ staged }) => `audit ${staged.plan.dataset.name}` },
  async ({ staged, served }, run) => {
    if (staged.kind === "unchanged") return { ...staged, checks: [], reference: null };
    const { plan, result } = staged;
    const { reference, history } = await readEarlier(run.env, plan);
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
        history,
        surroundings: await readSurroundings(run.env, plan.dataset.checks, served),
      },
      run.signal,
    );
    const checks = await muteKnown(run, plan, [...result.findings, ...answers, ...(await judgeRows(run.env, plan, result.staged.path, reference))]);
    reportAudit(run, plan.id, result.staged.rows, checks);
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
    if (audited.kind === "unchanged") return keepUnchanged({ ...audited, reference: audited.unchangedFrom }, run);
    const isBad = worstVerdict(audited.checks) === "fail";
    const [outcome] = isBad ? await putAside([audited], run) : await publishTogether([audited], run);
    if (outcome === undefined) throw new Error("every audited dataset has an outcome");
    return outcome;
  },
);

/** What a dataset meets in its run. */
export interface IngestSetting {
  /** Why the source cannot be loaded now; none: it can. */
  readonly blockers: readonly string[];
  /** The run's other datasets, which its audit may wait for. */
  readonly underway: Underway;
}

/** Runs one dataset to its outcome. Never throws for what the dataset did: a lost dataset is an outcome, the others go on. */
export async function ingestDataset(run: FlowContext<Home>, plan: DatasetPlan, setting: IngestSetting): Promise<DatasetOutcome> {
  const startedAt = run.env.clock().getTime();
  const step = datasetLabel(plan.id);
  run.env.progress({ kind: "start", step });
  const [blocker] = setting.blockers;
  const outcome = blocker === undefined ? await tryIngest(run, plan, setting) : await describeLoss(run.env, plan, new BlockedError(blocker));
  const finished = { ...outcome, durationMs: run.env.clock().getTime() - startedAt };
  reportOutcome(run, finished);
  return finished;
}

async function tryIngest(run: FlowContext<Home>, plan: DatasetPlan, { underway }: IngestSetting): Promise<DatasetOutcome> {
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
    const { kind } = await staging;
    const served = kind === "unchanged" ? {} : await awaitOthers(plan.dataset.checks, underway);
    const auditing = run.submit(auditDataset, { staged: staging, served });
    await auditing;
    return await run.submit(publishDataset, { audited: auditing });
  } catch (error) {
    if (run.signal.aborted) throw error;
    return describeLoss(run.env, plan, error);
  }
}

function stageFormat(payload: FetchedPayload): "parquet" | "csv" | "json" {
  return payload.format === "parquet" || payload.format === "json" ? payload.format : "csv";
}

/** @returns the latest Last-Modified as ISO 8601, or null. */
function newestHttpDate(payloads: readonly FetchedPayload[]): string | null {
  const instants = payloads.flatMap(({ lastModified }) => (lastModified === null ? [] : [Date.parse(lastModified)])).filter((ms) => !Number.isNaN(ms));
  return instants.length === 0 ? null : new Date(Math.max(...instants)).toISOString();
}
