import type { FreshnessThreshold } from "./dataset.ts";

export type FreshnessLevel = "fresh" | "warn" | "fail";

export interface FreshnessQuestion {
  /** When the published data last changed; null: nothing is published. A run that found nothing new does not move it. */
  readonly lastChangedAt: Date | null;
  /** When the provider was last asked successfully. */
  readonly lastCheckedAt: Date | null;
  readonly thresholds: { readonly inSeason: FreshnessThreshold; readonly offSeason: FreshnessThreshold };
  readonly inSeason: boolean;
  /** True for a source people edit: what has not changed since it was looked at is fresh, whatever its age. */
  readonly unchangedIsFresh?: boolean;
  readonly now: Date;
}

export interface FreshnessAnswer {
  readonly level: FreshnessLevel;
  /** Age that was judged, in hours; null when there is none. */
  readonly ageHours: number | null;
  /** `data changed 3.0 h ago, warning after 48 h (in season)`. */
  readonly message: string;
}

const HOUR_MS = 3_600_000;

/** Judges the age of what is published, in hours (UTC). A limit itself is still good: only an older age is stale. */
export function judgeFreshness(question: FreshnessQuestion): FreshnessAnswer {
  const { lastChangedAt, lastCheckedAt, now } = question;
  if (lastChangedAt === null) return { level: "fail", ageHours: null, message: "nothing is published yet" };
  const threshold = question.inSeason ? question.thresholds.inSeason : question.thresholds.offSeason;
  const judged = question.unchangedIsFresh === true && lastCheckedAt !== null ? lastCheckedAt : lastChangedAt;
  // A clock that went back must not make data older or younger than now.
  const ageHours = Math.max(0, (now.getTime() - judged.getTime()) / HOUR_MS);
  const level = ageHours > threshold.failAfterHours ? "fail" : ageHours > threshold.warnAfterHours ? "warn" : "fresh";
  const limit = level === "fail" ? `stale after ${hours(threshold.failAfterHours)}` : `warning after ${hours(threshold.warnAfterHours)}`;
  const what = judged === lastChangedAt ? "data changed" : "source checked";
  const checked = judged === lastChangedAt && lastCheckedAt !== null ? `, last checked ${age(lastCheckedAt, now)} ago` : "";
  return { level, ageHours, message: `${what} ${hours(ageHours)} ago${checked}; ${limit} (${question.inSeason ? "in season" : "off season"})` };
}

function age(since: Date, now: Date): string {
  return hours(Math.max(0, (now.getTime() - since.getTime()) / HOUR_MS));
}

function hours(value: number): string {
  return value >= 72 ? `${(value / 24).toFixed(1)} d` : `${Number(value.toFixed(1))} h`;
}
