import { join } from "node:path";
import { type DatasetId, type PartitionId, partitionPath } from "../../core/partition.ts";

/**
 * Where things lie. `rawRoot` is what readers glob. Everything else of the store lies in one folder on the same file system, so
 * that every publish is a rename: the home's `data/` when the raw root is `data/raw`, and the hidden `<rawRoot>/.snapcount/` when
 * EXTERNAL_ROOT puts the raw root elsewhere. No source can be called `.snapcount`, so no glob
 * `<root>/<source>/<dataset>/dt=…/*.parquet` reaches into it, and stage, quarantine, archive, `.metadata` and profile travel with
 * the data they belong to.
 */
export interface StoreLayout {
  readonly rawRoot: string;
  /** Holds all below. */
  readonly workRoot: string;
  readonly stage: string;
  readonly quarantine: string;
  readonly payloads: string;
  /** Superseded partitions that were moved out, under the paths they had in the raw root. */
  readonly archive: string;
  readonly metadata: string;
  /** Committed groups that have not been rolled forward yet; empty but for milliseconds, or after a crash. */
  readonly journal: string;
  readonly currentFile: string;
  readonly lockFile: string;
  readonly lockHolders: string;
  readonly profileFile: string;
  readonly decisionsFile: string;
  readonly incidentsFile: string;
  readonly legacyRegistryFile: string;
}

export const HIDDEN_FOLDER = ".snapcount";

export function describeLayout({ rawRoot, dataRoot }: { readonly rawRoot: string; readonly dataRoot: string }): StoreLayout {
  const workRoot = rawRoot === join(dataRoot, "raw") ? dataRoot : join(rawRoot, HIDDEN_FOLDER);
  const metadata = join(workRoot, ".metadata");
  return {
    rawRoot,
    workRoot,
    stage: join(workRoot, "stage"),
    quarantine: join(workRoot, "quarantine"),
    payloads: join(workRoot, "payloads"),
    archive: join(workRoot, "archive"),
    metadata,
    journal: join(metadata, ".journal"),
    currentFile: join(metadata, "current.json"),
    lockFile: join(metadata, ".lock.db"),
    lockHolders: join(metadata, ".lock-holders"),
    profileFile: join(workRoot, ".profile"),
    decisionsFile: join(workRoot, "ops", "decisions.jsonl"),
    incidentsFile: join(workRoot, "ops", "incidents.json"),
    legacyRegistryFile: join(workRoot, "ops", "registry_legacy.csv"),
  };
}

/** All that is needed to find a partition. */
export type RawRoot = Pick<StoreLayout, "rawRoot">;

export function datasetDir(layout: RawRoot, id: DatasetId): string {
  return join(layout.rawRoot, id.source, id.dataset);
}

export function partitionDir(layout: RawRoot, id: PartitionId): string {
  return join(layout.rawRoot, partitionPath(id));
}

export function archivedDir(layout: Pick<StoreLayout, "archive">, id: PartitionId): string {
  return join(layout.archive, partitionPath(id));
}

export function breakerFile(layout: StoreLayout, source: string): string {
  return join(layout.metadata, source, "breaker.json");
}

export function outcomesFile(layout: StoreLayout, source: string): string {
  return join(layout.metadata, source, "last_outcomes.json");
}

export function lastRunFile(layout: StoreLayout, id: DatasetId): string {
  return join(layout.metadata, id.source, id.dataset, "last_run.json");
}
