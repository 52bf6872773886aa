import { columns, needing } from "../columns.ts";

/**
 * The columns of every dataset with their types in the snapshot, in upstream order (release files of April 2026, crosswalk and season
 * files of August 2026). Required is what the dbt project selects plus the key; the rest may be absent in an older file.
 * Types are fixed here and never inferred from rows: CSV has none, and Parquet types of a column differ between seasons.
 */

const OFFENCE = [
  ...columns("INTEGER", "completions attempts passing_yards passing_tds passing_interceptions sacks_suffered sack_yards_lost sack_fumbles sack_fumbles_lost passing_air_yards passing_yards_after_catch passing_first_downs"),
  ...columns("DOUBLE", "passing_epa passing_cpoe"),
  ...columns("INTEGER", "passing_2pt_conversions"),
  ...columns("DOUBLE", "pacr"),
  ...columns("INTEGER", "carries rushing_yards rushing_tds rushing_fumbles rushing_fumbles_lost rushing_first_downs"),
  ...columns("DOUBLE", "rushing_epa"),
  ...columns("INTEGER", "rushing_2pt_conversions receptions targets receiving_yards receiving_tds receiving_fumbles receiving_fumbles_lost receiving_air_yards receiving_yards_after_catch receiving_first_downs"),
  ...columns("DOUBLE", "receiving_epa"),
  ...columns("INTEGER", "receiving_2pt_conversions"),
  ...columns("DOUBLE", "racr target_share air_yards_share wopr"),
];

const DEFENCE_AND_RETURNS = [
  ...columns("INTEGER", "special_teams_tds def_tackles_solo def_tackles_with_assist def_tackle_assists def_tackles_for_loss def_tackles_for_loss_yards def_fumbles_forced"),
  // Half sacks are counted.
  ...columns("DOUBLE", "def_sacks def_sack_yards"),
  ...columns("INTEGER", "def_qb_hits def_interceptions def_interception_yards def_pass_defended def_tds def_fumbles def_safeties misc_yards fumble_recovery_own fumble_recovery_yards_own fumble_recovery_opp fumble_recovery_yards_opp fumble_recovery_tds penalties penalty_yards punt_returns punt_return_yards kickoff_returns kickoff_return_yards"),
];

const KICKING = [
  ...columns("INTEGER", "fg_made fg_att fg_missed fg_blocked"),
  // Whole yards, but a double in the reference's files: every retained partition must keep one type.
  ...columns("DOUBLE", "fg_long fg_pct"),
  ...columns("INTEGER", "fg_made_0_19 fg_made_20_29 fg_made_30_39 fg_made_40_49 fg_made_50_59 fg_made_60_ fg_missed_0_19 fg_missed_20_29 fg_missed_30_39 fg_missed_40_49 fg_missed_50_59 fg_missed_60_"),
  // `25;43;32`: one cell, several kicks; a single kick looks like a number and must stay text.
  ...columns("VARCHAR", "fg_made_list fg_missed_list fg_blocked_list", { accepts: ["INTEGER", "BIGINT"] }),
  ...columns("INTEGER", "fg_made_distance fg_missed_distance fg_blocked_distance pat_made pat_att pat_missed pat_blocked"),
  ...columns("DOUBLE", "pat_pct"),
  ...columns("INTEGER", "gwfg_made gwfg_att gwfg_missed gwfg_blocked"),
];

const FANTASY = columns("DOUBLE", "fantasy_points fantasy_points_ppr");

/** What stg_nflverse__player_stats turns into long rows: 71 statistics. */
export const WEEKLY_STATISTICS = `
  completions attempts passing_yards passing_tds passing_interceptions passing_air_yards passing_yards_after_catch passing_first_downs
  passing_epa passing_2pt_conversions passing_cpoe
  carries rushing_yards rushing_tds rushing_fumbles rushing_fumbles_lost rushing_first_downs rushing_epa rushing_2pt_conversions
  targets receptions receiving_yards receiving_tds receiving_fumbles receiving_fumbles_lost receiving_air_yards
  receiving_yards_after_catch receiving_first_downs receiving_epa receiving_2pt_conversions
  def_tackles_solo def_tackles_with_assist def_tackle_assists def_tackles_for_loss def_tackles_for_loss_yards def_fumbles
  def_fumbles_forced def_interceptions def_interception_yards def_pass_defended def_sacks def_sack_yards def_qb_hits def_tds def_safeties
  sacks_suffered sack_yards_lost sack_fumbles sack_fumbles_lost special_teams_tds
  fg_att fg_made fg_missed fg_made_0_19 fg_made_20_29 fg_made_30_39 fg_made_40_49 fg_made_50_59 fg_made_60_
  fg_missed_0_19 fg_missed_20_29 fg_missed_30_39 fg_missed_40_49 fg_missed_50_59 fg_missed_60_
  pat_att pat_made pat_missed gwfg_att gwfg_made gwfg_missed`;

