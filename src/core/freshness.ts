import type { CheckResult, Verdict } from "./check.ts";
import type { FreshnessThreshold, NewestEvent, SeasonThresholds } from "./dataset.ts";
import { isInSeason, seasonBegan } from "./nfl-calendar.ts";

/**
 * Freshness by three clocks, and the age of the data as a check of its own (governance, sections 2 and 7):
 * `published`, when upstream says it made what we have; `checked` and `changed`, when we last asked and last got something new;
 * `event`, the newest thing that the rows tell of.
 */
export type Clock = "published" | "checked" | "changed" | "event";
export type FreshnessLevel = "fresh" | "warn" | "fail";

/** When the newest event of the published rows was. null: they tell of none; a problem: they could not be asked. */
export type NewestEventAt = Date | { readonly problem: string } | null;

/** What one clock says. */
export interface ClockAnswer {
  readonly clock: Clock;
  /** `skipped`: there is nothing to judge; the message says why. */
  readonly level: FreshnessLevel | "skipped";
  readonly at: Date | null;
  /** Hours since then; null when there is no such moment. */
  readonly ageHours: number | null;
  /** The limits of this time of the year; null when age was not judged. */
  readonly threshold: FreshnessThreshold | null;
  /** `data changed 3 h ago; warning after 48 h (in season)`. */
  readonly message: string;
}

export interface FreshnessQuestion {
  /** When upstream says that it published what we have; null: it does not say. */
  readonly publishedAt: Date | null;
  /** When the provider was last asked successfully; null: never. */
  readonly lastCheckedAt: Date | null;
  /** When the published data last changed; null: nothing is published. A run that found nothing new does not move it. */
  readonly lastChangedAt: Date | null;
  readonly newestEventAt: NewestEventAt;
  /** Upstream's rhythm. */
  readonly thresholds: SeasonThresholds;
  /** Ours. */
  readonly checking: SeasonThresholds;
  /** Absent: no row tells when something happened. */
  readonly newestEvent?: NewestEvent;
  /** True for a source people edit: what has not changed since it was looked at is fresh, whatever its age. */
  readonly unchangedIsFresh?: boolean;
  readonly now: Date;
}

export interface FreshnessAnswer {
  /** The worst of `published`, `checked` and `changed`; the age of the data stands for itself. */
  readonly level: FreshnessLevel;
  /** Of the clock that decided, in hours; null when nothing is published. */
  readonly ageHours: number | null;
  readonly limitHours: number;
  readonly message: string;
  readonly clocks: Readonly<Record<Clock, ClockAnswer>>;
}

/** The name under which the age of the data is recorded. */
export const DATA_AGE = "data_age";

const HOUR_MS = 3_600_000;
const WORDS: Readonly<Record<Clock, string>> = { published: "upstream published", checked: "last checked", changed: "data changed", event: "newest event was" };
const RANK: Readonly<Record<ClockAnswer["level"], number>> = { skipped: 0, fresh: 0, warn: 1, fail: 2 };
const VERDICTS: Readonly<Record<ClockAnswer["level"], Verdict>> = { skipped: "skipped", fresh: "pass", warn: "warn", fail: "fail" };

/** Reads all clocks at `now`. Ages are in hours (UTC); a limit itself is still good, only an older age is stale. */
export function judgeFreshness(question: FreshnessQuestion): FreshnessAnswer {
  const clocks = readClocks(question);
  const { published, checked, changed } = clocks;
  // Of equally bad ones the first decides: what people edit is judged by the last look, all else by the last change.
  const order = question.unchangedIsFresh === true ? [checked, changed, published] : [changed, checked, published];
  const deciding = order.reduce((worst, answer) => (RANK[answer.level] > RANK[worst.level] ? answer : worst));
  const looked = deciding === checked || checked.ageHours === null ? "" : `; last checked ${hours(checked.ageHours)} ago`;
  return {
    level: deciding.level === "skipped" ? "fresh" : deciding.level,
    ageHours: deciding.ageHours,
    limitHours: (deciding.threshold ?? profile(question.thresholds, question.now)).warnAfterHours,
    message: `${deciding.message}${looked}`,
    clocks,
  };
}

