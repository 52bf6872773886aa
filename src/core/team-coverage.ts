import type { Answer } from "./answer.ts";
import type { Check } from "./check.ts";
import { formatCount } from "./figures.ts";
import type { Measurement, Values } from "./question.ts";
import { datasetLabel } from "./partition.ts";
import { quoteName, quoteText } from "./quote.ts";
import { newYorkClock, newYorkToUtc } from "./season.ts";

export type TeamCoverage = Extract<Check, { kind: "team_coverage" }>;

/** What the check reads of the schedule, under nflverse's names. */
export const GAME_COLUMNS = ["game_id", "season", "week", "home_team", "away_team", "home_score", "away_score", "gameday", "gametime"] as const;

/** A game whose hour is not known was played in the afternoon. */
const UNKNOWN_TIME = "13:00";
const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
/** Weeks named in the message, and kept as evidence. */
const WEEKS_SHOWN = 20;

/** What the run says about the file. */
export interface TeamExpectation {
  readonly runAt: Date;
  /** Weeks the run was narrowed to, both included. */
  readonly weeks: { readonly from: number; readonly to: number };
  /** Date of the schedule's snapshot. */
  readonly dt: string;
}

const KICKOFF = `concat(gameday, ' ', coalesce(gametime, '${UNKNOWN_TIME}'))`;

/** @returns SQL: the game has a score, and had begun at that instant: a schedule may know more than its reader, as in a replay */
export function finishedBy(runAt: Date): string {
  return `home_score IS NOT NULL AND away_score IS NOT NULL AND ${KICKOFF} <= ${quoteText(newYorkClock(runAt))}`;
}

/**
 * One row a season and week of the file's seasons: clubs of the schedule's finished games against clubs with rows. Which weeks there
 * are, who has a bye and who is in the playoffs is the schedule's to say.
 * @param games the published schedule's file
 * @param runAt what had not begun by then is not expected
 */
export function planTeamCoverage(check: TeamCoverage, games: string, runAt: Date): Pick<Measurement, "followUp"> {
  const codes = Object.entries(check.codes).map(([other, code]) => `${quoteText(other)}: ${quoteText(code)}`).join(", ");
  const canonical = (team: string): string => `coalesce(MAP {${codes}}[upper(trim(${team}))], upper(trim(${team})))`;
  const team = quoteName(check.team);
  const unrecorded = check.unrecorded === undefined || check.unrecorded.length === 0 ? "" : ` AND game_id NOT IN (${check.unrecorded.map(quoteText).join(", ")})`;
  const names = (condition: string): string => `string_agg(team, ', ' ORDER BY team) FILTER (WHERE ${condition})`;
  const sql = (relation: string): string => `
    WITH present AS (SELECT DISTINCT CAST(season AS INTEGER) AS season, CAST(week AS INTEGER) AS week, ${canonical("team")} AS team
                     FROM (SELECT DISTINCT season, week, ${team} AS team FROM ${relation} WHERE season IS NOT NULL AND week IS NOT NULL AND ${team} IS NOT NULL)),
      games AS (SELECT season, week, unnest([home_team, away_team]) AS team, ${finishedBy(runAt)}${unrecorded} AS finished, ${KICKOFF} AS kickoff FROM ${games}
                WHERE season IN (SELECT season FROM present)),
      scheduled AS (SELECT season, week, ${canonical("team")} AS team, finished, kickoff FROM games),
      cells AS (SELECT season, week, team, coalesce(finished, false) AS finished, kickoff, scheduled.team IS NOT NULL AS known, present.team IS NOT NULL AS there FROM scheduled FULL JOIN present USING (season, week, team))
    SELECT season, week, count(*) FILTER (WHERE finished) AS expected, count(*) FILTER (WHERE there) AS there,
      ${names("finished AND NOT there")} AS missing, min(kickoff) FILTER (WHERE finished AND NOT there) AS missing_since,
      ${names("there AND known AND NOT finished")} AS early, max(kickoff) FILTER (WHERE there AND NOT finished) AS early_kickoff,
      ${names("there AND NOT known")} AS unscheduled
    FROM cells GROUP BY season, week ORDER BY season, week`;
  return { followUp: { gives: "table", isNeeded: () => true, sql } };
}

/** What the clubs of a season's week come to. */
export interface TeamWeek {
  readonly season: number;
  readonly week: number;
  readonly expected: number;
  readonly there: number;
  /** `CHI, MIN`: clubs of finished games that have no rows; null: none. */
  readonly missing: string | null;
  /** Kickoff of the first of those games, in milliseconds since the epoch. */
  readonly missingSince: number;
  /** Clubs with rows of a game that is not expected to have any: not finished by the schedule, or unrecorded. */
  readonly early: string | null;
  readonly earlyKickoff: number;
  /** Clubs with rows that have no game in this week. */
  readonly unscheduled: string | null;
}

/** Clubs that are not as the schedule has them. `warn`: they may still come, or are too many. */
export interface TeamFinding {
  readonly verdict: "warn" | "fail";
  readonly season: number;
  readonly week: number;
  readonly clubs: string;
  readonly why: string;
}

