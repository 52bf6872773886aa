import type { Config } from "../config/config.ts";
import { pruneLedger } from "../ops/index.ts";
import { type PartitionId, parsePartitionPath } from "../core/partition.ts";
import type { PruneReport, SnapshotStore } from "../store/store.ts";

/** What a prune let go of, or would. */
export interface PrunedHome extends PruneReport {
  readonly ledgerRuns: number;
}

export interface PruneWord {
  readonly now: Date;
  readonly days: number;
  readonly by: string;
  readonly dryRun: boolean;
}

/** Superseded snapshots, payloads and rows of the ledger that are older than so many days (src/core/prune.ts says what stays). */
export async function pruneHome(store: Pick<SnapshotStore, "prune">, ledger: string, baselines: Config["baselines"], word: PruneWord): Promise<PrunedHome> {
  const pruned = await store.prune({ ...word, baselines: Object.entries(baselines).flatMap(([label, dt]) => baselinePath(label, dt)) });
  // Whatever is wrong with the clock is wrong for the ledger as well.
  return { ...pruned, ledgerRuns: pruned.refusal === null ? pruneLedger(ledger, word) : 0 };
}

function baselinePath(label: string, dt: string): readonly string[] {
  const path = `${label.replace(".", "/")}/dt=${dt}`;
  const id: PartitionId | null = parsePartitionPath(path);
  return id === null ? [] : [path];
}

/** A run of everything ends with a prune: it was asked for no flow, dataset, season or week in particular. */
export function isOfEverything(flow: string, parameters: Readonly<Record<string, unknown>>): boolean {
  return flow === "data_pipeline" && ["flows", "datasets", "seasons", "weeks"].every((name) => parameters[name] === undefined);
}
