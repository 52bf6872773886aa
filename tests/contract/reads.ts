/**
 * How the reference's dbt project reads the raw layer (contract, layout 2 and 7; nflverse 2), as data: one entry per model and
 * dataset. A later source adds its entries. `types` is what its SQL can work with; `proves` are the expressions that only bind with
 * such types. None of its nflverse readers says union_by_name: DuckDB then takes the schema of the oldest file.
 */
export interface RawRead {
  readonly model: string;
  readonly dataset: string;
  /** Files whose rows are read; relative to the raw root. */
  readonly glob: string;
  /** Files over which max(dt) is taken, or null where every partition is read. */
  readonly latestOf: string | null;
  /** Read beside the newest partition. */
  readonly baseline?: string;
  /** For a read over all partitions: which row of a key wins. */
  readonly newestPer?: { readonly key: string; readonly order: string };
  /** Without the option `hive_partitioning`. */
  readonly plain?: boolean;
  /** Column -> types that fit. */
  readonly columns: Readonly<Record<string, RegExp>>;
  readonly proves?: readonly string[];
}

const TEXT = /^VARCHAR$/;
const WHOLE = /^(INTEGER|BIGINT)$/;
const NUMBER = /^(INTEGER|BIGINT|DOUBLE)$/;
const ID = /^(INTEGER|BIGINT)$/;
const DAY = /^(VARCHAR|DATE)$/;
const ANY = /^(VARCHAR|INTEGER|BIGINT|DOUBLE|DATE)$/;

function all(names: string, type: RegExp): Readonly<Record<string, RegExp>> {
  return Object.fromEntries(names.trim().split(/\s+/).map((name) => [name, type]));
}

const EXPECTED_PAIRS = [
  "pass_completions", "receptions", "pass_yards_gained", "rec_yards_gained", "rush_yards_gained", "pass_touchdown", "rec_touchdown", "rush_touchdown",
  "pass_interception", "pass_first_down", "rec_first_down", "rush_first_down",
].flatMap((name) => [`${name}_exp`, `${name}_diff`]).join(" ");

export const RAW_READS: readonly RawRead[] = [
  {
    model: "stg_nflverse__ff_playerids",
    dataset: "nflverse/ff_playerids",
    glob: "nflverse/ff_playerids/dt=*/ff_playerids_*.parquet",
    latestOf: "nflverse/ff_playerids/dt=*/*.parquet",
    columns: {
      ...all("mfl_id sleeper_id", ID), ...all("gsis_id name merge_name position team", TEXT), draft_year: NUMBER, birthdate: DAY,
      ...all("espn_id yahoo_id pfr_id fantasypros_id pff_id cbs_id ktc_id sportradar_id fleaflicker_id rotowire_id rotoworld_id stats_id stats_global_id fantasy_data_id swish_id cfbref_id nfl_id", ANY),
    },
    proves: [
      "CASE WHEN mfl_id IS NULL THEN -1 ELSE mfl_id END", "CASE WHEN sleeper_id IS NULL THEN -1 ELSE sleeper_id END",
      "CASE WHEN gsis_id IS NULL THEN 'DUPLICATE_CLEARED' ELSE gsis_id END", "draft_year + 1", "TRY_CAST(birthdate AS DATE)",
    ],
  },
  {
    model: "stg_nflverse__player_stats",
    dataset: "nflverse/weekly",
    glob: "nflverse/weekly/dt=*/*.parquet",
    latestOf: "nflverse/weekly/dt=*/*.parquet",
    baseline: "2025-10-01",
    columns: {
      ...all("player_id season_type team opponent_team position", TEXT), ...all("season week", WHOLE), ...all("fantasy_points fantasy_points_ppr", NUMBER),
      ...all(
        `completions attempts passing_yards passing_tds passing_interceptions passing_air_yards passing_yards_after_catch passing_first_downs
         passing_epa passing_2pt_conversions passing_cpoe carries rushing_yards rushing_tds rushing_fumbles rushing_fumbles_lost
         rushing_first_downs rushing_epa rushing_2pt_conversions targets receptions receiving_yards receiving_tds receiving_fumbles
         receiving_fumbles_lost receiving_air_yards receiving_yards_after_catch receiving_first_downs receiving_epa receiving_2pt_conversions
         def_tackles_solo def_tackles_with_assist def_tackle_assists def_tackles_for_loss def_tackles_for_loss_yards def_fumbles
         def_fumbles_forced def_interceptions def_interception_yards def_pass_defended def_sacks def_sack_yards def_qb_hits def_tds
         def_safeties sacks_suffered sack_yards_lost sack_fumbles sack_fumbles_lost special_teams_tds
         fg_att fg_made fg_missed fg_made_0_19 fg_made_20_29 fg_made_30_39 fg_made_40_49 fg_made_50_59 fg_made_60_
         fg_missed_0_19 fg_missed_20_29 fg_missed_30_39 fg_missed_40_49 fg_missed_50_59 fg_missed_60_
         pat_att pat_made pat_missed gwfg_att gwfg_made gwfg_missed`,
        NUMBER,
      ),
    },
    proves: ["concat_ws('_', season, week, team, opponent_team)", "CAST(completions AS DOUBLE)"],
  },
  {
    model: "stg_nflverse__snap_counts",
    dataset: "nflverse/snap_counts",
    glob: "nflverse/snap_counts/dt=*/*.parquet",
    latestOf: "nflverse/snap_counts/dt=*/*.parquet",
    baseline: "2025-10-01",
    columns: {
      ...all("pfr_player_id game_id game_type team opponent position", TEXT), ...all("season week", NUMBER),
      ...all("offense_snaps offense_pct defense_snaps defense_pct st_snaps st_pct", NUMBER),
    },
  },
  {
    model: "stg_nflverse__ff_opportunity",
    dataset: "nflverse/ff_opportunity",
    glob: "nflverse/ff_opportunity/dt=*/*.parquet",
    latestOf: "nflverse/ff_opportunity/dt=*/*.parquet",
    columns: {
      ...all("player_id game_id position", TEXT), season: /^(VARCHAR|INTEGER|BIGINT|DOUBLE)$/, week: NUMBER, ...all(EXPECTED_PAIRS, NUMBER),
      ...all("pass_air_yards rec_air_yards pass_attempt rec_attempt rush_attempt pass_attempt_team rec_attempt_team rush_attempt_team", NUMBER),
    },
    proves: ["CAST(season AS INTEGER)", "CAST(week AS INTEGER)"],
  },
  {
    model: "dim_schedule",
    dataset: "nflverse/schedule",
    glob: "nflverse/schedule/dt=*/*.parquet",
    latestOf: null,
    newestPer: { key: "game_id", order: "dt DESC" },
    columns: {
      ...all("game_id game_type gametime weekday home_team away_team location roof surface stadium stadium_id", TEXT), gameday: DAY,
      ...all("season week home_score away_score result temp wind div_game overtime", NUMBER),
    },
    proves: ["CAST(gameday AS DATE)", "CASE WHEN roof IN ('dome', 'outdoors', 'closed', 'open') THEN roof END"],
  },
  {
    model: "dim_team",
    dataset: "nflverse/teams",
    glob: "nflverse/teams/dt=*/*.parquet",
    latestOf: null,
    plain: true,
    newestPer: { key: "team", order: "season DESC" },
    columns: { ...all("team full location", TEXT), season: WHOLE },
  },
];
