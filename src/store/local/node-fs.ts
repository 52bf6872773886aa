import { createHash } from "node:crypto";
import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { StoreWriteError } from "../../core/errors.ts";
import type { StepName, StoreEntry, StoreFile, StoreFs } from "./steps.ts";

const SEEN: Readonly<Record<string, string>> = {
  EACCES: "this user may not write here",
  EDQUOT: "the disk quota is used up",
  EEXIST: "a file stands where a folder should be",
  EIO: "the disk reports an input/output error",
  ENOSPC: "no space is left on the disk",
  ENOTDIR: "a file stands where a folder should be",
  ENOTEMPTY: "the folder is not empty",
  EPERM: "this user may not write here",
  EROFS: "the file system is mounted read-only",
  EXDEV: "it lies on another file system than the stage folder, so a file cannot be renamed to it (set EXTERNAL_ROOT to the other file system)",
};
const CHUNK_BYTES = 1 << 20;

/** The machine's own disk. */
export function createNodeFs(): StoreFs {
  return {
    list: (path) => absentAsNull(() => listFolder(path)),
    readText: (path) => absentAsNull(() => readFileSync(path, "utf8")),
    stat: (path) => {
      const found = statSync(path, { throwIfNoEntry: false });
      return found === undefined ? null : { sizeBytes: found.size, isDirectory: found.isDirectory(), modifiedAtMs: found.mtimeMs };
    },
    sha256: hashFile,
    readTail,
    mkdir: (_step, path) => writing(path, () => makeFolder(path)),
    writeText: (_step, path, text) => writing(path, () => writeFileSync(path, text)),
    createFile: (step, path) => createFile(step, path),
    fsyncFile: (_step, path) => writing(path, () => syncPath(path, "r+")),
    fsyncDir: (_step, path) => writing(path, () => syncPath(path, "r")),
    rename: (_step, from, to) => writing(to, () => renameSync(from, to)),
    remove: (_step, path) => writing(path, () => rmSync(path, { recursive: true, force: true })),
  };
}

function listFolder(path: string): readonly StoreEntry[] {
  const entries = readdirSync(path, { withFileTypes: true }).map((entry) => ({
    name: entry.name,
    // A dataset folder may be a link to a bigger disk.
    isDirectory: entry.isDirectory() || (entry.isSymbolicLink() && statSync(join(path, entry.name), { throwIfNoEntry: false })?.isDirectory() === true),
  }));
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function hashFile(path: string): string {
  const hash = createHash("sha256");
  const fd = openSync(path, "r");
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    for (let read = readSync(fd, buffer); read > 0; read = readSync(fd, buffer)) hash.update(buffer.subarray(0, read));
  } finally {
    closeSync(fd);
  }
  return hash.digest("hex");
}

function readTail(path: string, bytes: number): Uint8Array {
  const fd = openSync(path, "r");
  try {
    const { size } = fstatSync(fd);
    const buffer = Buffer.allocUnsafe(Math.min(bytes, size));
    let filled = 0;
    while (filled < buffer.length) {
      const read = readSync(fd, buffer, filled, buffer.length - filled, size - buffer.length + filled);
      if (read === 0) break;
      filled += read;
    }
    return buffer.subarray(0, filled);
  } finally {
    closeSync(fd);
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (codeOf(error) !== "EEXIST" || statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}

function createFile(_step: StepName, path: string): StoreFile {
  const fd = writing(path, () => openSync(path, "w"));
  return {
    write: (chunk) => {
      for (let written = 0; written < chunk.length; ) written += writing(path, () => writeSync(fd, chunk, written));
    },
    close: () => closeSync(fd),
  };
}

function syncPath(path: string, flags: "r" | "r+"): void {
  const fd = openSync(path, flags);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function absentAsNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return null;
    throw error;
  }
}

function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (cause) {
    const code = codeOf(cause) ?? "";
    throw new StoreWriteError(path, SEEN[code] ?? (cause instanceof Error ? cause.message : String(cause)), { cause });
  }
}

export function codeOf(error: unknown): string | null {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === "string" ? code : null;
}
