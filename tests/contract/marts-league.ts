import { CLUBS, game } from "./invented-league.ts";
import type { Cells } from "./snapshot-tree.ts";

type TableRow = Readonly<Record<string, unknown>>;

/** An invented league of a few people, small enough that its points are counted by hand. */
export const DT = "2025-11-18";
const SEASON = 2025;

export const PEOPLE: readonly Cells[] = [
  { mfl_id: 900001, gsis_id: "00-9000001", sleeper_id: 7001, name: "Quillan Osk", merge_name: "quillan osk", position: "QB", team: "KCC", birthdate: "1999-04-01", draft_year: 2021 },
  { mfl_id: 900002, gsis_id: "00-9000002", sleeper_id: 7002, ktc_id: 4002, name: "Bram Tarrow", merge_name: "bram tarrow", position: "WR", team: "GBP", birthdate: "2000-05-02", draft_year: 2022 },
  { mfl_id: 900003, gsis_id: "00-9000003", sleeper_id: 7003, name: "Joris Plank", merge_name: "joris plank", position: "PK", team: "KCC", draft_year: 2019 },
  { mfl_id: 900004, gsis_id: "00-9000004", sleeper_id: 7004, name: "Edda Rook", merge_name: "edda rook", position: "LB", team: "KCC", draft_year: 2023 },
  { mfl_id: 900006, gsis_id: "00-9000006", sleeper_id: 7006, name: "Kit Oduya", merge_name: "kit oduya", position: "RB", team: "GBP", draft_year: 2025 },
  { mfl_id: 900007, gsis_id: "00-9000007", sleeper_id: 7007, name: "Nils Varga", merge_name: "nils varga", position: "RB", team: "GBP", draft_year: 2024 },
];

const unplayed = { home_score: null, away_score: null, result: null };
/** Before a club moved, the schedule has the code it had then. */
const BEFORE_MOVING = 2019;
export const CLUBS_AND_MOVED: readonly Cells[] = [...CLUBS, { season: BEFORE_MOVING, team: "OAK", full: "Easthaven Kites", location: "Easthaven" }, { season: SEASON, team: "LV", full: "Sandhill Kites", location: "Sandhill" }];
/** The last but one is of a week that projections speak of: it was played on the Sunday before. */
export const GAMES: readonly Cells[] = [
  game(SEASON, 1), game(SEASON, 2, unplayed), game(BEFORE_MOVING, 3, { game_id: "2019_03_OAK_KC", away_team: "OAK", home_score: 24, away_score: 10, result: 14 }),
  game(SEASON, 11, { gameday: "2025-11-16" }), game(SEASON, 12, { ...unplayed, gameday: "2025-11-23" }),
];

const line = (player_id: string, position: string, team: string, week: number, stats: Cells): Cells => ({ player_id, position, season: SEASON, week, season_type: "REG", team, opponent_team: team === "KC" ? "GB" : "KC", ...stats });

export const WEEKLY: readonly Cells[] = [
  line("00-9000001", "QB", "KC", 1, { passing_yards: 240, passing_tds: 2, passing_interceptions: 1, passing_2pt_conversions: 1, rushing_yards: 30, sack_fumbles_lost: 1 }),
  line("00-9000002", "WR", "GB", 1, { receptions: 5, receiving_yards: 73, receiving_tds: 1, receiving_fumbles_lost: 1 }),
  line("00-9000003", "K", "KC", 1, { fg_made: 2, fg_made_30_39: 1, fg_made_50_59: 1, fg_made_distance: 86, fg_missed: 1, fg_missed_40_49: 1, pat_made: 2, pat_missed: 1 }),
  line("00-9000004", "ILB", "KC", 1, {
    def_tackles_solo: 4, def_tackles_with_assist: 1, def_tackle_assists: 3, def_tackles_for_loss: 1, def_qb_hits: 2, def_sacks: 1.5, def_pass_defended: 1, def_interceptions: 1, def_fumbles_forced: 1,
    fumble_recovery_opp: 1, def_tds: 1,
  }),
  // Somebody's kick that the other club blocks, from a player whom the crosswalk does not know; a lineman has no place in a lineup.
  line("00-7777777", "K", "GB", 1, { fg_blocked: 1, pat_made: 1 }),
  line("00-7777778", "T", "GB", 1, { receptions: 1, receiving_yards: 2 }),
  // He played and did nothing.
  line("00-9000006", "RB", "GB", 1, { rushing_yards: 0, receptions: 0 }),
  // Statistics have a moved club's code of today in every season.
  { ...line("00-9000001", "QB", "KC", 3, { passing_yards: 100 }), season: BEFORE_MOVING, opponent_team: "LV" }, { ...line("00-9000004", "ILB", "LV", 3, { def_sacks: 2 }), season: BEFORE_MOVING },
  // A game whose score nobody knows yet.
  line("00-9000001", "QB", "KC", 2, { passing_yards: 100 }),
];

