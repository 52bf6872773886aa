import { dtOf } from "./partition.ts";

/**
 * The year of football. Dates are UTC dates: a season's first hours differ by the offset of an American evening, which no decision
 * here depends on.
 * @see the current-season rule of nflreadr and nflreadpy (read 2025-11): the calendar year from the Thursday after Labor Day on
 */
const DAY_MS = 86_400_000;
/** Rosters belong to the new year from 15 March on. */
const ROSTER_FLIP = { month: 2, day: 15 } as const;
/** March: until the end of February one is in the season that began last year. */
const AHEAD_FROM_MONTH = 2;
/** The Super Bowl is played on the second Sunday of February at the latest: the 14th. */
const LAST_DAY = { month: 1, day: 14 } as const;

/** @returns the UTC midnight at which the season of `year` begins: the Thursday after Labor Day (first Monday of September). */
export function seasonStart(year: number): Date {
  return new Date(startOf(year));
}

/** In milliseconds since the epoch, a Thursday. Histories ask this for every snapshot, so no Date is made. */
function startOf(year: number): number {
  const first = Date.UTC(year, 8, 1);
  const daysSinceThursday = (first / DAY_MS) % 7;
  const untilMonday = (11 - daysSinceThursday) % 7;
  return first + (untilMonday + 3) * DAY_MS;
}

/** @returns the season whose games are played, or were played last. */
export function currentSeason(now: Date): number {
  const year = now.getUTCFullYear();
  return now.getTime() >= startOf(year) ? year : year - 1;
}

/** @returns the season that is played or comes next: from March on the coming one is meant, in August one asks for September. */
export function seasonAhead(now: Date): number {
  const year = now.getUTCFullYear();
  return now.getUTCMonth() >= AHEAD_FROM_MONTH ? year : year - 1;
}

/** @returns the season that rosters and depth charts belong to. */
export function rosterSeason(now: Date): number {
  const year = now.getUTCFullYear();
  return now.getTime() >= Date.UTC(year, ROSTER_FLIP.month, ROSTER_FLIP.day) ? year : year - 1;
}

/** @returns true from the first Thursday until the day of the last possible Super Bowl, when providers publish daily. */
export function isInSeason(now: Date): boolean {
  return seasonPhase(now) !== "off-season";
}

/** @returns when the season that is on began; null off season */
export function seasonBegan(now: Date): Date | null {
  return isInSeason(now) ? seasonStart(currentSeason(now)) : null;
}

/** Where in football's year a day lies. Counts of rows move differently in each. */
export type SeasonPhase = "regular" | "playoffs" | "off-season";

/** @returns by the calendar alone: regular weeks from the first Thursday on, then the playoffs, then nothing until the next Thursday. */
export function seasonPhase(now: Date): SeasonPhase {
  const season = currentSeason(now);
  if (now.getTime() >= phaseStart("off-season", season)) return "off-season";
  return now.getTime() >= phaseStart("playoffs", season) ? "playoffs" : "regular";
}

/** @returns the first day of a season's phase, and the first day after it, YYYY-MM-DD (UTC) */
export function phaseSpan(phase: SeasonPhase, season: number): { readonly from: string; readonly to: string } {
  const to = { regular: phaseStart("playoffs", season), playoffs: phaseStart("off-season", season), "off-season": startOf(season + 1) }[phase];
  return { from: dtOf(new Date(phaseStart(phase, season))), to: dtOf(new Date(to)) };
}

function phaseStart(phase: SeasonPhase, season: number): number {
  if (phase === "regular") return startOf(season);
  if (phase === "playoffs") return startOf(season) + regularWeeks(season) * 7 * DAY_MS;
  return Date.UTC(season + 1, LAST_DAY.month, LAST_DAY.day + 1);
}

/** @returns the week of `season` that a day lies in: weeks turn on Thursdays, 1 is the first; 0 and less before it. Goes on counting after the last one. */
export function weekOfSeason(now: Date, season: number): number {
  return Math.floor((now.getTime() - startOf(season)) / (7 * DAY_MS)) + 1;
}

/** The seventeenth game came in 2021. */
export function regularWeeks(season: number): number {
  return season >= 2021 ? 18 : 17;
}
