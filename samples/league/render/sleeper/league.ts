import type { Deal } from "../../fantasy/deals.ts";
import { DRAFT_ID, FRANCHISES, franchiseOf, LEAGUE_ID, LEAGUE_NAME } from "../../fantasy/franchises.ts";
import { isMandatory } from "../../fantasy/lineup.ts";
import { type RosterWeek, startersPoints, totalOf } from "../../fantasy/matchups.ts";
import { scoringSettings } from "../../fantasy/scoring.ts";
import type { FantasyDay } from "../../fantasy/season.ts";
import { DRAFT_ROUNDS } from "../../fantasy/state.ts";
import { type LeagueDay, SEASON } from "../../model.ts";
import { openingThursday } from "../../schedule.ts";

type Json = Readonly<Record<string, unknown>>;

/** In the order of the sheet's starting places; the benches of both kinds are one. */
const ROSTER_POSITIONS = ["QB", "RB", "RB", "WR", "WR", "TE", "FLEX", "DL", "DL", "LB", "LB", "DB", "DB", "IDP_FLEX", "DEF", "K", ...Array.from({ length: 9 }, () => "BN")];
const RESERVE_SLOTS = 3;
const TAXI_SLOTS = 5;
const CO_OWNER = { userId: "700000000000009001", displayName: "wren_of_the_heath" };

export function leagueOf({ lastWeek }: LeagueDay): Json {
  return {
    league_id: LEAGUE_ID,
    previous_league_id: null,
    draft_id: DRAFT_ID,
    name: LEAGUE_NAME,
    season: String(SEASON),
    season_type: "regular",
    sport: "nfl",
    status: "in_season",
    total_rosters: FRANCHISES.length,
    roster_positions: ROSTER_POSITIONS,
    scoring_settings: scoringSettings,
    settings: {
      type: 2, num_teams: FRANCHISES.length, taxi_slots: TAXI_SLOTS, taxi_years: 2, taxi_allow_vets: 0, reserve_slots: RESERVE_SLOTS, reserve_allow_out: 1, draft_rounds: DRAFT_ROUNDS, waiver_type: 2, waiver_budget: 100,
      start_week: 1, leg: lastWeek + 1, last_scored_leg: lastWeek, playoff_week_start: 15, playoff_teams: 6, trade_deadline: 12, pick_trading: 1, best_ball: 0, league_average_match: 0,
    },
    metadata: { auto_continue: "on", keeper_deadline: "0" },
    avatar: null, company_id: null, shard: 1, group_id: null, bracket_id: null, bracket_overrides_id: null, loser_bracket_id: null, loser_bracket_overrides_id: null,
    last_author_avatar: null, last_author_display_name: null, last_author_id: null, last_author_is_bot: false, last_message_attachment: null, last_message_id: null, last_message_text_map: null, last_message_time: null, last_pinned_message_id: null, last_read_id: null,
  };
}

/** One more than rosters: a franchise has two managers. */
export function usersOf(): readonly Json[] {
  const user = (userId: string, displayName: string, isOwner: boolean, teamName: string | null): Json => ({ user_id: userId, display_name: displayName, avatar: null, is_owner: isOwner, is_bot: false, league_id: LEAGUE_ID, settings: null, metadata: teamName === null ? {} : { team_name: teamName } });
  return [...FRANCHISES.map(({ userId, gm, teamName, rosterId }) => user(userId, gm.toLowerCase().replace(" ", "_"), rosterId === 1, teamName)), user(CO_OWNER.userId, CO_OWNER.displayName, false, null)];
}

export function rostersOf({ lineups, deals }: FantasyDay, weeks: readonly RosterWeek[]): readonly Json[] {
  return lineups.map(({ rosterId, slots }) => {
    const inSlots = (fits: (slot: string, index: number) => boolean): readonly string[] => slots.flatMap(({ slot, contract }, index) => (contract !== null && fits(slot, index) ? [contract.player.id] : []));
    const reserve = inSlots((slot) => slot === "IR");
    const taxi = inSlots((slot) => slot.endsWith("TAXI"));
    return {
      roster_id: rosterId,
      owner_id: franchiseOf(rosterId).userId,
      co_owners: rosterId === 7 ? [CO_OWNER.userId] : null,
      league_id: LEAGUE_ID,
      players: inSlots(() => true).toSorted(),
      starters: slots.flatMap(({ contract }, index) => (isMandatory(index) ? [contract?.player.id ?? "0"] : [])),
      reserve: reserve.length === 0 ? null : reserve,
      taxi: taxi.length === 0 ? null : taxi,
      keepers: null,
      player_map: null,
      metadata: null,
      settings: standingOf(rosterId, weeks, deals),
    };
  });
}

