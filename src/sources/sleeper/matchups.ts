import type { CheckResult } from "../../core/check.ts";
import { sourceRule } from "../source-rule.ts";
import { readRecords } from "./answer.ts";
import { type KnownLeague, ofLeague } from "./leagues.ts";
import type { AnsweredWeek } from "./questions.ts";

type Row = Readonly<Record<string, unknown>>;

/** A week of a league, one row a roster. */
export interface MatchupWeek {
  readonly league: KnownLeague;
  readonly week: number;
  readonly rows: readonly Row[];
}

/**
 * @param document `GET /league/{id}/matchups/{week}`: none before the draft. `players_points` was not sent in 2020.
 * @throws PayloadError naming matchup and field
 */
export function readMatchups({ league, week, document }: AnsweredWeek): MatchupWeek {
  const rows = readRecords("matchups", document, "matchup").map((record) => {
    const players = record.textsOrNull("players");
    const points = record.optional.numbersByKeyOrNull("players_points");
    return {
      ...ofLeague(league), week, roster_id: record.whole("roster_id"), matchup_id: record.wholeOrNull("matchup_id"),
      points: record.numberOrNull("points"), custom_points: record.numberOrNull("custom_points"),
      players, players_points: players === null || points === null ? null : players.map((player) => points.get(player) ?? 0),
      starters: record.textsOrNull("starters"), starters_points: record.optional.numbersOrNull("starters_points"),
    };
  });
  return { league, week, rows };
}

/** A week has a row of each roster, or none: fewer are a list that was cut. */
export function wholeWeeks(weeks: readonly MatchupWeek[]): CheckResult {
  const counted = weeks
    .filter(({ league, rows }) => league.rosterPositions !== null && rows.length > 0)
    .map(({ league, week, rows }) => ({ league_id: league.id, week, rosters: rows.length, total_rosters: league.totalRosters }));
  const broken = counted.filter(({ rosters, total_rosters: total }) => rosters !== total);
  const [first] = broken;
  const message = first === undefined ? `${counted.length} weeks have all their rosters` : `week ${first.week} of league ${first.league_id} has ${first.rosters} rosters, its settings say ${first.total_rosters}`;
  return sourceRule("whole_weeks", first === undefined ? "pass" : "fail", broken.length, 0, message, broken);
}
