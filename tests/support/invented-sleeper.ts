/** What Sleeper answers about an invented league; shapes as in provider facts, section 5. Nobody in it is real. */
export type Json = Readonly<Record<string, unknown>>;

export const LEAGUE = "900000000000002026";
export const LAST_SEASON = "900000000000002025";
const DRAFT = "910000000000002026";
const API = "https://api.sleeper.app/v1";
const TEAMS = 4;
const PER_TEAM = 6;

const POSITIONS = ["QB", "RB", "WR", "TE", "K", "LB", "DB", "DL"] as const;
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** A name of its own for each number. */
function nameOf(nth: number, length: number): string {
  let rest = nth * 7_919 + 104_729;
  const letters = Array.from({ length }, () => {
    const letter = LETTERS[rest % 26] ?? "a";
    rest = Math.floor(rest / 26) + nth * 31 + 17;
    return letter;
  });
  return letters.map((letter, index) => (index === 0 ? letter.toUpperCase() : letter)).join("");
}

/** A person of the list, with all fields that Sleeper sends. */
export function inventPlayer(nth: number, changes: Json = {}): Json {
  const [id, first, last, position] = [String(1_000 + nth), nameOf(nth, 6), nameOf(nth + 3, 9), POSITIONS[nth % POSITIONS.length] ?? "QB"];
  const isFree = nth % 3 === 2;
  return {
    player_id: id, first_name: first, last_name: last, full_name: `${first} ${last}`, search_first_name: first.toLowerCase(), search_last_name: last.toLowerCase(), search_full_name: `${first}${last}`.toLowerCase(), search_rank: 100 + nth,
    sport: "nfl", position, fantasy_positions: [position], team: isFree ? null : ["DET", "LAR", "KC"][nth % 3], team_abbr: null, team_changed_at: null, depth_chart_position: isFree ? null : position, depth_chart_order: isFree ? null : 1 + (nth % 4),
    active: true, status: nth % 10 === 9 ? "Inactive" : "Active", injury_status: nth % 25 === 0 ? "Questionable" : null, injury_body_part: null, injury_notes: null, injury_start_date: null, practice_participation: null, practice_description: null,
    number: nth % 100, age: 21 + (nth % 18), years_exp: nth % 16, birth_date: `${1985 + (nth % 20)}-0${1 + (nth % 9)}-1${nth % 10}`, birth_city: null, birth_state: null, birth_country: null, height: String(68 + (nth % 10)), weight: String(180 + (nth % 140)),
    college: `${nameOf(nth + 5, 7)} State`, high_school: `${nameOf(nth + 9, 8)} (TX)`, hashtag: `#${first}${last}-NFL-FA-${nth % 100}`, competitions: [], metadata: { channel_id: `11${String(nth).padStart(17, "0")}`, rookie_year: String(2005 + (nth % 20)) },
    news_updated: nth % 3 === 0 ? null : 1_700_000_000_000 + nth * 1_000, gsis_id: nth % 4 === 0 ? null : `${nth % 5 === 0 ? " " : ""}00-00${String(10_000 + nth)}`, espn_id: 3_000_000 + nth, yahoo_id: 30_000 + nth, rotowire_id: 10_000 + nth, rotoworld_id: null,
    sportradar_id: `${nameOf(nth, 8)}-${nameOf(nth + 1, 4)}-${nameOf(nth + 2, 4)}-${nameOf(nth + 4, 12)}`.toLowerCase(), stats_id: 800_000 + nth, fantasy_data_id: 20_000 + nth, swish_id: nth % 2 === 0 ? null : 500_000 + nth, oddsjam_id: nth % 3 === 0 ? nameOf(nth, 12).toUpperCase() : null, opta_id: null, pandascore_id: null, kalshi_id: null,
    ...changes,
  };
}

export function inventDefense(code: string): Json {
  return { player_id: code, first_name: "Invented", last_name: "Defense", position: "DEF", fantasy_positions: ["DEF"], team: code, active: true, sport: "nfl", injury_status: null };
}