/** Points are sent in two whole numbers: before and behind the point. */
function standingOf(rosterId: number, weeks: readonly RosterWeek[], deals: readonly Deal[]): Json {
  const played = weeks.filter(({ points }) => Object.keys(points).length > 0);
  const results = played.filter((entry) => entry.rosterId === rosterId).map((entry) => {
    const rival = played.find((other) => other.week === entry.week && other.matchupId === entry.matchupId && other.rosterId !== rosterId);
    return { own: totalOf(entry), against: rival === undefined ? 0 : totalOf(rival) };
  });
  const cents = (pick: (result: { readonly own: number; readonly against: number }) => number): number => results.reduce((sum, result) => sum + Math.round(pick(result) * 100), 0);
  const claims = deals.filter((deal) => deal.kind === "claim" && deal.to === rosterId);
  const [own, against] = [cents((result) => result.own), cents((result) => result.against)];
  return {
    wins: results.filter((result) => result.own > result.against).length,
    losses: results.filter((result) => result.own < result.against).length,
    ties: results.filter((result) => result.own === result.against).length,
    fpts: Math.floor(own / 100), fpts_decimal: own % 100,
    fpts_against: Math.floor(against / 100), fpts_against_decimal: against % 100,
    waiver_position: rosterId, waiver_budget_used: claims.reduce((sum, deal) => sum + (deal.kind === "claim" ? (deal.contract.split[0] ?? 0) : 0), 0), total_moves: claims.length,
  };
}

export function matchupsOf(weeks: readonly RosterWeek[], week: number): readonly Json[] {
  return weeks.filter((entry) => entry.week === week).map((entry) => ({
    roster_id: entry.rosterId, matchup_id: entry.matchupId, points: totalOf(entry), custom_points: null,
    players: entry.players, players_points: entry.points, starters: entry.starters, starters_points: startersPoints(entry),
  }));
}

export function stateOf({ lastWeek }: LeagueDay): Json {
  const week = lastWeek + 1;
  return { week, leg: week, display_week: week, season: String(SEASON), season_type: "regular", league_season: String(SEASON), previous_season: String(SEASON - 1), season_start_date: new Date(openingThursday(SEASON)).toISOString().slice(0, 10), league_create_season: String(SEASON), season_has_scores: true };
}

export function tradedPicksOf({ state }: FantasyDay): readonly Json[] {
  return state.tradedPicks.map(({ season, round, origin, holder }) => ({ season: String(season), round, roster_id: origin, previous_owner_id: origin, owner_id: holder }));
}

/** The rookie draft of the season, told to Sleeper after it was held. */
export function draftOf(deals: readonly Deal[]): Json {
  const picks = draftDeals(deals);
  const order = picks.slice(0, FRANCHISES.length).map(({ to }) => to);
  const [first, last] = [picks[0], picks.at(-1)].map((deal) => Date.parse(deal?.at ?? ""));
  return {
    draft_id: DRAFT_ID, league_id: LEAGUE_ID, season: String(SEASON), season_type: "regular", sport: "nfl", status: "complete", type: "linear",
    created: first, start_time: first, last_picked: last, last_message_id: DRAFT_ID, last_message_time: last, creators: [franchiseOf(1).userId],
    draft_order: Object.fromEntries(order.map((rosterId, slot) => [franchiseOf(rosterId).userId, slot + 1])),
    slot_to_roster_id: Object.fromEntries(order.map((rosterId, slot) => [String(slot + 1), rosterId])),
    settings: { rounds: DRAFT_ROUNDS, teams: FRANCHISES.length, player_type: 1, pick_timer: 86_400, reversal_round: 0 },
    metadata: { name: LEAGUE_NAME, description: "", scoring_type: "dynasty" },
  };
}

export function draftPicksOf(deals: readonly Deal[]): readonly Json[] {
  return draftDeals(deals).map(({ to, round, overall, contract: { player } }) => ({
    draft_id: DRAFT_ID, pick_no: overall, round, draft_slot: 1 + ((overall - 1) % FRANCHISES.length), roster_id: to, picked_by: franchiseOf(to).userId, player_id: player.id, is_keeper: null,
    metadata: { player_id: player.id, first_name: player.person?.first ?? "", last_name: player.person?.last ?? "", position: player.position, team: player.person?.club ?? "", status: "Active", sport: "nfl", years_exp: "0", number: "", injury_status: "" },
  }));
}

const draftDeals = (deals: readonly Deal[]): readonly Extract<Deal, { readonly kind: "draft" }>[] => deals.flatMap((deal) => (deal.kind === "draft" ? [deal] : []));
