import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ResultCache } from "@snapcount/prefect";
import * as z from "zod";

/**
 * Results of tasks as small files, one a key, for all processes of one home. Invariants:
 * 1. A file gets its name after it is whole: readers see one whole result or none.
 * 2. What cannot be read, is not for this key or has expired is a miss, never an error: the result is made again.
 */
export interface ResultCacheOptions {
  /** How long a result is good (milliseconds). */
  readonly ttlMs: number;
  readonly now: () => Date;
}

const Entry = z.object({ key: z.string(), value: z.unknown(), stored_at: z.iso.datetime(), expires_at: z.iso.datetime() });

/** @param dir made when the first result is kept; nothing else belongs into it */
export function openResultCache(dir: string, { ttlMs, now }: ResultCacheOptions): ResultCache {
  let swept: Promise<void> | null = null;
  const get: ResultCache["get"] = async (key) => {
    const entry = await readEntry(join(dir, fileName(key)));
    if (entry === null || entry.key !== key || Date.parse(entry.expires_at) <= now().getTime()) return undefined;
    return { value: entry.value };
  };
  const put: ResultCache["put"] = async (key, value) => {
    const storedAt = now();
    const temporary = join(dir, `${randomUUID()}.tmp`);
    try {
      const text = JSON.stringify({ key, value, stored_at: storedAt.toISOString(), expires_at: new Date(storedAt.getTime() + ttlMs).toISOString() });
      // `undefined` has no JSON form: its entry would lack the value.
      if (value === undefined) return;
      await mkdir(dir, { recursive: true });
      await (swept ??= sweep(dir, ttlMs));
      await writeFile(temporary, text);
      await rename(temporary, join(dir, fileName(key)));
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  };
  return { get, put };
}

function fileName(key: string): string {
  return `${createHash("sha256").update(key).digest("hex")}.json`;
}

async function readEntry(path: string): Promise<z.infer<typeof Entry> | null> {
  try {
    const entry: unknown = JSON.parse(await readFile(path, "utf8"));
    return typeof entry === "object" && entry !== null && "value" in entry ? Entry.parse(entry) : null;
  } catch {
    return null;
  }
}

/** Removes what nobody will find any more, and what killed writers left: files age by the file system's clock, as it wrote them. */
async function sweep(dir: string, ttlMs: number): Promise<void> {
  const oldest = Date.now() - ttlMs;
  for (const name of await readdir(dir).catch(() => [])) {
    const path = join(dir, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (mtimeMs < oldest) await rm(path, { force: true });
  }
}
