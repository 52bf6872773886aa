import { coverageGaps } from "./coverage.ts";
import type { ManifestCoverage } from "./manifest.ts";
import { currentSeason, regularWeeks } from "./nfl-calendar.ts";
import { dtOf } from "./partition.ts";
import type { Values } from "./question.ts";
import { judgeRunningSeason } from "./running-season.ts";
import { clubsIn, compareTeams, type TeamCoverage, type TeamFinding, type TeamWeek } from "./team-coverage.ts";

/**
 * `whole`: all that is expected is there, or something where nothing is promised. `part`: some clubs are missing. `missing`: nothing is
 * there. `late`: it may still come. `extra`: rows, and no finished game. `none`: nothing is there and nothing is expected.
 */
export type CellState = "whole" | "part" | "missing" | "late" | "extra" | "none";

export interface CoverageCell {
  readonly week: number;
  readonly state: CellState;
  /** Clubs of finished games, and clubs with rows; null where the dataset has no clubs to ask for. */
  readonly clubs: { readonly expected: number; readonly there: number } | null;
}

export interface CoverageSeason {
  readonly season: number;
  /** What comes after them are playoffs. */
  readonly regularWeeks: number;
  /** From week 1 to the last one; empty where the dataset has no weeks. */
  readonly cells: readonly CoverageCell[];
}

export interface CoverageGap {
  /** `warn`: it may still come, or is more than there should be. */
  readonly level: "fail" | "warn";
  readonly season: number;
  /** Null: the whole season. */
  readonly week: number | null;
  /** `CHI, MIN in week 5 of 2025 played, and have no rows` */
  readonly message: string;
}

/** By season: weeks with a finished game, by the published schedule. */
export type PlayedWeeks = ReadonlyMap<number, ReadonlySet<number>>;

/** What a snapshot promises of its seasons, with what is there. */
export interface CoverageQuestion {
  readonly coverage: ManifestCoverage;
  /** `clubs`: both clubs of every finished game, measured by `planTeamCoverage`. `weeks`: every week with a finished game. `none`: nothing. */
  readonly promise: { readonly kind: "clubs"; readonly check: TeamCoverage; readonly table: readonly Values[]; /** Of the schedule. */ readonly dt: string } | { readonly kind: "weeks" } | { readonly kind: "none" };
  /** Null: no schedule is published, and only holes below a season's last week are known. */
  readonly played: PlayedWeeks | null;
  /** Null: it need not hold the season that runs. */
  readonly running: { readonly orComing: boolean } | null;
  readonly runAt: Date;
}

export interface CoverageAnswer {
  /** Ascending. */
  readonly seasons: readonly CoverageSeason[];
  readonly gaps: readonly CoverageGap[];
}

/** Expected against present, week by week: the schedule's finished games say what is expected, byes and playoffs included. */
export function judgeCoverage(question: CoverageQuestion): CoverageAnswer {
  const { promise } = question;
  const { seasons, gaps } = promise.kind === "clubs" ? byClubs(question, promise) : byWeeks(question);
  return { seasons, gaps: [...seasonGaps(question), ...gaps] };
}

function seasonGaps({ coverage, running, runAt }: CoverageQuestion): readonly CoverageGap[] {
  const between = Array.from({ length: coverage.season_max - coverage.season_min + 1 }, (_, index) => coverage.season_min + index);
  const missing = coverageGaps(coverage, { seasons: between, weeks: false }).seasons.map((season): CoverageGap => ({ level: "fail", season, week: null, message: `season ${season} has no rows, those beside it do` }));
  if (running === null) return missing;
  const answer = judgeRunningSeason(Object.keys(coverage.weeks).map(Number), { dt: dtOf(runAt), exemption: null }, running.orComing);
  return answer.verdict === "fail" ? [...missing, { level: "fail", season: currentSeason(runAt), week: null, message: answer.message }] : missing;
}

