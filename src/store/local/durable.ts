import { basename, dirname, join } from "node:path";
import type { StoreFs } from "./steps.ts";

/** Makes the folder and all missing ones above it, each durable before anything is put into it. */
export function ensureDir(fs: StoreFs, path: string): void {
  if (fs.stat(path)?.isDirectory === true) return;
  const parent = dirname(path);
  if (parent !== path) ensureDir(fs, parent);
  fs.mkdir("mkdir", path);
  fs.fsyncDir("fsync-mkdir", parent);
}

/** Replaces a small file in one go: after a crash it has the old text or the new one. `scratch` is on the same file system. */
export function replaceText(fs: StoreFs, scratch: string, path: string, text: string): void {
  ensureDir(fs, dirname(path));
  const prepared = join(scratch, `${basename(path)}.new`);
  fs.writeText("write-small", prepared, text);
  fs.fsyncFile("fsync-small", prepared);
  fs.rename("rename-small", prepared, path);
  fs.fsyncDir("fsync-small-dir", dirname(path));
}
