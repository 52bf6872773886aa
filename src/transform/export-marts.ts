import { existsSync } from "node:fs";
import { copyFile, readlink, rename, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { DbtError, StoreWriteError } from "../core/errors.ts";
import { type ClaimedFolder, claimFolder, clearUnclaimed } from "./claimed-folder.ts";
import { describeExport, type ExportedMart } from "./mart-list.ts";
import type { Mart } from "./report.ts";
import { sync } from "./sync.ts";
import { askWarehouse, type Warehouse } from "./warehouse.ts";

/**
 * Marts as Parquet files, for people and programs that do not open the warehouse: `<martRoot>/current/<mart>.parquet`, beside a list of
 * them, README.md.
 *
 * Invariants
 * 1. `current` is a link to a folder that was complete and durable before the link led there: a reader sees the old export or the new one,
 *    after a kill and after a power cut too.
 * 2. A mart that was not passed this time stands in the new export as it stood in the old one; one that is no longer in the project does not.
 * 3. The export before the current one stays, for whoever is reading it. Older ones, and what a dead process left, are removed.
 */
export const CURRENT = "current";
const EXPORT = ".export-";
const LIST = "README.md";

export interface MartExport {
  /** The path that always leads to the newest export. */
  readonly dir: string;
  readonly marts: readonly ExportedMart[];
}

export interface ExportOptions {
  readonly warehouse: string;
  readonly martRoot: string;
  /** Where processes show that they are alive. */
  readonly lockDir: string;
  /** The run's instant: when what is exported was true. */
  readonly asOf: Date;
}

/**
 * @param marts all of the project's; those that passed are written anew
 * @returns null when none of them passed: the export stays as it is
 * @throws DbtError when the warehouse cannot be read, StoreWriteError when the folder cannot be written
 */
export async function exportMarts(marts: readonly Mart[], options: ExportOptions): Promise<MartExport | null> {
  if (!marts.some(({ passed }) => passed)) return null;
  const { martRoot, lockDir } = options;
  const unreadable = new DbtError(`the marts could not be exported: ${options.warehouse} cannot be read`, "Close whatever has the warehouse open for writing, then run `snapcount dbt test` again; the earlier export is still there.");
  const place = { parent: martRoot, lockDir, prefix: EXPORT };
  let claimed: ClaimedFolder | null = null;
  try {
    claimed = await claimFolder(place);
    const next = claimed.path;
    const before = await currentOf(martRoot);
    const exported = await askWarehouse(options.warehouse, (warehouse) => fill(next, before, marts, warehouse), null);
    if (exported === null) throw unreadable;
    await writeDurably(join(next, LIST), describeExport(exported, options.asOf));
    await sync(next);
    await pointTo(martRoot, next);
    // The current one is asked for again: a process that ended meanwhile has made its export that before it ended.
    await clearUnclaimed(place, async (path) => path === next || path === before || (await currentOf(martRoot)) === path);
    return { dir: join(martRoot, CURRENT), marts: exported };
  } catch (cause) {
    if (cause instanceof Error && typeof (cause as { readonly code?: unknown }).code === "string") throw new StoreWriteError(martRoot, cause.message, { cause });
    throw cause;
  } finally {
    claimed?.release();
  }
}

async function fill(next: string, before: string | null, marts: readonly Mart[], warehouse: Warehouse): Promise<readonly ExportedMart[]> {
  const exported: ExportedMart[] = [];
  for (const { name, description, relation, passed } of marts) {
    const path = join(next, `${name}.parquet`);
    const earlier = before === null ? null : join(before, `${name}.parquet`);
    if (passed) {
      exported.push({ name, description, rows: await warehouse.copyTable(relation, path).catch((cause: unknown) => { throw notWritten(name, cause); }) });
    } else if (earlier !== null && existsSync(earlier)) {
      await copyFile(earlier, path);
      exported.push({ name, description, rows: null });
    } else {
      continue;
    }
    await sync(path);
  }
  return exported;
}

function notWritten(mart: string, cause: unknown): DbtError {
  const seen = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
  return new DbtError(`${mart} could not be exported: ${seen}`, "Mend what the sentence names, then run `snapcount dbt test` again; the earlier export is still there.", { cause });
}

/** The folder that `current` leads to, or null before the first export. */
async function currentOf(martRoot: string): Promise<string | null> {
  const target = await readlink(join(martRoot, CURRENT)).catch(() => null);
  return target === null ? null : join(martRoot, basename(target));
}

/** One rename is the moment of the change. The link is relative: the folder may be moved or mounted elsewhere. */
async function pointTo(martRoot: string, next: string): Promise<void> {
  const prepared = `${next}.link`;
  await symlink(basename(next), prepared);
  await rename(prepared, join(martRoot, CURRENT));
  await sync(martRoot);
}

async function writeDurably(path: string, text: string): Promise<void> {
  await writeFile(path, text);
  await sync(path);
}
