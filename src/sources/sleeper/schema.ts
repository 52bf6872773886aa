import type { ColumnContract } from "../../core/dataset.ts";
import { columns, needing } from "../columns.ts";

/**
 * Ids are texts: Sleeper's have up to 19 digits, more than a number of JavaScript holds. `league_order` is 1 for the league, the first that
 * is configured; readers of one league filter by it. Lists that begin alike (`added_player_ids`, `added_to_roster_ids`) run in parallel.
 */
const ofLeague: readonly ColumnContract[] = [...columns("VARCHAR", "league_id"), ...columns("BIGINT", "league_order season")];

/** Contract sleeper.md, section 3.1: `players` must be VARCHAR[]; null before a draft. */
export const rostersColumns: readonly ColumnContract[] = [
  ...ofLeague,
  ...columns("BIGINT", "roster_id"),
  ...columns("VARCHAR", "owner_id"),
  ...columns("VARCHAR[]", "co_owners players starters reserve taxi keepers"),
  ...columns("BIGINT", "settings_wins settings_losses settings_ties"),
  ...columns("DOUBLE", "settings_fpts settings_fpts_against settings_ppts"),
  ...columns("BIGINT", "settings_waiver_position settings_waiver_budget_used settings_total_moves"),
];

export const usersColumns: readonly ColumnContract[] = [
  ...columns("VARCHAR", "user_id username display_name avatar team_name"),
  ...columns("BOOLEAN", "is_owner is_bot"),
  ...ofLeague,
];

/**
 * Contract, section 3.2: all that the payload has, under its own names; its key is `sleeper_player_id`. A defense has few of them, and what
 * stands in the second argument's list only is not in every generation of the payload.
 */
export const playersColumns: readonly ColumnContract[] = needing(
  "sleeper_player_id player_id first_name last_name full_name position team birth_date age years_exp status injury_status fantasy_positions active gsis_id espn_id sportradar_id",
  [
    ...columns("VARCHAR", "sleeper_player_id player_id full_name first_name last_name position team birth_date"),
    ...columns("BIGINT", "age years_exp"),
    ...columns("VARCHAR", "status injury_status"),
    ...columns("VARCHAR[]", "fantasy_positions"),
    ...columns("BOOLEAN", "active"),
    ...columns("VARCHAR", "injury_body_part injury_notes injury_start_date practice_participation practice_description depth_chart_position"),
    ...columns("BIGINT", "depth_chart_order number"),
    ...columns("VARCHAR", "height weight college high_school birth_city birth_state birth_country sport team_abbr hashtag search_full_name search_first_name search_last_name"),
    ...columns("BIGINT", "search_rank"),
    // Milliseconds since 1970, as Sleeper has them.
    ...columns("BIGINT", "news_updated team_changed_at"),
    ...columns("VARCHAR", "gsis_id espn_id yahoo_id rotowire_id rotoworld_id sportradar_id stats_id fantasy_data_id swish_id oddsjam_id opta_id pandascore_id kalshi_id"),
    // As JSON: nobody reads them, and they differ from player to player.
    ...columns("VARCHAR", "metadata competitions"),
  ],
);

/** Settings are null for leagues without them (survivor pools). */
export const leagueColumns: readonly ColumnContract[] = [
  ...ofLeague,
  ...columns("VARCHAR", "name season_type sport status previous_league_id draft_id avatar"),
  ...columns("BIGINT", "total_rosters num_teams type"),
  ...columns("VARCHAR[]", "roster_positions"),
  ...columns("BIGINT", "taxi_slots reserve_slots max_roster_size draft_rounds waiver_type waiver_budget start_week leg last_scored_leg playoff_week_start playoff_teams trade_deadline pick_trading best_ball"),
  ...columns("VARCHAR[]", "scoring_stats"),
  ...columns("DOUBLE[]", "scoring_points"),
];

/** One row a transaction. `is_move`: it was carried out; failed and pending ones list adds and drops that did not happen. */
export const transactionsColumns: readonly ColumnContract[] = [
  ...ofLeague,
  ...columns("BIGINT", "week"),
  ...columns("VARCHAR", "transaction_id type status"),
  ...columns("BOOLEAN", "is_move"),
  ...columns("TIMESTAMP", "created_at status_updated_at"),
  ...columns("VARCHAR", "creator"),
  ...columns("BIGINT[]", "roster_ids consenter_ids"),
  ...columns("VARCHAR[]", "added_player_ids"),
  ...columns("BIGINT[]", "added_to_roster_ids"),
  ...columns("VARCHAR[]", "dropped_player_ids"),
  ...columns("BIGINT[]", "dropped_from_roster_ids pick_seasons pick_rounds pick_roster_ids pick_previous_owner_ids pick_owner_ids faab_sender_ids faab_receiver_ids faab_amounts"),
  ...columns("BIGINT", "waiver_bid waiver_seq"),
  ...columns("VARCHAR", "notes"),
];

/** Lists by slot, the first slot first; null until the order is set. */
export const draftsColumns: readonly ColumnContract[] = [
  ...columns("VARCHAR", "draft_id"),
  ...ofLeague,
  ...columns("VARCHAR", "season_type type status"),
  ...columns("BIGINT", "rounds teams"),
  ...columns("TIMESTAMP", "created_at start_at last_picked_at"),
  ...columns("BIGINT[]", "slot_roster_ids"),
  ...columns("VARCHAR[]", "slot_user_ids"),
];

/** `picked_by` is null for what the computer chose; `amount` in dollars, auctions only. */
export const draftPicksColumns: readonly ColumnContract[] = [
  ...columns("VARCHAR", "draft_id"),
  ...ofLeague,
  ...columns("BIGINT", "pick_no round draft_slot roster_id"),
  ...columns("VARCHAR", "picked_by player_id player_name position team"),
  ...columns("BOOLEAN", "is_keeper"),
  ...columns("BIGINT", "amount"),
];

/** All three are roster ids; `roster_id` is whose pick it was. A pick that came home stays listed. */
export const tradedPicksColumns: readonly ColumnContract[] = [
  ...ofLeague,
  ...columns("BIGINT", "pick_season round roster_id previous_owner_id owner_id"),
  ...columns("BOOLEAN", "is_home"),
];

/** `matchup_id` is null in a week without a game; `starters` keeps `0` for an empty place, as its points go by place. */
export const matchupsColumns: readonly ColumnContract[] = [
  ...ofLeague,
  ...columns("BIGINT", "week roster_id matchup_id"),
  ...columns("DOUBLE", "points custom_points"),
  ...columns("VARCHAR[]", "players"),
  ...columns("DOUBLE[]", "players_points"),
  ...columns("VARCHAR[]", "starters"),
  ...columns("DOUBLE[]", "starters_points"),
];

/** `week` says nothing without `season_type`: 0 in the off-season, weeks of practice games in `pre`. */
export const stateColumns: readonly ColumnContract[] = [
  ...columns("BIGINT", "season"),
  ...columns("VARCHAR", "season_type"),
  ...columns("BIGINT", "week leg display_week league_season previous_season league_create_season"),
  ...columns("DATE", "season_start_date"),
  ...columns("BOOLEAN", "season_has_scores"),
];

export const trendingColumns: readonly ColumnContract[] = [
  ...columns("VARCHAR", "kind"),
  ...columns("BIGINT", "rank"),
  ...columns("VARCHAR", "player_id"),
  ...columns("BIGINT", "count lookback_hours"),
];
