import { ConfigError } from "../core/errors.ts";
import { datasetLabel } from "../core/partition.ts";
import { supersededBy } from "../core/release.ts";
import type { KnownAnswer, QuarantineReport } from "../store/store.ts";
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
  const aside = (await store.listQuarantine())
    .map(({ report }) => report)
    .find(({ id, payloads }) => id.source === first.id.source && plans.some((plan) => plan.id.dataset === id.dataset) && payloads.length > 0);
  if (aside !== undefined && supersededBy({ dt: aside.id.dt, role: "snapshot", asof_datetime: askedLast(aside) }, await store.listPartitions({ source: aside.id.source, dataset: aside.id.dataset })) === null) {
    return answersOf(aside.id.dt, aside.payloads.map(({ url, sha256, asked_at: askedAt }) => [url, { etag: null, lastModified: null, sha256, sizeBytes: 0, ...(askedAt === undefined ? {} : { askedAt }) }]));
  }
  const [newest, lastRun] = [await store.newest(first.id), await store.readLastRun(first.id)];
  if (lastRun === null || newest === null) throw new ConfigError(`${datasetLabel(first.id)} has no archived answer`, `Run ${first.source.flow} first.`);
  return answersOf(newest.dt, Object.entries(lastRun.validators));
}

/** When the youngest of its answers was asked for; reports of earlier versions know only when it was put aside. */
function askedLast({ payloads, quarantined_at: asideAt }: QuarantineReport): string {
  return payloads.flatMap(({ asked_at: askedAt }) => askedAt ?? []).toSorted().at(-1) ?? asideAt;
}

function answersOf(dt: string, answers: readonly (readonly [string, KnownAnswer])[]): ArchivedAnswers {
  const times = answers.flatMap(([, { askedAt }]) => (askedAt === undefined ? [] : [Date.parse(askedAt)]));
  return { dt, known: new Map(answers), askedAt: times.length === 0 ? null : new Date(Math.max(...times)) };
}
