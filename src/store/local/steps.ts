/**
 * Every change the local store makes to a disk, by name. The names are the places where the kill campaign stops a process, and
 * where the power-loss campaign leaves a step out to prove that it is needed (tests/kill).
 */
export const STEPS = [
  // Any folder that is made on the way.
  "mkdir",
  "fsync-mkdir",
  // Prepared in private, before the lock.
  "prepare-dir",
  "take-parquet",
  "fsync-parquet",
  "write-manifest",
  "fsync-manifest",
  "fsync-item",
  // Under the lock: the plan of the whole group.
  "write-last-run",
  "fsync-last-run",
  "write-current",
  "fsync-current",
  "write-journal",
  "fsync-journal",
  "fsync-plan",
  // The one instant at which a publish happens.
  "commit",
  "fsync-commit",
  "write-decisions",
  "fsync-decisions",
  // Rolling forward: only renames, so a full disk cannot stop it half-way.
  "take-released",
  "fsync-released",
  "remove-surplus",
  "rename-partition",
  "fsync-dataset",
  "replace-parquet",
  "rename-parquet",
  "replace-manifest",
  "fsync-partition",
  "rename-last-run",
  "fsync-last-run-dir",
  "rename-current",
  "fsync-current-dir",
  "rename-decisions",
  "fsync-decisions-dir",
  "take-replaced",
  "rename-archive",
  "fsync-archive",
  "take-entry",
  "fsync-entry-dir",
  "drop-journal",
  "fsync-drop",
  // Cleaning up behind the publish: no promise hangs on it.
  "clear-stage",
  // A small file replaced by itself: last_run of an unchanged dataset, a rebuilt manifest, the profile's marker.
  "write-small",
  "fsync-small",
  "rename-small",
  "fsync-small-dir",
  // Payload archive.
  "write-payload",
  "fsync-payload",
  "rename-payload",
  "fsync-payload-dir",
  // Payloads that nothing needs any more.
  "take-payload",
  "fsync-taken",
  // Quarantine.
  "take-rejected",
  "fsync-rejected",
  "write-report",
  "fsync-report",
  "fsync-rejected-item",
  "rename-rejected",
  "fsync-quarantine",
] as const;
export type StepName = (typeof STEPS)[number];

export interface StoreEntry {
  readonly name: string;
  readonly isDirectory: boolean;
}

/** A file being written chunk by chunk. */
export interface StoreFile {
  write(chunk: Uint8Array): void;
  close(): void;
}

/**
 * The disk as the store uses it. Synchronous, because a publish is a short sequence that must not be interleaved, and synchronous
 * calls are the fastest way to many small files (shared limits, 3). Writing calls name their step.
 * @throws StoreWriteError from every writing call that the disk refuses
 */
export interface StoreFs {
  /** Sorted by name; null when there is no such folder. */
  list(path: string): readonly StoreEntry[] | null;
  /** Null when there is no such file. */
  readText(path: string): string | null;
  stat(path: string): { readonly sizeBytes: number; readonly isDirectory: boolean; readonly modifiedAtMs: number } | null;
  sha256(path: string): string;
  /** The last `bytes` bytes, or the whole file when it is shorter. */
  readTail(path: string, bytes: number): Uint8Array;

  /** One level; fine when the folder is there. */
  mkdir(step: StepName, path: string): void;
  writeText(step: StepName, path: string, text: string): void;
  createFile(step: StepName, path: string): StoreFile;
  fsyncFile(step: StepName, path: string): void;
  fsyncDir(step: StepName, path: string): void;
  rename(step: StepName, from: string, to: string): void;
  /** A file or a whole folder; fine when it is not there. */
  remove(step: StepName, path: string): void;
}
