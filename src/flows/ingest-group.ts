import { type FlowContext, task, type TaskContext } from "@snapcount/prefect";
import { type CheckResult, worstVerdict } from "../core/check.ts";
import type { DatasetOutcome } from "../core/outcome.ts";
import { datasetLabel, parquetFileName } from "../core/partition.ts";
import { hashPayloads, isUnchanged } from "../core/unchanged.ts";
import type { TableContent } from "../store/stage/stage.ts";
import { muteKnown } from "./apply-mutes.ts";
import { reportAudit } from "./dataset-report.ts";
import { readEarlier } from "./earlier-snapshots.ts";
import { judgeRows } from "./judge-rows.ts";
import { newestUpTo } from "./good-snapshots.ts";
import type { Home } from "./home.ts";
import { readSurroundings } from "./published-beside.ts";
import { type AuditedDataset, describeProvenance, keepUnchanged, type PlannedDataset, publishTogether, putAside, type UnchangedDataset, type UsedPayload } from "./publishing.ts";

/**
 * The way of a publish group whose rows a parser made: staged in one go, audited in one go, published in one step or not at all.
 *
 * Invariants
 * 1. The group is unchanged when each of its datasets is; otherwise all of them are written, so that their dates go together.
 * 2. One failed audit keeps the whole group from readers: its tables are statements about one moment.
 */
export interface PlannedTable {
  readonly plan: PlannedDataset;
  readonly content: TableContent;
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
}

type Loaded = { readonly kind: "unchanged"; readonly outcomes: readonly DatasetOutcome[] } | { readonly kind: "audited"; readonly datasets: readonly AuditedDataset[] };

const loadGroup = task<{ group: GroupPlan }, Loaded, Home>(
  {
    name: "load_group",
    description: "Writes a publish group's tables outside every reader's glob, and asks every check of each; each leaves one recorded answer",
    timeoutMs: 15 * 60_000,
    runName: ({ group }) => `load ${group.label}`,
  },
  async ({ group }, run) => {
    const unchanged = group.alwaysPublish ? null : await findUnchanged(group, run);
    if (unchanged !== null) return { kind: "unchanged", outcomes: await Promise.all(unchanged.map((entry) => keepUnchanged(entry, run))) };
    const datasets = await loadTables(group, run);
    for (const { plan, result, checks } of datasets) reportAudit(run, plan.id, result.staged.rows, checks);
    return { kind: "audited", datasets };
  },
);

/** @returns what each dataset is equal to, or null when one of them is not */
async function findUnchanged({ tables, payloads }: GroupPlan, run: TaskContext<Home>): Promise<readonly UnchangedDataset[] | null> {
  const sourceHash = hashPayloads(payloads.map(({ sha256 }) => sha256));
  const newest = await Promise.all(tables.map(({ plan }) => newestUpTo(run.env, plan.id)));
  const equal = tables.flatMap(({ plan, inputs }, index) => {
    const reference = newest[index] ?? null;
    return reference !== null && isUnchanged({ sourceHash, sourceVersion: plan.source.version, inputs }, reference) ? [{ plan, payloads, reference }] : [];
  });
  return equal.length === tables.length ? equal : null;
}

async function loadTables({ tables, payloads, sourceModifiedTime }: GroupPlan, run: TaskContext<Home>): Promise<readonly AuditedDataset[]> {
  const [first] = tables;
  if (first === undefined) return [];
  const dir = await run.env.store.createStageDir(first.plan.id, run.run.flowRunId);
  const sourceHash = hashPayloads(payloads.map(({ sha256 }) => sha256));
  const planned = await Promise.all(
    tables.map(async (table) => ({
      ...table,
      provenance: describeProvenance(table.plan, payloads, { sourceHash, sourceModifiedTime, inputs: table.inputs }, run),
      earlier: await readEarlier(run.env, table.plan),
      surroundings: await readSurroundings(run.env, table.plan.dataset.checks),
    })),
  );
  const results = await run.env.stager.loadTables(
    planned.map(({ plan: { id, dataset }, content, provenance, earlier, surroundings }) => ({
      label: datasetLabel(id),
      dir,
      fileName: parquetFileName(id, dataset.naming),
      columns: dataset.columns,
      provenance,
      content,
      checks: dataset.checks,
      key: dataset.key,
      mayBeEmpty: dataset.mayBeEmpty ?? null,
      expectedSeasons: null,
      history: earlier.history,
      surroundings,
    })),
    run.signal,
  );
  const audited = await Promise.all(
    planned.map(async ({ plan, provenance, checks, earlier: { reference } }, index): Promise<readonly AuditedDataset[]> => {
      const result = results[index];
      if (result === undefined) return [];
      const judged = await judgeRows(run.env, plan, result.staged.path, reference);
      return [{ plan, payloads, provenance, dir, result, checks: await muteKnown(run, plan, [...checks, ...result.findings, ...result.answers, ...judged]), reference }];
    }),
  );
  return audited.flat();
}

const publishGroup = task<{ audited: Loaded }, readonly DatasetOutcome[], Home>(
  { name: "publish_group", description: "Publishes all tables of the group in one step, or puts all of them aside", timeoutMs: 5 * 60_000 },
  async ({ audited }, run) => {
    if (audited.kind === "unchanged") return audited.outcomes;
    const isBad = audited.datasets.some(({ checks }) => worstVerdict(checks) === "fail");
    return isBad ? putAside(audited.datasets, run) : publishTogether(audited.datasets, run);
  },
);

/** @returns one outcome a table, in their order. @throws what staging throws: nothing is published then */
export async function ingestGroup(run: FlowContext<Home>, group: GroupPlan): Promise<readonly DatasetOutcome[]> {
  const loading = run.submit(loadGroup, { group });
  await loading;
  return run.submit(publishGroup, { audited: loading });
}
