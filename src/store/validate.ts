import { join } from "node:path";
import { compareWithContract, type DatasetContract } from "../core/contract-fit.ts";
import { MANIFEST_FILE, type Manifest, readManifestText } from "../core/manifest.ts";
import { type DatasetId, datasetLabel, isDt, partitionPath, type PartitionId } from "../core/partition.ts";
import { type ParquetFooter, readParquetFooter } from "./footer.ts";
import { datasetDir, partitionDir, type RawRoot } from "./local/layout.ts";
import { createNodeFs } from "./local/node-fs.ts";
import { listDatasets, newestDate, parquetFiles } from "./local/partitions.ts";
import type { StoreFs } from "./local/steps.ts";
import type { SnapshotStore } from "./store.ts";

/**
 * Is what lies in the store what it says it is? Per partition: exactly one file; a manifest with every field; folder, manifest,
 * footer and registry name the same dataset and date; rows, columns and size agree; the columns are those of the dataset's contract, or of
 * the version that wrote them. Reads footers, never rows.
 */
export interface ValidationResult extends DatasetId {
  /** The date in the folder's name, or the folder's name where that is no date. */
  readonly snapshot_date: string;
  /** It is what readers take for the newest. */
  readonly current: boolean;
  readonly valid: boolean;
  /** One sentence each. */
  readonly issues: readonly string[];
  /** What is no fault of the partition, and still should be known; one sentence each. */
  readonly warnings: readonly string[];
  /** From the footer; null when it cannot be read. */
  readonly row_count: number | null;
}

export interface ValidateOptions {
  readonly sources?: readonly string[];
  /** Every partition, not only the newest of each dataset. */
  readonly all?: boolean;
  /** Also reads all bytes and compares their sha256. */
  readonly deep?: boolean;
  /** By label; absent: nothing is held against a contract. */
  readonly contracts?: ReadonlyMap<string, DatasetContract>;
}

/** @returns one result for each partition, by source, dataset and date; publishes wait meanwhile. */
export async function validatePartitions(store: Pick<SnapshotStore, "rawRoot" | "withSharedLock" | "currentDates">, options: ValidateOptions = {}): Promise<readonly ValidationResult[]> {
  const fs = createNodeFs();
  const layout = { rawRoot: store.rawRoot };
  return store.withSharedLock(async () => {
    const current = await store.currentDates();
    return listDatasets(fs, layout)
      .filter((id) => options.sources === undefined || options.sources.includes(id.source))
      .flatMap((id) => validateDataset({ fs, layout, deep: options.deep ?? false, contracts: options.contracts ?? null }, id, options.all ?? false, current.get(`${id.source}/${id.dataset}`)));
  });
}

interface Look {
  readonly fs: StoreFs;
  readonly layout: RawRoot;
  readonly deep: boolean;
  readonly contracts: ReadonlyMap<string, DatasetContract> | null;
}

function validateDataset(look: Look, dataset: DatasetId, all: boolean, registered: string | undefined): readonly ValidationResult[] {
  const { fs, layout } = look;
  const newest = newestDate(fs, layout, dataset);
  const folders = (fs.list(datasetDir(layout, dataset)) ?? []).filter((entry) => entry.isDirectory && entry.name.startsWith("dt=")).map((entry) => entry.name.slice(3));
  const misnamed = folders.filter((dt) => !isDt(dt)).map((dt) => misnamedFolder(dataset, dt));
  const dates = all ? folders.filter(isDt) : folders.filter((dt) => dt === newest);
  return [...dates.map((dt) => validatePartition(look, { ...dataset, dt }, dt === newest ? (registered ?? "nothing") : null)), ...misnamed];
}

function misnamedFolder(dataset: DatasetId, name: string): ValidationResult {
  return { ...dataset, snapshot_date: name, current: false, valid: false, warnings: [], issues: [`folder dt=${name} is no date: DuckDB would read dt of the whole dataset as text`], row_count: null };
}

