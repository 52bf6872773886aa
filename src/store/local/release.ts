import { join } from "node:path";
import { ConfigError, StoreCorruptError } from "../../core/errors.ts";
import { datasetLabel } from "../../core/partition.ts";
import { supersededBy } from "../../core/release.ts";
import type { ReleaseItem } from "../store.ts";
import type { StoreContext } from "./context.ts";
import { readPartitions } from "./partitions.ts";
import { type LastRunEntry, publishGroup } from "./publish.ts";

/**
 * Publishes files out of quarantine (see journal.ts for what holds at every instant). Big files are hashed before the lock is taken.
 * @throws StoreCorruptError when a file was changed; ConfigError when it is gone, or readers have something newer
 */
export async function releaseGroup(context: StoreContext, items: readonly ReleaseItem[], lastRuns: readonly LastRunEntry[]): Promise<void> {
  for (const item of items) {
    refuseMissing(context, item);
    refuseChanged(context, item);
  }
  await publishGroup(context, items, lastRuns, () => {
    for (const item of items) {
      refuseMissing(context, item);
      refuseSuperseded(context, item);
    }
  });
}

function refuseMissing({ fs }: StoreContext, { entry, fileName, id }: ReleaseItem): void {
  if (fs.stat(join(entry, fileName)) !== null) return;
  throw new ConfigError(`${join(entry, fileName)}: the rejected file of ${datasetLabel(id)} is gone`, "Somebody released or removed it: `snapcount quarantine list` shows what is there. Run the flow again.");
}

function refuseChanged({ fs }: StoreContext, { entry, fileName, manifest }: ReleaseItem): void {
  const path = join(entry, fileName);
  const seen = fs.sha256(path);
  if (seen === manifest.sha256) return;
  throw new StoreCorruptError(path, `its sha256 is ${seen.slice(0, 12)}, it was put aside as ${manifest.sha256.slice(0, 12)}: it was changed since`, "A changed file has no provenance: run the flow again, then release what that run puts aside.");
}

function refuseSuperseded({ fs, layout }: StoreContext, { id, manifest }: ReleaseItem): void {
  const newer = supersededBy(manifest, readPartitions(fs, layout, { source: id.source, dataset: id.dataset }));
  if (newer === null) return;
  throw new ConfigError(`${datasetLabel(id)} dt=${id.dt} is not released: readers have dt=${newer}, which came after it and is good`, `Nothing is to be gained by it: drop it with \`snapcount quarantine drop ${datasetLabel(id)}\`.`);
}
