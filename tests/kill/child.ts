// The process that is killed: publishes ready-made Parquet files and kills itself before a named step. Bundled by build-child.ts,
// so that it starts in the time of a bare Node process. argv[2]: a JSON Job.
import { writeFileSync } from "node:fs";
import { createNodeFs } from "../../src/store/local/node-fs.ts";
import { openLocalStore } from "../../src/store/local/local-store.ts";
import type { StepName, StoreFs } from "../../src/store/local/steps.ts";
import type { LastRun, PublishItem, ReleaseItem } from "../../src/store/store.ts";

export interface Job {
  readonly home: string;
  readonly items: readonly PublishItem[];
  /** Published out of quarantine instead. */
  readonly released?: readonly ReleaseItem[];
  readonly lastRuns: readonly { readonly id: { readonly source: string; readonly dataset: string }; readonly lastRun: LastRun }[];
  /** Dies before the `nth` (from 1) step of this name; null: lives. */
  readonly kill: { readonly step: StepName; readonly nth: number } | null;
}

const job = JSON.parse(process.argv[2] ?? "null") as Job;
void publish();

async function publish(): Promise<void> {
  const store = await openLocalStore({ rawRoot: `${job.home}/raw`, dataRoot: job.home, now: () => new Date(), fs: killing(createNodeFs()) });
  if (job.released === undefined) await store.publish(job.items, job.lastRuns);
  else await store.release(job.released, job.lastRuns);
  store.close();
}

function killing(fs: StoreFs): StoreFs {
  let count = 0;
  const isLast = (step: StepName): boolean => step === job.kill?.step && (count += 1) === job.kill.nth;
  const die = (): void => void process.kill(process.pid, "SIGKILL");
  const before = (step: StepName): void => {
    if (isLast(step)) die();
  };
  return {
    ...fs,
    mkdir: (step, path) => (before(step), fs.mkdir(step, path)),
    writeText: (step, path, text) => {
      // The worst moment of a write is its middle.
      if (isLast(step)) {
        writeFileSync(path, text.slice(0, text.length >> 1));
        die();
      }
      fs.writeText(step, path, text);
    },
    fsyncFile: (step, path) => (before(step), fs.fsyncFile(step, path)),
    fsyncDir: (step, path) => (before(step), fs.fsyncDir(step, path)),
    rename: (step, from, to) => (before(step), fs.rename(step, from, to)),
    remove: (step, path) => (before(step), fs.remove(step, path)),
  };
}
