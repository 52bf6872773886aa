import type { DatasetContract } from "../core/contract-fit.ts";
import { datasetLabel } from "../core/partition.ts";
import { sources } from "./index.ts";

/** @returns what this program promises of every dataset it knows, by label */
export function knownContracts(): ReadonlyMap<string, DatasetContract> {
  return new Map(sources.flatMap(({ name: source, version, datasets }) => datasets.map(({ name: dataset, columns }) => [datasetLabel({ source, dataset }), { version, columns }] as const)));
}
