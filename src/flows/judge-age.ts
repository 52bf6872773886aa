import type { DatasetDescription, SourceDescription } from "../core/dataset.ts";
import { type FreshnessAnswer, judgeFreshness, type NewestEventAt } from "../core/freshness.ts";
import type { DatasetId } from "../core/partition.ts";
import { GAMES } from "../sources/nflverse/games.ts";
import type { NewestEventQuestion } from "../store/stage/newest-event.ts";
import type { Home } from "./home.ts";
import { publishedFile } from "./published-file.ts";

/** A dataset whose age is asked for. */
export interface AgedDataset {
  readonly source: Pick<SourceDescription, "name" | "checking">;
  readonly dataset: DatasetDescription;
}

/** @returns how old what readers see of a dataset is at the run's instant, by the thresholds of its source's folder */
export async function judgeAge({ store, runAt }: Pick<Home, "store" | "runAt">, { source, dataset }: AgedDataset, newestEventAt: NewestEventAt): Promise<FreshnessAnswer> {
  const lastRun = await store.readLastRun({ source: source.name, dataset: dataset.name });
  return judgeFreshness({
    publishedAt: toDate(lastRun?.source_modified_time),
    lastCheckedAt: toDate(lastRun?.last_checked_at),
    lastChangedAt: toDate(lastRun?.last_changed_at),
    newestEventAt,
    thresholds: dataset.freshness,
    checking: source.checking,
    ...(dataset.newestEvent === undefined ? {} : { newestEvent: dataset.newestEvent }),
    unchangedIsFresh: dataset.unchangedIsFresh === true,
    now: runAt,
  });
}

/** @returns for each dataset the newest event of what readers see now: all of them in one go, as opening DuckDB costs more than asking */
export async function readNewestEvents(home: Pick<Home, "store" | "stager" | "runAt">, asked: readonly AgedDataset[]): Promise<readonly NewestEventAt[]> {
  const schedule = asked.some(({ dataset }) => dataset.newestEvent !== undefined && "gameWeeks" in dataset.newestEvent) ? await newestFile(home, GAMES) : null;
  const questions = await Promise.all(asked.map((entry) => toQuestion(home, entry, schedule)));
  const answers = [...(await home.stager.newestEvents(questions.filter((question) => question !== null)))];
  return questions.map((question) => (question === null ? null : (answers.shift() ?? null)));
}

/** @returns null where there is nothing to ask: no rows, no moment in them, or no schedule to tell it by */
async function toQuestion(home: Pick<Home, "store" | "runAt">, { source, dataset }: AgedDataset, schedule: string | null): Promise<NewestEventQuestion | null> {
  const { newestEvent } = dataset;
  if (newestEvent === undefined) return null;
  const path = await newestFile(home, { source: source.name, dataset: dataset.name });
  if (path === null) return null;
  const of = { path, now: home.runAt };
  if ("gameWeeks" in newestEvent) return schedule === null ? null : { ...of, schedule };
  return { ...of, column: newestEvent.column, ...(newestEvent.where === undefined ? {} : { where: newestEvent.where }) };
}

async function newestFile({ store }: Pick<Home, "store">, id: DatasetId): Promise<string | null> {
  return publishedFile(store, id, await store.newest(id));
}

function toDate(instant: string | null | undefined): Date | null {
  return instant === null || instant === undefined ? null : new Date(instant);
}
