import type { Asker, Document, Inquiry } from "../parsed-source.ts";
import type { KnownLeague } from "./leagues.ts";

/** Read only, no key. @see https://docs.sleeper.com, provider facts, section 5 */
export const API = "https://api.sleeper.app/v1";

/** @param label as errors name it: `rosters of league 1234`. @param restHours hours in which it is not asked again, or null */
export function inquire(label: string, path: string, restHours: number | null): Inquiry {
  // Whatever comes in place of JSON is archived, and the parser says what it is.
  return { label, url: `${API}${path}`, expect: ["json", "text", "html", "csv", "empty"], ...(restHours === null ? {} : { restHours }) };
}

/** A past season is looked at once a week, in case a commissioner corrects it. */
const PAST_REST_HOURS = 7 * 24;

/** @returns hours in which a league's answers are not asked for again, or null */
export function restOf({ isPast }: Pick<KnownLeague, "isPast">): number | null {
  return isPast ? PAST_REST_HOURS : null;
}

/** A league's answer. */
export interface Answered {
  readonly league: KnownLeague;
  readonly document: Document;
}

/** Asks every league one question. @param what the last part of its address, which errors name too: `rosters` */
export async function askEach(asker: Asker, leagues: readonly KnownLeague[], what: string): Promise<readonly Answered[]> {
  return Promise.all(leagues.map(async (league) => ({ league, document: await asker.ask(inquire(`${what} of league ${league.id}`, `/league/${league.id}/${what}`, restOf(league))) })));
}

/** A league's answer about one week. */
export interface AnsweredWeek extends Answered {
  readonly week: number;
}

/** The league's season has at most this many weeks. */
const LAST_WEEK = 18;

/** Asks every league one question for each of its weeks so far; a past season, and a league that does not say where it is, for all. */
export async function askWeeks(asker: Asker, leagues: readonly KnownLeague[], what: string): Promise<readonly AnsweredWeek[]> {
  const asked = leagues.map(async (league) => {
    const last = league.isPast || league.leg === null ? LAST_WEEK : Math.min(Math.max(league.leg, 1), LAST_WEEK);
    const weeks = Array.from({ length: last }, (_, index) => index + 1);
    return Promise.all(weeks.map(async (week) => ({ league, week, document: await asker.ask(inquire(`${what} of league ${league.id}, week ${week}`, `/league/${league.id}/${what}/${week}`, restOf(league))) })));
  });
  return (await Promise.all(asked)).flat();
}
