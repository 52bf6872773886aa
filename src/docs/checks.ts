import type { CheckKind } from "../core/check.ts";

/** What each kind of check asks, for people: a kind that is not here does not compile. */
export const CHECK_QUESTIONS: Readonly<Record<CheckKind, string>> = {
  row_count: "Are there at least, and at most, so many rows?",
  required_columns: "Are the columns there that readers rely on, in their types?",
  unique: "Does any key stand twice?",
  not_null: "Are there more nulls than tolerated?",
  range: "Do numbers lie within their bounds?",
  accepted_values: "Is there any value beyond the listed ones?",
  references: "Does what a column names exist in another dataset: a game in the schedule, a player in the crosswalk?",
  outliers: "Which rows lie far from the median of their kind? Warns unless told otherwise, and lists them",
  coverage: "Is every season there that was asked for, and every week up to the season's last?",
  team_coverage: "Have both clubs of every finished game rows? A game of the newest week may be late",
  row_count_change: "Is the row count what the published history lets one expect?",
  running_season: "Do rows that claim to be current hold the season that runs?",
};
