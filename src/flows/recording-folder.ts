import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isProcessAlive, LivenessLock, removeLock } from "../ops/index.ts";

const PREFIX = ".snapcount-recording-";

/** Where a recording is made, beside the folder that its profile becomes: one rename is then enough. */
export interface RecordingFolder {
  /** The recording's own home. Its archive holds the answers as they came. */
  readonly home: string;
  readonly profile: string;
  remove(): Promise<void>;
}

/**
 * Opens a folder for a recording, and removes those that killed ones left beside it.
 * @param target the folder that the profile becomes; what it lies in is made when needed
 */
export async function openRecordingFolder(target: string): Promise<RecordingFolder> {
  const parent = dirname(target);
  const name = `${PREFIX}${randomUUID()}`;
  const lock = new LivenessLock(parent, name);
  // Held before there is a folder: whoever sees one whose lock is free knows that its process is dead.
  lock.hold();
  await clearDead(parent);
  const [home, profile] = [join(parent, name, "home"), join(parent, name, "profile")];
  await mkdir(join(parent, name), { mode: 0o700 });
  await Promise.all([mkdir(home), mkdir(profile)]);
  return {
    home,
    profile,
    remove: async () => {
      await rm(join(parent, name), { recursive: true, force: true });
      lock.release();
    },
  };
}

/** In a folder of several people, such as /tmp, only one's own. */
async function clearDead(parent: string): Promise<void> {
  const folders = (await readdir(parent, { withFileTypes: true })).filter((entry) => entry.isDirectory() && entry.name.startsWith(PREFIX));
  for (const { name } of folders) {
    const owner = await stat(join(parent, name)).catch(() => null);
    if (owner?.uid !== process.getuid?.() || isProcessAlive(parent, name)) continue;
    await rm(join(parent, name), { recursive: true, force: true });
    removeLock(parent, name);
  }
}
