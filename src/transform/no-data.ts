import { join } from "node:path";
import * as z from "zod";
import type { MissingByModel } from "./artifacts.ts";
import { readNote, writeNote } from "./note.ts";
import type { NodeReport } from "./report.ts";

/**
 * Which models of this warehouse were built on nothing. `dbt test` runs in a process of its own and does not compile the models
 * again, so the run before it leaves this note; without it, tests of an empty model would look as green as any.
 */
const FILE = "no_data.json";
const Note = z.record(z.string(), z.array(z.string()));

export async function readMissing(targetDir: string): Promise<MissingByModel> {
  return new Map(Object.entries((await readNote(join(targetDir, FILE), Note)) ?? {}));
}

/** Replaces what is known of the models in `nodes`; others keep their note. */
export async function writeMissing(targetDir: string, before: MissingByModel, nodes: readonly NodeReport[]): Promise<void> {
  const after = new Map(before);
  for (const { uniqueId, kind, missing } of nodes) {
    if (kind !== "model") continue;
    if (missing.length > 0) after.set(uniqueId, missing);
    else after.delete(uniqueId);
  }
  await writeNote(join(targetDir, FILE), Object.fromEntries(after));
}
