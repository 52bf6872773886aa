import { readRecords } from "./answer.ts";
import { ofLeague } from "./leagues.ts";
import type { Answered } from "./questions.ts";

type Row = Readonly<Record<string, unknown>>;

/**
 * @param document `GET /league/{id}/users`: more than rosters where a team has two managers, fewer where one has none. Such a list has no
 * `username`; somebody asked for alone (`GET /user/{id}`) has one, and no part in a league: no `metadata`, no `is_owner`.
 * @throws PayloadError naming user and field
 */
export function readUsers({ league, document }: Answered): readonly Row[] {
  return readRecords("users", document, "user").map((record) => ({
    user_id: record.text("user_id"),
    username: record.optional.textOrNull("username"),
    display_name: record.text("display_name"),
    avatar: record.textOrNull("avatar"),
    team_name: record.optional.recordOrNull("metadata")?.optional.textOrNull("team_name") ?? null,
    is_owner: record.optional.flagOrNull("is_owner"),
    is_bot: record.optional.flagOrNull("is_bot"),
    ...ofLeague(league),
  }));
}
