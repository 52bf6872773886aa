import type { CheckResult } from "../core/check.ts";
import type { Manifest } from "../core/manifest.ts";
import { partitionPath } from "../core/partition.ts";
import type { Home } from "./home.ts";
import type { PlannedDataset } from "./publishing.ts";

/** Asks a dataset's own rule over its rows, where it has one. @param reference the last good snapshot before it, or null */
export async function judgeRows({ stager, store }: Home, { dataset, id }: Pick<PlannedDataset, "dataset" | "id">, path: string, reference: Manifest | null): Promise<readonly CheckResult[]> {
  if (dataset.judgeRows === undefined) return [];
  const { columns } = dataset.judgeRows;
  const file = reference?.output_parquet[0];
  const before = reference === null || file === undefined ? null : await stager.rows(`${store.rawRoot}/${partitionPath({ ...id, dt: reference.dt })}/${file}`, columns.filter((name) => reference.columns.some((column) => column.name === name)));
  return dataset.judgeRows.judge(await stager.rows(path, columns), before);
}
