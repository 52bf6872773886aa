import type { Check } from "../core/check.ts";
import type { DatasetOutcome } from "../core/outcome.ts";
import { type DatasetId, datasetLabel } from "../core/partition.ts";
import { type OtherSnapshot, othersNamed, type Surroundings } from "../core/surroundings.ts";
import type { Home } from "./home.ts";
import { publishedFile } from "./published-file.ts";

/**
 * The other datasets that checks read, as published when the checks are asked.
 *
 * Invariants
 * 1. A dataset that the same run loads is read as the run left it, so its outcome is awaited; else the newest published snapshot is.
 * 2. Waiting ends: what is waited for waits for nothing that waits for it (`src/sources/index.test.ts`).
 */

/** Datasets of a run on their way, by label. */
export type Underway = ReadonlyMap<string, Promise<DatasetOutcome>>;

/** By label: the date a dataset of this run is served at when it has ended, or null when it has none. */
export type ServedDates = Readonly<Record<string, string | null>>;

/** Waits for those datasets of the run that the checks name. */
export async function awaitOthers(checks: readonly Check[], underway: Underway): Promise<ServedDates> {
  const ended = othersNamed(checks).map(datasetLabel).map(async (label) => {
    const outcome = await underway.get(label);
    return outcome === undefined ? [] : [[label, outcome.servingDt] as const];
  });
  return Object.fromEntries((await Promise.all(ended)).flat());
}

/** @param served what the run itself brought or left; other datasets are taken as newest published */
export async function readSurroundings({ store, runAt }: Pick<Home, "store" | "runAt">, checks: readonly Check[], served: ServedDates = {}): Promise<Surroundings> {
  const found = othersNamed(checks).map(async (id) => {
    const label = datasetLabel(id);
    const snapshot = await readOther(store, id, served[label]);
    return snapshot === null ? [] : [[label, snapshot] as const];
  });
  return { runAt, published: new Map((await Promise.all(found)).flat()) };
}

async function readOther(store: Home["store"], id: DatasetId, dt: string | null | undefined): Promise<OtherSnapshot | null> {
  const manifest = dt === undefined ? await store.newest(id) : (await store.listPartitions(id)).find((entry) => entry.manifest?.dt === dt)?.manifest;
  const path = publishedFile(store, id, manifest);
  return manifest == null || path === null ? null : { dt: manifest.dt, path, columns: manifest.columns };
}
