import type { Manifest } from "../core/manifest.ts";
import type { PartitionId } from "../core/partition.ts";
import type { Home } from "./home.ts";

/** The last good snapshot of a dataset up to a new one's own date: what `unchanged` is judged by. */
export async function newestUpTo(home: Home, id: PartitionId): Promise<Manifest | null> {
  return (await goodSnapshots(home, id, (dt) => dt <= id.dt)).at(-1) ?? null;
}

/** Published snapshots of a dataset whose date satisfies `isWanted`, oldest first; baselines and broken manifests are none. */
export async function goodSnapshots(home: Home, id: PartitionId, isWanted: (dt: string) => boolean): Promise<readonly Manifest[]> {
  const entries = await home.store.listPartitions({ source: id.source, dataset: id.dataset });
  return entries.flatMap(({ manifest }) => (manifest !== null && manifest.role === "snapshot" && isWanted(manifest.dt) ? [manifest] : []));
}
