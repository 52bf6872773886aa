import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readMakeTargets } from "./commands.ts";
import type { DocsFacts, ProgramFacts } from "./facts.ts";
import type { Document } from "./issue.ts";
import { readCrons } from "./workflow.ts";

const ROOT_DOCUMENTS = ["README.md", "ARCHITECTURE.md"];

/** @returns README.md, ARCHITECTURE.md and everything under docs/, sorted. */
export function loadDocuments(root: string): readonly Document[] {
  const files = [...ROOT_DOCUMENTS.filter((file) => existsSync(join(root, file))), ...listFiles(root, "docs", ".md")];
  return files.map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));
}

export function loadFacts(root: string, program: ProgramFacts): DocsFacts {
  const makefile = join(root, "Makefile");
  return {
    ...program,
    makeTargets: readMakeTargets(existsSync(makefile) ? readFileSync(makefile, "utf8") : ""),
    workflowCrons: listFiles(root, ".github/workflows", ".yml").flatMap((file) => readCrons(file, readFileSync(join(root, file), "utf8"))),
    exists: (path) => existsSync(join(root, path)),
  };
}

function listFiles(root: string, folder: string, ending: string): readonly string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, "/").length).replaceAll("\\", "/"))
    .sort();
}
