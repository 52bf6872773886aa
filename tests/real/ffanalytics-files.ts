/** What every real file of the projection sites is to us, by its path under ../shared/data/providers/ffanalytics; rows as the README states them. */
export interface RealFile {
  readonly rows: number;
  /** The test that reads it, or why nothing of ours would. */
  readonly as: "answer" | "rows of an answer" | "a table of another project" | "no projections";
}

const file = (rows: number, as: RealFile["as"]): RealFile => ({ rows, as });

const EXPORTS: Readonly<Record<number, Readonly<Record<string, number>>>> = {
  2017: { DST: 32, K: 38, QB: 78, RB: 175, TE: 131, WR: 237 },
  2022: { DST: 34, K: 34, QB: 90, RB: 170, TE: 139, WR: 244 },
  2026: { DST: 34, K: 39, QB: 85 },
};
/** FantasyPros' exports: season, position and lines below the header, blank ones too. */
export const exports = Object.entries(EXPORTS).flatMap(([season, positions]) => Object.entries(positions).map(([position, rows]) => ({ path: `fantasypros/projections_${season}_draft_${position}.csv`, season: Number(season), position, rows })));

/** Twelve sites as of late August 2014 (CBS has two analysts), with the suffix of their columns. The thirteenth file is CBS's of July. */
export const SITES_2014 = [
  ["CBS1", "cbs1", 458], ["CBS2", "cbs2", 447], ["ESPN", "espn", 319], ["FFtoday", "fftoday", 350], ["FOX", "fox", 349], ["FantasyFootballNerd", "ffn", 60], ["FantasyPros", "fp", 616], ["FantasySharks", "fs", 499],
  ["NFL", "nfl", 350], ["WalterFootball", "wf", 311], ["Yahoo", "yahoo", 375], ["numberFire", "nf", 250],
] as const;
export const SCRAPES_2015 = [["qb", 185], ["k", 111], ["lb", 329], ["dst", 2048]] as const;

export const realFiles: Readonly<Record<string, RealFile>> = {
  "cbs/projections_2026_week3_QB.html": file(3, "answer"),
  "espn/espn_2024_week5_rows.parquet": file(284, "rows of an answer"),
  "espn/kona_player_info_2018.json": file(50, "answer"),
  "espn/kona_player_info_2026_week3_WR.json": file(2, "answer"),
  "fanduel/getProjections_2026_week3.json": file(3, "answer"),
  // Expert rankings: ranks, and the points of a scoring; no statistics under a player's column.
  "fantasypros/ecr_2022_draft_ALL.csv": file(533, "no projections"),
  "fantasypros/ecr_2026_draft_ALL.csv": file(847, "no projections"),
  "fantasypros/html_rows_2026-06-12.parquet": file(553, "rows of an answer"),
  "fantasypros/html_rows_2026-08-02_gated10.parquet": file(50, "rows of an answer"),
  ...Object.fromEntries(exports.map(({ path, rows }) => [path, file(rows, "answer")])),
  "fantasysharks/projections_2026_week3_QB.csv": file(3, "answer"),
  "fftoday/weekly_projections_2026_week3_WR.html": file(5, "answer"),
  // tests/real/ffanalytics-consensus.test.ts reads these: they were parsed by others, and prove the consensus.
  "historical-by-source/CBS-Projections-2014.csv": file(299, "a table of another project"),
  ...Object.fromEntries(SITES_2014.map(([name, , rows]) => [`historical-by-source/${name}-Projections-2014.csv`, file(rows, "a table of another project")])),
  ...Object.fromEntries(SCRAPES_2015.map(([position, rows]) => [`historical-by-source/scrape_2015_${position}.csv`, file(rows, "a table of another project")])),
  "package_raw_2024w1_QB_FantasyPros.csv": file(60, "a table of another project"),
  "reference_consensus_2024w1_QB.csv": file(61, "a table of another project"),
};
