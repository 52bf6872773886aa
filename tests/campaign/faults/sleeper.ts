import { inventAnswers, inventLeague, inventPlayers, inventRoster, inventRosters, inventTransaction, inventTrade, inventUser, LEAGUE, type Json } from "../../support/invented-sleeper.ts";
import { alter, answerJson, type Day, instead, rewrite } from "../day.ts";
import { allOf, type Fault, type Ground } from "../fault.ts";
import { CONTRACT, ISSUE } from "./seen.ts";

const SEEN = `${CONTRACT}/sources/sleeper.md, section 4`;
const FACTS = "provider facts of Sleeper";

/** The spoilt day has one more transaction, and so has the day after it. */
const dayOf = (now: string, moves: number): Day => {
  const answers = inventAnswers({ [`/league/${LEAGUE}/transactions/2`]: Array.from({ length: moves }, (_, nth) => inventTransaction(20 + nth, { leg: 2 })) });
  return { now, answers: [...answers].map(([url, answer]) => answerJson(url, answer)), league: { sleeper: { leagues: [LEAGUE] } } };
};

const sleeperGround: Ground = {
  source: "sleeper",
  flow: "sleeper_pipeline",
  before: [],
  days: async () => ({ good: dayOf("2026-09-17T12:00:00Z", 1), spoilt: dayOf("2026-09-18T12:00:00Z", 2), later: dayOf("2026-09-19T12:00:00Z", 3) }),
};

const ROSTERS = `/league/${LEAGUE}/rosters`;
const USERS = `/league/${LEAGUE}/users`;
const PLAYERS = /\/players\/nfl$/;
const LEAGUES = new RegExp(`/league/${LEAGUE}$`);
const MOVES = `/league/${LEAGUE}/transactions/1`;
const MATCHUPS = `/league/${LEAGUE}/matchups/2`;
const PICKS = /\/draft\/\d+\/picks$/;
const STATE = "/state/nfl";

/** Rosters, managers, players and free agents are statements of one moment, and published together. */
const TEAMS = allOf("quarantined", "rosters", "users", "players", "fa_pool");
const base = { ground: sleeperGround, seen: SEEN } as const;
const gives = (which: string | RegExp, value: unknown): ((day: Day) => Day) => (day) => instead(day, which, () => ({ body: JSON.stringify(value) }));
const sends = (which: string | RegExp, body: string | Uint8Array): ((day: Day) => Day) => (day) => instead(day, which, () => ({ body }));
const people = (which: string | RegExp, change: (player: Json, nth: number) => Json): ((day: Day) => Day) => (day) => alter<Record<string, Json>>(day, which, (players) => Object.fromEntries(Object.entries(players).map(([id, player], nth) => [id, change(player, nth)])));
const without = (player: Json, field: string): Json => Object.fromEntries(Object.entries(player).filter(([name]) => name !== field));

