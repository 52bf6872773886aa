import { join } from "node:path";
import * as z from "zod";
import type { DbtManifest } from "./artifacts.ts";
import { readNote, writeNote } from "./note.ts";
import type { NodeReport, NodeState } from "./report.ts";

/**
 * Which tests of this warehouse did not pass when they were last asked. A run narrowed to one source asks few of the tests below its
 * marts; without this note, what failed in the run before would count for nothing.
 */
const FILE = "failed_tests.json";
const Note = z.array(z.string());
const FAILED: ReadonlySet<NodeState> = new Set(["fail", "error", "skipped"]);

/** @returns unique ids of the tests that failed or were skipped, those of earlier runs among them that this one did not ask and the project still has */
export async function rememberFailed(targetDir: string, nodes: readonly NodeReport[], manifest: DbtManifest): Promise<ReadonlySet<string>> {
  const path = join(targetDir, FILE);
  const asked = nodes.filter(({ kind }) => kind === "test");
  const before = ((await readNote(path, Note)) ?? []).filter((id) => id in manifest.nodes && !asked.some(({ uniqueId }) => uniqueId === id));
  const failed = [...before, ...asked.filter(({ state }) => FAILED.has(state)).map(({ uniqueId }) => uniqueId)];
  await writeNote(path, failed);
  return new Set(failed);
}
