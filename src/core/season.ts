import { currentSeason, seasonAhead, seasonStart } from "./nfl-calendar.ts";
import { dtOf } from "./partition.ts";
import type { When } from "./schedules.ts";

/** A game of the published schedule, as far as the calendar of runs needs it. */
export interface ScheduledGame {
  /** Milliseconds since the epoch. */
  readonly kickoff: number;
  readonly type: "regular" | "playoff" | "super-bowl";
}

/** `[from, to)` in milliseconds since the epoch. */
export interface SeasonSpan {
  readonly from: number;
  readonly to: number;
}

export type SeasonDecision = { readonly run: true } | { readonly run: false; readonly reason: string };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Kickoff to the last whistle, overtime included; the longest of the last years took 3 h 50 min. */
export const GAME_MS = 4 * HOUR_MS;
/** After the Super Bowl, when its statistics have been corrected. */
const AFTERMATH_MS = 2 * DAY_MS;
/** Mornings after Thursday, Sunday and Monday games, when no schedule has been published yet. */
const DAYS_AFTER_GAMES: readonly number[] = [1, 2, 5];

/**
 * The season that `now` belongs to: from Monday of the week of the first regular-season kickoff to two days after the Super Bowl.
 * @param games of any seasons; empty: the calendar's rule, where the season begins on Monday before the Thursday after Labor Day
 */
export function seasonSpan(games: readonly ScheduledGame[], now: Date): SeasonSpan {
  const year = seasonAhead(now);
  const [lower, upper] = [Date.UTC(year, 7, 1), Date.UTC(year + 1, 2, 1)];
  const ofYear = games.filter(({ kickoff }) => kickoff >= lower && kickoff < upper);
  const first = ofYear.filter(({ type }) => type === "regular").reduce((least, { kickoff }) => Math.min(least, kickoff), Infinity);
  const last = ofYear.find(({ type }) => type === "super-bowl");
  return {
    from: mondayBefore(first === Infinity ? seasonStart(year).getTime() : first),
    to: last === undefined ? Date.UTC(year + 1, 1, 15) : last.kickoff + AFTERMATH_MS,
  };
}

/**
 * Whether a run that is wanted only at certain times of the year does anything now.
 * @param games of the published schedule; empty: there is none yet
 */
export function decideSeason(when: When, games: readonly ScheduledGame[], now: Date): SeasonDecision {
  if (when === "always") return { run: true };
  const span = seasonSpan(games, now);
  const at = now.getTime();
  const inSeason = at >= span.from && at < span.to;
  if (when === "in-season") return inSeason ? { run: true } : { run: false, reason: `it is off season; ${describeNext(span, now)}` };
  if (when === "off-season") return inSeason ? { run: false, reason: `the season runs until ${day(span.to)}` } : { run: true };
  return decideAfterGames(games, inSeason, now);
}

function decideAfterGames(games: readonly ScheduledGame[], inSeason: boolean, now: Date): SeasonDecision {
  const at = now.getTime();
  if (games.length === 0) {
    if (inSeason && DAYS_AFTER_GAMES.includes(now.getUTCDay())) return { run: true };
    return { run: false, reason: "no schedule is published, and by the calendar no game has ended within the last day" };
  }
  const ended = games.some(({ kickoff }) => kickoff + GAME_MS <= at && kickoff + GAME_MS > at - DAY_MS);
  if (ended) return { run: true };
  const next = games.reduce((soonest, { kickoff }) => (kickoff + GAME_MS > at ? Math.min(soonest, kickoff) : soonest), Infinity);
  return { run: false, reason: `no game has ended within the last day${next === Infinity ? "" : `; the next one is on ${day(next)}`}` };
}

/** New York's clock to UTC: daylight saving from the second Sunday of March to the first Sunday of November, as since 2007. */
export function newYorkToUtc(date: string, time: string): number {
  const wall = Date.parse(`${date}T${time}:00Z`);
  const year = new Date(wall).getUTCFullYear();
  const summer = wall >= sunday(year, 2, 2) + 2 * HOUR_MS && wall < sunday(year, 10, 1) + 2 * HOUR_MS;
  return wall + (summer ? 4 : 5) * HOUR_MS;
}

/** @returns the minute on New York's clock, `2025-09-12 10:00`: texts compare as times do */
export function newYorkClock(instant: Date): string {
  const minute = Math.floor(instant.getTime() / 60_000) * 60_000;
  const clocks = [4, 5].map((hours) => new Date(minute - hours * HOUR_MS).toISOString());
  const clock = clocks.find((text) => newYorkToUtc(text.slice(0, 10), text.slice(11, 16)) === minute) ?? clocks[1] ?? "";
  return `${clock.slice(0, 10)} ${clock.slice(11, 16)}`;
}

function sunday(year: number, month: number, nth: number): number {
  const first = new Date(Date.UTC(year, month, 1));
  return Date.UTC(year, month, 1 + ((7 - first.getUTCDay()) % 7) + 7 * (nth - 1));
}

function mondayBefore(instant: number): number {
  const midnight = Math.floor(instant / DAY_MS) * DAY_MS;
  return midnight - ((new Date(midnight).getUTCDay() + 6) % 7) * DAY_MS;
}

function describeNext(span: SeasonSpan, now: Date): string {
  const next = span.from > now.getTime() ? span.from : mondayBefore(seasonStart(currentSeason(now) + 1).getTime());
  return `the season begins in the week of ${day(next)}`;
}

const day = (instant: number): string => dtOf(new Date(instant));
