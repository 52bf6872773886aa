import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { formatRegistryCsv } from "../core/registry.ts";
import type { RegistryRow } from "../store/store.ts";

export const REGISTRY_SEED = "snapshot_registry.csv";

/** Replaces the seed in the home's own folder at once: dbt never reads half of it. @returns its path */
export async function writeRegistrySeed(rows: readonly RegistryRow[], dir: string): Promise<string> {
  await mkdir(dir, { recursive: true });
  const path = join(dir, REGISTRY_SEED);
  const next = `${path}.${process.pid}.tmp`;
  await writeFile(next, formatRegistryCsv(rows));
  await rename(next, path);
  return path;
}