/** @returns a clock as a recorded check: DATA_AGE for the newest event, `freshness(checked)` and so on for the others */
export function toFreshnessCheck({ clock, level, ageHours, threshold, message }: ClockAnswer): CheckResult {
  return {
    name: clock === "event" ? DATA_AGE : `freshness(${clock})`,
    kind: "freshness",
    verdict: VERDICTS[level],
    observed: ageHours === null ? null : round(ageHours),
    threshold: threshold?.warnAfterHours ?? null,
    message,
    evidence: threshold === null ? [] : [{ warn_after_hours: threshold.warnAfterHours, fail_after_hours: threshold.failAfterHours, reason: threshold.reason }],
  };
}

/** @returns the worst verdict of an answer, its data's age included */
export function worstClock({ clocks }: FreshnessAnswer): Verdict {
  return VERDICTS[Object.values(clocks).reduce((worst, { level }) => (RANK[level] > RANK[worst] ? level : worst), "fresh" as ClockAnswer["level"])];
}

function readClocks(question: FreshnessQuestion): FreshnessAnswer["clocks"] {
  const { publishedAt, lastCheckedAt, lastChangedAt, newestEventAt, thresholds, checking, newestEvent, now } = question;
  const nothing: ClockAnswer = { clock: "changed", level: "fail", at: null, ageHours: null, threshold: null, message: "nothing is published yet" };
  const upstream = (clock: "published" | "changed", at: Date): ClockAnswer => (question.unchangedIsFresh === true ? spare(clock, at, now) : judge(clock, at, thresholds, now));
  return {
    published: publishedAt === null ? skip("published", "upstream does not say when it published") : upstream("published", publishedAt),
    checked: lastCheckedAt === null ? skip("checked", "nobody has asked the provider yet") : judge("checked", lastCheckedAt, checking, now),
    changed: lastChangedAt === null ? nothing : upstream("changed", lastChangedAt),
    event: describeEvent(newestEvent, newestEventAt, now),
  };
}

function describeEvent(newestEvent: NewestEvent | undefined, at: NewestEventAt, now: Date): ClockAnswer {
  if (newestEvent === undefined) return skip("event", "its rows do not tell when something happened");
  if (at instanceof Date) return judge("event", at, newestEvent, now);
  // A question that could not be asked is a failed check, never a pass.
  if (at !== null) return { ...skip("event", `the newest event could not be read: ${at.problem}`), level: "fail" };
  return skip("event", "gameWeeks" in newestEvent ? "no published schedule knows a finished game of its weeks" : `no row has a ${newestEvent.column} that lies in the past`);
}

function judge(clock: Clock, at: Date, thresholds: SeasonThresholds, now: Date): ClockAnswer {
  const threshold = profile(thresholds, now);
  const judged = hoursBetween(countedFrom(at, now), now);
  const level = judged > threshold.failAfterHours ? "fail" : judged > threshold.warnAfterHours ? "warn" : "fresh";
  const limit = level === "fail" ? `stale after ${hours(threshold.failAfterHours)}` : `warning after ${hours(threshold.warnAfterHours)}`;
  const ageHours = hoursBetween(at, now);
  return { clock, level, at, ageHours, threshold, message: `${WORDS[clock]} ${hours(ageHours)} ago; ${limit} (${isInSeason(now) ? "in season" : "off season"})` };
}

/** The season's patience is short, and begins with it: what was fresh on the evening before must not be stale at the first kickoff. */
function countedFrom(at: Date, now: Date): Date {
  const began = seasonBegan(now);
  return began !== null && at.getTime() < began.getTime() ? began : at;
}

function spare(clock: Clock, at: Date, now: Date): ClockAnswer {
  const ageHours = hoursBetween(at, now);
  return { clock, level: "fresh", at, ageHours, threshold: null, message: `${WORDS[clock]} ${hours(ageHours)} ago; people edit it, so old is not stale` };
}

function skip(clock: Clock, message: string): ClockAnswer {
  return { clock, level: "skipped", at: null, ageHours: null, threshold: null, message };
}

function profile(thresholds: SeasonThresholds, now: Date): FreshnessThreshold {
  return isInSeason(now) ? thresholds.inSeason : thresholds.offSeason;
}

/** A clock that went back must not make anything younger than now. */
function hoursBetween(since: Date, now: Date): number {
  return Math.max(0, (now.getTime() - since.getTime()) / HOUR_MS);
}

function hours(value: number): string {
  return value >= 72 ? `${(value / 24).toFixed(1)} d` : `${round(value)} h`;
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
