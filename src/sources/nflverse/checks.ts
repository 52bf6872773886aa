import type { Check } from "../../core/check.ts";

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
