import type { Projection, Stat } from "./projection.ts";

type Maxima = Readonly<Partial<Record<Stat, number>>>;

/** What nobody is projected for: above these a week's row holds a season's numbers, or another column's (contract, section 9). */
const WEEKLY_MAXIMA: Maxima = { pass_yds: 500, rush_yds: 250, rec: 18, rec_yds: 250, site_pts: 55, idp_solo: 15 };
export const SEASON_MAXIMA = { pass_yds: 6000, rush_yds: 2500, rec: 200, rec_yds: 2500, site_pts: 600 } as const satisfies Maxima;

/** @returns the first number that is none, or that no player is projected for, in one phrase: `pass_yds 4102 (Alto Quercia), at most 500`; null: there is none */
export function findImplausible(projections: readonly Projection[]): string | null {
  for (const { player, week, stats } of projections) {
    const maxima: Maxima = week === 0 ? SEASON_MAXIMA : WEEKLY_MAXIMA;
    for (const [stat, value] of Object.entries(stats)) {
      if (!Number.isFinite(value)) return `${stat} ${value} (${player})`;
      const max = maxima[stat as Stat];
      if (max !== undefined && value > max) return `${stat} ${value} (${player}), at most ${max}`;
    }
  }
  return null;
}
