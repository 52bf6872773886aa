import type { BreakerState } from "../core/breaker.ts";
import type { CheckResult } from "../core/check.ts";
import type { Incident } from "../core/incidents.ts";
import type { LastOutcomes } from "../core/last-outcomes.ts";
import type { Decision, DecisionReading } from "../core/decisions.ts";
import type { Manifest, Provenance } from "../core/manifest.ts";
import type { DatasetId, PartitionId } from "../core/partition.ts";
import type { PruneChoice } from "../core/prune.ts";
import type { RegistryRow } from "../core/registry.ts";

export type { RegistryRow };

/** A finished Parquet file in the stage folder, outside every reader's glob. */
export interface StagedFile {
  readonly path: string;
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface PublishItem {
  readonly id: PartitionId;
  /** Name the file gets in the partition. */
  readonly fileName: string;
  readonly staged: StagedFile;
  readonly manifest: Manifest;
}

/** Small facts that decide the next run of a dataset (`data/.metadata/<source>/<dataset>/last_run.json`). */
export interface LastRun {
  readonly schema: "snapcount.last_run/1";
  /** UTC instant of the last successful check, ISO 8601. */
  readonly last_checked_at: string;
  /** UTC instant of the last publish. */
  readonly last_changed_at: string | null;
  readonly snapshot_date: string | null;
  readonly row_count: number | null;
  readonly source_hash: string | null;
  readonly source_version: string | null;
  readonly source_modified_time: string | null;
  readonly inputs: Readonly<Record<string, string>>;
  /** By URL: what the next conditional request may send while the archived bytes verify. */
  readonly validators: Readonly<Record<string, KnownAnswer>>;
}

/** A provider's answer as the last run left it. */
export interface KnownAnswer {
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** When the provider was asked for it, ISO 8601; absent where a source has no use for it. */
  readonly askedAt?: string;
  /** Until when the provider said that it holds, ISO 8601; null: it said nothing. */
  readonly freshUntil?: string | null;
}

export interface QuarantineReport {
  readonly schema: "snapcount.quarantine/1";
  readonly id: PartitionId;
  readonly run_id: string;
  readonly quarantined_at: string;
  /** File name beside the report, or null when nothing could be staged. */
  readonly file: string | null;
  readonly rows: number | null;
  readonly provenance: Provenance | null;
  readonly checks: readonly CheckResult[];
  /** Payloads it was made from; `asked_at`: when the provider was asked, where that is known. */
  readonly payloads: readonly { readonly url: string; readonly sha256: string; readonly asked_at?: string }[];
  /** dt of the snapshot that stays in use. */
  readonly serving_dt: string | null;
  /** What a release publishes; absent where nothing was staged, or an earlier version of this program put it aside. */
  readonly candidate?: Candidate;
}

/** A rejected snapshot as it would have been published. */
export interface Candidate {
  /** Its verdict is `unknown`; its warnings are those of its audit. */
  readonly manifest: Manifest;
  readonly last_run: LastRun;
  /** The datasets that were put aside together, and are published together: `ktc.players`, itself among them. */
  readonly group: readonly string[];
}

/** A rejected file that a person publishes all the same. `staged.path` lies in its folder in quarantine. */
export interface ReleaseItem extends PublishItem {
  /** The folder in quarantine, as `listQuarantine` tells it. */
  readonly entry: string;
  readonly decision: Decision;
}

export interface PruneRequest {
  readonly now: Date;
  readonly days: number;
  /** Partition paths that are baselines by the settings. */
  readonly baselines: readonly string[];
  /** What asked for it: age decides, not a person. */
  readonly by: string;
  /** Chooses only. */
  readonly dryRun: boolean;
}

export interface PruneReport extends PruneChoice {
  /** Why payloads stay that could go; null: none do. */
  readonly payloadsStay: string | null;
}

export interface HealReport {
  /** What was found and mended, one sentence each; empty when all was well. */
  readonly actions: readonly string[];
}

/**
 * Where snapshots live. `store/local` is a folder; other homes run the same contract suite (`store/testing/contract.ts`).
 * All writes are invisible until `publish` returns, and a kill at any instant leaves every partition old or new (invariants 2, 3).
 */
export interface SnapshotStore {
  /** Absolute raw root: EXTERNAL_ROOT, else `$SNAPCOUNT_HOME/data/raw`. */
  readonly rawRoot: string;
  readonly payloads: PayloadArchive;

