import type { CheckResult } from "../../core/check.ts";
import { groupBy } from "../../core/group-by.ts";
import { regularWeeks } from "../../core/nfl-calendar.ts";
import { answerFindings } from "../source-rule.ts";

type Row = Readonly<Record<string, unknown>>;

/** Columns that the rules need. */
export const SCHEDULE_COLUMNS = ["game_id", "season", "game_type", "week", "gameday", "home_score"] as const;

const DAY_MS = 86_400_000;
/** A game that was put off is played within days, and its date is moved with it. */
const MOST_DAYS_LATE = 7;

/** What a schedule says of itself; coverage of all statistics is asked by it. Both are exact over the 7,548 games from 1999 to 2026. */
export function judgeSchedule(rows: readonly Row[]): readonly CheckResult[] {
  const describe = (row: Row): string => `${String(row["game_id"])} on ${String(row["gameday"])}`;
  return [
    answerFindings("season_weeks", rows.filter(isBeyondItsSeason), { verdict: "fail", none: "no regular season has a week too many", some: "game(s) in a week that their regular season did not have", describe }),
    answerFindings("played_in_order", [...groupBy(rows, ({ season }) => season).values()].flatMap(findTooEarly), { verdict: "fail", none: "games have their scores in the order they were played", some: `game(s) have a score, and one of more than ${MOST_DAYS_LATE} days before has none`, describe }),
  ];
}

function isBeyondItsSeason({ game_type: type, season, week }: Row): boolean {
  return type === "REG" && Number(week) > regularWeeks(Number(season));
}

/** @param games of one season */
function findTooEarly(games: readonly Row[]): readonly Row[] {
  const dayOf = ({ gameday }: Row): number => Date.parse(String(gameday));
  const isPlayed = ({ home_score: score }: Row): boolean => score !== null && score !== undefined;
  const firstOpen = games.filter((game) => !isPlayed(game)).reduce((first, game) => Math.min(first, dayOf(game)), Infinity);
  return games.filter((game) => isPlayed(game) && dayOf(game) > firstOpen + MOST_DAYS_LATE * DAY_MS);
}
