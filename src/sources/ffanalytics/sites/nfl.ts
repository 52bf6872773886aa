import type { Cell, HtmlPage, HtmlTable } from "../html-table.ts";
import { textOf } from "../html-table.ts";
import type { Position } from "../projection.ts";
import { may, need } from "./columns.ts";
import { decode } from "./decode.ts";
import { findAll, headerLinks, type PageLayout, readPageList, requireStated } from "./page-list.ts";
import type { Rules } from "./reading.ts";
import { describeHorizon, positionsFor, type Site, type SiteInquiry } from "./site.ts";

/** Number of the position, and how many rows are asked for (contract, section 3). */
const LISTS: Readonly<Partial<Record<Position, { readonly id: number; readonly count: number }>>> = {
  QB: { id: 1, count: 42 }, RB: { id: 2, count: 100 }, WR: { id: 3, count: 150 }, TE: { id: 4, count: 60 }, K: { id: 7, count: 64 }, DST: { id: 8, count: 32 },
};
const POSITIONS = Object.keys(LISTS) as readonly Position[];

const POINTS = need("site_pts", "Fantasy Points");
const SCORERS = [
  may("rush_yds", "Rushing Yds"), may("rush_tds", "Rushing TD"), may("rec", "Receiving Rec"), may("rec_yds", "Receiving Yds"), may("rec_tds", "Receiving TD"), may("return_tds", "Ret TD"), may("two_pts", "Misc 2PT"), may("fumbles_lost", "Fum Lost"), POINTS,
];
/** @returns the same columns, those of the statistics required */
const requiring = (columns: typeof SCORERS, ...stats: readonly string[]): typeof SCORERS => columns.map((column) => (stats.includes(column.stat) ? { ...column, isRequired: true } : column));

const layout: PageLayout = {
  columns: {
    QB: [need("pass_yds", "Passing Yds"), need("pass_tds", "Passing TD"), need("pass_int", "Passing Int"), ...requiring(SCORERS, "rush_yds", "rush_tds")],
    RB: requiring(SCORERS, "rush_yds", "rush_tds"),
    WR: requiring(SCORERS, "rec_yds", "rec_tds"),
    TE: requiring(SCORERS, "rec_yds", "rec_tds"),
    K: [
      need("xp", "PAT Made"), may("fg_0019", "FG Made 0-19"), may("fg_2029", "FG Made 20-29"), may("fg_3039", "FG Made 30-39"), need("fg_4049", "FG Made 40-49"), need("fg_50", "FG Made 50+"), POINTS,
    ],
    DST: [
      need("dst_sacks", "Tackles Sack"), need("dst_int", "Turnover Int"), may("dst_fum_rec", "Turnover Fum Rec"), may("dst_td", "Score TD"), may("dst_safety", "Score Saf"), may("return_tds", "Ret TD"), may("dst_blk", "Block"),
      may("dst_pts_allowed", "Points Pts Allow", "Pts Allow"), POINTS,
    ],
  },
  known: ["Opp", "GP", "Misc FumTD", "Score Def 2pt Ret", "Passing Yds", "Passing TD", "Passing Int"],
  hasGroups: true,
  labelOf: textOf,
  who: (cell, _, position) => (position === "DST" ? whichClub(cell) : whichPlayer(cell)),
  requireAsked,
};

const rules: Rules = { name: "nfl", displayName: "NFL", idKind: "nfl_id", dropsWithoutPoints: () => true };

/** `Alto Quercia` in a link, `QB - BUF` behind it; what follows is of injuries and videos. */
function whichPlayer(cell: Cell): ReturnType<PageLayout["who"]> {
  const club = findAll(cell.pieces.map(({ text }) => text), /^(?:QB|RB|FB|WR|TE|K)(?: - ([A-Z]{2,3}))?$/)[0] ?? null;
  return { player: cell.pieces.find(({ tag, className }) => tag === "a" && (className === "" || className.includes("playerName")))?.text ?? "", team: club, siteId: findAll(cell.links, /[?&;]playerId=(\d{1,12})/)[0] ?? null };
}

/** `Buffalo Bills` and `DEF`, apart or in one text; links to news and videos follow. */
function whichClub(cell: Cell): ReturnType<PageLayout["who"]> {
  return { ...whichPlayer(cell), player: (cell.pieces[0]?.text ?? "").replace(/ DEF$/, ""), team: null };
}

/** The header's links, where it has any, sort the list and say of what. */
function requireAsked({ table }: HtmlPage & { readonly table: HtmlTable }, inquiry: SiteInquiry): void {
  const { season, week } = inquiry.horizon;
  const links = headerLinks(table);
  requireStated("season", findAll(links, /[?&;]statSeason=(\d{4})/), [String(season)], inquiry);
  requireStated("week", findAll(links, /[?&;]statWeek=(\d{1,2})/), [String(week)], inquiry);
}

/** fantasy.nfl.com: a page per position, two rows of headers. Written after the R package and a described shape: no real page was at hand. */
export const nfl: Site = {
  ...rules,
  verified: false,
  positions: { weekly: POSITIONS, season: POSITIONS },
  currentWeekOnly: false,
  seasonIsWhatRemains: false,
  host: { host: "fantasy.nfl.com", requests: 1, pauseMs: 2000, reason: "pages of a site for people: one at a time, as the R package asks them" },
  inquiries: (horizon) => positionsFor(nfl, horizon).map((position) => ({
    label: `NFL ${position} ${describeHorizon(horizon)}`,
    url: `https://fantasy.nfl.com/research/projections?position=${LISTS[position]?.id ?? 1}&count=${LISTS[position]?.count ?? 42}&sort=projectedPts&statCategory=projectedStats&statSeason=${horizon.season}&${horizon.week === 0 ? "statType=seasonProjectedStats" : `statType=weekProjectedStats&statWeek=${horizon.week}`}`,
    expect: ["html"],
    horizon,
    positions: [position],
    page: 0,
  })),
  parse: (document, inquiry) => readPageList(decode(document, inquiry), rules, layout, inquiry),
};
