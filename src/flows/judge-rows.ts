import type { CheckResult } from "../core/check.ts";
import { describeError } from "../core/errors.ts";
import type { Manifest } from "../core/manifest.ts";
import { datasetLabel } from "../core/partition.ts";
import type { Home } from "./home.ts";
import { publishedFile } from "./published-file.ts";
import type { PlannedDataset } from "./publishing.ts";

/** Asks a dataset's own rule over its rows, where it has one. @param reference the last good snapshot before it, or null */
export async function judgeRows({ stager, store }: Home, { dataset, id }: Pick<PlannedDataset, "dataset" | "id">, path: string, reference: Manifest | null): Promise<readonly CheckResult[]> {
  if (dataset.judgeRows === undefined) return [];
  const { columns } = dataset.judgeRows;
  const file = publishedFile(store, id, reference);
  const before = reference === null || file === null ? null : await stager.rows(file, columns.filter((name) => reference.columns.some((column) => column.name === name)));
  const rows = await stager.rows(path, columns);
  try {
    return dataset.judgeRows.judge(rows, before);
  } catch (error) {
    return [unaskedRule(`${datasetLabel(id)}: the rules over its rows could not be asked: ${describeError(error).message}`)];
  }
}

/** A rule that throws has found nothing, and is no pass. */
function unaskedRule(message: string): CheckResult {
  return { name: "row_rules", kind: "source_rule", verdict: "fail", observed: null, threshold: null, message, evidence: [], unanswered: true };
}
