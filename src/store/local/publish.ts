import { dirname, join, relative } from "node:path";
import { addDecisions, type Decision } from "../../core/decisions.ts";
import { StoreCorruptError, StoreWriteError } from "../../core/errors.ts";
import { formatManifest, MANIFEST_FILE } from "../../core/manifest.ts";
import { type DatasetId, datasetLabel, type PartitionId, partitionPath } from "../../core/partition.ts";
import type { LastRun, PublishItem, ReleaseItem } from "../store.ts";
import type { StoreContext } from "./context.ts";
import { currentAfter, formatCurrent } from "./current.ts";
import { ensureDir } from "./durable.ts";
import { CURRENT_FILE, DECISIONS_FILE, isUntouched, type Journal, JOURNAL_FILE, pendingGroups, rollForward } from "./journal.ts";
import { formatLastRun } from "./last-run.ts";
import { datasetDir, lastRunFile, partitionDir, type StoreLayout } from "./layout.ts";
import { sessionDir } from "./sessions.ts";
import type { StoreFs } from "./steps.ts";

/** A staged file, or one that comes out of quarantine. */
type GroupItem = PublishItem | ReleaseItem;

export type LastRunEntry = { readonly id: DatasetId; readonly lastRun: LastRun };

/**
 * Publishes a group (see journal.ts for what holds at every instant). The big files are made durable before the lock is taken, so
 * that the lock is held for a few small writes and renames.
 * @param assure throws when the group may not be published after all; called under the lock
 * @throws StoreWriteError when the disk refuses; then nothing was published, unless the disk fails amid the renames
 */
export async function publishGroup(context: StoreContext, items: readonly GroupItem[], lastRuns: readonly LastRunEntry[], assure: () => void = () => undefined): Promise<void> {
  const { fs, layout } = context;
  if (items.length === 0) return;
  refuseContradictions(items);
  const scratch = sessionDir(fs, layout.stage, context.processes);
  const token = context.newToken();
  const group = join(scratch, token);
  try {
    prepare(context, group, items);
    await context.exclusive(`publishing ${items.map((item) => datasetLabel(item.id)).join(", ")}`, () => {
      healJournal(context);
      assure();
      plan(context, group, items, lastRuns);
      commitGroup(context, group, token, scratch);
    });
  } catch (error) {
    giveBack(context, group, items);
    throw error;
  }
}

/** The caller holds the lock, and all in the group's folder is durable. */
export function commitGroup(context: StoreContext, group: string, token: string, scratch: string): void {
  const { fs, layout } = context;
  ensureDir(fs, layout.journal);
  fs.rename("commit", group, join(layout.journal, token));
  fs.fsyncDir("fsync-commit", layout.journal);
  show(context, token, scratch);
}

/** Finishes publishes of others that were cut off. The caller holds the lock. @returns one sentence each */
export function healJournal({ fs, layout, processes }: StoreContext): readonly string[] {
  return pendingGroups(fs, layout).map((token) => {
    rollForward(fs, layout, token, sessionDir(fs, layout.stage, processes));
    return `finished a publish that was cut off (${token})`;
  });
}

function refuseContradictions(items: readonly PublishItem[]): void {
  const seen = new Set<string>();
  for (const { id, fileName, manifest } of items) {
    const path = partitionPath(id);
    const wrong =
      seen.has(path) ? "it is twice in one publish group"
      : partitionPath(manifest) !== path ? `its manifest belongs to ${partitionPath(manifest)}`
      : manifest.output_parquet[0] !== fileName ? `its manifest names ${manifest.output_parquet[0] ?? "no file"} instead of ${fileName}`
      : null;
    if (wrong !== null) throw new StoreCorruptError(path, wrong, "This is a fault of the program: report it with the command that was run.");
    seen.add(path);
  }
}

function isReleased(item: GroupItem): item is ReleaseItem {
  return "entry" in item;
}

function addressOf({ id: { source, dataset, dt } }: GroupItem): PartitionId {
  return { source, dataset, dt };
}

function itemFolder(index: number): string {
  return `item-${index}`;
}

