import { dirname, join } from "node:path";
import { StoreCorruptError } from "../../core/errors.ts";
import { MANIFEST_FILE } from "../../core/manifest.ts";
import type { DatasetId, PartitionId } from "../../core/partition.ts";
import { archivedDir, datasetDir, lastRunFile, partitionDir, type StoreLayout } from "./layout.ts";
import { parquetFiles } from "./partitions.ts";
import type { StoreFs } from "./steps.ts";

/**
 * How a group becomes visible, all or nothing.
 *
 * Invariants
 * 1. A group is one folder: its Parquet files and manifests, last_run files, the current index, the decisions, and `journal.json`.
 *    Renaming it into the journal folder is the commit: before it nothing has happened, after it everything will. (A released file
 *    stays in quarantine until the commit, where it is as durable: before it nothing may have happened to it either.)
 * 2. All bytes and names in the folder are durable before the commit, and the commit before the first visible change.
 * 3. Rolling forward consists of renames only and may be cut off and repeated at any point: what is no longer in the group's
 *    folder has been moved.
 * 4. A partition never shows two Parquet files or none: a new one is renamed as a whole folder; in an old one the new file takes
 *    over the old file's name, and is then given its own.
 * 5. Every rename is durable before the group leaves the journal, and it has left it before the publish returns: a group that came
 *    back after a power cut would undo what was written since.
 * 6. Superseded partitions that are moved out are a group without files of its own: their names and the decisions. Each goes as a whole
 *    folder; an earlier one that was archived under the same date makes room for it.
 */
export interface Journal {
  readonly schema: "snapcount.journal/1";
  /** `rejected`: the file comes from this folder in quarantine, which goes with it. */
  readonly items: readonly (PartitionId & { readonly folder: string; readonly file: string; readonly rejected?: string })[];
  readonly lastRuns: readonly (DatasetId & { readonly file: string })[];
  /** Partitions that move to the archive. */
  readonly archived?: readonly PartitionId[];
}

export const JOURNAL_FILE = "journal.json";
export const CURRENT_FILE = "current.json";
export const DECISIONS_FILE = "decisions.jsonl";

type JournalItem = Journal["items"][number];

export function pendingGroups(fs: Pick<StoreFs, "list">, layout: StoreLayout): readonly string[] {
  return (fs.list(layout.journal) ?? []).map((entry) => entry.name);
}

/** @throws StoreCorruptError when a committed group cannot be read: only a broken disk or a hand does that. */
export function readJournal(fs: StoreFs, layout: StoreLayout, token: string): Journal {
  const path = join(layout.journal, token, JOURNAL_FILE);
  const fix = `Look into ${join(layout.journal, token)}: its item folders hold files that were about to be published. Move the folder away, then run the flow again.`;
  const text = fs.readText(path);
  if (text === null) throw new StoreCorruptError(path, "a committed publish has no journal", fix);
  try {
    const json = JSON.parse(text) as Journal;
    if (json.schema === "snapcount.journal/1") return json;
  } catch (cause) {
    throw new StoreCorruptError(path, "the journal of a committed publish is no JSON", fix, { cause });
  }
  throw new StoreCorruptError(path, "the journal of a committed publish is of an unknown kind", fix);
}

/** Finishes a committed group, whatever has been done of it already. The caller holds the lock. */
export function rollForward(fs: StoreFs, layout: StoreLayout, token: string, scratch: string): void {
  const group = join(layout.journal, token);
  const journal = readJournal(fs, layout, token);
  for (const item of journal.items) takeReleased(fs, layout, group, item);
  for (const item of journal.items) showPartition(fs, layout, group, item);
  for (const item of journal.items) fs.fsyncDir("fsync-dataset", datasetDir(layout, item));
  for (const { file, ...id } of journal.lastRuns) {
    const target = lastRunFile(layout, id);
    if (fs.stat(join(group, file)) !== null) fs.rename("rename-last-run", join(group, file), target);
    fs.fsyncDir("fsync-last-run-dir", join(target, ".."));
  }
  if (fs.stat(join(group, CURRENT_FILE)) !== null) fs.rename("rename-current", join(group, CURRENT_FILE), layout.currentFile);
  fs.fsyncDir("fsync-current-dir", layout.metadata);
  for (const [index, id] of (journal.archived ?? []).entries()) archivePartition(fs, layout, join(group, `replaced-${index}`), id);
  if (journal.archived !== undefined || journal.items.some(({ rejected }) => rejected !== undefined)) showDecisions(fs, layout, group);
  for (const item of journal.items) clearEntry(fs, layout, group, item);
  dropGroup(fs, layout, token, scratch);
}

