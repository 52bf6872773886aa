import { ConfigError } from "../core/errors.ts";
import { datasetLabel } from "../core/partition.ts";
import type { KnownAnswer } from "../store/store.ts";
import type { Home } from "./home.ts";
import type { PlannedDataset } from "./publishing.ts";

/** Archived answers of a group, and the date of the snapshot that they were meant for. */
export interface ArchivedAnswers {
  readonly known: ReadonlyMap<string, KnownAnswer>;
  readonly dt: string;
  /** When the last of them was asked for: the questions depend on the day (which week is current). Null: not known. */
  readonly askedAt: Date | null;
}

/**
 * Answers to parse again: those that were put aside last, when nothing good was published since; else those of the last run.
 * @throws ConfigError when the group was never asked for
 */
export async function findAnswers({ store }: Home, plans: readonly PlannedDataset[]): Promise<ArchivedAnswers> {
  const [first] = plans;
  if (first === undefined) throw new ConfigError("there is nothing to parse again", "Name a source with datasets.");
  const newest = await store.newest(first.id);
  const aside = (await store.listQuarantine())
    .map(({ report }) => report)
    .filter(({ id, payloads }) => id.source === first.id.source && plans.some((plan) => plan.id.dataset === id.dataset) && payloads.length > 0)
    .toSorted((a, b) => (a.quarantined_at < b.quarantined_at ? -1 : 1))
    .at(-1);
  if (aside !== undefined && (newest === null || newest.dt <= aside.id.dt)) {
    return answersOf(aside.id.dt, aside.payloads.map(({ url, sha256, asked_at: askedAt }) => [url, { etag: null, lastModified: null, sha256, sizeBytes: 0, ...(askedAt === undefined ? {} : { askedAt }) }]));
  }
  const lastRun = await store.readLastRun(first.id);
  if (lastRun === null || newest === null) throw new ConfigError(`${datasetLabel(first.id)} has no archived answer`, `Run ${first.source.flow} first.`);
  return answersOf(newest.dt, Object.entries(lastRun.validators));
}

function answersOf(dt: string, answers: readonly (readonly [string, KnownAnswer])[]): ArchivedAnswers {
  const times = answers.flatMap(([, { askedAt }]) => (askedAt === undefined ? [] : [Date.parse(askedAt)]));
  return { dt, known: new Map(answers), askedAt: times.length === 0 ? null : new Date(Math.max(...times)) };
}
