import type { Check } from "../../core/check.ts";
import { OTHER_TEAM_CODES } from "../../identity/index.ts";

/** Checks that several nflverse datasets share. The numbers that differ are arguments; the reasons stand here once. */

/** @param lowest rows of the smallest honest file @param usual below this a person should look */
export function rowCounts(lowest: number, usual: number, reason: string): readonly Check[] {
  return [
    { kind: "row_count", min: lowest, reason },
    { kind: "row_count", min: usual, onViolation: "warn", reason },
  ];
}

/** Seasons of the dataset, and nothing from another planet (a year read as 20,244). */
export function seasonSince(first: number): Check {
  return { kind: "range", column: "season", min: first, max: 2100, reason: `upstream begins in ${first}` };
}

export const weekInRange: Check = { kind: "range", column: "week", min: 1, max: 22, reason: "18 weeks and four rounds of playoffs since 2021, fewer before" };

export const gameTypes: Check = { kind: "accepted_values", column: "game_type", values: ["REG", "WC", "DIV", "CON", "SB"], reason: "regular season and the four rounds" };

/** A season that was asked for and is not there is a failure; a week without rows is a doubt. */
export const seasonsAndWeeks: readonly Check[] = [
  { kind: "coverage", weeks: false, reason: "every asked season must be in the file" },
  { kind: "coverage", weeks: true, onViolation: "warn", reason: "a file may be a cut of one week; losing weeks against the last good snapshot fails by its row count" },
];

/** For tables that only grow during a season (governance, sections 3 and 4): what is lost is lost data; the weeks say how much may come. */
export const growsWeekly: Check = { kind: "row_count_change", minPercent: -5, maxPercent: 20, cumulative: true, reason: "from the eleventh week on a week adds less than a fifth; corrections were never seen to take one out" };

/** One upstream file a season: whoever asks for the wrong one gets a good file of old games. */
export const holdsRunningSeason: Check = { kind: "running_season", reason: "the current snapshot is read as the running season; older ones lie in the baseline" };

export function notNull(...columns: readonly string[]): readonly Check[] {
  return columns.map((column) => ({ kind: "not_null", column }));
}

/** Positions the crosswalk leaves out, as no fantasy league rosters them: 20 of 741 such players of the measured files are in it. */
const UNROSTERED = "position IN ('C', 'G', 'T', 'OT', 'OG', 'OL', 'LS')";

/**
 * The players of a statistics file are in the crosswalk. Some always miss, who came up from a practice squad this week; rows without
 * player are a club's. Seasons before those that were measured are not asked: how far back the crosswalk reaches is not known.
 * @param warnAbove share of players that may miss @param seen what the measured files have
 */
export function playersKnown(column: "player_id" | "pfr_player_id", warnAbove: number, seen: string): readonly Check[] {
  const to = { source: "nflverse", dataset: "ff_playerids", column: column === "player_id" ? "gsis_id" : "pfr_id" };
  const check = { kind: "references", column, to, where: `season >= 2021 AND (position IS NULL OR NOT ${UNROSTERED})` } as const;
  return [
    { ...check, maxMissingRatio: warnAbove, onViolation: "warn", reason: `${seen}; 12 to 15.5 % would be missing in a crosswalk without its rookies` },
    { ...check, maxMissingRatio: 0.4, reason: "36 % miss in a crosswalk from before the season, 41 to 61 % in one that is years too old: beyond that the ids are of another kind" },
  ];
}

export const gamesKnown: Check = { kind: "references", column: "game_id", to: { source: "nflverse", dataset: "schedule", column: "game_id" }, reason: "dbt joins games by it; each of the 310 measured games is in the schedule" };

/**
 * Games nflverse never got play by play of, and so has no statistics.
 * @see nflfastR's code, which skips them (read 2026-11)
 */
const UNRECORDED = ["1999_01_BAL_STL", "2000_03_SD_KC", "2000_06_BUF_MIA"];

/** Both clubs of every finished game have rows. The schedule keeps the codes of clubs that moved (OAK, SD, STL); statistics have today's. */
export function clubsPlayed(team: string): Check {
  return {
    kind: "team_coverage", team, codes: OTHER_TEAM_CODES, games: { source: "nflverse", dataset: "schedule" }, unrecorded: UNRECORDED, lateHours: 72,
    reason: "scores come within minutes, statistics overnight and snaps a day later: after three days a game is not late, it is missing. None of 1,184 cells of the measured whole weeks was",
  };
}

/** A week that no player of the position ever had: a doubt, never more. Defenders have no spread in offensive points and are not judged. */
export function unusual(column: string, maxDeviations: number, seen: string): Check {
  return { kind: "outliers", column, by: ["position"], maxDeviations, minRows: 50, maxRows: 0, reason: seen };
}
