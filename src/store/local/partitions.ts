import { join } from "node:path";
import { compareTexts } from "../../core/compare.ts";
import { MANIFEST_FILE, type Manifest, readManifestText } from "../../core/manifest.ts";
import { type DatasetId, isDt, isName, type PartitionId } from "../../core/partition.ts";
import type { PartitionEntry } from "../store.ts";
import { datasetDir, partitionDir, type RawRoot } from "./layout.ts";
import type { StoreFs } from "./steps.ts";

/** What readers' globs reach, read from the folders. Folders that are no source, dataset or date are none of ours. */
export function listDatasets(fs: StoreFs, layout: RawRoot, only: Partial<DatasetId> = {}): readonly DatasetId[] {
  return named(fs, layout.rawRoot, only.source).flatMap((source) =>
    named(fs, join(layout.rawRoot, source), only.dataset).map((dataset) => ({ source, dataset })),
  );
}

function named(fs: StoreFs, folder: string, only: string | undefined): readonly string[] {
  const names = (fs.list(folder) ?? []).filter((entry) => entry.isDirectory && isName(entry.name)).map((entry) => entry.name);
  return only === undefined ? names : names.filter((name) => name === only);
}

/** @returns the dates that have a folder, oldest first. */
export function listDates(fs: StoreFs, layout: RawRoot, id: DatasetId): readonly string[] {
  return (fs.list(datasetDir(layout, id)) ?? []).filter((entry) => entry.isDirectory && entry.name.startsWith("dt=") && isDt(entry.name.slice(3))).map((entry) => entry.name.slice(3));
}

export function parquetFiles(fs: StoreFs, dir: string): readonly string[] {
  return (fs.list(dir) ?? []).filter((entry) => !entry.isDirectory && entry.name.endsWith(".parquet")).map((entry) => entry.name);
}

/** @returns the greatest date that `dt=…/*.parquet` sees, or null. */
export function newestDate(fs: StoreFs, layout: RawRoot, id: DatasetId): string | null {
  return [...listDates(fs, layout, id)].reverse().find((dt) => parquetFiles(fs, partitionDir(layout, { ...id, dt })).length > 0) ?? null;
}

/** @returns the partition, or null when its folder holds no Parquet file (readers do not see it either). */
export function readPartition(fs: StoreFs, layout: RawRoot, id: PartitionId): PartitionEntry | null {
  const dir = partitionDir(layout, id);
  if (parquetFiles(fs, dir).length === 0) return null;
  const reading = readManifest(fs, dir, id);
  return typeof reading === "string" ? { id, dir, manifest: null, problem: reading } : { id, dir, manifest: reading, problem: null };
}

function readManifest(fs: StoreFs, dir: string, id: PartitionId): Manifest | string {
  const text = fs.readText(join(dir, MANIFEST_FILE));
  if (text === null) return `${MANIFEST_FILE} is missing`;
  const reading = readManifestText(text);
  if (!reading.ok) return `${MANIFEST_FILE}: ${reading.seen}`;
  const { source, dataset, dt } = reading.manifest;
  if (source !== id.source || dataset !== id.dataset || dt !== id.dt) return `${MANIFEST_FILE} belongs to ${source}.${dataset} dt=${dt}`;
  return reading.manifest;
}

/** Oldest first; equal dates by source and dataset. */
export function readPartitions(fs: StoreFs, layout: RawRoot, only: Partial<DatasetId> = {}): readonly PartitionEntry[] {
  const entries = listDatasets(fs, layout, only).flatMap((id) => listDates(fs, layout, id).flatMap((dt) => readPartition(fs, layout, { ...id, dt }) ?? []));
  return entries.sort((a, b) => compareTexts(a.id.dt, b.id.dt) || compareTexts(a.id.source, b.id.source) || compareTexts(a.id.dataset, b.id.dataset));
}
