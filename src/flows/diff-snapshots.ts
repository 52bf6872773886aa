import type { ChangeReport } from "../core/change-report.ts";
import { ConfigError, StoreCorruptError } from "../core/errors.ts";
import { datasetLabel } from "../core/partition.ts";
import { sources } from "../sources/index.ts";
import type { Stager } from "../store/stage/stage.ts";
import type { PartitionEntry, SnapshotStore } from "../store/store.ts";
import { publishedFile } from "./published-file.ts";

export interface DiffRequest {
  /** `ktc.players` */
  readonly dataset: string;
  /** Dates of snapshots; null: the newest for `to`, the one before it for `from`. */
  readonly from: string | null;
  readonly to: string | null;
  /** Only these are compared; undefined: all. */
  readonly columns: readonly string[] | undefined;
  /** Rows of each kind that are shown. */
  readonly limit: number;
}

/** @returns what differs between two snapshots of a dataset. @throws ConfigError naming what there is; StoreCorruptError for a file that is gone or broken */
export async function diffSnapshots(store: SnapshotStore, stager: Pick<Stager, "compare">, request: DiffRequest, signal: AbortSignal): Promise<ChangeReport> {
  const entries = await findSnapshots(store, request.dataset);
  const [before, after] = choosePair(entries, request);
  requireColumns(request.columns, [before, after]);
  const [source, dataset] = request.dataset.split(".");
  const key = sources.find(({ name }) => name === source)?.datasets.find(({ name }) => name === dataset)?.key ?? [];
  const files = [before, after].map((entry) => requireFile(store, entry));
  const [left = "", right = ""] = files;
  const [answer] = await stager.compare([{ before: left, after: right, key, samples: request.limit, ...(request.columns === undefined ? {} : { columns: request.columns }) }], signal);
  if (answer === undefined || answer instanceof Error) throw new StoreCorruptError(request.dataset, answer?.message ?? "it was not compared", `\`snapcount validate --all --deep --sources ${before.id.source}\` tells which file is broken.`);
  return { ...answer, beforeDt: before.id.dt, afterDt: after.id.dt };
}

/** @returns its snapshots, oldest first, baselines too. @throws ConfigError */
async function findSnapshots(store: SnapshotStore, wanted: string): Promise<readonly PartitionEntry[]> {
  const [source = "", dataset = "", ...rest] = wanted.split(".");
  const entries = rest.length > 0 || dataset === "" ? [] : await store.listPartitions({ source, dataset });
  if (entries.length > 0) return entries;
  const known = [...new Set((await store.listPartitions()).map(({ id }) => datasetLabel(id)))];
  throw new ConfigError(`there is no snapshot of '${wanted}'`, known.length === 0 ? "Nothing is published yet: `snapcount run` loads everything." : `There are snapshots of ${known.join(", ")}.`);
}

/** A baseline is compared only when it is named: it holds other seasons. */
function choosePair(entries: readonly PartitionEntry[], { dataset, from, to }: DiffRequest): readonly [PartitionEntry, PartitionEntry] {
  const there = `Snapshots of ${dataset}: ${entries.map(({ id, manifest }) => `${id.dt}${manifest?.role === "baseline" ? " (baseline)" : ""}`).join(", ")}.`;
  const dated = (dt: string): PartitionEntry => {
    const found = entries.find(({ id }) => id.dt === dt);
    if (found !== undefined) return found;
    throw new ConfigError(`there is no snapshot of ${dataset} of ${dt}`, there);
  };
  if (from !== null && from === to) throw new ConfigError(`a snapshot does not differ from itself: both dates are ${from}`, there);
  const current = entries.filter(({ manifest }) => manifest?.role !== "baseline");
  const after = to === null ? current.at(-1) : dated(to);
  const before = from === null ? current.at(-2) : dated(from);
  if (before === after && before !== undefined) throw new ConfigError(`${before.id.dt} is the newest snapshot of ${dataset}: there is none after it to compare it with`, there);
  if (before === undefined || after === undefined) throw new ConfigError(`there are no two snapshots of ${dataset} to compare`, there);
  return [before, after];
}

function requireColumns(wanted: readonly string[] | undefined, entries: readonly PartitionEntry[]): void {
  const known = entries.map(({ manifest }) => manifest?.columns.map(({ name }) => name) ?? null);
  const missing = wanted?.find((column) => known.some((names) => names !== null && !names.includes(column)));
  if (missing === undefined) return;
  const both = (known[0] ?? []).filter((column) => known.every((names) => names === null || names.includes(column)));
  throw new ConfigError(`--columns ${missing}: not a column of both snapshots`, `Both have ${both.join(", ")}.`);
}

function requireFile(store: SnapshotStore, { id, dir, manifest, problem }: PartitionEntry): string {
  const file = publishedFile(store, id, manifest);
  const fix = `\`snapcount validate --all --sources ${id.source}\` looks at all of them; a run publishes today's anew.`;
  if (file === null) throw new StoreCorruptError(dir, problem ?? "its manifest names no file", fix);
  return file;
}