function byClubs({ runAt }: CoverageQuestion, { check, table, dt }: Extract<CoverageQuestion["promise"], { kind: "clubs" }>): CoverageAnswer {
  const { weeks, findings } = compareTeams(check, table, { runAt, dt, weeks: { from: 1, to: Infinity } });
  const seasons = [...new Set(weeks.map(({ season }) => season))];
  return {
    seasons: seasons.map((season) => {
      const ofSeason = new Map(weeks.filter((week) => week.season === season).map((week) => [week.week, week]));
      return seasonOf(season, [...ofSeason.keys()], (week) => cellOfClubs(week, ofSeason.get(week), findings.filter((finding) => finding.season === season && finding.week === week)));
    }),
    gaps: findings.map(({ verdict, season, week, clubs, why }) => ({ level: verdict, season, week, message: `${clubs} in week ${week} of ${season} ${why}` })),
  };
}

function cellOfClubs(week: number, seen: TeamWeek | undefined, findings: readonly TeamFinding[]): CoverageCell {
  if (seen === undefined) return { week, state: "none", clubs: { expected: 0, there: 0 } };
  const { expected, there, missing } = seen;
  return { week, state: stateOfClubs(expected, there, clubsIn(missing), findings.find(({ clubs }) => clubs === missing)?.verdict === "warn"), clubs: { expected, there } };
}

function stateOfClubs(expected: number, there: number, missing: number, isLate: boolean): CellState {
  if (missing > 0) return isLate ? "late" : missing === expected ? "missing" : "part";
  if (expected > 0) return "whole";
  return there > 0 ? "extra" : "none";
}

function byWeeks(question: CoverageQuestion): CoverageAnswer {
  const answers = Object.entries(question.coverage.weeks).map(([season, weeks]) => seasonByWeeks(question, Number(season), new Set(weeks)));
  return { seasons: answers.map(({ seasons }) => seasons).flat(), gaps: answers.flatMap(({ gaps }) => gaps) };
}

function seasonByWeeks({ promise, played, runAt, coverage }: CoverageQuestion, season: number, there: ReadonlySet<number>): CoverageAnswer {
  if (there.size === 0) return { seasons: [{ season, regularWeeks: regularWeeks(season), cells: [] }], gaps: [] };
  const expected = promise.kind === "none" ? new Set<number>() : (played?.get(season) ?? (played === null ? holesBelow(coverage, season) : new Set<number>()));
  const [newestHere, newestPlayed] = [Math.max(...there), Math.max(0, ...expected)];
  const stateOf = (week: number): CellState => {
    if (there.has(week)) return promise.kind === "none" || played === null || expected.has(week) ? "whole" : "extra";
    if (!expected.has(week)) return "none";
    return season >= currentSeason(runAt) && week > newestHere && week === newestPlayed ? "late" : "missing";
  };
  const row = seasonOf(season, [...there, ...expected], (week) => ({ week, state: stateOf(week), clubs: null }));
  const gaps = row.cells.flatMap(({ week, state }): readonly CoverageGap[] => {
    if (state === "missing") return [{ level: "fail", season, week, message: `week ${week} of ${season} was played, and has no rows` }];
    return state === "late" ? [{ level: "warn", season, week, message: `week ${week} of ${season} is not there yet: the file ends with week ${newestHere}` }] : [];
  });
  return { seasons: [row], gaps };
}

/** Without a schedule: the weeks that are missing below the season's last one. */
function holesBelow(coverage: ManifestCoverage, season: number): ReadonlySet<number> {
  return new Set(coverageGaps(coverage, { seasons: null, weeks: true }).weeks.filter((gap) => gap.season === season).map(({ week }) => week));
}

function seasonOf(season: number, weeks: readonly number[], cell: (week: number) => CoverageCell): CoverageSeason {
  const last = Math.max(regularWeeks(season), ...weeks);
  return { season, regularWeeks: regularWeeks(season), cells: Array.from({ length: last }, (_, index) => cell(index + 1)) };
}
