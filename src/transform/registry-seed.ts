import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RegistryRow } from "../store/store.ts";

export const REGISTRY_SEED = "snapshot_registry.csv";
const COLUMNS = ["source", "dataset", "snapshot_date", "status", "coverage_start_season", "coverage_end_season", "row_count", "notes"] as const satisfies readonly (keyof RegistryRow)[];

/** @returns the registry as dbt's seed, header first, rows in the order given. */
export function registryCsv(rows: readonly RegistryRow[]): string {
  const cell = (value: string | number | null): string => {
    const text = value === null ? "" : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [COLUMNS.join(","), ...rows.map((row) => COLUMNS.map((column) => cell(row[column])).join(","))].join("\n") + "\n";
}

/** Replaces the seed in the home's own folder at once: dbt never reads half of it. @returns its path */
export async function writeRegistrySeed(rows: readonly RegistryRow[], dir: string): Promise<string> {
  await mkdir(dir, { recursive: true });
  const path = join(dir, REGISTRY_SEED);
  const next = `${path}.${process.pid}.tmp`;
  await writeFile(next, registryCsv(rows));
  await rename(next, path);
  return path;
}