/** Outside the lock: each partition as it will be, in a private folder, durable. */
function prepare({ fs }: StoreContext, group: string, items: readonly GroupItem[]): void {
  fs.mkdir("prepare-dir", group);
  for (const [index, item] of items.entries()) {
    const folder = join(group, itemFolder(index));
    fs.mkdir("prepare-dir", folder);
    if (!isReleased(item)) {
      fs.rename("take-parquet", item.staged.path, join(folder, item.fileName));
      fs.fsyncFile("fsync-parquet", join(folder, item.fileName));
    }
    fs.writeText("write-manifest", join(folder, MANIFEST_FILE), formatManifest(item.manifest));
    fs.fsyncFile("fsync-manifest", join(folder, MANIFEST_FILE));
    fs.fsyncDir("fsync-item", folder);
  }
}

/** Under the lock, still private: everything that needs space on the disk happens here. */
function plan({ fs, layout }: StoreContext, group: string, items: readonly GroupItem[], lastRuns: readonly LastRunEntry[]): void {
  for (const { id } of items) {
    ensureDir(fs, datasetDir(layout, id));
    refuseFile(fs.stat(partitionDir(layout, id)), id, partitionDir(layout, id));
  }
  const journal: Journal = {
    schema: "snapcount.journal/1",
    items: items.map((item, index) => ({ ...addressOf(item), folder: itemFolder(index), file: item.fileName, ...(isReleased(item) ? { rejected: relative(layout.quarantine, item.entry) } : {}) })),
    lastRuns: lastRuns.map(({ id: { source, dataset } }, index) => ({ source, dataset, file: `last_run-${index}.json` })),
  };
  for (const [index, { id, lastRun }] of lastRuns.entries()) {
    ensureDir(fs, dirname(lastRunFile(layout, id)));
    const path = join(group, `last_run-${index}.json`);
    fs.writeText("write-last-run", path, formatLastRun(lastRun));
    fs.fsyncFile("fsync-last-run", path);
  }
  fs.writeText("write-current", join(group, CURRENT_FILE), formatCurrent(currentAfter(fs, layout, items.map((item) => item.manifest))));
  fs.fsyncFile("fsync-current", join(group, CURRENT_FILE));
  const released = items.filter(isReleased).map(({ decision }) => decision);
  if (released.length > 0) planDecisions(fs, layout, group, released);
  writeJournal(fs, group, journal);
}

/** The last thing that is written into a group. */
export function writeJournal(fs: StoreFs, group: string, journal: Journal): void {
  fs.writeText("write-journal", join(group, JOURNAL_FILE), `${JSON.stringify(journal)}\n`);
  fs.fsyncFile("fsync-journal", join(group, JOURNAL_FILE));
  fs.fsyncDir("fsync-plan", group);
}

export function planDecisions(fs: StoreFs, layout: StoreLayout, group: string, decisions: readonly Decision[]): void {
  ensureDir(fs, dirname(layout.decisionsFile));
  const path = join(group, DECISIONS_FILE);
  fs.writeText("write-decisions", path, addDecisions(fs.readText(layout.decisionsFile) ?? "", decisions));
  fs.fsyncFile("fsync-decisions", path);
}

function refuseFile(found: { readonly isDirectory: boolean } | null, id: PartitionId, path: string): void {
  if (found !== null && !found.isDirectory) throw new StoreWriteError(path, `a file stands where the partition of ${datasetLabel(id)} should be`);
}

/** Rolls the committed group forward; takes the commit back when the disk refuses before anything is visible. */
function show({ fs, layout }: StoreContext, token: string, scratch: string): void {
  try {
    rollForward(fs, layout, token, scratch);
  } catch (error) {
    if (error instanceof StoreWriteError && isUntouched(fs, layout, token)) {
      fs.rename("drop-journal", join(layout.journal, token), join(scratch, token));
      fs.fsyncDir("fsync-drop", layout.journal);
    }
    throw error;
  }
}

/** After a refusal: staged files go back to where they were, so that the same call can be repeated. */
function giveBack({ fs }: StoreContext, group: string, items: readonly GroupItem[]): void {
  try {
    for (const [index, { staged, fileName }] of items.entries()) {
      const taken = join(group, itemFolder(index), fileName);
      if (fs.stat(taken) !== null) fs.rename("take-parquet", taken, staged.path);
    }
    fs.remove("clear-stage", group);
  } catch {
    // The refusal itself is what the caller has to hear; leftovers are removed by the next command.
  }
}