/** @returns the weeks of the file's seasons as the schedule has them, and what is not as it should be, both ascending */
export function compareTeams(check: TeamCoverage, table: readonly Values[], expectation: TeamExpectation): { readonly weeks: readonly TeamWeek[]; readonly findings: readonly TeamFinding[] } {
  const { from, to } = expectation.weeks;
  const weeks = table.map(readWeek).filter(({ week }) => week >= from && week <= to);
  return { weeks, findings: weeks.flatMap((week) => findingsOf(check, week, weeks, expectation)) };
}

/**
 * A club that is missing below the season's newest week is a hole. In the newest week it may be a late game, which the schedule knows
 * before the statistics do: `lateHours` after its kickoff that excuse ends. A newest week that has not come at all is late as a whole,
 * until a week after its first kickoff: a season's last one has no next week that would end the excuse.
 */
export function judgeTeamCoverage(check: TeamCoverage, table: readonly Values[], expectation: TeamExpectation): Answer {
  const { dt } = expectation;
  const { weeks, findings } = compareTeams(check, table, expectation);
  const expected = weeks.reduce((sum, week) => sum + week.expected, 0);
  const failed = findings.filter(({ verdict }) => verdict === "fail");
  const shown = [...failed, ...findings.filter(({ verdict }) => verdict === "warn")].slice(0, WEEKS_SHOWN);
  const seasons = new Set(weeks.map(({ season }) => season)).size;
  const scope = `cells of season, week and club by ${datasetLabel(check.games)} of ${dt}`;
  if (expected === 0 && findings.length === 0) return { verdict: "skipped", observed: null, threshold: null, message: `no_finished_games: ${datasetLabel(check.games)} of ${dt} has none in the file's seasons and weeks` };
  if (findings.length === 0) return { verdict: "pass", observed: expected, threshold: expected, message: `all ${formatCount(expected)} ${scope} have rows, in ${formatCount(seasons)} season${seasons === 1 ? "" : "s"}` };
  const missing = weeks.reduce((sum, week) => sum + clubsIn(week.missing), 0);
  return {
    verdict: failed.length > 0 ? (check.onViolation ?? "fail") : "warn",
    observed: expected - missing,
    threshold: expected,
    message: `${shown.slice(0, 5).map(({ season, week, clubs, why }) => `${clubs} in week ${week} of ${season} ${why}`).join("; ")}${findings.length > 5 ? `; and ${formatCount(findings.length - 5)} more` : ""}; rows for ${formatCount(expected - missing)} of ${formatCount(expected)} ${scope}`,
    evidence: shown.map(({ verdict, ...finding }) => ({ ...finding, verdict })),
  };
}

function readWeek(row: Values): TeamWeek {
  const text = (name: string): string | null => (typeof row[name] === "string" ? row[name] : null);
  return {
    season: Number(row["season"]), week: Number(row["week"]), expected: Number(row["expected"]), there: Number(row["there"]),
    missing: text("missing"), missingSince: kickoffOf(text("missing_since")), early: text("early"), earlyKickoff: kickoffOf(text("early_kickoff")), unscheduled: text("unscheduled"),
  };
}

/** @param text `2025-11-03 20:15`, New York's time; anything else is long ago */
function kickoffOf(text: string | null): number {
  const [date = "", time = ""] = text?.split(" ") ?? [];
  const instant = newYorkToUtc(date, time);
  return Number.isNaN(instant) ? -Infinity : instant;
}

function findingsOf(check: TeamCoverage, week: TeamWeek, weeks: readonly TeamWeek[], expectation: TeamExpectation): readonly TeamFinding[] {
  const of = ({ season, week: number }: TeamWeek): Pick<TeamFinding, "season" | "week"> => ({ season, week: number });
  const findings: TeamFinding[] = [];
  if (week.missing !== null) {
    const late = whyLate(check, week, weeks, expectation);
    findings.push({ ...of(week), clubs: week.missing, verdict: late === null ? "fail" : "warn", why: late ?? "played, and have no rows" });
  }
  if (week.early !== null && week.earlyKickoff > expectation.runAt.getTime()) findings.push({ ...of(week), clubs: week.early, verdict: "fail", why: "have rows, and have not played yet" });
  if (week.unscheduled !== null) findings.push({ ...of(week), clubs: week.unscheduled, verdict: "warn", why: "have rows, and no game in the schedule" });
  return findings;
}

/** @returns why the missing clubs of a week may still come, or null when they must be there */
function whyLate({ lateHours }: TeamCoverage, { season, week, there, missingSince }: TeamWeek, weeks: readonly TeamWeek[], { runAt }: TeamExpectation): string | null {
  const ofSeason = weeks.filter((other) => other.season === season);
  const newestHere = Math.max(0, ...ofSeason.filter((other) => other.there > 0).map((other) => other.week));
  const newestPlayed = Math.max(0, ...ofSeason.filter((other) => other.expected > 0).map((other) => other.week));
  if (week < newestHere) return null;
  const missingMs = runAt.getTime() - missingSince;
  if (there === 0 && week === newestPlayed && missingMs <= WEEK_MS) return `are not there yet: the file ends with week ${newestHere}`;
  return missingMs <= lateHours * HOUR_MS ? "are not there yet: a late game" : null;
}

/** @returns how many clubs a list of names has */
export function clubsIn(names: string | null): number {
  return names === null ? 0 : names.split(", ").length;
}
