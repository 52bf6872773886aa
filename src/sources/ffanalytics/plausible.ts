import type { Projection, Stat } from "./projection.ts";

type Maxima = Readonly<Partial<Record<Stat, number>>>;

/**
 * What nobody is projected for: above these a week's row holds a season's numbers, or another column's (contract, section 9). Attempts and
 * touchdowns, which the contract does not name, tell of columns that changed places: no game ever had as many (70 and 45 attempts, 7, 6 and
 * 5 touchdowns are the records), nor a season (727 and 416; 55, 28 and 23).
 */
const WEEKLY_MAXIMA: Maxima = { pass_att: 75, pass_yds: 500, pass_tds: 8, rush_att: 50, rush_yds: 250, rush_tds: 7, rec: 18, rec_yds: 250, rec_tds: 6, site_pts: 55, idp_solo: 15 };
export const SEASON_MAXIMA = { pass_att: 800, pass_yds: 6000, pass_tds: 70, rush_att: 500, rush_yds: 2500, rush_tds: 40, rec: 200, rec_yds: 2500, rec_tds: 40, site_pts: 600 } as const satisfies Maxima;
/** A part of a pass by which rounding may lift completions above attempts. */
const ROUNDED = 1;

/** @returns the first number that is none, or that no player is projected for, in one phrase: `pass_yds 4102 (Alto Quercia), at most 500`; null: there is none */
export function findImplausible(projections: readonly Projection[]): string | null {
  for (const { player, week, stats } of projections) {
    const maxima: Maxima = week === 0 ? SEASON_MAXIMA : WEEKLY_MAXIMA;
    for (const [stat, value] of Object.entries(stats)) {
      if (!Number.isFinite(value)) return `${stat} ${value} (${player})`;
      const max = maxima[stat as Stat];
      if (max !== undefined && value > max) return `${stat} ${value} (${player}), at most ${max}`;
    }
    const { pass_att: thrown = Infinity, pass_comp: caught = 0 } = stats;
    if (caught > thrown + ROUNDED) return `pass_comp ${caught} of pass_att ${thrown} (${player})`;
  }
  return null;
}
