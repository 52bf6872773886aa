import { type League, type LeagueDay, SEASON } from "../../model.ts";
import { expectationsOf, LAST_PROJECTED_WEEK } from "../../projections.ts";
import type { Answer } from "../answer.ts";
import { cbs } from "./cbs.ts";
import { espn } from "./espn.ts";
import { fanduel } from "./fanduel.ts";
import { fantasypros } from "./fantasypros.ts";
import { fantasysharks } from "./fantasysharks.ts";
import { fftoday } from "./fftoday.ts";
import { siteWeek } from "./site.ts";

/** The day on which FantasyPros shows ten rows a position: the consensus goes on without it, with a warning. */
const GATED_DAY = 1;

/** @returns what six sites say of each week that is left of the fantasy season */
export function renderProjections(league: League, day: LeagueDay): readonly Answer[] {
  const sites = [cbs, espn, fanduel, fantasypros(league.days.indexOf(day) === GATED_DAY), fantasysharks, fftoday];
  const current = day.lastWeek + 1;
  return Array.from({ length: LAST_PROJECTED_WEEK - current + 1 }, (_, index) => current + index).flatMap((week) => {
    const expectations = expectationsOf(league, day, week);
    return sites.filter(({ currentWeekOnly }) => currentWeekOnly !== true || week === current).flatMap(({ name, render }) => render(siteWeek(name, SEASON, week, expectations)));
  });
}