/** `/players/nfl`: people by number, and two defenses. */
export function inventPlayers(count = 400, change: (nth: number) => Json = () => ({})): Readonly<Record<string, Json>> {
  const people = Array.from({ length: count }, (_, nth) => [String(1_000 + nth), inventPlayer(nth, change(nth))] as const);
  return Object.fromEntries([...people, ...["DET", "LAR"].map((code) => [code, inventDefense(code)] as const)]);
}

export function inventLeague(changes: Json = {}): Json {
  return {
    league_id: LEAGUE, previous_league_id: LAST_SEASON, draft_id: DRAFT, name: "The Invented League", season: "2026", season_type: "regular", sport: "nfl", status: "in_season", total_rosters: TEAMS, avatar: null,
    roster_positions: ["QB", "RB", "WR", "FLEX", "BN", "BN"], scoring_settings: { rec: 0.5, pass_yd: 0.03999999910593033 },
    settings: { type: 2, num_teams: TEAMS, taxi_slots: 1, reserve_slots: 1, draft_rounds: 2, waiver_budget: 100, leg: 2, last_scored_leg: 1, playoff_week_start: 15 }, metadata: null,
    ...changes,
  };
}

/** The season before: over, and the first. */
export function inventLastSeason(changes: Json = {}): Json {
  return inventLeague({ league_id: LAST_SEASON, previous_league_id: "0", season: "2025", status: "complete", draft_id: null, ...changes });
}

const playersOf = (roster: number): readonly string[] => [...Array.from({ length: PER_TEAM }, (_, index) => String(1_000 + (roster - 1) * PER_TEAM + index)), ...(roster === 1 ? ["DET"] : [])];

export function inventRoster(rosterId: number, changes: Json = {}): Json {
  const players = playersOf(rosterId);
  return {
    roster_id: rosterId, owner_id: `80000000000000000${rosterId}`, co_owners: null, league_id: LEAGUE, players, starters: [players[0], "0", players[2], players[3]], reserve: [players[4]], taxi: rosterId % 2 === 0 ? null : [players[5]], keepers: null, player_map: null,
    metadata: null, settings: { wins: 1, losses: 0, ties: 0, fpts: 101, fpts_decimal: 5, fpts_against: 99, fpts_against_decimal: 40, waiver_position: rosterId, waiver_budget_used: 3, total_moves: 2 },
    ...changes,
  };
}

export const inventRosters = (): readonly Json[] => Array.from({ length: TEAMS }, (_, index) => inventRoster(index + 1));

export function inventUser(nth: number, changes: Json = {}): Json {
  return { user_id: `80000000000000000${nth}`, display_name: `manager_${nth}`, avatar: null, is_owner: nth === 1, is_bot: false, league_id: LEAGUE, settings: null, metadata: { team_name: `Team ${nth}` }, ...changes };
}

export function inventTransaction(nth: number, changes: Json = {}): Json {
  return {
    transaction_id: `120000000000000000${nth}`, type: "waiver", status: "complete", status_updated: 1_789_000_000_000, created: 1_788_990_000_123, creator: "800000000000000001", leg: 1, roster_ids: [1], consenter_ids: [1],
    adds: { "1100": 1 }, drops: { "1101": 1 }, draft_picks: [], waiver_budget: [], settings: { waiver_bid: 7, seq: 0 }, metadata: { notes: "Your waiver claim was processed successfully!" },
    ...changes,
  };
}

/** A waiver that was lost: it lists an add that never happened. */
export const failedWaiver = (nth: number): Json => inventTransaction(nth, { status: "failed", roster_ids: [2], consenter_ids: [2], adds: { "1100": 2 }, drops: null, metadata: { notes: "This player was claimed by another owner." } });

export const inventTrade = (nth: number): Json => inventTransaction(nth, {
  type: "trade", roster_ids: [1, 2], consenter_ids: [1, 2], adds: { "1003": 2, "1008": 1 }, drops: { "1003": 1, "1008": 2 }, settings: null, metadata: null,
  draft_picks: [{ season: "2027", round: 1, roster_id: 3, owner_id: 2, previous_owner_id: 1, league_id: null }], waiver_budget: [{ sender: 1, receiver: 2, amount: 5 }],
});