const projection = (mflId: number | null, player: string, pos: string, week: number, stats: TableRow, more: TableRow = {}): TableRow => ({
  player_key: `mfl:${mflId ?? player}`, player_id: mflId ?? -1, mfl_id: mflId === null ? null : String(mflId), player, pos, position_final: pos, season: SEASON, week, horizon: week === 0 ? "full_season" : "weekly", asof_date: DT,
  provider: "ffanalytics_consensus", source_count: 2, total_weight: 0.3, sources: "cbs,espn", ...stats, ...more,
});
const CRANES = { defense_id: 90016, team: "KCC" };

export const PROJECTIONS: readonly TableRow[] = [
  projection(900001, "Osk, Quillan", "QB", 12, { pass_yds: 250, pass_tds: 1.5, pass_int: 0.8, rush_yds: 20, rush_tds: 0.2, fumbles_lost: 0.3, two_pts: 0.1 }, { team: "KCC" }),
  projection(900003, "Joris Plank", "K", 12, { fg: 2, fg_att: 2.4, fg_0039: 1, fg_4049: 0.6, fg_50: 0.4, xp: 2, xp_att: 2.2 }),
  // Bands that come to half of the total: they are stretched. Then a site that tells the total only.
  projection(900003, "Joris Plank", "K", 13, { fg: 2, fg_0019: 0, fg_2029: 0.5, fg_3039: 0, fg_4049: 0.5, fg_50: 0 }),
  projection(900003, "Joris Plank", "K", 14, { fg: 3 }),
  projection(900004, "Edda Rook", "LB", 12, { idp_solo: 4, idp_asst: 2, idp_sacks: 0.5, idp_pd: 0.2, idp_int: 0.1, idp_fum_force: 0.2, idp_fum_rec: 0.1, idp_td: 0.05 }),
  projection(null, "Westport Cranes", "DST", 12, { dst_sacks: 2.5, dst_int: 0.8, dst_fum_rec: 0.5, dst_td: 0.2, dst_safety: 0.05, dst_pts_allowed: 20.4 }, CRANES),
  // 374 points in seventeen games: 22 in one.
  projection(null, "Westport Cranes", "DST", 0, { dst_sacks: 40, dst_pts_allowed: 374 }, CRANES),
  projection(900002, "Bram Tarrow", "WR", 0, { rec: 80, rec_yds: 1000, rec_tds: 6 }),
  projection(null, "Nobody Known", "WR", 12, { rec: 9 }),
  projection(900006, "Kit Oduya", "RB", 12, { rush_yds: 60 }), projection(900006, "Kit Oduya", "RB", 13, { rush_yds: 40, fumbles_lost: 0.5 }),
  // Projected before the week's game, and kept: the game is over, so nothing of it remains.
  projection(900006, "Kit Oduya", "RB", 11, { rush_yds: 70 }, { team: "GBP" }),
  projection(900007, "Nils Varga", "RB", 12, { rush_yds: 90, rush_tds: 0.5 }),
];

