import type { RowCountBounds } from "./check.ts";
import { currentSeason, weekOfSeason } from "./nfl-calendar.ts";
import type { EarlierSnapshot } from "./snapshot-history.ts";

/** 18 weeks and four rounds of playoffs. */
const LAST_WEEK = 22;

/**
 * A table of the running season alone grows as its weeks do: the second doubles the first, and only from the eleventh on a week is less
 * than a fifth of what was there.
 * @returns the bounds with as much room above as the calendar asks for between the two snapshots; unlimited during the first week
 */
export function widenForSeason(bounds: RowCountBounds, dt: string, reference: EarlierSnapshot): RowCountBounds {
  const season = currentSeason(new Date(dt));
  if (bounds.cumulative !== true || reference.seasons.length !== 1 || reference.seasons[0] !== season) return bounds;
  const week = (date: string): number => Math.min(LAST_WEEK, weekOfSeason(new Date(date), season));
  // The week it was made in may have been all but empty; the weeks before it were whole.
  const whole = week(reference.dt) - 1;
  const growth = whole <= 0 ? Infinity : (week(dt) / whole - 1) * 100;
  return { ...bounds, maxPercent: Math.max(bounds.maxPercent, growth) };
}
