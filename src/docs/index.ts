import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkDocuments } from "./check.ts";
import type { ProgramFacts } from "./facts.ts";
import { renderParts } from "./generate.ts";
import type { Issue } from "./issue.ts";
import { loadDocuments, loadFacts } from "./load.ts";
import { replaceBlocks } from "./markers.ts";

/**
 * Rewrites the generated parts of the documents below `root`; everything else in them stays byte for byte.
 * @returns the files that were changed
 */
export function writeDocs(root: string, program: ProgramFacts): readonly string[] {
  const parts = renderParts(loadFacts(root, program));
  return loadDocuments(root).flatMap(({ file, text }) => {
    const written = replaceBlocks(text, parts);
    if (written === text) return [];
    writeFileSync(join(root, file), written);
    return [file];
  });
}

/** @returns what the documents below `root` say that is not so. */
export function checkDocs(root: string, program: ProgramFacts): readonly Issue[] {
  const facts = loadFacts(root, program);
  return checkDocuments(loadDocuments(root), facts, renderParts(facts));
}
