import type { Check } from "../../core/check.ts";
import type { DatasetDescription, NewestEvent, SeasonThresholds } from "../../core/dataset.ts";
import { COMPARED, judgeStatistics } from "./lost-statistics.ts";
import { POSITIONS } from "./projection.ts";
import { consensusColumns, rawColumns } from "./schema.ts";
import { SEASON_MAXIMA } from "./plausible.ts";

/** Sites write anew until kickoff; a run before each game day is the habit (flows, schedules), and a game week is the contract's window. */
const freshness: SeasonThresholds = {
  inSeason: { warnAfterHours: 3 * 24, failAfterHours: 7 * 24, reason: "loaded on Tuesdays, Thursdays and Sundays; after a week the numbers are of a week that was played" },
  offSeason: { warnAfterHours: 35 * 24, failAfterHours: 100 * 24, reason: "weekly before drafts, else monthly; nothing can be loaded from January until sites publish the season" },
};

/** The same rhythm: sites publish when a week nears, and we look then. */
export const looking: SeasonThresholds = {
  inSeason: { warnAfterHours: 4 * 24, failAfterHours: 7 * 24, reason: "asked on Tuesdays, Thursdays and Sundays; four days without a look is a missed one" },
  offSeason: { warnAfterHours: 35 * 24, failAfterHours: 100 * 24, reason: "asked weekly before drafts, else monthly or not at all" },
};

/** When the sites were read; the week that is projected lies ahead. */
const newestEvent: NewestEvent = { column: "asof_date", ...freshness };

const common = { byDefault: true, scope: "whole", freshness } as const;

const notNull = (...names: readonly string[]): readonly Check[] => names.map((column) => ({ kind: "not_null", column }));

const placed: readonly Check[] = [
  { kind: "accepted_values", column: "pos", values: POSITIONS },
  { kind: "range", column: "season", min: 2000, max: 2100 },
  { kind: "range", column: "week", min: 0, max: 18, reason: "0 is the whole season; playoffs are not projected" },
  { kind: "running_season", orComing: true, reason: "sites project the coming season from spring on; in November 2025 last year's numbers were once published as news" },
  { kind: "row_count_change", minPercent: -50, maxPercent: 50, reason: "governance's bounds for any other table; sites come and go, and each week there is one less to project" },
];

/** No statistic of a projection is below 0 but rushing yards: a quarterback who kneels loses some. */
const plausible: readonly Check[] = [
  ...["pass_att", "pass_comp", "pass_yds", "pass_tds", "pass_int", "rush_att", "rush_tds", "rec", "rec_tds"].map((column): Check => ({ kind: "range", column, min: 0, ...maximumOf(column), onViolation: "warn", reason: "season's highest (contract, section 9)" })),
  { kind: "range", column: "rush_yds", min: -60, ...maximumOf("rush_yds"), onViolation: "warn", reason: "quarterbacks who kneel lose a few yards a game" },
  { kind: "range", column: "rec_yds", min: -20, ...maximumOf("rec_yds"), onViolation: "warn", reason: "a passer's own catch may lose yards: -0.56 was projected in 2014" },
  { kind: "range", column: "site_pts", ...maximumOf("site_pts"), onViolation: "warn", reason: "each site's own scoring; a season's highest" },
];

function maximumOf(column: string): { readonly max?: number } {
  const max = SEASON_MAXIMA[column as keyof typeof SEASON_MAXIMA];
  return max === undefined ? {} : { max };
}

/** The folder and the file's name are those that the reference's models look for (layout, section 2). */
const consensus: DatasetDescription = {
  ...common,
  name: "projections",
  players: { id: "mfl_id", knownAs: "mfl_id", position: "pos" },
  about: "what the sites together expect of each player, week by week: weighted means, their deviations, how many took part",
  naming: { prefix: "projections_consensus" },
  newestEvent,
  key: ["player_key", "season", "week", "horizon"],
  columns: consensusColumns,
  checks: [
    { kind: "required_columns" },
    ...notNull("player_key", "player_id", "player", "pos", "season", "week", "horizon", "asof_date", "provider", "source_count", "total_weight", "sources"),
    { kind: "unique", columns: ["player_key", "season", "week", "horizon"] },
    { kind: "unique", columns: ["player_id", "season", "week", "horizon"], where: "player_id > 0", reason: "dbt's key: one player in two teams or positions fails there" },
    { kind: "unique", columns: ["defense_id", "season", "week", "horizon"], reason: "one row per club" },
    { kind: "accepted_values", column: "horizon", values: ["weekly", "full_season"] },
    { kind: "accepted_values", column: "provider", values: ["ffanalytics_consensus"] },
    { kind: "range", column: "source_count", min: 1, max: 50 },
    ...placed,
    ...plausible,
  ],
};

const raw: DatasetDescription = {
  ...common,
  name: "projections_raw",
  about: "what each site expects, as it says it, under common names; what the consensus was made of",
  key: ["data_src_lower", "season", "week", "pos", "player", "team", "src_id"],
  columns: rawColumns,
  judgeRows: { columns: COMPARED, judge: judgeStatistics },
  checks: [
    { kind: "required_columns" },
    ...notNull("data_src", "data_src_lower", "player", "pos", "season", "week", "in_consensus"),
    { kind: "unique", columns: ["data_src_lower", "season", "week", "pos", "src_id"], onViolation: "warn", reason: "a site that lists a player twice has its mean counted once" },
    ...placed,
    ...plausible,
  ],
};

/** One publish group: a raw file newer than the consensus would empty the models (layout, section 2). */
export const ffanalyticsDatasets: readonly DatasetDescription[] = [consensus, raw];
