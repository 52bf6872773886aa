import { join } from "node:path";
import { MANIFEST_FILE, type Manifest } from "../../core/manifest.ts";
import type { DatasetId } from "../../core/partition.ts";
import { lastRunFile, partitionDir, describeLayout, type StoreLayout } from "./layout.ts";
import { parseLastRun } from "./last-run.ts";
import { createNodeFs } from "./node-fs.ts";
import { listDatasets, newestDate, readPartition } from "./partitions.ts";
import type { StoreFs } from "./steps.ts";

/**
 * The newest partition of every dataset in one small file, so that `status` costs the same with 100 partitions and with 10,000.
 * Every publish replaces it inside its journal; it says nothing that the partitions do not say, and is rebuilt from them.
 */
export interface CurrentRow extends DatasetId {
  readonly dt: string;
  readonly file: string | null;
  readonly rows: number | null;
  readonly verdict: Manifest["verdict"] | null;
  readonly asof_datetime: string | null;
  readonly coverage_start_season: number | null;
  readonly coverage_end_season: number | null;
}

const SCHEMA = "snapcount.current/1";

export function formatCurrent(rows: readonly CurrentRow[]): string {
  const sorted = [...rows].sort((a, b) => (label(a) < label(b) ? -1 : 1));
  return `${JSON.stringify({ schema: SCHEMA, rows: sorted }, null, 1)}\n`;
}

/** @returns null when there is none, or it is not readable: then it is to be rebuilt. */
export function readCurrentFile(fs: Pick<StoreFs, "readText">, layout: StoreLayout): readonly CurrentRow[] | null {
  const text = fs.readText(layout.currentFile);
  if (text === null) return null;
  try {
    const json = JSON.parse(text) as { readonly schema?: unknown; readonly rows?: unknown };
    return json.schema === SCHEMA && Array.isArray(json.rows) ? (json.rows as readonly CurrentRow[]) : null;
  } catch {
    return null;
  }
}

/** Reads it from the partitions: one listing for each dataset, one manifest each. */
export function scanCurrent(fs: StoreFs, layout: StoreLayout): readonly CurrentRow[] {
  return listDatasets(fs, layout).flatMap((id) => {
    const dt = newestDate(fs, layout, id);
    return dt === null ? [] : [currentFromDisk(fs, layout, id, dt)];
  });
}

/** What the file has to say once `manifests` are published. */
export function currentAfter(fs: StoreFs, layout: StoreLayout, manifests: readonly Manifest[]): readonly CurrentRow[] {
  const rows = new Map((readCurrentFile(fs, layout) ?? scanCurrent(fs, layout)).map((row) => [label(row), row]));
  const newest = new Map<string, CurrentRow>();
  for (const manifest of manifests) {
    const known = newest.get(label(manifest))?.dt ?? newestDate(fs, layout, manifest);
    if (known === null || known <= manifest.dt) newest.set(label(manifest), currentFromManifest(manifest));
    else if (!newest.has(label(manifest))) newest.set(label(manifest), currentFromDisk(fs, layout, manifest, known));
  }
  for (const [key, row] of newest) rows.set(key, row);
  return [...rows.values()];
}

function currentFromDisk(fs: StoreFs, layout: StoreLayout, { source, dataset }: DatasetId, dt: string): CurrentRow {
  const manifest = readPartition(fs, layout, { source, dataset, dt })?.manifest ?? null;
  if (manifest !== null) return currentFromManifest(manifest);
  return { source, dataset, dt, file: null, rows: null, verdict: null, asof_datetime: null, coverage_start_season: null, coverage_end_season: null };
}

function currentFromManifest(manifest: Manifest): CurrentRow {
  return {
    source: manifest.source,
    dataset: manifest.dataset,
    dt: manifest.dt,
    file: manifest.output_parquet[0] ?? null,
    rows: manifest.row_count,
    verdict: manifest.verdict,
    asof_datetime: manifest.asof_datetime,
    coverage_start_season: manifest.coverage?.season_min ?? null,
    coverage_end_season: manifest.coverage?.season_max ?? null,
  };
}

function label(id: DatasetId): string {
  return `${id.source}.${id.dataset}`;
}

/** A dataset as `status` shows it. */
export interface CurrentSnapshot extends CurrentRow {
  /** Absolute folder. */
  readonly dir: string;
  readonly last_checked_at: string | null;
  readonly last_changed_at: string | null;
}

export type CurrentReading =
  | { readonly ok: true; readonly snapshots: readonly CurrentSnapshot[] }
  /** A publish was cut off, or something was changed by hand: open the store, heal it, ask again. */
  | { readonly ok: false; readonly seen: string };

/**
 * What readers see now, without opening the store: no lock, no SQLite, no DuckDB, and no listing of partitions.
 * @returns datasets by source and name; empty for a store that has nothing yet
 */
export function readCurrent(roots: { readonly rawRoot: string; readonly dataRoot: string }): CurrentReading {
  const fs = createNodeFs();
  const layout = describeLayout(roots);
  if ((fs.list(layout.journal) ?? []).length > 0) return { ok: false, seen: "a publish was not finished" };
  const rows = readCurrentFile(fs, layout);
  if (rows === null) {
    // A first publish that was cut off leaves a dataset's folder, and nothing in it.
    return scanCurrent(fs, layout).length === 0 ? { ok: true, snapshots: [] } : { ok: false, seen: `${layout.currentFile} is missing or unreadable` };
  }
  const lost = rows.find((row) => fs.stat(join(partitionDir(layout, row), row.file ?? MANIFEST_FILE)) === null);
  if (lost !== undefined) return { ok: false, seen: `${partitionDir(layout, lost)} is not as ${layout.currentFile} says` };
  return { ok: true, snapshots: rows.map((row) => ({ ...row, dir: partitionDir(layout, row), ...checkedAt(fs, layout, row) })) };
}

function checkedAt(fs: StoreFs, layout: StoreLayout, id: DatasetId): Pick<CurrentSnapshot, "last_checked_at" | "last_changed_at"> {
  const text = fs.readText(lastRunFile(layout, id));
  const lastRun = text === null ? null : parseLastRun(text);
  return { last_checked_at: lastRun?.last_checked_at ?? null, last_changed_at: lastRun?.last_changed_at ?? null };
}
