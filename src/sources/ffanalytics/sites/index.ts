import { cbs } from "./cbs.ts";
import { espn } from "./espn.ts";
import { fanduel } from "./fanduel.ts";
import { fantasypros } from "./fantasypros.ts";
import { fantasysharks } from "./fantasysharks.ts";
import { fftoday } from "./fftoday.ts";
import { nfl } from "./nfl.ts";
import { rtsports } from "./rtsports.ts";
import type { Site } from "./site.ts";
import { walterfootball } from "./walterfootball.ts";

export { describeHorizon, positionsFor, type Problem, type Reading, type Site, type SiteInquiry } from "./site.ts";

/** Every site there is a parser for: those that real answers were at hand of first. */
export const SITES: readonly Site[] = [fantasypros, fantasysharks, espn, fftoday, cbs, fanduel, nfl, rtsports, walterfootball];
