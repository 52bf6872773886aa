/**
 * The year of football. Dates are UTC dates: a season's first hours differ by the offset of an American evening, which no decision
 * here depends on.
 * @see the current-season rule of nflreadr and nflreadpy (read 2025-11): the calendar year from the Thursday after Labor Day on
 */
const DAY_MS = 86_400_000;
/** Rosters belong to the new year from 15 March on. */
const ROSTER_FLIP = { month: 2, day: 15 } as const;
/** The Super Bowl is played on the second Sunday of February at the latest: the 14th. */
const LAST_DAY = { month: 1, day: 14 } as const;

/** @returns the UTC midnight at which the season of `year` begins: the Thursday after Labor Day (first Monday of September). */
export function seasonStart(year: number): Date {
  const first = new Date(Date.UTC(year, 8, 1));
  const untilMonday = (8 - first.getUTCDay()) % 7;
  return new Date(first.getTime() + (untilMonday + 3) * DAY_MS);
}

/** @returns the season whose games are played, or were played last. */
export function currentSeason(now: Date): number {
  const year = now.getUTCFullYear();
  return now.getTime() >= seasonStart(year).getTime() ? year : year - 1;
}

/** @returns the season that rosters and depth charts belong to. */
export function rosterSeason(now: Date): number {
  const year = now.getUTCFullYear();
  return now.getTime() >= Date.UTC(year, ROSTER_FLIP.month, ROSTER_FLIP.day) ? year : year - 1;
}

/** @returns true from the first Thursday until the day of the last possible Super Bowl, when providers publish daily. */
export function isInSeason(now: Date): boolean {
  return now.getTime() < Date.UTC(currentSeason(now) + 1, LAST_DAY.month, LAST_DAY.day + 1);
}
