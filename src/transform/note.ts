import { readFile, rename, writeFile } from "node:fs/promises";
import type * as z from "zod";

/** What one invocation of dbt leaves for the next beside dbt's own artifacts: derived and small. */

/** @returns null when there is none; a damaged one counts as none, as the next invocation writes it anew */
export async function readNote<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
  try {
    return schema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return null;
  }
}

/** In one rename: a reader sees the old note or the new one. */
export async function writeNote(path: string, note: unknown): Promise<void> {
  await writeFile(`${path}.${process.pid}.tmp`, JSON.stringify(note));
  await rename(`${path}.${process.pid}.tmp`, path);
}
