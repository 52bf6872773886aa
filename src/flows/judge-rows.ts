import type { CheckResult } from "../core/check.ts";
import type { Manifest } from "../core/manifest.ts";
import type { Home } from "./home.ts";
import { publishedFile } from "./published-file.ts";
import type { PlannedDataset } from "./publishing.ts";

/** Asks a dataset's own rule over its rows, where it has one. @param reference the last good snapshot before it, or null */
export async function judgeRows({ stager, store }: Home, { dataset, id }: Pick<PlannedDataset, "dataset" | "id">, path: string, reference: Manifest | null): Promise<readonly CheckResult[]> {
  if (dataset.judgeRows === undefined) return [];
  const { columns } = dataset.judgeRows;
  const file = publishedFile(store, id, reference);
  const before = reference === null || file === null ? null : await stager.rows(file, columns.filter((name) => reference.columns.some((column) => column.name === name)));
  return dataset.judgeRows.judge(await stager.rows(path, columns), before);
}
