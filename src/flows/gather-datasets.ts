import { join } from "node:path";
import type { DatasetDescription, SourceDescription } from "../core/dataset.ts";
import { MANIFEST_FILE } from "../core/manifest.ts";
import { type DatasetId, datasetLabel } from "../core/partition.ts";
import type { DatasetFacts } from "../ops/report/index.ts";
import { sources } from "../sources/index.ts";
import type { PartitionEntry } from "../store/store.ts";
import type { Gathering } from "./gathering.ts";
import type { Home } from "./home.ts";
import { judgeAge } from "./judge-age.ts";

/** @returns every dataset that the store or a run knows, in the order of the pipeline; those of no source of this program last. */
export async function gatherDatasets(given: Gathering): Promise<readonly DatasetFacts[]> {
  const described = sources.flatMap((source) => source.datasets.map((dataset): DatasetId => ({ source: source.name, dataset: dataset.name })));
  const known = [...given.partitions.map(({ id }) => id), ...given.records];
  const labels = new Set(known.map(datasetLabel));
  const order = new Map([...described, ...known].map((id) => [datasetLabel(id), id]));
  return Promise.all([...order.values()].filter((id) => labels.has(datasetLabel(id))).map((id) => describeDataset(given, id)));
}

async function describeDataset({ home, run, partitions, records, hrefOf }: Gathering, { source, dataset }: DatasetId): Promise<DatasetFacts> {
  const isThis = (id: DatasetId): boolean => id.source === source && id.dataset === dataset;
  const known = sources.find(({ name }) => name === source);
  const description = known?.datasets.find(({ name }) => name === dataset);
  const entries = partitions.filter(({ id }) => isThis(id));
  const record = records.find(isThis);
  const newest = entries.at(-1);
  return {
    source,
    dataset,
    about: description?.about ?? "",
    snapshots: entries.map(({ id, manifest }) => ({ dt: id.dt, rows: manifest?.row_count ?? null })),
    serving: newest === undefined ? null : describeServing(newest, hrefOf),
    age: known === undefined || description === undefined ? null : await describeAge(home, known, description),
    checks: record?.checks ?? [],
    last: record?.last ?? null,
    isOfThisRun: run.summary.datasets.some(isThis),
    trouble: record?.trouble ?? null,
  };
}

function describeServing({ id, dir, manifest }: PartitionEntry, hrefOf: Gathering["hrefOf"]): NonNullable<DatasetFacts["serving"]> {
  const file = manifest?.output_parquet[0];
  return {
    dt: id.dt,
    file: file === undefined ? null : hrefOf(join(dir, file)),
    manifest: manifest === null ? null : hrefOf(join(dir, MANIFEST_FILE)),
    rows: manifest?.row_count ?? null,
    sizeBytes: manifest?.size_bytes ?? null,
  };
}

async function describeAge(home: Home, source: SourceDescription, dataset: DatasetDescription): Promise<DatasetFacts["age"]> {
  const { level, ageHours, limitHours, message } = await judgeAge(home, { source, dataset }, null);
  return { level, hours: ageHours, limitHours, message };
}
