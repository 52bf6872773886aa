/** What an operator says of the projections (config/league.yaml, `ffanalytics`). */
export interface FfanalyticsSettings {
  /** Sites that are asked, by their modules' names. */
  readonly sites: readonly string[];
  /** By site, above 0: those that shall differ from the house's. */
  readonly weights: Readonly<Record<string, number>>;
  /** `weighted`: a site counts by its weight; `plain`: every site counts alike. */
  readonly average: "weighted" | "plain";
  /** With fewer sites there is no consensus. */
  readonly minimumSites: number;
  /** `weekly`: the current week; `rest-of-season`: one row per remaining week; `season`: one row for the whole season. */
  readonly horizon: "weekly" | "rest-of-season" | "season";
  /** The last week of the league's season. */
  readonly lastWeek: number;
}

/**
 * Weights of the contract (section 2; nine sites, sum 0.9999): by how well each site has predicted. numberFire's numbers are FanDuel's
 * since its pages are gone, so FanDuel carries numberFire's weight; the system before dropped its rows for want of one.
 */
const HOUSE_WEIGHTS: Readonly<Record<string, number>> = {
  fantasypros: 0.1305, fanduel: 0.12, fantasysharks: 0.1176, espn: 0.1155, fftoday: 0.112, cbs: 0.1103, nfl: 0.1097, rtsports: 0.0997, walterfootball: 0.0846,
};

/** @returns by site, the weight it counts with */
export function weightsOf({ weights }: Pick<FfanalyticsSettings, "weights">): Readonly<Record<string, number>> {
  return { ...HOUSE_WEIGHTS, ...weights };
}