/** Durable before its partition can be: a partition that survives a power cut without it would be empty. */
function takeReleased(fs: StoreFs, layout: StoreLayout, group: string, item: JournalItem): void {
  if (item.rejected === undefined) return;
  const prepared = join(group, item.folder);
  const file = rejectedFile(layout, item.rejected, item.file);
  if (fs.stat(file) !== null) fs.rename("take-released", file, join(prepared, item.file));
  if (fs.stat(prepared) !== null) fs.fsyncDir("fsync-released", prepared);
}

function rejectedFile(layout: StoreLayout, entry: string, file: string): string {
  return join(layout.quarantine, entry, file);
}

/** The file as it was when the group was committed, with its lines. Nobody can have written others since: whoever writes heals first. */
function showDecisions(fs: StoreFs, layout: StoreLayout, group: string): void {
  const prepared = join(group, DECISIONS_FILE);
  if (fs.stat(prepared) !== null) fs.rename("rename-decisions", prepared, layout.decisionsFile);
  fs.fsyncDir("fsync-decisions-dir", dirname(layout.decisionsFile));
}

function archivePartition(fs: StoreFs, layout: StoreLayout, replaced: string, id: PartitionId): void {
  const from = partitionDir(layout, id);
  const to = archivedDir(layout, id);
  if (fs.stat(from) !== null) {
    if (fs.stat(to) !== null) fs.rename("take-replaced", to, replaced);
    fs.rename("rename-archive", from, to);
  }
  fs.fsyncDir("fsync-archive", dirname(to));
}

/** The report goes when all that it explains is published. */
function clearEntry(fs: StoreFs, layout: StoreLayout, group: string, item: JournalItem): void {
  if (item.rejected === undefined) return;
  const entry = join(layout.quarantine, item.rejected);
  if (fs.stat(entry) !== null) fs.rename("take-entry", entry, join(group, `entry-${item.folder}`));
  fs.fsyncDir("fsync-entry-dir", dirname(entry));
}

function showPartition(fs: StoreFs, layout: StoreLayout, group: string, item: JournalItem): void {
  const prepared = join(group, item.folder);
  const target = partitionDir(layout, item);
  const isPrepared = fs.stat(prepared) !== null;
  if (isPrepared && fs.stat(target) === null) fs.rename("rename-partition", prepared, target);
  else if (isPrepared) replacePartition(fs, prepared, target, item.file);
}

function replacePartition(fs: StoreFs, prepared: string, target: string, file: string): void {
  const arrived = join(prepared, file);
  const shown = parquetFiles(fs, target);
  let shownAs = shown.includes(file) ? file : shown[0];
  if (fs.stat(arrived) !== null) {
    // An old partition should hold one file; a second one would be a second copy of the rows (layout, section 1).
    for (const name of shown.filter((other) => other !== shownAs)) fs.remove("remove-surplus", join(target, name));
    shownAs ??= file;
    fs.rename("replace-parquet", arrived, join(target, shownAs));
  }
  if (shownAs !== undefined && shownAs !== file) fs.rename("rename-parquet", join(target, shownAs), join(target, file));
  if (fs.stat(join(prepared, MANIFEST_FILE)) !== null) fs.rename("replace-manifest", join(prepared, MANIFEST_FILE), join(target, MANIFEST_FILE));
  fs.fsyncDir("fsync-partition", target);
}

/** @returns true while no reader can have seen anything of the group. */
export function isUntouched(fs: StoreFs, layout: StoreLayout, token: string): boolean {
  const { items, archived = [] } = readJournal(fs, layout, token);
  const isThere = (path: string): boolean => fs.stat(path) !== null;
  return archived.every((id) => isThere(partitionDir(layout, id))) && items.every(({ folder, file, rejected }) => isThere(join(layout.journal, token, folder, file)) || (rejected !== undefined && isThere(rejectedFile(layout, rejected, file))));
}

/** Takes the group out of the journal in one go, then removes what is left of it. */
export function dropGroup(fs: StoreFs, layout: StoreLayout, token: string, scratch: string): void {
  const done = join(scratch, `done-${token}`);
  fs.rename("drop-journal", join(layout.journal, token), done);
  fs.fsyncDir("fsync-drop", layout.journal);
  fs.remove("clear-stage", done);
}
