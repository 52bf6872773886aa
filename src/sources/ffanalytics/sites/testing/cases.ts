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

export function inquiryOf(site: Site, position: Position, horizon: Horizon): SiteInquiry {
  const inquiry = site.inquiries(horizon).find((candidate) => candidate.positions.includes(position) && candidate.page === 0);
  if (inquiry === undefined) throw new Error(`${site.name} has no list of ${position}`);
  return inquiry;
}

export function read({ site, inquiry }: Pick<Case, "site" | "inquiry">, bytes: Uint8Array | string): Reading {
  return site.parse(documentOf(inquiry, bytes), inquiry);
}

/** @returns what is wrong with its lists, as its messages tell */
export const kindsOf = ({ problems }: Reading): readonly ("gated" | "short")[] => problems.map(({ message }) => (message.includes("the head of the list") ? "gated" : "short"));

const LEFT_OUT = /: (\d+) rows? (?:of other positions|without a number|without points|that were there twice) left out$/;

/** @returns rows of the answer: those that were read, and those of which it tells that they were left out */
export function rowsSeen({ projections, withheld, remarks }: Reading): number {
  return projections.length + withheld.length + remarks.reduce((sum, remark) => sum + Number(LEFT_OUT.exec(remark)?.[1] ?? 0), 0);
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

const SCORERS = ["QB", "RB", "WR", "TE"] as const;
const SIX = [...SCORERS, "K", "DST"] as const;
const IDP = ["DL", "LB", "DB"] as const;
type Maker = Parameters<typeof makeCase>[3];
/** @param columns by position: what `mainColumn` is of a case */
function makeCases(name: string, horizon: Horizon, make: Maker, positions: readonly Position[], columns: (position: Position) => Case["mainColumn"]): readonly Case[] {
  return positions.map((position) => makeCase(name, position, horizon, make, columns(position)));
}
type Main = Readonly<Partial<Record<Position, Case["mainColumn"]>>>;
const from = (main: Main, others: Case["mainColumn"]) => (position: Position): Case["mainColumn"] => main[position] ?? others;

const CBS = from({ QB: ["Passing Yards\n", "pass_yds"], RB: ["Rushing Yards", "rush_yds"], K: ["Field Goals Made", "fg"], DST: ["Sacks", "dst_sacks"] }, ["Receiving Yards", "rec_yds"]);
const FFTODAY = from({ QB: [">INT<", "pass_int"], K: [">FGM<", "fg"], DST: [">Sack<", "dst_sacks"], DL: [">Sack<", "idp_sacks"], LB: [">Sack<", "idp_sacks"], DB: [">Sack<", "idp_sacks"] }, [">Rec<", "rec"]);
const ESPN = from({ QB: ["\"3\"", "pass_yds"], RB: ["\"24\"", "rush_yds"], K: ["\"83\"", "fg"], DST: ["\"99\"", "dst_sacks"] }, ["\"42\"", "rec_yds"]);
const FANDUEL = from({ QB: ["\"passingYards\"", "pass_yds"], K: ["\"fieldGoalsMade\"", "fg"], DST: ["\"sacks\"", "dst_sacks"] }, ["\"receivingYards\"", "rec_yds"]);
const NFL = from({ QB: [">Int<", "pass_int"], K: [">50+<", "fg_50"], DST: [">Sack<", "dst_sacks"] }, [">Points<", "site_pts"]);
const RTSPORTS = from({ QB: ["\"pass_yds\"", "pass_yds"], RB: ["\"rush_yds\"", "rush_yds"], K: ["\"kick_fgm\"", "fg"], DST: ["\"sacks\"", "dst_sacks"] }, ["\"rec_yds\"", "rec_yds"]);

/** One list of every kind that the sites send. */
export const CASES: readonly Case[] = [
  ...makeCases("cbs", WEEK, cbsPage, [...SCORERS, "K"], CBS),
  ...makeCases("cbs", SEASON, cbsPage, ["DST"], CBS),
  ...makeCases("fftoday", WEEK, fftodayPage, [...SCORERS, "K"], FFTODAY),
  ...makeCases("fftoday", SEASON, fftodayPage, [...IDP, "DST"], FFTODAY),
  ...makeCases("fantasypros", WEEK, fantasyprosPage, SIX, () => [">FPTS<", "site_pts"]),
  ...makeCases("fantasypros", SEASON, fantasyprosCsv, SIX, () => ["\"FPTS\"", "site_pts"]),
  ...makeCases("fantasysharks", WEEK, sharksCsv, [...SIX, ...IDP], () => [",Pts\n", "site_pts"]),
  ...makeCases("nfl", WEEK, nflPage, [...SCORERS, "K"], NFL),
  ...makeCases("nfl", SEASON, nflPage, ["DST"], NFL),
  ...makeCases("espn", WEEK, espnJson, SIX, ESPN),
  ...makeCases("espn", SEASON, espnJson, ["QB", "DST"], ESPN),
  ...makeCases("fanduel", WEEK, fanduelJson, ["QB", "K"], FANDUEL),
  ...makeCases("fanduel", SEASON, fanduelJson, ["DST"], FANDUEL),
  ...makeCases("rtsports", SEASON, rtsportsJson, SIX, RTSPORTS),
  makeCase("walterfootball", "QB", SEASON, walterfootballWorkbook, ["", "pass_yds"]),
];

export const titleOf = ({ site, inquiry, bytes }: Case): string => `${inquiry.label}${site.name === "fantasypros" && bytes[0] !== 60 ? ", the export" : ""}`;
