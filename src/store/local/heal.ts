import { join } from "node:path";
import { formatManifest, type Manifest, MANIFEST_FILE } from "../../core/manifest.ts";
import { datasetLabel, type PartitionId } from "../../core/partition.ts";
import { readParquetFooter } from "../footer.ts";
import type { StoreContext } from "./context.ts";
import { formatCurrent, readCurrentFile, scanCurrent } from "./current.ts";
import { replaceText } from "./durable.ts";
import { partitionDir } from "./layout.ts";
import { listDatasets, listDates, parquetFiles } from "./partitions.ts";
import { removeLeftovers, sessionDir } from "./sessions.ts";

/** Folders of processes that ended without cleaning up. */
export function healStage({ fs, layout, processes, now }: StoreContext): readonly string[] {
  return removeLeftovers(fs, layout.stage, processes, now()).map((path) => `removed ${path}, left by a process that has ended`);
}

/** Partitions whose manifest is missing or torn, and whose file can tell it. Reads only. */
export function findLostManifests({ fs, layout }: StoreContext): readonly PartitionId[] {
  return listDatasets(fs, layout).flatMap((dataset) =>
    listDates(fs, layout, dataset)
      .map((dt) => ({ ...dataset, dt }))
      .filter((id) => isLost(fs.readText(join(partitionDir(layout, id), MANIFEST_FILE))) && rebuildManifest({ fs, layout }, id) !== null),
  );
}

/** A manifest of another make is not lost: an adopted tree keeps its own. */
function isLost(text: string | null): boolean {
  if (text === null) return true;
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}

/** The caller holds the lock. */
export function healManifests(context: StoreContext, lost: readonly PartitionId[]): readonly string[] {
  const { fs, layout, processes } = context;
  return lost.flatMap((id) => {
    const manifest = rebuildManifest(context, id);
    if (manifest === null) return [];
    replaceText(fs, sessionDir(fs, layout.stage, processes), join(partitionDir(layout, id), MANIFEST_FILE), formatManifest(manifest));
    return [`rebuilt ${MANIFEST_FILE} of ${datasetLabel(id)} dt=${id.dt} from its file`];
  });
}

/**
 * @returns the manifest as far as the file tells it (`rebuilt: true`, verdict unknown until it is audited again), or null when
 * there is not exactly one file, or the file does not say where it comes from.
 */
export function rebuildManifest({ fs, layout }: Pick<StoreContext, "fs" | "layout">, id: PartitionId): Manifest | null {
  const dir = partitionDir(layout, id);
  const [file, ...others] = parquetFiles(fs, dir);
  if (file === undefined || others.length > 0) return null;
  const path = join(dir, file);
  const reading = readParquetFooter((bytes) => fs.readTail(path, bytes));
  if (!reading.ok || reading.footer.provenance === null) return null;
  const { provenance, rows, columns, coverage } = reading.footer;
  if (provenance.source !== id.source || provenance.dataset !== id.dataset || provenance.dt !== id.dt) return null;
  return {
    ...provenance,
    schema: "snapcount.manifest/1",
    output_parquet: [file],
    row_count: rows,
    columns: [...columns],
    size_bytes: fs.stat(path)?.sizeBytes ?? 0,
    sha256: fs.sha256(path),
    coverage,
    verdict: "unknown",
    warnings: [],
    rebuilt: true,
  };
}

/** @returns the text the current index should have, or null when it has it. Reads only. */
export function findStaleCurrent({ fs, layout }: StoreContext): string | null {
  const known = readCurrentFile(fs, layout);
  const actual = scanCurrent(fs, layout);
  if (known === null && actual.length === 0) return null;
  const text = formatCurrent(actual);
  return known !== null && formatCurrent(known) === text ? null : text;
}

/** The caller holds the lock. */
export function healCurrent(context: StoreContext): readonly string[] {
  const text = findStaleCurrent(context);
  if (text === null) return [];
  const { fs, layout, processes } = context;
  replaceText(fs, sessionDir(fs, layout.stage, processes), layout.currentFile, text);
  return [`brought ${layout.currentFile} in line with the partitions`];
}
