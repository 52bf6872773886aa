// Publishes the same snapshot again and again, beside other processes that do the same. argv[2]: a JSON { home, item, file, rounds }.
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { openLocalStore } from "../../src/store/local/local-store.ts";
import type { LastRun, PublishItem } from "../../src/store/store.ts";

export interface Contest {
  readonly home: string;
  readonly items: readonly PublishItem[];
  readonly files: readonly string[];
  readonly lastRun: LastRun;
  readonly rounds: number;
}

const contest = JSON.parse(process.argv[2] ?? "null") as Contest;
const store = await openLocalStore({ rawRoot: `${contest.home}/raw`, dataRoot: contest.home, now: () => new Date() });
for (let round = 0; round < contest.rounds; round += 1) {
  const items: PublishItem[] = [];
  for (const [index, item] of contest.items.entries()) {
    const path = join(await store.createStageDir(item.id, "run"), item.fileName);
    copyFileSync(contest.files[index] ?? "", path);
    items.push({ ...item, staged: { ...item.staged, path } });
  }
  await store.publish(items, items.map((item) => ({ id: item.id, lastRun: { ...contest.lastRun, row_count: item.manifest.row_count } })));
}
store.close();
