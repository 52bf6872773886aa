import { join } from "node:path";
import { type FreshnessAnswer, type NewestEventAt, worstClock } from "../core/freshness.ts";
import { isStale, type LastOutcome } from "../core/last-outcomes.ts";
import type { DatasetId } from "../core/partition.ts";
import { sources } from "../sources/index.ts";
import { type SourceStatus, writeSourceStatus } from "../transform/index.ts";
import type { Home } from "./home.ts";
import { judgeAge, readNewestEvents } from "./judge-age.ts";

type Asked = Pick<Home, "store" | "stager" | "runAt" | "govern">;

/** Tells dbt what is known of every dataset, from the store alone: the ledger is history and may be gone. @returns the table's path */
export async function exportSourceStatus(home: Asked & Pick<Home, "paths">): Promise<string> {
  return writeSourceStatus(await gatherSourceStatus(home), join(home.paths.dataRoot, "ops"));
}

/** @returns a row for every dataset of every source, in their order */
export async function gatherSourceStatus(home: Asked): Promise<readonly SourceStatus[]> {
  const asked = sources.map((source) => home.govern(source)).flatMap((source) => source.datasets.map((dataset) => ({ source, dataset })));
  const [serving, newest] = await Promise.all([home.store.currentDates(), readNewestEvents(home, asked)]);
  const outcomes = new Map(await Promise.all(sources.map(async ({ name }) => [name, await home.store.readOutcomes(name)] as const)));
  return Promise.all(
    asked.map(async (entry, index) => {
      const id = { source: entry.source.name, dataset: entry.dataset.name };
      const newestEventAt = newest[index] ?? null;
      return describeStatus(id, await judgeAge(home, entry, newestEventAt), { newestEventAt, servingDt: serving.get(`${id.source}/${id.dataset}`) ?? null, last: outcomes.get(id.source)?.[id.dataset] ?? null });
    }),
  );
}

function describeStatus(id: DatasetId, answer: FreshnessAnswer, { newestEventAt, servingDt, last }: { readonly newestEventAt: NewestEventAt; readonly servingDt: string | null; readonly last: LastOutcome | null }): SourceStatus {
  const { published, checked, changed } = answer.clocks;
  const isKnown = checked.at !== null || changed.at !== null || servingDt !== null || last !== null;
  return {
    ...id,
    last_checked_at: checked.at?.toISOString() ?? null,
    last_changed_at: changed.at?.toISOString() ?? null,
    source_modified_time: published.at?.toISOString() ?? null,
    newest_event_at: newestEventAt instanceof Date ? newestEventAt.toISOString() : null,
    serving_dt: servingDt,
    outcome: last?.outcome ?? null,
    outcome_at: last?.at ?? null,
    stale: last !== null && isStale(last),
    verdict: isKnown ? worstClock(answer) : "skipped",
    message: isKnown ? answer.message : "never loaded",
  };
}
