import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse as parseYaml } from "yaml";
import * as z from "zod";
import { ConfigError } from "../core/errors.ts";
import { type Schedule, SchedulesSchema } from "../core/schedules.ts";
import { readMakeTargets } from "./commands.ts";
import type { DocsFacts, ProgramFacts } from "./facts.ts";
import type { Document } from "./issue.ts";

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
    schedules: loadSchedules(root),
    makeTargets: readMakeTargets(existsSync(makefile) ? readFileSync(makefile, "utf8") : ""),
    workflowCrons: listFiles(root, ".github/workflows", ".yml").flatMap((file) => readCrons(file, readFileSync(join(root, file), "utf8"))),
    exists: (path) => existsSync(join(root, path)),
  };
}

/** @throws ConfigError when config/schedules.yaml is missing or does not fit its schema. */
export function loadSchedules(root: string): readonly Schedule[] {
  const path = join(root, "config", "schedules.yaml");
  const fix = "src/core/schedules.ts says what a schedule holds; an existing entry of config/schedules.yaml shows it.";
  let raw: unknown;
  try {
    raw = parseYaml(readFileSync(path, "utf8"));
  } catch (error) {
    throw new ConfigError(`${path}: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`, fix, { cause: error });
  }
  const parsed = SchedulesSchema.safeParse(raw);
  if (!parsed.success) throw new ConfigError(`${path}: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`, fix);
  return parsed.data.schedules;
}

function readCrons(file: string, text: string): DocsFacts["workflowCrons"] {
  return text.split("\n").flatMap((content, index) => {
    const cron = /^\s*- cron: *["']?([^"'#]+?)["']? *(?:#.*)?$/.exec(content)?.[1];
    return cron === undefined ? [] : [{ file, line: index + 1, cron }];
  });
}

function listFiles(root: string, folder: string, ending: string): readonly string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, "/").length).replaceAll("\\", "/"))
    .sort();
}
