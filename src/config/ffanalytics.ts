import * as z from "zod";

/** The sites with a real payload behind their parsers; the others are off by default. */
const VERIFIED = ["fantasypros", "fantasysharks", "espn", "fftoday", "cbs", "fanduel"];
const SITES = [...VERIFIED, "nfl", "rtsports", "walterfootball"];

/** Projections: which sites, how they are weighed, and for which weeks. */
export const FfanalyticsSchema = z.strictObject({
  sites: z.array(z.enum(SITES)).min(1).default(VERIFIED).refine((sites) => new Set(sites).size === sites.length, "names a site twice"),
  /** By site: those that shall differ from the house's (src/sources/ffanalytics/settings.ts). */
  weights: z.partialRecord(z.enum(SITES), z.number().positive().max(1000)).default({}),
  average: z.enum(["weighted", "plain"]).default("weighted"),
  /** With fewer sites there is no consensus, and the last good one stays. */
  minimumSites: z.int().min(1).max(SITES.length).default(3),
  horizon: z.enum(["weekly", "rest-of-season", "season"]).default("rest-of-season"),
  /** The last week of the league's season. */
  lastWeek: z.int().min(1).max(18).default(17),
});
