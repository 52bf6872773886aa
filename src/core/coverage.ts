import type { ManifestCoverage } from "./manifest.ts";

export interface CoverageGaps {
  /** Asked for, but without a row. */
  readonly seasons: readonly number[];
  /** Weeks without a row below the season's last one that has rows. */
  readonly weeks: readonly { readonly season: number; readonly week: number }[];
}

export interface CoverageExpectation {
  /** Null: whatever is there. */
  readonly seasons: readonly number[] | null;
  readonly weeks: boolean;
  /** The run was narrowed to weeks from this one on; default 1. */
  readonly firstWeek?: number;
}

/** @returns (season, week) pairs folded into coverage; week null: the dataset has no weeks. Null when there are no pairs. */
export function foldCoverage(pairs: Iterable<{ readonly season: number; readonly week: number | null }>): ManifestCoverage | null {
  const weeksOf = new Map<number, Set<number>>();
  for (const { season, week } of pairs) {
    const weeks = weeksOf.get(season) ?? new Set<number>();
    weeksOf.set(season, weeks);
    if (week !== null) weeks.add(week);
  }
  const seasons = [...weeksOf.keys()].sort((a, b) => a - b);
  const [first] = seasons;
  const last = seasons.at(-1);
  if (first === undefined || last === undefined) return null;
  const weeks = Object.fromEntries(seasons.map((season) => [String(season), [...(weeksOf.get(season) ?? [])].sort((a, b) => a - b)]));
  return { season_min: first, season_max: last, weeks };
}

/**
 * Holes in what is there: nothing is assumed about how many weeks a season has, so that a running season is judged as strictly as
 * a finished one (a season of 17 weeks has no week 18 to miss).
 */
export function coverageGaps(coverage: ManifestCoverage | null, expected: CoverageExpectation): CoverageGaps {
  const present = coverage?.weeks ?? {};
  const seasons = (expected.seasons ?? []).filter((season) => !(String(season) in present));
  if (!expected.weeks) return { seasons, weeks: [] };
  const weeks = Object.entries(present).flatMap(([season, list]) => holes(list, expected.firstWeek ?? 1).map((week) => ({ season: Number(season), week })));
  return { seasons, weeks };
}

function holes(weeks: readonly number[], first: number): readonly number[] {
  const present = new Set(weeks);
  const missing: number[] = [];
  for (let week = first; week < Math.max(0, ...weeks); week += 1) if (!present.has(week)) missing.push(week);
  return missing;
}

/** @returns `season 2019; weeks 3, 4 of 2020`, or null when nothing is missing. */
export function describeGaps(gaps: CoverageGaps): string | null {
  const parts: string[] = [];
  if (gaps.seasons.length > 0) parts.push(`season${gaps.seasons.length > 1 ? "s" : ""} ${gaps.seasons.join(", ")}`);
  for (const season of new Set(gaps.weeks.map((gap) => gap.season))) {
    const weeks = gaps.weeks.filter((gap) => gap.season === season).map((gap) => gap.week);
    parts.push(`week${weeks.length > 1 ? "s" : ""} ${weeks.join(", ")} of ${season}`);
  }
  return parts.length === 0 ? null : parts.join("; ");
}
