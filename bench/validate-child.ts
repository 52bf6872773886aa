import { join } from "node:path";
import { openLocalStore } from "../src/store/local/index.ts";
import { validatePartitions } from "../src/store/validate.ts";

/** Validates every partition of a home in a process of its own, so that its memory is nobody else's. Prints time and peak. */
const home = process.argv[2] ?? "";
const store = await openLocalStore({ rawRoot: join(home, "raw"), dataRoot: home, now: () => new Date() });
const startedAt = performance.now();
const results = await validatePartitions(store, { all: true });
const ms = performance.now() - startedAt;
store.close();
const broken = results.find((result) => !result.valid);
if (results.length === 0 || broken !== undefined) throw new Error(`validate: ${results.length} results, first broken: ${JSON.stringify(broken)}`);
console.log(JSON.stringify({ ms, peakMiB: process.resourceUsage().maxRSS / 1024 }));
