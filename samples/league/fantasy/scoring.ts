import { type League, type LeagueDay, SEED } from "../model.ts";
import { createRng } from "../rng.ts";
import { statLines } from "../stats.ts";
import { ids } from "../ids.ts";
import { sleeperTeam } from "./players.ts";

/** Points for each, under Sleeper's names; the model's own names of the statistics beside them. */
const RULES: readonly (readonly [setting: string, points: number, stat: string | null])[] = [
  ["pass_yd", 0.04, "passing_yards"], ["pass_td", 4, "passing_tds"], ["pass_int", -2, "passing_interceptions"], ["pass_2pt", 2, null],
  ["rush_yd", 0.1, "rushing_yards"], ["rush_td", 6, "rushing_tds"], ["rush_2pt", 2, null],
  ["rec", 0.5, "receptions"], ["rec_yd", 0.1, "receiving_yards"], ["rec_td", 6, "receiving_tds"], ["rec_2pt", 2, null], ["fum_lost", -2, null],
  ["fgm_0_19", 3, null], ["fgm_20_29", 3, null], ["fgm_30_39", 3, "fg_made_30_39"], ["fgm_40_49", 4, "fg_made_40_49"], ["fgm_50p", 5, null], ["fgmiss", -1, "fg_missed"], ["xpm", 1, "pat_made"], ["xpmiss", -1, null],
  // Sleeper counts a tackle with somebody's help as made alone (real week 5 of 2024).
  ["idp_tkl_solo", 1, "def_tackles_solo"], ["idp_tkl_solo", 1, "def_tackles_with_assist"], ["idp_tkl_ast", 0.5, "def_tackle_assists"], ["idp_tkl_loss", 0.5, "def_tackles_for_loss"], ["idp_sack", 2, "def_sacks"], ["idp_qb_hit", 0.5, "def_qb_hits"],
  ["idp_int", 3, "def_interceptions"], ["idp_pass_def", 1, "def_pass_defended"], ["idp_ff", 2, null], ["idp_fum_rec", 2, null], ["idp_def_td", 6, null],
  ["sack", 1, null], ["int", 2, null], ["fum_rec", 2, null], ["def_td", 6, null], ["safe", 2, null],
  ["pts_allow_0", 10, null], ["pts_allow_1_6", 7, null], ["pts_allow_7_13", 4, null], ["pts_allow_14_20", 1, null], ["pts_allow_21_27", 0, null], ["pts_allow_28_34", -1, null], ["pts_allow_35p", -4, null],
];
const ALLOWED: readonly (readonly [most: number, points: number])[] = [[0, 10], [6, 7], [13, 4], [20, 1], [27, 0], [34, -1], [99, -4]];

/** As Sleeper sends them: single-precision numbers, 0.04 is 0.03999999910593033. */
export const scoringSettings: Readonly<Record<string, number>> = Object.fromEntries(RULES.map(([setting, points]) => [setting, Math.fround(points)]));

/** Points of everybody who played, by week and Sleeper's id. Sleeper counts while games are played: none is late. */
export function pointsByWeek(league: League, day: LeagueDay): ReadonlyMap<number, ReadonlyMap<string, number>> {
  const weeks = new Map<number, Map<string, number>>();
  const add = (week: number, id: string, points: number): void => {
    const known = weeks.get(week) ?? new Map<string, number>();
    weeks.set(week, known.set(id, Math.round(points * 100) / 100));
  };
  const seen = new Set<string>();
  for (const { person, game, stats } of statLines(league, { ...day, lateGame: null })) {
    add(game.week, String(ids.sleeper(person)), RULES.reduce((sum, [, points, stat]) => sum + (stat === null ? 0 : (stats[stat] ?? 0) * points), 0));
    if (seen.has(game.gameId)) continue;
    seen.add(game.gameId);
    for (const [club, allowed] of [[game.home, game.awayScore], [game.away, game.homeScore]] as const) {
      const sacks = createRng(SEED, "club-sacks", game.gameId, club).int(0, 5);
      add(game.week, sleeperTeam(club), sacks + (ALLOWED.find(([most]) => allowed <= most)?.[1] ?? 0));
    }
  }
  return weeks;
}