const valued = (player_name: string, position: string, rank: number, value: number, ids: TableRow): TableRow => ({ player_name, position, team: "KCC", asset_type: "player", rank, value, positional_rank: rank, market_scope: "dynasty_1qb", asof_date: DT, ...ids });
export const VALUES: readonly TableRow[] = [
  valued("Quillan Osk", "QB", 1, 9000, { ktc_player_id: 4001, mfl_id: "900001" }),
  // Known by KeepTradeCut's own id, by the name, and not at all; then a second entry that claims whom an id has.
  valued("B. Tarrow", "WR", 2, 8000, { ktc_player_id: 4002 }),
  valued("Kit Oduya Jr.", "RB", 3, 7000, { ktc_player_id: 4006 }),
  valued("Zeno Halm", "TE", 5, 5000, { ktc_player_id: 4008 }),
  valued("Quillan Osk", "QB", 6, 4000, { ktc_player_id: 4009 }),
  valued("Quillan Osk", "QB", 1, 9900, { ktc_player_id: 4001, mfl_id: "900001", market_scope: "dynasty_superflex" }),
];
const pick = (pick_name: string, draft_year: number, pick_round: number, rank: number, value: number, more: TableRow): TableRow => ({ pick_name, draft_year, pick_round, asset_type: "pick", market_scope: "dynasty_1qb", rank, value, asof_date: DT, ktc_player_id: 5000 + rank, ...more });
export const PICKS: readonly TableRow[] = [pick("2026 Early 1st", 2026, 1, 4, 6512, { pick_tier: "Early" }), pick("2026 Pick 2.04", 2026, 2, 7, 3000, { pick_slot: 4 }), pick("2027 2nd", 2027, 2, 8, 2500, {})];

const owner = (tab: string): TableRow => ({ gm: `${tab} Manager`, gm_tab: tab });
const contract = (tab: string, roster_slot: string, player: string, amount: number, year: number): TableRow => ({ ...owner(tab), roster_slot, player, rfa: false, year, amount, franchise: false });
export const SHEET = {
  contracts_active: [
    contract("Pim", "QB", "Quillan Osk", 40, 2025), contract("Pim", "QB", "Quillan Osk", 45, 2026), contract("Pim", "LB", "", 1, 2025), contract("Tove", "WR", "Bram Tarrow", 30, 2025), contract("Tove", "BN", "Nils Varga", 2, 2025),
  ],
  contracts_cut: [{ ...owner("Pim"), player: "Kit Oduya", position: "RB", year: 2025, dead_cap_amount: 5 }],
  cap_space: [
    { ...owner("Pim"), season: 2025, available_cap_space: 200, dead_cap_space: 5, traded_cap_space: -4 }, { ...owner("Pim"), season: 2026, available_cap_space: 205, dead_cap_space: 0, traded_cap_space: 0 },
    { ...owner("Tove"), season: 2025, available_cap_space: 222, dead_cap_space: 0, traded_cap_space: 4 },
  ],
} satisfies Readonly<Record<string, readonly TableRow[]>>;

export const FRANCHISES = [
  "franchise_id,franchise_name,division,established_season,owner_name,gm_tab,season_start,season_end,is_current_owner",
  "F901,Harbour Seals,North,2012,Orla,Orla,2012,2024,false", "F901,Harbour Gulls,North,2012,Pim,Pim,2025,9999,true", "F902,Copper Kettles,South,2012,Tove,Tove,2012,9999,true",
];

const roster = (league_order: number, roster_id: number, players: readonly string[] | null, more: TableRow = {}): TableRow => ({ league_id: `99000000000000000${league_order}`, league_order, season: SEASON + 1 - league_order, roster_id, owner_id: `8000${roster_id}`, players, ...more });
export const ROSTERS: readonly TableRow[] = [
  roster(1, 1, ["7001", "7003", "KC", "99999"], { starters: ["7001", "0", "KC"], reserve: ["7003"], taxi: ["99999"] }),
  roster(1, 2, ["7002"]), roster(2, 1, ["7001"]), roster(2, 2, null),
];
export const USERS: readonly TableRow[] = [{ league_id: "990000000000000001", league_order: 1, season: SEASON, user_id: "80001", display_name: "pim_p", team_name: "Harbour Gulls", is_owner: true }];
const agent = (id: string, full_name: string, position: string): TableRow => ({ sleeper_player_id: id, full_name, position, team: "GB", age: 24, years_exp: 2, status: "Active", fantasy_positions: [position] });
/** The last one is under contract in the sheet, and Sleeper does not know yet. */
export const FREE_AGENTS: readonly TableRow[] = [agent("7003", "Joris Plank", "K"), agent("7006", "Kit Oduya", "RB"), agent("88888", "Lone Stranger", "TE"), agent("7004", "Edda Rook", "LB"), agent("7007", "Nils Varga", "RB")];
