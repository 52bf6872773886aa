/**
 * What every real nflverse file under ../shared is to us: the dataset it belongs to, with the verdict and its reasons, or none and why.
 * Reasons are the names of the results that are not `pass`; a check on the row count says "this is a cut", never "this is broken".
 */
export interface Belongs {
  readonly dataset: string;
  readonly rows: number;
  readonly verdict: "pass" | "warn";
  /** Results with the verdict warn; empty for pass. */
  readonly warnings: readonly string[];
  readonly seasons: readonly number[] | null;
  readonly why: string;
}

export interface Foreign {
  readonly dataset: null;
  /** The dataset one could take it for, which must refuse it. */
  readonly refusedBy: string | null;
  /** Columns the refusal must name. */
  readonly names: readonly string[];
  readonly why: string;
}

const belongs = (dataset: string, rows: number, seasons: readonly number[] | null, warnings: readonly string[], why: string): Belongs => ({
  dataset, rows, seasons, warnings, verdict: warnings.length === 0 ? "pass" : "warn", why,
});
const foreign = (refusedBy: string | null, names: readonly string[], why: string): Foreign => ({ dataset: null, refusedBy, names, why });

/** Relative to ../shared/data. */
export const realFiles: Readonly<Record<string, Belongs | Foreign>> = {
  "providers/nflverse/db_fpecr_latest_2026-08-21.csv": foreign("ff_playerids", ["mfl_id"], "expert rankings: none of the ten datasets"),
  "providers/nflverse/db_playerids_2021-06-12.csv": belongs("ff_playerids", 10_514, null, ["row_count"], "smaller than the crosswalk is since 2024; four columns of today are filled with nulls"),
  "providers/nflverse/db_playerids_2026-08-22.csv": belongs("ff_playerids", 12_480, null, [], "a whole crosswalk"),
  "providers/nflverse/depth_charts_2024.parquet": belongs("depth_charts", 37_312, [2024], [], "a whole season, older generation"),
  "providers/nflverse/depth_charts_2025_daily_slice.json": belongs("depth_charts", 195, null, ["row_count"], "two clubs of one day"),
  "providers/nflverse/depth_charts_2026_ARI_two_snapshots_excerpt.csv": belongs("depth_charts", 12, null, ["row_count"], "twelve rows of one club"),
  "providers/nflverse/ff_opportunity_2024_slice.json": belongs("ff_opportunity", 41, [2024], ["row_count"], "two games and a remainder row"),
  "providers/nflverse/injuries_2024.parquet": belongs("injuries", 6_215, [2024], [], "a whole season; its two repeated keys are allowed"),
  "providers/nflverse/injuries_2025.parquet": belongs("injuries", 6_068, [2025], [], "a whole season without date_modified"),
  "providers/nflverse/legacy_schedules_2019.csv": foreign("schedule", ["column 1 of 18 has no name"], "18 columns of 2021: no result, temp, wind, overtime; the first has no name"),
  "providers/nflverse/player_stats_2023.parquet": foreign("weekly", ["team", "passing_interceptions", "def_tackles_solo", "fg_att"], "the frozen tag player_stats: offence only, sack yards with the other sign; the same season stands complete under stats_player"),
  "providers/nflverse/players_sample1000.csv": belongs("players", 1_000, null, ["row_count"], "the first 1,000 players"),
  "providers/nflverse/roster_2025.csv": foreign("depth_charts", ["pos_abb"], "rosters: none of the ten datasets"),
  "providers/nflverse/roster_2026_excerpt.csv": foreign("depth_charts", ["pos_abb"], "rosters: none of the ten datasets"),
  "providers/nflverse/roster_weekly_2025_excerpt.csv": foreign("weekly", ["player_id"], "rosters: none of the ten datasets"),
  "providers/nflverse/schedules__games_2026-08-09.parquet": belongs("schedule", 7_548, null, [], "every game, 272 of them still to come"),
  "providers/nflverse/snap_counts_2021.csv": belongs("snap_counts", 26_457, [2021], [], "a whole season"),
  "providers/nflverse/snap_counts_2024_week1.parquet": belongs("snap_counts", 1_491, [2024], [], "the first week, complete"),
  "providers/nflverse/snap_counts_2024_week19.parquet": belongs("snap_counts", 564, [2024], ["coverage(season,week)", "row_count"], "one week cut out: eighteen before it are missing"),
  "providers/nflverse/stats_player_reg_2025.csv": belongs("season", 2_020, [2025], [], "a whole season of August 2026, 143 columns"),
  "providers/nflverse/stats_player_week_2024_sample1000.csv": belongs("weekly", 1_000, [2024], [], "the first 1,000 rows: all weeks, some players"),
  "providers/nflverse/stats_player_week_2025__after_week2_thursday.csv": belongs("weekly", 1_142, [2025], [], "a season's second week has begun"),
  "providers/nflverse/stats_player_week_2025__before_week1_monday.csv": belongs("weekly", 1_003, [2025], [], "30 of 32 clubs have played"),
  "providers/nflverse/stats_team_reg_2025.csv": foreign("season", ["player_id"], "statistics of teams: none of the ten datasets"),
  "providers/nflverse/teams_colors_logos.csv": foreign("teams", ["season", "full", "location"], "nflverse's newer file of teams: dim_team cannot bind on it"),
  "providers/nflverse/teams_nfldata.csv": belongs("teams", 768, null, [], "32 clubs in 24 seasons"),
  "providers/nflverse/values-players_2021-06-11.csv": foreign("ff_playerids", ["mfl_id"], "trade values: none of the ten datasets"),
  "providers/nflverse/values_2021-06-11.csv": foreign("ff_playerids", ["mfl_id"], "trade values: none of the ten datasets"),
  "reference/samples/nflverse/players/players.csv": belongs("players", 1_000, null, ["row_count"], "the reference's sample"),
  "reference/samples/nflverse/players/players.parquet": belongs("players", 1_000, null, ["row_count"], "the reference's sample; draft years as doubles"),
  "reference/samples/nflverse/schedule/schedule.csv": belongs("schedule", 285, [2024], ["row_count"], "one season of 28"),
  "reference/samples/nflverse/schedule/schedule.parquet": belongs("schedule", 285, [2024], ["row_count"], "one season of 28; ids as numbers and odds as text, converted without loss"),
  "reference/samples/nflverse/teams/teams.csv": belongs("teams", 768, null, [], "32 clubs in 24 seasons"),
  "reference/samples/nflverse/teams/teams.parquet": belongs("teams", 768, null, [], "32 clubs in 24 seasons"),
  "reference/samples/nflverse/weekly/weekly.csv": belongs("weekly", 1_000, [2024], [], "the reference's sample"),
  "reference/samples/nflverse/weekly/weekly.parquet": belongs("weekly", 1_000, [2024], [], "the reference's sample"),
};

/** Beside the payloads, no tables: descriptions of files. */
export const notTables: readonly string[] = ["README.md", "era_fingerprints.json", "ff_opportunity_2024_slice_manifest.json"];
