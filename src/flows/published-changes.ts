import { link } from "node:fs/promises";
import { join } from "node:path";
import type { TaskContext } from "@snapcount/prefect";
import { abridge, hasChanges, type PublishedChanges, summarizeRows } from "../core/change-report.ts";
import type { DatasetDescription } from "../core/dataset.ts";
import { describeError } from "../core/errors.ts";
import type { Manifest } from "../core/manifest.ts";
import { datasetLabel, parquetFileName, type PartitionId, partitionPath } from "../core/partition.ts";
import type { ChangesOfDataset } from "./changes-desk.ts";
import { newestUpTo } from "./good-snapshots.ts";
import type { Home } from "./home.ts";
import { publishedFile } from "./published-file.ts";

/**
 * What a publish changed for readers. Asked before it, which snapshot they have; compared after it, when they have the new one (changes-desk.ts says
 * when), and whatever goes wrong with it is a warning of a publish that stands.
 */
interface PlannedPublish {
  readonly id: PartitionId;
  readonly dataset: DatasetDescription;
  readonly role: Manifest["role"];
}

interface EarlierSnapshot {
  readonly plan: PlannedPublish;
  readonly dt: string;
  readonly file: string;
}

/** A snapshot, null where there was none, or why it is not known. */
export type Earlier = EarlierSnapshot | null | { readonly plan: PlannedPublish; readonly problem: string };

const SAMPLES = 5;
/** A comparison takes a part of the time of a write; what takes longer than this is not worth waiting for. */
const LONGEST_MS = 120_000;

/** @returns what readers have of each dataset, in order; `dir`: its stage, which the publish leaves. Never throws */
export function keepEarlier(publishes: readonly { readonly plan: PlannedPublish; readonly dir: string }[], run: TaskContext<Home>): Promise<readonly Earlier[]> {
  return Promise.all(
    publishes.map(async ({ plan, dir }) => {
      try {
        return await findEarlier(plan, dir, run.env);
      } catch (error) {
        return { plan, problem: describeError(error).message };
      }
    }),
  );
}

/** A baseline is no news to readers: it holds what was. */
async function findEarlier(plan: PlannedPublish, dir: string, home: Home): Promise<EarlierSnapshot | null> {
  if (plan.role === "baseline") return null;
  const newest = await home.store.newest(plan.id);
  // A date in the past is compared with what came before it.
  const manifest = newest === null || newest.dt <= plan.id.dt ? newest : await newestUpTo(home, plan.id);
  const file = publishedFile(home.store, plan.id, manifest);
  if (manifest === null || file === null) return null;
  if (manifest.dt !== plan.id.dt) return { plan, dt: manifest.dt, file };
  // This publish replaces it; a second name keeps its bytes until the stage is removed.
  const kept = join(dir, `before-${plan.dataset.name}.parquet`);
  await link(file, kept);
  return { plan, dt: manifest.dt, file: kept };
}

/** @returns the changes of each dataset that had a snapshot before, in order. Never throws */
export async function reportChanges(earlier: readonly Earlier[], run: TaskContext<Home>): Promise<readonly ChangesOfDataset[]> {
  const known = earlier.filter((entry): entry is EarlierSnapshot => entry !== null && "file" in entry);
  const answers = new Map((await compareAll(known, run)).map((answer, index) => [known[index], answer]));
  return earlier.flatMap((entry) => {
    const changes = entry === null || "problem" in entry ? entry : (answers.get(entry) ?? null);
    if (entry === null || changes === null) return [];
    tell(entry.plan, changes, run);
    return [{ id: entry.plan.id, changes: "problem" in changes ? { problem: changes.problem } : changes }];
  });
}

async function compareAll(known: readonly EarlierSnapshot[], { env: { store, stager }, signal }: TaskContext<Home>): Promise<readonly PublishedChanges[]> {
  const questions = known.map(({ plan: { id, dataset }, file }) => ({ before: file, after: join(store.rawRoot, partitionPath(id), parquetFileName(id, dataset.naming)), key: dataset.key, samples: SAMPLES }));
  try {
    const answers = await stager.compare(questions, AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]));
    return known.map(({ plan, dt }, index) => {
      const answer = answers[index];
      return answer === undefined || answer instanceof Error ? { problem: answer?.message ?? "it was not compared" } : abridge({ ...answer, beforeDt: dt, afterDt: plan.id.dt });
    });
  } catch (error) {
    const problem = describeError(error).message;
    return known.map(() => ({ problem }));
  }
}

function tell({ id }: PlannedPublish, changes: PublishedChanges, { log }: TaskContext<Home>): void {
  if ("problem" in changes) log.warning(`${datasetLabel(id)}: published; what changed is not known: ${changes.problem}`);
  else log.info(`${datasetLabel(id)}: ${hasChanges(changes) ? `${summarizeRows(changes)} rows` : "no row differs"} since dt=${changes.beforeDt}`);
}
