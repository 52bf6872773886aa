import type { Club } from "../../clubs.ts";
import { SEED } from "../../model.ts";
import type { Person } from "../../people.ts";
import { type Expectation, pointsOf, type ProjectedPosition } from "../../projections.ts";
import { createRng } from "../../rng.ts";
import type { Answer } from "../answer.ts";

/** One line of a site: who, and what the site makes of the expectation. */
export interface Line {
  readonly position: ProjectedPosition;
  readonly person: Person | null;
  readonly name: string;
  readonly club: Club;
  readonly opponent: Club;
  readonly isHome: boolean;
  /** The site's own number of a statistic, 0 where the position has none. */
  readonly of: (stat: string) => number;
  readonly points: number;
}

/** A week of a site: who asks gets the lines of a position. */
export interface SiteWeek {
  readonly season: number;
  readonly week: number;
  readonly lines: (position: ProjectedPosition) => readonly Line[];
}

export interface Site {
  readonly name: string;
  /** The site has the current week only. */
  readonly currentWeekOnly?: boolean;
  readonly render: (week: SiteWeek) => readonly Answer[];
}

/** Every site sees everybody a little better or worse than the others do. */
export function siteWeek(site: string, season: number, week: number, expectations: readonly Expectation[]): SiteWeek {
  return {
    season,
    week,
    lines: (position) => expectations.filter((entry) => entry.position === position).map((entry) => lineOf(site, week, entry)).toSorted((a, b) => b.points - a.points),
  };
}

function lineOf(site: string, week: number, { stats, person, club, ...entry }: Expectation): Line {
  const opinion = 0.94 + createRng(SEED, "opinion", site, week, person?.number ?? club.code).next() * 0.12;
  const seen = Object.fromEntries(Object.entries(stats).map(([stat, value]) => [stat, value * opinion]));
  return { ...entry, person, club, name: person === null ? `${club.location} ${club.nickname}` : `${person.first} ${person.last}`, of: (stat) => seen[stat] ?? 0, points: pointsOf(seen) };
}

export const slugOf = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
export const one = (value: number): string => value.toFixed(1);
