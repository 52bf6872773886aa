import { currentWeek, remainingWeeks } from "../../core/game-week.ts";
import type { ParseContext } from "../parsed-source.ts";
import type { FfanalyticsSettings } from "./settings.ts";
import type { Site } from "./sites/site.ts";

/** What a run asks for. */
export interface WeekPlan {
  readonly season: number;
  /** Ascending; 0 alone: the season as a whole. */
  readonly weeks: readonly number[];
  /** The week that is being played, or comes next. */
  readonly current: number;
  /** A game of the season has begun. */
  readonly hasBegun: boolean;
}

/** @returns the weeks to ask for, or in one sentence why there are none (`isOver`: nothing of the league's season is left; else there is no schedule) */
export function planWeeks({ horizon, lastWeek }: Pick<FfanalyticsSettings, "horizon" | "lastWeek">, { games, runAt }: Pick<ParseContext, "games" | "runAt">): WeekPlan | { readonly reason: string; readonly isOver: boolean } {
  if (games === null) return { reason: "no schedule is published, so nobody can say which week is current: run nfl_data_pipeline first", isOver: false };
  const now = currentWeek(games, runAt);
  if ("reason" in now) return { reason: `nothing is left to project: ${now.reason}`, isOver: true };
  const hasBegun = games.some(({ season, type, kickoff }) => season === now.season && type === "regular" && kickoff <= runAt.getTime());
  const plan = { season: now.season, current: now.week, hasBegun };
  if (horizon === "season") return { ...plan, weeks: [0] };
  const remaining = remainingWeeks(games, now, lastWeek);
  if (remaining.length === 0) return { reason: `nothing is left to project: the league's season ends with week ${lastWeek}, and week ${now.week} is being played`, isOver: true };
  return { ...plan, weeks: horizon === "weekly" ? remaining.slice(0, 1) : remaining };
}

/** @returns in a few words why a site has nothing to say of a week, so that it need not be asked; null: it has */
export function whySilent(site: Pick<Site, "positions" | "currentWeekOnly" | "seasonIsWhatRemains">, week: number, { current, hasBegun }: WeekPlan): string | null {
  if (week === 0) {
    if (site.positions.season.length === 0) return "it has no list of a whole season";
    return site.seasonIsWhatRemains && hasBegun ? "since the first game its list is what remains of the season" : null;
  }
  if (site.positions.weekly.length === 0) return "it has no weekly lists";
  return site.currentWeekOnly && week !== current ? "it tells the current week only" : null;
}
