import type { Document } from "../../../parsed-source.ts";
import type { Horizon, Position, Stat } from "../../projection.ts";
import { SITES } from "../index.ts";
import type { Reading, Site, SiteInquiry } from "../site.ts";
import { espnJson, fanduelJson } from "./apis.ts";
import { cbsPage, fantasyprosCsv, fantasyprosPage, fftodayPage, nflPage, rtsportsJson, sharksCsv, walterfootballWorkbook, type Wanted } from "./pages.ts";

/** An answer of a site, as a test makes and asks it. */
export interface Case {
  readonly site: Site;
  readonly inquiry: SiteInquiry;
  /** The whole list: enough rows for every floor. */
  readonly bytes: Uint8Array;
  /** The same list of another length, week or season. */
  readonly remake: (wanted: Partial<Omit<Wanted, "position">>) => Uint8Array;
  readonly wanted: Wanted;
  /** A column (as the answer writes it) that the list is nothing without, and its statistic. */
  readonly mainColumn: readonly [written: string, stat: Stat];
}

const COUNT = 60;
const CLUBS = 32;
const WEEK: Horizon = { season: 2025, week: 12 };
const SEASON: Horizon = { season: 2025, week: 0 };

export function siteOf(name: string): Site {
  const site = SITES.find((candidate) => candidate.name === name);
  if (site === undefined) throw new Error(`no site ${name}`);
  return site;
}

export function inquiryOf(site: Site, position: Position, horizon: Horizon, page = 0): SiteInquiry {
  const inquiry = site.inquiries(horizon).find((candidate) => candidate.positions.includes(position) && candidate.page === page);
  if (inquiry === undefined) throw new Error(`${site.name} has no list of ${position}`);
  return inquiry;
}

export function read({ site, inquiry }: Pick<Case, "site" | "inquiry">, bytes: Uint8Array | string): Reading {
  return site.parse(documentOf(inquiry, bytes), inquiry);
}

function documentOf({ label, url }: SiteInquiry, bytes: Uint8Array | string): Document {
  return { label, address: url, bytes: typeof bytes === "string" ? Buffer.from(bytes) : bytes };
}

function makeCase(name: string, position: Position, horizon: Horizon, make: (wanted: Wanted) => string | Uint8Array, mainColumn: Case["mainColumn"]): Case {
  const site = siteOf(name);
  const wanted = { ...horizon, position, count: position === "DST" ? CLUBS : COUNT };
  const remake: Case["remake"] = (other) => { const made = make({ ...wanted, ...other }); return typeof made === "string" ? Buffer.from(made) : made; };
  return { site, inquiry: inquiryOf(site, position, horizon), bytes: remake({}), remake, wanted, mainColumn };
}

/** One list of every kind that the sites send. */
export const CASES: readonly Case[] = [
  makeCase("cbs", "QB", WEEK, cbsPage, ["Passing Yards\n", "pass_yds"]),
  makeCase("cbs", "K", WEEK, cbsPage, ["Field Goals Made", "fg"]),
  makeCase("cbs", "DST", SEASON, cbsPage, ["Sacks", "dst_sacks"]),
  makeCase("fftoday", "QB", WEEK, fftodayPage, [">INT<", "pass_int"]),
  makeCase("fftoday", "WR", WEEK, fftodayPage, [">Rec<", "rec"]),
  makeCase("fftoday", "K", WEEK, fftodayPage, [">FGM<", "fg"]),
  makeCase("fftoday", "LB", SEASON, fftodayPage, [">Sack<", "idp_sacks"]),
  makeCase("fftoday", "DST", SEASON, fftodayPage, [">Sack<", "dst_sacks"]),
  ...(["QB", "RB", "WR", "TE", "K", "DST"] as const).flatMap((position) => [
    makeCase("fantasypros", position, WEEK, fantasyprosPage, [">FPTS<", "site_pts"]),
    makeCase("fantasypros", position, SEASON, fantasyprosCsv, ["\"FPTS\"", "site_pts"]),
  ]),
  ...(["QB", "RB", "K", "DST", "DL", "LB", "DB"] as const).map((position) => makeCase("fantasysharks", position, WEEK, sharksCsv, [",Pts\n", "site_pts"])),
  makeCase("nfl", "QB", WEEK, nflPage, [">Int<", "pass_int"]),
  makeCase("nfl", "DST", SEASON, nflPage, [">Sack<", "dst_sacks"]),
  ...([WEEK, SEASON]).flatMap((horizon) => [
    makeCase("espn", "QB", horizon, espnJson, ["\"3\"", "pass_yds"]),
    makeCase("espn", "WR", horizon, espnJson, ["\"42\"", "rec_yds"]),
    makeCase("espn", "K", horizon, espnJson, ["\"83\"", "fg"]),
    makeCase("espn", "DST", horizon, espnJson, ["\"99\"", "dst_sacks"]),
  ]),
  makeCase("fanduel", "QB", WEEK, fanduelJson, ["\"passingYards\"", "pass_yds"]),
  makeCase("fanduel", "K", WEEK, fanduelJson, ["\"fieldGoalsMade\"", "fg"]),
  makeCase("fanduel", "DST", SEASON, fanduelJson, ["\"sacks\"", "dst_sacks"]),
  makeCase("rtsports", "QB", SEASON, rtsportsJson, ["\"pass_yds\"", "pass_yds"]),
  makeCase("walterfootball", "QB", SEASON, walterfootballWorkbook, ["", "pass_yds"]),
];

export const titleOf = ({ site, inquiry, bytes }: Case): string => `${inquiry.label}${site.name === "fantasypros" && bytes[0] !== 60 ? ", the export" : ""}`;
