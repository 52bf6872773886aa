import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isProcessAlive, LivenessLock } from "../ops/index.ts";

/**
 * A folder that somebody is writing, and a lock of the same name that dies with the writer. What a dead writer left, folder and lock, is
 * removed by the next one; what a living one writes is left alone.
 */
export interface FolderPlace {
  /** Where the folders lie. */
  readonly parent: string;
  /** Where processes show that they are alive. */
  readonly lockDir: string;
  /** What the names of all such folders begin with, and no other name there. */
  readonly prefix: string;
}

export interface ClaimedFolder {
  readonly path: string;
  /** Lets the next writer have it removed, unless it is kept. */
  release(): void;
}

export async function claimFolder({ parent, lockDir, prefix }: FolderPlace): Promise<ClaimedFolder> {
  const name = `${prefix}${randomUUID()}`;
  const path = join(parent, name);
  const lock = new LivenessLock(lockDir, name);
  lock.hold();
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    lock.release();
    throw cause;
  }
  return { path, release: () => lock.release() };
}

/** Removes what nobody alive writes. @param isKept asked of each path once its writer is known to have ended */
export async function clearUnclaimed({ parent, lockDir, prefix }: FolderPlace, isKept: (path: string) => Promise<boolean>): Promise<void> {
  for (const dir of new Set([parent, lockDir])) {
    for (const name of await readdir(dir)) {
      if (!name.startsWith(prefix) || isProcessAlive(lockDir, name.replace(BESIDE, ""))) continue;
      const path = join(dir, name);
      if (!(await isKept(path))) await rm(path, { recursive: true, force: true });
    }
  }
}

/** What lies beside a folder under its name: its lock, or a link that leads to it. */
const BESIDE = /\.(link|lock|lock-journal)$/;
