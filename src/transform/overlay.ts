import { existsSync } from "node:fs";
import { lstat, mkdir, readdir, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { ConfigError } from "../core/errors.ts";
import { formatRegistryCsv } from "../core/registry.ts";
import { REGISTRY_SEED } from "./registry-seed.ts";

/**
 * The dbt project as one home sees it: links to the project's own files, with seed CSVs of the home and the profile in place of
 * equally named ones. The project itself is never written to, so two homes share it, and a foreign project runs unmodified.
 *
 * Invariants
 * 1. Only links that differ are touched: a dbt already running in this home keeps its files.
 * 2. Folders in which dbt writes (target, logs) are the home's and never linked; hidden entries are not dbt's.
 */
const NOT_LINKED = new Set(["target", "logs", "seeds"]);

export interface OverlayOptions {
  readonly projectDir: string;
  readonly overlayDir: string;
  /** Later folders win; missing ones count as empty. */
  readonly seedDirs: readonly string[];
}

/** @returns the overlay's path. @throws ConfigError when `projectDir` is no dbt project */
export async function prepareOverlay({ projectDir, overlayDir, seedDirs }: OverlayOptions): Promise<string> {
  if (!existsSync(join(projectDir, "dbt_project.yml"))) {
    throw new ConfigError(`${projectDir}: there is no dbt_project.yml`, "Set dbt.projectDir (DBT_PROJECT_DIR) to the folder of a dbt project, or leave it out for the packaged one.");
  }
  const top = await visible(projectDir);
  await linkAll(overlayDir, new Map(top.filter((name) => !NOT_LINKED.has(name)).map((name) => [name, resolve(projectDir, name)])), ["seeds"]);

  const seeds = new Map<string, string>();
  for (const dir of [join(projectDir, "seeds"), ...seedDirs]) for (const name of await visible(dir)) if (!name.endsWith(".tmp")) seeds.set(name, resolve(dir, name));
  const derived = join(overlayDir, "seeds", REGISTRY_SEED);
  const registryGiven = seeds.has(REGISTRY_SEED);
  await linkAll(join(overlayDir, "seeds"), seeds, registryGiven ? [] : [REGISTRY_SEED]);
  if (!registryGiven) {
    // Before the first publish there is no registry, and dbt warns of tests on a seed that does not exist.
    await rm(derived, { force: true });
    await writeFile(derived, formatRegistryCsv([]));
  }
  return overlayDir;
}

async function visible(dir: string): Promise<readonly string[]> {
  return existsSync(dir) ? (await readdir(dir)).filter((name) => !name.startsWith(".")).sort() : [];
}

async function linkAll(dir: string, wanted: ReadonlyMap<string, string>, keep: readonly string[]): Promise<void> {
  await mkdir(dir, { recursive: true });
  for (const name of await readdir(dir)) if (!wanted.has(name) && !keep.includes(name)) await rm(join(dir, name), { recursive: true, force: true });
  for (const [name, target] of wanted) {
    const path = join(dir, name);
    if ((await linkTarget(path)) === target) continue;
    await rm(path, { recursive: true, force: true });
    await symlink(target, path);
  }
}

/** What a link points to; null when there is no link. */
async function linkTarget(path: string): Promise<string | null> {
  const stat = await lstat(path).catch(() => null);
  return stat?.isSymbolicLink() ? readlink(path) : null;
}

/** Where a runner lays its overlay. */
export function overlayDirOf(targetDir: string, projectDir: string): string {
  return join(targetDir, "project", basename(resolve(projectDir)));
}