export const weeklyColumns = needing(`player_id season week season_type team opponent_team position ${WEEKLY_STATISTICS} fantasy_points fantasy_points_ppr`, [
  ...columns("VARCHAR", "player_id player_name player_display_name position position_group headshot_url"),
  ...columns("INTEGER", "season week"),
  ...columns("VARCHAR", "season_type game_id team opponent_team"),
  ...OFFENCE,
  ...DEFENCE_AND_RETURNS,
  ...KICKING,
  ...columns("INTEGER", "gwfg_distance"),
  ...FANTASY,
]);

/** The season files say `recent_team`: the club of the player's last game, which is not the weekly file's `team`. */
export const seasonColumns = needing(`player_id season season_type recent_team games ${WEEKLY_STATISTICS} fantasy_points fantasy_points_ppr`, [
  ...columns("VARCHAR", "player_id player_name player_display_name position position_group headshot_url"),
  ...columns("INTEGER", "season"),
  ...columns("VARCHAR", "season_type recent_team"),
  ...columns("INTEGER", "games"),
  ...OFFENCE,
  ...DEFENCE_AND_RETURNS,
  ...KICKING,
  ...columns("VARCHAR", "gwfg_distance_list", { accepts: ["INTEGER", "BIGINT"] }),
  ...FANTASY,
  // Added between April and August 2026, and back-filled for older seasons.
  ...columns("INTEGER", "passing_10 passing_16 passing_20 passing_40 rushing_10 rushing_12 rushing_20 rushing_40 receiving_10 receiving_16 receiving_20 receiving_40"),
  ...columns("INTEGER", "fumbles_forced_by_opp fumbles_not_forced fumbles_out_of_bounds fumbles_total fumbles_lost_total"),
  ...columns("INTEGER", "pt_att pt_blocked"),
  ...columns("DOUBLE", "pt_long"),
  ...columns("INTEGER", "pt_yards pt_inside_20 pt_out_of_bounds pt_downed pt_touchback pt_fair_caught pt_returned pt_return_yards pt_return_tds pt_net_yards"),
]);

export const snapCountsColumns = needing("game_id season game_type week pfr_player_id position team opponent offense_snaps offense_pct defense_snaps defense_pct st_snaps st_pct", [
  ...columns("VARCHAR", "game_id pfr_game_id"),
  ...columns("INTEGER", "season"),
  ...columns("VARCHAR", "game_type"),
  ...columns("INTEGER", "week"),
  ...columns("VARCHAR", "player pfr_player_id position team opponent"),
  ...columns("DOUBLE", "offense_snaps offense_pct defense_snaps defense_pct st_snaps st_pct"),
]);

/** dbt rejects a future game without most of these, so they must stand there even when null. */
export const scheduleColumns = needing(
  `game_id season week game_type gameday gametime weekday home_team away_team home_score away_score result location roof surface temp wind
   div_game overtime stadium stadium_id`,
  [
    ...columns("VARCHAR", "game_id"),
    ...columns("INTEGER", "season"),
    ...columns("VARCHAR", "game_type"),
    ...columns("INTEGER", "week"),
    ...columns("VARCHAR", "gameday", { accepts: ["DATE"] }),
    ...columns("VARCHAR", "weekday gametime away_team"),
    ...columns("INTEGER", "away_score"),
    ...columns("VARCHAR", "home_team"),
    ...columns("INTEGER", "home_score"),
    ...columns("VARCHAR", "location"),
    ...columns("INTEGER", "result total overtime"),
    // Ids of other providers are names, not numbers: a CSV reader's guess (an integer) is read back as text.
    ...columns("VARCHAR", "old_game_id", { accepts: ["INTEGER", "BIGINT"] }),
    ...columns("INTEGER", "gsis"),
    ...columns("VARCHAR", "nfl_detail_id pfr", { accepts: ["INTEGER", "BIGINT"] }),
    ...columns("INTEGER", "pff"),
    ...columns("VARCHAR", "espn", { accepts: ["INTEGER", "BIGINT"] }),
    ...columns("INTEGER", "ftn away_rest home_rest away_moneyline home_moneyline", { accepts: ["VARCHAR"] }),
    ...columns("DOUBLE", "spread_line"),
    ...columns("INTEGER", "away_spread_odds home_spread_odds", { accepts: ["VARCHAR"] }),
    ...columns("DOUBLE", "total_line"),
    ...columns("INTEGER", "under_odds over_odds", { accepts: ["VARCHAR"] }),
    ...columns("INTEGER", "div_game"),
    ...columns("VARCHAR", "roof surface"),
    ...columns("INTEGER", "temp wind"),
    ...columns("VARCHAR", "away_qb_id home_qb_id away_qb_name home_qb_name away_coach home_coach referee stadium_id stadium"),
  ],
);

