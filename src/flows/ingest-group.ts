import { type FlowContext, task } from "@snapcount/prefect";
import { type CheckResult, worstVerdict } from "../core/check.ts";
import type { DatasetOutcome } from "../core/outcome.ts";
import { datasetLabel, parquetFileName } from "../core/partition.ts";
import { hashPayloads, isUnchanged } from "../core/unchanged.ts";
import { reportAudit } from "./dataset-report.ts";
import type { Home } from "./home.ts";
import { type AuditedDataset, describeProvenance, keepUnchanged, newestWhere, type PlannedDataset, publishTogether, putAside, type UsedPayload } from "./publishing.ts";

/**
 * The way of a publish group whose rows a parser made: staged in one go, audited in one go, published in one step or not at all.
 *
 * Invariants
 * 1. The group is unchanged when each of its datasets is; otherwise all of them are written, so that their dates go together.
 * 2. One failed audit keeps the whole group from readers: its tables are statements about one moment.
 */
export interface PlannedTable {
  readonly plan: PlannedDataset;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Answers that the source has from its own arithmetic, over several tables. */
  readonly checks: readonly CheckResult[];
  /** Snapshots and settings that its rows depend on, beside the payloads. */
  readonly inputs: Readonly<Record<string, string>>;
}

export interface GroupPlan {
  /** Named in the run: `the league sheet`. */
  readonly label: string;
  readonly tables: readonly PlannedTable[];
  readonly payloads: readonly UsedPayload[];
  /** ISO 8601, or null. */
  readonly sourceModifiedTime: string | null;
  readonly alwaysPublish: boolean;
  readonly runningSeason: number;
}

type Staged = { readonly kind: "unchanged"; readonly outcomes: readonly DatasetOutcome[] } | { readonly kind: "staged"; readonly datasets: readonly AuditedDataset[] };

const stageGroup = task<{ group: GroupPlan }, Staged, Home>(
  { name: "stage_group", description: "Writes a publish group's tables outside every reader's glob", timeoutMs: 15 * 60_000, runName: ({ group }) => `stage ${group.label}` },
  async ({ group }, run) => {
    const { store, stager } = run.env;
    const sourceHash = hashPayloads(group.payloads.map(({ sha256 }) => sha256));
    const newest = await Promise.all(group.tables.map(({ plan }) => newestWhere(run.env, plan.id, (dt) => dt <= plan.id.dt)));
    const references = group.tables.flatMap(({ plan, inputs }, index) => {
      const reference = newest[index] ?? null;
      return reference !== null && isUnchanged({ sourceHash, sourceVersion: plan.source.version, inputs }, reference) ? [{ plan, payloads: group.payloads, reference }] : [];
    });
    if (!group.alwaysPublish && references.length === group.tables.length) {
      return { kind: "unchanged", outcomes: await Promise.all(references.map((reference) => keepUnchanged(reference, run))) };
    }
    const [first] = group.tables;
    if (first === undefined) return { kind: "staged", datasets: [] };
    const dir = await store.createStageDir(first.plan.id, run.run.flowRunId);
    const making = { sourceHash, sourceModifiedTime: group.sourceModifiedTime };
    const requests = group.tables.map(({ plan, rows, inputs }) => ({
      label: datasetLabel(plan.id),
      dir,
      fileName: parquetFileName(plan.id, plan.dataset.naming),
      columns: plan.dataset.columns,
      provenance: describeProvenance(plan, group.payloads, { ...making, inputs }, run),
      rows,
    }));
    const results = await stager.stageTables(requests, run.signal);
    const datasets = await Promise.all(
      group.tables.map(async ({ plan, checks }, index) => {
        const [request, result] = [requests[index], results[index]];
        if (request === undefined || result === undefined) throw new Error("every table was asked for and staged");
        return { plan, payloads: group.payloads, provenance: request.provenance, dir, result, checks, reference: await newestWhere(run.env, plan.id, (dt) => dt < plan.id.dt) };
      }),
    );
    return { kind: "staged", datasets };
  },
);

const auditGroup = task<{ staged: Staged; runningSeason: number }, Staged, Home>(
  { name: "audit_group", description: "Asks every check of every table of the group; each leaves one recorded answer", timeoutMs: 15 * 60_000 },
  async ({ staged, runningSeason }, run) => {
    if (staged.kind === "unchanged") return staged;
    const requests = staged.datasets.map(({ plan, result, reference }) => ({
      label: datasetLabel(plan.id),
      staged: result.staged,
      coverage: result.coverage,
      checks: plan.dataset.checks,
      key: plan.dataset.key,
      columns: plan.dataset.columns,
      mayBeEmpty: plan.dataset.mayBeEmpty ?? null,
      expectedSeasons: null,
      runningSeason,
      reference,
    }));
    const answers = await run.env.stager.auditTables(requests, run.signal);
    const datasets = staged.datasets.map((dataset, index) => ({ ...dataset, checks: [...dataset.checks, ...dataset.result.findings, ...(answers[index] ?? [])] }));
    for (const { plan, result, checks } of datasets) reportAudit(run, plan.id, result.staged.rows, checks);
    return { kind: "staged", datasets };
  },
);

const publishGroup = task<{ audited: Staged }, readonly DatasetOutcome[], Home>(
  { name: "publish_group", description: "Publishes all tables of the group in one step, or puts all of them aside", timeoutMs: 5 * 60_000 },
  async ({ audited }, run) => {
    if (audited.kind === "unchanged") return audited.outcomes;
    const isBad = audited.datasets.some(({ checks }) => worstVerdict(checks) === "fail");
    return isBad ? putAside(audited.datasets, run) : publishTogether(audited.datasets, run);
  },
);

/** @returns one outcome a table, in their order. @throws what staging throws: nothing is published then */
export async function ingestGroup(run: FlowContext<Home>, group: GroupPlan): Promise<readonly DatasetOutcome[]> {
  const staging = run.submit(stageGroup, { group });
  await staging;
  const auditing = run.submit(auditGroup, { staged: staging, runningSeason: group.runningSeason });
  await auditing;
  return run.submit(publishGroup, { audited: auditing });
}