/** @param registered the current date by the registry, where this partition is the newest; null elsewhere */
function validatePartition({ fs, layout, deep, contracts }: Look, id: PartitionId, registered: string | null): ValidationResult {
  const dir = partitionDir(layout, id);
  const issues: string[] = [];
  const warnings: string[] = [];
  if (registered !== null && registered !== id.dt) issues.push(`the registry's current snapshot is ${registered}, the newest partition is ${id.dt}`);
  const files = parquetFiles(fs, dir);
  const [file] = files;
  if (file === undefined) issues.push("the folder holds no Parquet file");
  else if (files.length > 1) issues.push(`the folder holds ${files.length} Parquet files (${files.join(", ")}): readers see rows twice`);
  const manifest = readManifest(fs, dir, issues);
  const footer = file === undefined ? null : readFooter(fs, join(dir, file), file, issues);
  if (manifest !== null && file !== undefined) {
    issues.push(...compareManifest(manifest, id, file));
    compareBytes(fs, join(dir, file), manifest, deep, issues);
    if (footer !== null) issues.push(...compareFooter(manifest, footer));
  }
  if (manifest !== null && contracts !== null) compareContract(manifest, contracts.get(datasetLabel(id)), issues, warnings);
  return { source: id.source, dataset: id.dataset, snapshot_date: id.dt, current: registered !== null, valid: issues.length === 0, issues, warnings, row_count: footer?.rows ?? null };
}

function readManifest(fs: StoreFs, dir: string, issues: string[]): Manifest | null {
  const text = fs.readText(join(dir, MANIFEST_FILE));
  const reading = text === null ? { ok: false as const, seen: "missing" } : readManifestText(text);
  if (reading.ok) return reading.manifest;
  issues.push(`${MANIFEST_FILE}: ${reading.seen}`);
  return null;
}

function readFooter(fs: StoreFs, path: string, file: string, issues: string[]): ParquetFooter | null {
  const reading = readParquetFooter((bytes) => fs.readTail(path, bytes), false);
  if (reading.ok) return reading.footer;
  issues.push(`${file}: ${reading.seen}`);
  return null;
}

function compareManifest(manifest: Manifest, id: PartitionId, file: string): readonly string[] {
  const issues: string[] = [];
  if (partitionPath(manifest) !== partitionPath(id)) issues.push(`${MANIFEST_FILE} belongs to ${partitionPath(manifest)}`);
  if (manifest.output_parquet[0] !== file) issues.push(`${MANIFEST_FILE} names ${manifest.output_parquet[0] ?? "no file"}, the folder holds ${file}`);
  return issues;
}

function compareBytes(fs: StoreFs, path: string, manifest: Manifest, deep: boolean, issues: string[]): void {
  const sizeBytes = fs.stat(path)?.sizeBytes ?? 0;
  if (sizeBytes !== manifest.size_bytes) issues.push(`the file has ${sizeBytes} bytes, ${MANIFEST_FILE} says ${manifest.size_bytes}`);
  else if (deep && fs.sha256(path) !== manifest.sha256) issues.push(`the file's sha256 is not the one in ${MANIFEST_FILE}: its bytes were changed`);
}

function compareFooter(manifest: Manifest, footer: ParquetFooter): readonly string[] {
  const issues: string[] = [];
  if (footer.rows !== manifest.row_count) issues.push(`the file has ${footer.rows} rows, ${MANIFEST_FILE} says ${manifest.row_count}`);
  const difference = firstDifference(manifest.columns, footer.columns);
  if (difference !== null) issues.push(difference);
  if (footer.provenance === null) issues.push("the file's footer does not say where it comes from");
  else if (partitionPath(footer.provenance) !== partitionPath(manifest) || footer.provenance.run_id !== manifest.run_id) {
    issues.push(`the file's footer is of ${partitionPath(footer.provenance)}, run ${footer.provenance.run_id}; ${MANIFEST_FILE} is of ${partitionPath(manifest)}, run ${manifest.run_id}`);
  }
  return issues;
}

function compareContract(manifest: Manifest, contract: DatasetContract | undefined, issues: string[], warnings: string[]): void {
  if (contract === undefined) {
    warnings.push("this version of Snapcount knows no such dataset: its columns are held against no contract");
    return;
  }
  const misfit = compareWithContract(manifest, contract);
  if (misfit !== null) (misfit.kind === "broken" ? issues : warnings).push(misfit.message);
}

type Column = ParquetFooter["columns"][number];

function firstDifference(declared: readonly Column[], actual: readonly Column[]): string | null {
  for (let index = 0; index < Math.max(declared.length, actual.length); index += 1) {
    const [wanted, found] = [declared[index], actual[index]];
    if (wanted?.name === found?.name && withoutQuotes(wanted?.type) === withoutQuotes(found?.type)) continue;
    const say = (column: Column | undefined): string => (column === undefined ? "none" : `${column.name} ${column.type}`);
    return `column ${index + 1} of the file is ${say(found)}, ${MANIFEST_FILE} says ${say(wanted)}`;
  }
  return null;
}

/** DuckDB quotes a struct's field when its name is one of its keywords; which those are changes with its versions. */
function withoutQuotes(type: string | undefined): string | undefined {
  return type?.replaceAll('"', "");
}
