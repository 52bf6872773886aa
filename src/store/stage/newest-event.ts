import { stagedRelation } from "./sql.ts";
import type { NewestEventAt } from "../../core/freshness.ts";
import { quoteName } from "../../core/quote.ts";
import { oneSentence, type Session } from "./session.ts";

/** When the newest thing happened that a snapshot tells of. What lies after `now` is a plan and does not count. */
export type NewestEventQuestion = {
  /** Absolute path of the snapshot's file. */
  readonly path: string;
  readonly now: Date;
} & (
  | { readonly column: string; /** SQL: only these rows have happened. */ readonly where?: string }
  /** Rows have a season and a week; the schedule's file knows which games of those have been played. */
  | { readonly schedule: string }
);

/** @returns the newest instant (UTC; a date is its first moment), null when no row tells of one, or why the file cannot be read */
export async function newestEventIn(session: Session, question: NewestEventQuestion): Promise<NewestEventAt> {
  try {
    return await askNewest(session, question);
  } catch (error) {
    if (session.signal.aborted) throw error;
    return { problem: oneSentence(error) };
  }
}

async function askNewest(session: Session, question: NewestEventQuestion): Promise<Date | null> {
  const [row] = await session.rows(`SELECT epoch_ms(max(moment)) AS newest FROM (${eventsOf(question)}) WHERE moment <= epoch_ms(${question.now.getTime()})`);
  const newest = row?.["newest"] ?? null;
  return newest === null ? null : new Date(Number(newest));
}

function eventsOf(question: NewestEventQuestion): string {
  const relation = stagedRelation(question.path);
  if ("column" in question) return `SELECT try_cast(${quoteName(question.column)} AS TIMESTAMP) AS moment FROM ${relation} WHERE ${question.where ?? "true"}`;
  return `SELECT try_cast(game.gameday AS TIMESTAMP) AS moment FROM ${stagedRelation(question.schedule)} game
    SEMI JOIN (SELECT DISTINCT try_cast(season AS INTEGER) AS season, try_cast(week AS INTEGER) AS week FROM ${relation}) held ON game.season = held.season AND game.week = held.week
    WHERE game.home_score IS NOT NULL`;
}
