import { join } from "node:path";
import type { DatasetContract } from "../src/core/contract-fit.ts";
import type { ColumnType } from "../src/core/dataset.ts";
import { datasetLabel } from "../src/core/partition.ts";
import { openLocalStore } from "../src/store/local/index.ts";
import { validatePartitions } from "../src/store/validate.ts";

/**
 * Validates every partition of a home in a process of its own, so that its memory is nobody else's; each against a contract, as
 * `snapcount validate` does: what its dataset's newest manifest says. Prints time and peak.
 */
const home = process.argv[2] ?? "";
const store = await openLocalStore({ rawRoot: join(home, "raw"), dataRoot: home, now: () => new Date() });
const contracts = new Map<string, DatasetContract>();
for (const place of (await store.currentDates()).keys()) {
  const [source = "", dataset = ""] = place.split("/");
  const newest = await store.newest({ source, dataset });
  if (newest !== null) contracts.set(datasetLabel(newest), { version: newest.source_version, columns: newest.columns.map(({ name, type }) => ({ name, type: type as ColumnType })) });
}
const startedAt = performance.now();
const results = await validatePartitions(store, { all: true, contracts });
const ms = performance.now() - startedAt;
store.close();
const broken = results.find((result) => !result.valid);
if (results.length === 0 || broken !== undefined) throw new Error(`validate: ${results.length} results, first broken: ${JSON.stringify(broken)}`);
console.log(JSON.stringify({ ms, peakMiB: process.resourceUsage().maxRSS / 1024 }));
