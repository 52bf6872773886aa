import { columns, needing } from "../columns.ts";

/**
 * 159 columns upstream, written as the families they are: a statistic is measured, expected (`_exp`) and the difference (`_diff`),
 * each for the player and again for his team (`_team`); a few are only measured.
 */
const PASS = ["pass_completions", "pass_yards_gained", "pass_touchdown", "pass_interception", "pass_first_down", "pass_two_point_conv", "pass_fantasy_points"];
const RECEIVE = ["receptions", "rec_yards_gained", "rec_touchdown", "rec_interception", "rec_first_down", "rec_two_point_conv", "rec_fantasy_points"];
const RUSH = ["rush_yards_gained", "rush_touchdown", "rush_first_down", "rush_two_point_conv", "rush_fantasy_points"];
const TOTAL = ["total_yards_gained", "total_touchdown", "total_first_down", "total_fantasy_points"];
const EXPECTED = [...PASS, ...RECEIVE, ...RUSH, ...TOTAL];
const MEASURED_ONLY = ["pass_attempt", "rec_attempt", "rush_attempt", "pass_air_yards", "rec_air_yards", "rec_fumble_lost", "rush_fumble_lost"];

const perPlayer = [...EXPECTED.flatMap((name) => [name, `${name}_exp`, `${name}_diff`]), ...MEASURED_ONLY];
const statistics = [...perPlayer, ...perPlayer.map((name) => `${name}_team`)].join(" ");

/** The pairs that stg_nflverse__ff_opportunity selects: `_exp` and `_diff` of each. */
const SELECTED_PAIRS = [
  "pass_completions", "receptions", "pass_yards_gained", "rec_yards_gained", "rush_yards_gained", "pass_touchdown", "rec_touchdown",
  "rush_touchdown", "pass_interception", "pass_first_down", "rec_first_down", "rush_first_down",
].flatMap((name) => [`${name}_exp`, `${name}_diff`]);
const SELECTED = `${SELECTED_PAIRS.join(" ")} pass_air_yards rec_air_yards pass_attempt rec_attempt rush_attempt pass_attempt_team rec_attempt_team rush_attempt_team`;

/** `season` is text and `week` a double upstream; both are whole numbers, and coverage needs them so. */
export const ffOpportunityColumns = needing(`season posteam week game_id player_id position ${SELECTED}`, [
  ...columns("INTEGER", "season", { accepts: ["VARCHAR"] }),
  ...columns("VARCHAR", "posteam"),
  ...columns("INTEGER", "week"),
  ...columns("VARCHAR", "game_id player_id full_name position"),
  ...columns("DOUBLE", statistics),
]);