  /** Creates an empty, private stage folder for one dataset of one run on the raw root's file system; returns its path. */
  createStageDir(id: PartitionId, runId: string): Promise<string>;
  removeStageDir(path: string): Promise<void>;

  /** Publishes the items as one group: readers see all or none. Replaces partitions of the same dt. Updates the registry. */
  publish(items: readonly PublishItem[], lastRuns: readonly { readonly id: DatasetId; readonly lastRun: LastRun }[]): Promise<void>;
  /** Moves a rejected file aside with its report; the last good snapshot stays. */
  quarantine(id: PartitionId, runId: string, staged: StagedFile | null, report: QuarantineReport): Promise<string>;
  /** Newest first. */
  listQuarantine(): Promise<readonly { readonly path: string; readonly report: QuarantineReport }[]>;
  /**
   * Publishes rejected files as one group, adds their decisions, and takes them out of quarantine: all of it or, after a kill at any
   * instant, nothing.
   * @throws StoreCorruptError when a file is not as it was put aside; ConfigError when it is gone, or readers have something newer: then all is as it was
   */
  release(items: readonly ReleaseItem[], lastRuns: readonly { readonly id: DatasetId; readonly lastRun: LastRun }[]): Promise<void>;

  /** What people decided, in the order it was written, and the lines that are none. */
  readDecisions(): Promise<DecisionReading>;
  /** Adds one line; it is there whole when this returns. */
  decide(decision: Decision): Promise<void>;

  /**
   * Lets go of what nobody needs (src/core/prune.ts): superseded partitions move to the archive, all of them or, after a kill at any
   * instant, none; then payloads are removed, one by one. @returns what was chosen, and done unless asked otherwise
   */
  prune(request: PruneRequest): Promise<PruneReport>;

  /** Rolls unfinished publishes forward, rebuilds lost manifests, removes stage leftovers of dead processes. */
  heal(): Promise<HealReport>;

  /** Partitions on disk with their manifests, oldest first; a broken manifest is reported, not hidden. */
  listPartitions(id?: Partial<DatasetId>): Promise<readonly PartitionEntry[]>;
  /** The newest good snapshot with role `snapshot`, or null. */
  newest(id: DatasetId): Promise<Manifest | null>;
  registry(): Promise<readonly RegistryRow[]>;
  rebuildRegistry(): Promise<readonly RegistryRow[]>;
  /** What the registry's small index says is current, without reading partitions: `<source>/<dataset>` -> dt. */
  currentDates(): Promise<ReadonlyMap<string, string>>;

  readLastRun(id: DatasetId): Promise<LastRun | null>;
  writeLastRun(id: DatasetId, lastRun: LastRun): Promise<void>;

  /** What the source's latest runs came to; a closed breaker where nothing is kept. */
  readBreaker(source: string): Promise<BreakerState>;
  writeBreaker(source: string, state: BreakerState): Promise<void>;

  /** What the latest run of each of the source's datasets came to, lost ones included; empty where nothing is kept. */
  readOutcomes(source: string): Promise<LastOutcomes>;
  /** Replaces what is kept of these datasets; others keep theirs. */
  writeOutcomes(source: string, outcomes: LastOutcomes): Promise<void>;

  /** Causes that people are told of; empty where nothing is kept. */
  readIncidents(): Promise<readonly Incident[]>;
  /** Replaces them by what `change` makes of them; nobody else changes them meanwhile. @returns what it made */
  changeIncidents<T extends { readonly incidents: readonly Incident[] }>(change: (kept: readonly Incident[]) => T): Promise<T>;

  /** Holds the store shared while readers (dbt) run: publishes wait. */
  withSharedLock<T>(body: () => Promise<T>): Promise<T>;
  close(): void;
}

export interface PartitionEntry {
  readonly id: PartitionId;
  /** Absolute folder. */
  readonly dir: string;
  readonly manifest: Manifest | null;
  /** Why there is no manifest. */
  readonly problem: string | null;
}

/** Raw provider bytes by content. A put is durable and atomic; equal bytes are stored once. */
export interface PayloadArchive {
  /** Streams `bytes` in; returns the content address. */
  put(bytes: AsyncIterable<Uint8Array>): Promise<ArchivedPayload>;
  /** Path of archived bytes whose size still fits, or null. `verify: true` also hashes them. */
  find(sha256: string, options?: { readonly verify?: boolean }): Promise<ArchivedPayload | null>;
}

export interface ArchivedPayload {
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}
