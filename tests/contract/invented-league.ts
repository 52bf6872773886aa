import { nflverse } from "../../src/sources/nflverse/index.ts";
import type { Cells, SnapshotTree } from "./snapshot-tree.ts";

/** Invented people and clubs. The codes are the real ones where dbt's packaged seed must know them. */
export const PLAYERS: readonly Cells[] = [
  { mfl_id: 900001, gsis_id: "00-9000001", sleeper_id: 7001, pfr_id: "OskQui00", espn_id: 501, name: "Quillan Osk", merge_name: "quillan osk", position: "QB", team: "KCC", birthdate: "1999-04-01", draft_year: 2021 },
  { mfl_id: 900002, gsis_id: "00-9000002", sleeper_id: 7002, pfr_id: "TarBra00", name: "Bram Tarrow", merge_name: "bram tarrow", position: "WR", team: "GBP", birthdate: "2000-05-02", draft_year: 2022 },
  // The same Sleeper id again: one of the two must lose it.
  { mfl_id: 900003, sleeper_id: 7002, name: "Bram Tarro", merge_name: "bram tarro", position: "WR", team: "FA", birthdate: null, draft_year: null },
  // A rookie with an Elias id, and somebody whom none of the five providers knows.
  { mfl_id: 900004, gsis_id: "VEL516487", name: "Ines Velder", merge_name: "ines velder", position: "RB", team: "LAR", birthdate: "2004-01-09", draft_year: 2026 },
  { mfl_id: 900005, name: "Nobody Known", merge_name: "nobody known", position: "XX", team: "FA", birthdate: null, draft_year: null },
];

export const CLUBS: readonly Cells[] = [2024, 2025].flatMap((season) => [
  { season, team: "KC", full: season === 2024 ? "Westport Herons" : "Westport Cranes", location: "Westport" },
  { season, team: "GB", full: "Northfield Otters", location: "Northfield" },
]);

export function game(season: number, week: number, changes: Cells = {}): Cells {
  return {
    game_id: `${season}_${String(week).padStart(2, "0")}_GB_KC`, season, week, game_type: "REG", gameday: `${season}-09-${String(6 + week).padStart(2, "0")}`, weekday: "Sunday", gametime: "13:00",
    away_team: "GB", home_team: "KC", away_score: 17, home_score: 20, result: 3, location: "Home", roof: "outdoors", surface: "grass ", div_game: 0, overtime: 0, stadium_id: "WES00", stadium: "Heron Field", ...changes,
  };
}

export function playerWeek(season: number, week: number, changes: Cells = {}): Cells {
  return {
    player_id: "00-9000001", player_name: "Q.Osk", position: "QB", season, week, season_type: "REG", team: "KC", opponent_team: "GB", completions: 21, attempts: 30, passing_yards: 240,
    passing_epa: 4.5, fantasy_points: 18.5, fantasy_points_ppr: 18.5, fg_made_list: null, ...changes,
  };
}

export function snaps(season: number, week: number, changes: Cells = {}): Cells {
  return {
    game_id: `${season}_${String(week).padStart(2, "0")}_GB_KC`, season, game_type: "REG", week, player: "Bram Tarrow", pfr_player_id: "TarBra00", position: "WR", team: "GB", opponent: "KC",
    offense_snaps: 50, offense_pct: 0.81, defense_snaps: 0, defense_pct: 0, st_snaps: 3, st_pct: 0.1, ...changes,
  };
}

export function opportunity(season: number, week: number, changes: Cells = {}): Cells {
  return {
    season, posteam: "GB", week, game_id: `${season}_${String(week).padStart(2, "0")}_GB_KC`, player_id: "00-9000002", full_name: "Bram Tarrow", position: "WR",
    rec_attempt: 8, rec_attempt_team: 30, receptions_exp: 5.2, receptions_diff: 0.8, rec_air_yards: 64, ...changes,
  };
}

export const OLDER = "2025-10-01";
export const NEWER = "2026-11-23";

/** Every dataset dbt reads, on two dates; the older files lack a column that upstream added later. */
export async function writeLeague(tree: SnapshotTree, datasets: readonly string[] = ["ff_playerids", "teams", "schedule", "weekly", "snap_counts", "ff_opportunity"]): Promise<void> {
  const added = (rows: readonly Cells[]): readonly Cells[] => rows.map((row) => ({ ...row, added_upstream: "7" }));
  const files: Readonly<Record<string, readonly [readonly Cells[], readonly Cells[]]>> = {
    ff_playerids: [PLAYERS.slice(0, 2), PLAYERS],
    teams: [CLUBS.slice(0, 2), CLUBS],
    schedule: [[game(2024, 1), game(2025, 1, { home_score: null, away_score: null, result: null })], [game(2025, 1), game(2025, 2, { roof: "", location: "Neutral" })]],
    // The baseline also holds a week of the running season, which the newest snapshot replaces as a whole.
    weekly: [[playerWeek(2024, 1), playerWeek(2025, 9, { completions: 99 })], [playerWeek(2025, 1), playerWeek(2025, 2, { player_id: "00-7777777" }), playerWeek(2025, 1, { player_id: null })]],
    snap_counts: [[snaps(2024, 1)], [snaps(2025, 1), snaps(2025, 1, { pfr_player_id: null })]],
    ff_opportunity: [[opportunity(2024, 1)], [opportunity(2025, 1), opportunity(2025, 1, { player_id: null })]],
  };
  for (const dataset of datasets) {
    const [older, newer] = files[dataset] ?? [[], []];
    await tree.write(nflverse, dataset, OLDER, older);
    await tree.write(nflverse, dataset, NEWER, added(newer));
  }
}