export function inventDraft(changes: Json = {}): Json {
  return {
    draft_id: DRAFT, league_id: LEAGUE, season: "2026", season_type: "regular", sport: "nfl", type: "linear", status: "complete", created: 1_780_000_000_000, start_time: 1_780_000_000_000, last_picked: 1_780_000_900_000, creators: null,
    draft_order: { "800000000000000001": 2, "800000000000000002": 1 }, slot_to_roster_id: { "1": 2, "2": 1 }, settings: { rounds: 2, teams: 2 }, metadata: { name: "Rookies" },
    ...changes,
  };
}

export function inventDraftPick(pick: number, changes: Json = {}): Json {
  return { draft_id: DRAFT, pick_no: pick, round: 1 + Math.floor((pick - 1) / 2), draft_slot: 1 + ((pick - 1) % 2), roster_id: 1 + (pick % 2), picked_by: pick === 4 ? "" : "800000000000000001", player_id: String(1_200 + pick), is_keeper: null, metadata: { first_name: "Rookie", last_name: `No ${pick}`, position: "RB", team: "", amount: "12" }, ...changes };
}

export function inventMatchup(rosterId: number, changes: Json = {}): Json {
  const [a, b] = playersOf(rosterId);
  return { roster_id: rosterId, matchup_id: rosterId === 4 ? null : 1, points: 12.5, custom_points: null, players: [a, b], players_points: { [a ?? ""]: 12.5 }, starters: [a, "0"], starters_points: [12.5, 0], ...changes };
}

const weeksOf = (id: string, what: string, last: number, answerOf: (week: number) => unknown): readonly (readonly [string, unknown])[] => Array.from({ length: last }, (_, index) => [`/league/${id}/${what}/${index + 1}`, answerOf(index + 1)] as const);

/** Every answer by its address, for the league in its second week and the season before. @param changes by path: `/state/nfl` */
export function inventAnswers(changes: Readonly<Record<string, unknown>> = {}): ReadonlyMap<string, unknown> {
  const paths: readonly (readonly [string, unknown])[] = [
    [`/league/${LEAGUE}`, inventLeague()],
    [`/league/${LAST_SEASON}`, inventLastSeason()],
    [`/league/${LEAGUE}/rosters`, inventRosters()],
    [`/league/${LEAGUE}/users`, [1, 2, 3, 4, 5].map((nth) => inventUser(nth))],
    ["/players/nfl", inventPlayers()],
    ...weeksOf(LEAGUE, "transactions", 2, (week) => (week === 1 ? [inventTransaction(1), failedWaiver(2), inventTrade(3)] : [])),
    ...weeksOf(LAST_SEASON, "transactions", 18, (week) => (week === 1 ? [inventTransaction(4)] : [])),
    ...weeksOf(LEAGUE, "matchups", 2, () => [1, 2, 3, 4].map((roster) => inventMatchup(roster))),
    ...weeksOf(LAST_SEASON, "matchups", 18, (week) => (week < 17 ? [1, 2, 3, 4].map((roster) => inventMatchup(roster)) : [])),
    [`/league/${LEAGUE}/drafts`, [{ draft_id: DRAFT }]],
    [`/league/${LAST_SEASON}/drafts`, []],
    [`/draft/${DRAFT}`, inventDraft()],
    [`/draft/${DRAFT}/picks`, [1, 2, 3, 4].map((pick) => inventDraftPick(pick))],
    [`/league/${LEAGUE}/traded_picks`, [{ season: "2027", round: 1, roster_id: 3, previous_owner_id: 1, owner_id: 2 }, { season: "2027", round: 2, roster_id: 1, previous_owner_id: 2, owner_id: 1 }]],
    [`/league/${LAST_SEASON}/traded_picks`, []],
    ["/state/nfl", { week: 2, leg: 2, season: "2026", season_type: "regular", league_season: "2026", previous_season: "2025", season_start_date: "2026-09-10", display_week: 2, league_create_season: "2026", season_has_scores: true }],
    ["/players/nfl/trending/add?lookback_hours=24&limit=25", [{ player_id: "1300", count: 500 }, { player_id: "LAR", count: 400 }]],
    ["/players/nfl/trending/drop?lookback_hours=24&limit=25", [{ player_id: "1003", count: 50 }]],
  ];
  return new Map(paths.map(([path, answer]) => [`${API}${path}`, path in changes ? changes[path] : answer]));
}
