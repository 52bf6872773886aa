import type { Manifest } from "../core/manifest.ts";
import { type DatasetId, partitionPath } from "../core/partition.ts";
import type { SnapshotStore } from "../store/store.ts";

/** @returns where the Parquet file of a published snapshot lies; null where there is no snapshot, or its manifest names no file */
export function publishedFile({ rawRoot }: Pick<SnapshotStore, "rawRoot">, { source, dataset }: DatasetId, manifest: Pick<Manifest, "dt" | "output_parquet"> | null | undefined): string | null {
  const file = manifest?.output_parquet[0];
  return manifest == null || file === undefined ? null : `${rawRoot}/${partitionPath({ source, dataset, dt: manifest.dt })}/${file}`;
}