export const sleeperFaults: readonly Fault[] = [
  { ...base, name: "sleeper: a league without one of its rosters", harms: TEAMS, spoil: gives(ROSTERS, inventRosters().slice(1)), caught: { in: "rosters", by: "total_rosters", says: /has 3 rosters, its settings say 4/ } },
  { ...base, name: "sleeper: no rosters at all", harms: TEAMS, spoil: gives(ROSTERS, []), caught: { in: "rosters", by: "not_empty", says: /no rows/ } },
  { ...base, name: "sleeper: a player on two rosters", harms: TEAMS, spoil: gives(ROSTERS, [...inventRosters().slice(0, 3), inventRoster(4, { players: ["1000"], starters: ["0"], reserve: null, taxi: null })]), caught: { in: "rosters", by: "one_roster_a_player", says: /stand on two rosters; first: 1000/ } },
  { ...base, name: "sleeper: a roster larger than the league allows", harms: {}, spoil: gives(ROSTERS, [...inventRosters().slice(0, 3), inventRoster(4, { players: Array.from({ length: 12 }, (_, nth) => String(1_018 + nth)), starters: ["1018"], reserve: null, taxi: null })]), caught: { in: "rosters", by: "legal_roster_sizes", says: /holds 12, 8 are allowed/ } },
  { ...base, name: "sleeper: rosters without their players", harms: TEAMS, spoil: gives(ROSTERS, inventRosters().map((roster) => ({ ...roster, players: [] }))), caught: { in: "rosters", by: "starters_on_roster", says: /are not on their roster/ } },
  { ...base, name: "sleeper: a roster twice", harms: TEAMS, spoil: gives(ROSTERS, [...inventRosters(), inventRoster(1)]), caught: { in: "rosters", by: "unique(league_id,roster_id)", says: /1 row repeats/ } },
  { ...base, name: "sleeper: rosters of another league", harms: TEAMS, spoil: gives(ROSTERS, inventRosters().map((roster) => ({ ...roster, league_id: "900000000000009999" }))), caught: { in: "rosters", by: "parse", says: /asked was for league/ } },
  { ...base, name: "sleeper: a team that nobody manages", harms: {}, spoil: gives(ROSTERS, [...inventRosters().slice(0, 3), inventRoster(4, { owner_id: null })]), caught: { in: "rosters", by: "not_null(owner_id)", says: /1 row without owner_id/ } },
  { ...base, name: "sleeper: the rosters' players have another name", harms: TEAMS, spoil: gives(ROSTERS, inventRosters().map(({ players, ...roster }) => ({ ...roster, player_ids: players }))), caught: { in: "rosters", by: "parse", says: /players is missing/ } },
  { ...base, name: "sleeper: ids as numbers, which lose their last digits", harms: TEAMS, spoil: (day) => rewrite(day, ROSTERS, (text) => text.replaceAll(`"${LEAGUE}"`, LEAGUE)), caught: { in: "rosters", by: "parse", says: /a text is expected/ } },
  { ...base, name: "sleeper: JSON that is cut off", harms: TEAMS, spoil: sends(ROSTERS, JSON.stringify(inventRosters()).slice(0, 500)), caught: { in: "rosters", by: "parse", says: /cut off after 500 bytes/ } },
  { ...base, name: "sleeper: a page in place of JSON, with status 200", harms: TEAMS, spoil: sends(ROSTERS, "<html><title>Just a moment</title></html>"), caught: { in: "rosters", by: "parse", says: /a page came in place of JSON/ } },
  { ...base, name: "sleeper: null for a league, which is unknown", seen: FACTS, harms: TEAMS, spoil: gives(ROSTERS, null), caught: { in: "rosters", by: "parse", says: /Sleeper answered null/ } },
  { ...base, name: "sleeper: no manager", harms: TEAMS, spoil: gives(USERS, []), caught: { in: "users", by: "not_empty", says: /no rows/ } },
  { ...base, name: "sleeper: a manager twice", harms: TEAMS, spoil: gives(USERS, [1, 1, 2, 3, 4].map((nth) => inventUser(nth))), caught: { in: "users", by: "unique(league_id,user_id)", says: /1 row repeats/ } },
  { ...base, name: "sleeper: the list of players halved", harms: TEAMS, spoil: gives(PLAYERS, inventPlayers(200)), caught: { in: "players", by: "row_count_change", says: /202 rows, 49\.8 % fewer/ } },
  { ...base, name: "sleeper: a list without those on rosters", harms: {}, spoil: gives(PLAYERS, Object.fromEntries(Object.entries(inventPlayers(424)).filter(([id]) => Number(id) >= 1_024 || Number.isNaN(Number(id))))), caught: { in: "players", by: "rostered_players_listed", says: /players on rosters are in the list/ } },
  { ...base, name: "sleeper: the list of players is cut off", harms: TEAMS, spoil: (day) => rewrite(day, PLAYERS, (text) => text.slice(0, 40_000)), caught: { in: "players", by: "parse", says: /no map of players/ } },
  { ...base, name: "sleeper: a field of the players is gone", harms: TEAMS, spoil: people(PLAYERS, (player) => without(player, "birth_date")), caught: { in: "players", by: "parse", says: /birth_date is missing/ } },
  { ...base, name: "sleeper: players without a position", harms: TEAMS, spoil: people(PLAYERS, (player, nth) => (nth % 2 === 0 ? { ...player, position: null } : player)), caught: { in: "players", by: "not_null(position)", says: /at most 10 % allowed/ } },
  { ...base, name: "sleeper: an age in words", harms: TEAMS, spoil: people(PLAYERS, (player) => ({ ...player, age: "twenty-six" })), caught: { in: "players", by: "parse", says: /age is "twenty-six", the schema says BIGINT/ } },
  { ...base, name: "sleeper: every player has left football", harms: TEAMS, spoil: people(PLAYERS, (player) => ({ ...player, status: "Retired" })), caught: { in: "fa_pool", by: "not_empty", says: /no rows/ } },
  { ...base, name: "sleeper: a transaction twice", harms: allOf("quarantined", "transactions"), spoil: gives(MOVES, [inventTransaction(1), inventTransaction(1), inventTrade(3)]), caught: { in: "transactions", by: "unique(league_id,transaction_id)", says: /1 row repeats/ } },
  { ...base, name: "sleeper: fewer transactions than yesterday", seen: ISSUE, harms: allOf("quarantined", "transactions"), spoil: gives(MOVES, []), caught: { in: "transactions", by: "moves_kept", says: /has 2, 3 before/ } },
  { ...base, name: "sleeper: a transaction of week 42", harms: allOf("quarantined", "transactions"), spoil: gives(MOVES, [inventTransaction(1, { leg: 42 })]), caught: { in: "transactions", by: "range(week)", says: /outside 0 to 18/ } },
  { ...base, name: "sleeper: a transaction's time in seconds", harms: allOf("quarantined", "transactions"), spoil: gives(MOVES, [inventTransaction(1, { created: 1_788_990_000 })]), caught: { in: "transactions", by: "parse", says: /a time in milliseconds is expected/ } },
  { ...base, name: "sleeper: a kind of transaction that nobody knows", harms: {}, spoil: gives(MOVES, [inventTransaction(1, { type: "auction" }), inventTransaction(2), inventTrade(3)]), caught: { in: "transactions", by: "accepted_values(type)", says: /none of trade, waiver/ } },
  { ...base, name: "sleeper: a week without one of its matchups", harms: allOf("quarantined", "matchups"), spoil: (day) => alter<unknown[]>(day, MATCHUPS, (matchups) => matchups.slice(1)), caught: { in: "matchups", by: "whole_weeks", says: /week 2 of league \d+ has 3 rosters, its settings say 4/ } },
  { ...base, name: "sleeper: a matchup with 9,999 points", harms: {}, spoil: (day) => alter<Json[]>(day, MATCHUPS, (matchups) => matchups.map((matchup) => ({ ...matchup, points: 9_999 }))), caught: { in: "matchups", by: "range(points)", says: /outside -100 to 1000/ } },
  { ...base, name: "sleeper: half of a draft", harms: allOf("quarantined", "drafts", "draft_picks"), spoil: (day) => alter<unknown[]>(day, PICKS, (picks) => picks.slice(0, 2)), caught: { in: "draft_picks", by: "picks_kept", says: /has 2, 4 before/ } },
  { ...base, name: "sleeper: a kind of season that nobody knows", harms: allOf("quarantined", "state"), spoil: (day) => alter<Json>(day, STATE, (state) => ({ ...state, season_type: "spring" })), caught: { in: "state", by: "accepted_values(season_type)", says: /none of pre, regular/ } },
  { ...base, name: "sleeper: a league of no season", harms: { ...TEAMS, ...allOf("quarantined", "league", "transactions", "drafts", "draft_picks", "traded_picks", "matchups") }, spoil: gives(LEAGUES, inventLeague({ season: "26" })), caught: { in: "league", by: "parse", says: /season is "26", a year is expected/ } },
  { ...base, name: "sleeper: the rosters answer 503, again and again", harms: allOf("lkg", "rosters", "users", "players", "fa_pool"), spoil: (day) => instead(day, ROSTERS, () => ({ status: 503, body: "busy" })), caught: { in: "rosters", by: "fetch", says: /answered 503/ } },
  { ...base, name: "sleeper: a transaction from the future", harms: allOf("quarantined", "transactions"), spoil: gives(MOVES, [inventTransaction(1, { status_updated: Date.UTC(2090, 0, 1), created: Date.UTC(2090, 0, 1) }), inventTransaction(2), inventTrade(3)]), caught: { in: "transactions", by: "past_transactions", says: /1 transaction\(s\) are of the future; .*2090-01-01/ } },
  { ...base, name: "sleeper: week 45", harms: allOf("quarantined", "state"), spoil: (day) => alter<Json>(day, STATE, (state) => ({ ...state, week: 45 })), caught: { in: "state", by: "range(week)", says: /outside 0 to 30/ } },
  { ...base, name: "sleeper: fewer than nobody was added", harms: allOf("quarantined", "trending"), spoil: gives("/trending/add", [{ player_id: "1300", count: -5 }]), caught: { in: "trending", by: "range(count)", says: /outside 0/ } },
  { ...base, name: "sleeper: a pick that was traded twice at once", harms: allOf("quarantined", "traded_picks"), spoil: (day) => alter<Json[]>(day, new RegExp(`/league/${LEAGUE}/traded_picks$`), (picks) => [...picks, { ...picks[0], owner_id: 4 }]), caught: { in: "traded_picks", by: "unique(league_id,pick_season,round,roster_id)", says: /1 row repeats/ } },
  { ...base, name: "sleeper: text that is no UTF-8", harms: TEAMS, spoil: sends(ROSTERS, Buffer.from([0x5b, 0xff, 0xfe, 0x5d])), caught: { in: "rosters", by: "parse", says: /no UTF-8 text/ } },
];
