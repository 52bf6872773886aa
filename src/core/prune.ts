import type { Manifest } from "./manifest.ts";
import { datasetLabel, dtOf, type PartitionId, partitionPath } from "./partition.ts";

/**
 * What a store may let go of. Decides only.
 *
 * Invariants
 * 1. Kept in the raw root: what is current, the newest snapshot, baselines, the last of each month, what is young, what has no readable
 *    manifest, and the inputs of all that is kept or in quarantine, and theirs.
 * 2. Kept of the payloads: what a kept snapshot was made from, what last_run or the quarantine names, what is young. A snapshot of an
 *    earlier version does not tell its payloads: then all that had been archived when it was made is kept.
 * 3. Days are not counted to the clock, but to the last day before today on which the store changed: a clock that has jumped ahead makes
 *    nothing old. A snapshot from the future means a wrong clock, then or now: nothing is let go.
 * 4. Choosing again of what is left chooses nothing.
 */
export interface PruneQuestion {
  readonly now: Date;
  readonly days: number;
  readonly partitions: readonly { readonly id: PartitionId; readonly manifest: Manifest | null }[];
  /** Partition paths of baselines that manifests do not tell: those decided on, and those of the settings. */
  readonly baselines: ReadonlySet<string>;
  /** Of rejected snapshots that a person may still publish. */
  readonly candidates: readonly Pick<Manifest, "inputs">[];
  /** sha256 of payloads that last_run and the quarantine name. */
  readonly named: ReadonlySet<string>;
  readonly payloads: readonly ArchivedBytes[];
}

export interface ArchivedBytes {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly archivedAtMs: number;
}

export interface PruneChoice {
  /** Superseded snapshots to move out, oldest first. */
  readonly archive: readonly Manifest[];
  readonly payloads: readonly ArchivedBytes[];
  /** Older than this day is old; null: nothing is. */
  readonly before: string | null;
  /** Why nothing is let go; null: it is a matter of age. */
  readonly refusal: string | null;
}

const DAY_MS = 86_400_000;

export function choosePrunable(question: PruneQuestion): PruneChoice {
  const today = dtOf(question.now);
  const days = question.partitions.flatMap(({ id, manifest }) => [id.dt, ...(manifest === null ? [] : [changedOn(manifest)])]);
  const future = question.partitions.find(({ id, manifest }) => id.dt > today || (manifest !== null && changedOn(manifest) > today));
  if (future !== undefined) return { archive: [], payloads: [], before: null, refusal: `${datasetLabel(future.id)} dt=${future.id.dt} lies after today, ${today}: the clock is wrong, or was` };
  const countedFrom = days.filter((day) => day < today).toSorted().at(-1);
  if (countedFrom === undefined) return { archive: [], payloads: [], before: null, refusal: null };

  const before = dtOf(new Date(Date.parse(countedFrom) - question.days * DAY_MS));
  const kept = keepPartitions(question, before);
  const archive = question.partitions.flatMap(({ id, manifest }) => (manifest === null || kept.has(partitionPath(id)) ? [] : [manifest])).toSorted((a, b) => (`${a.dt} ${datasetLabel(a)}` < `${b.dt} ${datasetLabel(b)}` ? -1 : 1));
  const stays = question.partitions.flatMap(({ id, manifest }) => (manifest !== null && kept.has(partitionPath(id)) ? [manifest] : []));
  return { archive, payloads: choosePayloads(question, stays, before), before, refusal: null };
}

function changedOn({ asof_datetime }: Manifest): string {
  return asof_datetime.slice(0, 10);
}

function keepPartitions({ partitions, baselines, candidates }: PruneQuestion, before: string): ReadonlySet<string> {
  const last = new Map<string, string>();
  for (const { id, manifest } of partitions) {
    const label = datasetLabel(id);
    const places = [`${label} current`, `${label} ${id.dt.slice(0, 7)}`, ...(manifest?.role === "snapshot" ? [`${label} newest`] : [])];
    for (const place of places) if ((last.get(place) ?? "") < id.dt) last.set(place, id.dt);
  }
  const isLast = ({ dt, ...id }: PartitionId): boolean => ["current", dt.slice(0, 7), "newest"].some((place) => last.get(`${datasetLabel(id)} ${place}`) === dt);
  // A past date that was loaded lately is as young as its loading.
  const isYoung = (id: PartitionId, manifest: Manifest): boolean => id.dt >= before || changedOn(manifest) >= before;
  const wanted = partitions.filter(({ id, manifest }) => manifest === null || manifest.role === "baseline" || baselines.has(partitionPath(id)) || isLast(id) || isYoung(id, manifest));
  return withInputs(partitions, wanted.map(({ id }) => partitionPath(id)), candidates);
}

/** Adds what these were made with, and what that was made with. */
function withInputs(partitions: PruneQuestion["partitions"], wanted: readonly string[], candidates: PruneQuestion["candidates"]): ReadonlySet<string> {
  const byPath = new Map(partitions.map((entry) => [partitionPath(entry.id), entry.manifest]));
  const kept = new Set<string>();
  const open = [...wanted, ...candidates.flatMap(inputPaths)];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (kept.has(path)) continue;
    kept.add(path);
    const manifest = byPath.get(path);
    if (manifest != null) open.push(...inputPaths(manifest));
  }
  return kept;
}

function inputPaths({ inputs }: Pick<Manifest, "inputs">): readonly string[] {
  return Object.entries(inputs).map(([label, dt]) => {
    const [source = "", dataset = ""] = label.split(".");
    return partitionPath({ source, dataset, dt });
  });
}

function choosePayloads({ payloads, named }: PruneQuestion, stays: readonly Manifest[], before: string): readonly ArchivedBytes[] {
  const needed = new Set(stays.flatMap((manifest) => manifest.payloads ?? []));
  const untold = stays.filter((manifest) => manifest.payloads === undefined).map((manifest) => Date.parse(manifest.asof_datetime) + DAY_MS);
  const untoldUntil = Math.max(Number.NEGATIVE_INFINITY, ...untold);
  const oldUntil = Date.parse(before);
  return payloads.filter(({ sha256, archivedAtMs }) => archivedAtMs < oldUntil && archivedAtMs > untoldUntil && !needed.has(sha256) && !named.has(sha256));
}
