import { readRecords } from "./answer.ts";
import { ofLeague } from "./leagues.ts";
import type { Answered } from "./questions.ts";

type Row = Readonly<Record<string, unknown>>;

/**
 * @param document `GET /league/{id}/traded_picks`, or those of a draft: ids are of rosters, not of users
 * @throws PayloadError naming pick and field
 */
export function readTradedPicks({ league, document }: Answered): readonly Row[] {
  return readRecords("traded_picks", document, "pick").map((record) => {
    const [origin, owner] = [record.whole("roster_id"), record.whole("owner_id")];
    return { ...ofLeague(league), pick_season: record.season("season"), round: record.whole("round"), roster_id: origin, previous_owner_id: record.whole("previous_owner_id"), owner_id: owner, is_home: origin === owner };
  });
}