/** nfldata's teams.csv; nflverse's teams_colors_logos has none of the four columns that dim_team selects. */
export const teamsColumns = needing("season team full location", [
  ...columns("INTEGER", "season"),
  ...columns("VARCHAR", "team nfl"),
  ...columns("INTEGER", "nfl_team_id"),
  ...columns("VARCHAR", "espn pfr pff pfflabel fo full location short_location nickname hyphenated"),
  ...columns("INTEGER", "sbr"),
  ...columns("VARCHAR", "sbr_wins sbr_name draft_kings"),
]);

/**
 * Types by decree: dbt mixes mfl_id and sleeper_id with -1 and computes with draft_year, and gsis_id, pfr_id, cfbref_id,
 * sportradar_id and nfl_id are text (rookies carry Elias ids, nfl_id once was `name/number`). MFL writes old ids with leading zeros
 * (`0156`); as numbers they stay unique (measured, 2021 and 2026).
 * swish_id, height, weight, college: the crosswalk of 2021 had none; dbt binds swish_id, which is then null.
 */
export const ffPlayerIdsColumns = needing(
  `mfl_id sportradar_id fantasypros_id gsis_id pff_id sleeper_id nfl_id espn_id yahoo_id fleaflicker_id cbs_id pfr_id cfbref_id rotowire_id
   rotoworld_id ktc_id stats_id stats_global_id fantasy_data_id name merge_name position team birthdate draft_year`,
  [
    ...columns("BIGINT", "mfl_id", { accepts: ["VARCHAR"] }),
    ...columns("VARCHAR", "sportradar_id"),
    ...columns("BIGINT", "fantasypros_id", { accepts: ["VARCHAR"] }),
    ...columns("VARCHAR", "gsis_id"),
    ...columns("BIGINT", "pff_id sleeper_id", { accepts: ["VARCHAR"] }),
    ...columns("VARCHAR", "nfl_id", { accepts: ["BIGINT"] }),
    ...columns("BIGINT", "espn_id yahoo_id fleaflicker_id cbs_id", { accepts: ["VARCHAR"] }),
    ...columns("VARCHAR", "pfr_id cfbref_id"),
    ...columns("BIGINT", "rotowire_id rotoworld_id ktc_id stats_id stats_global_id fantasy_data_id swish_id", { accepts: ["VARCHAR"] }),
    ...columns("VARCHAR", "name merge_name position team"),
    ...columns("VARCHAR", "birthdate", { accepts: ["DATE"] }),
    ...columns("DOUBLE", "age", { accepts: ["VARCHAR"] }),
    ...columns("INTEGER", "draft_year draft_round draft_pick draft_ovr", { accepts: ["VARCHAR"] }),
    ...columns("VARCHAR", "twitter_username"),
    ...columns("INTEGER", "height weight", { accepts: ["VARCHAR"] }),
    ...columns("VARCHAR", "college"),
    ...columns("INTEGER", "db_season"),
  ],
);

export const playersColumns = needing("gsis_id display_name position latest_team status", [
  ...columns("VARCHAR", "gsis_id display_name common_first_name first_name last_name short_name football_name suffix esb_id nfl_id pfr_id pff_id otc_id espn_id smart_id"),
  ...columns("VARCHAR", "birth_date", { accepts: ["DATE"] }),
  ...columns("VARCHAR", "position_group position ngs_position_group ngs_position"),
  ...columns("INTEGER", "height weight"),
  ...columns("VARCHAR", "headshot college_name college_conference jersey_number"),
  ...columns("INTEGER", "rookie_season last_season"),
  ...columns("VARCHAR", "latest_team status ngs_status ngs_status_short_description"),
  ...columns("INTEGER", "years_of_experience"),
  ...columns("VARCHAR", "pff_position pff_status"),
  ...columns("INTEGER", "draft_year draft_round draft_pick"),
  ...columns("VARCHAR", "draft_team"),
]);

/** To 2024 `date_modified`, from 2025 `season_type` instead: 16 columns both times, shifted by one. Never both, so never required. */
export const injuriesColumns = needing("season game_type team week gsis_id position full_name report_primary_injury report_status practice_primary_injury practice_status", [
  ...columns("INTEGER", "season"),
  ...columns("VARCHAR", "season_type game_type team"),
  ...columns("INTEGER", "week"),
  ...columns("VARCHAR", "gsis_id position full_name first_name last_name report_primary_injury report_secondary_injury report_status practice_primary_injury practice_secondary_injury practice_status"),
  ...columns("TIMESTAMP", "date_modified", { accepts: ["VARCHAR"] }),
]);

export { depthChartsColumns, depthChartsRenames } from "./schema-depth-charts.ts";
export { ffOpportunityColumns } from "./schema-ff-opportunity.ts";
