import type { HtmlPage, HtmlTable } from "../html-table.ts";
import { POSITIONS, type Position } from "../projection.ts";
import { may, need } from "./columns.ts";
import { decode } from "./decode.ts";
import { findAll, headerLinks, type PageLayout, pieceOf, readPageList, requireStated } from "./page-list.ts";
import type { Rules } from "./reading.ts";
import { describeHorizon, positionsFor, type Site, type SiteInquiry } from "./site.ts";

/** Number of the position, and pages of 50 rows that hold who matters (contract, section 3). */
const LISTS: Readonly<Record<Position, { readonly id: number; readonly pages: number }>> = {
  QB: { id: 10, pages: 1 }, RB: { id: 20, pages: 2 }, WR: { id: 30, pages: 3 }, TE: { id: 40, pages: 1 }, K: { id: 80, pages: 1 },
  DST: { id: 99, pages: 1 }, DL: { id: 50, pages: 3 }, LB: { id: 60, pages: 3 }, DB: { id: 70, pages: 3 },
};
const WEEKLY: readonly Position[] = ["QB", "RB", "WR", "TE", "K"];

// Names as printed until and since September 2025.
const POINTS = need("site_pts", "Fantasy FPts", "Fantasy FFPts", "FPts", "FFPts");
const RUSHING = [may("rush_att", "Rushing Att"), need("rush_yds", "Rushing Yard", "Rushing Yds"), need("rush_tds", "Rushing TD")];
const RECEIVING = [need("rec", "Receiving Rec"), need("rec_yds", "Receiving Yard", "Receiving Yds"), need("rec_tds", "Receiving TD")];
const SOME_RUSHING = RUSHING.map((column) => ({ ...column, isRequired: false }));
const IDP = [
  need("idp_solo", "Tackle"), need("idp_asst", "Assist"), need("idp_sacks", "Sack"), may("idp_pd", "PD"), may("idp_int", "INT"), may("idp_fum_force", "FF"), may("idp_fum_rec", "FR"), may("idp_td", "DefTD", "TD"), may("idp_safety", "Safety"), POINTS,
];

const layout: PageLayout = {
  columns: {
    QB: [may("pass_comp", "Passing Comp", "Passing Cmp"), may("pass_att", "Passing Att"), need("pass_yds", "Passing Yard", "Passing Yds"), need("pass_tds", "Passing TD"), need("pass_int", "Passing INT"), ...RUSHING, POINTS],
    RB: [...RUSHING, ...RECEIVING, POINTS],
    WR: [...RECEIVING, ...SOME_RUSHING, POINTS],
    TE: [...RECEIVING, ...SOME_RUSHING, POINTS],
    K: [need("fg", "FGM", "FG Made"), may("fg_att", "FGA"), need("xp", "EPM", "XPM", "XP Made"), may("xp_att", "EPA", "XPA"), POINTS],
    DST: [
      need("dst_sacks", "Sack"), need("dst_int", "INT"), may("dst_fum_rec", "FR"), may("dst_td", "DefTD"), may("dst_safety", "Safety"), may("dst_pts_allowed", "PA"), may("return_tds", "KickTD"), POINTS,
    ],
    DL: IDP, LB: IDP, DB: IDP,
  },
  known: ["Chg", "Opp", "Bye", "FG%", "FG", "XP%", "EP%", "FG Miss", "XP Miss", "PaYd/G", "RuYd/G"],
  hasGroups: true,
  // Links to sort by stand behind the name.
  labelOf: (cell) => cell.pieces[0]?.text ?? "",
  who: (cell) => ({ player: pieceOf(cell, ({ tag }) => tag === "a") ?? cell.pieces[0]?.text ?? "", team: null, siteId: findAll(cell.links, /\/stats\/players(?:\/|\?TeamID=)(\d{1,12})/)[0] ?? null }),
  teamColumn: "Team",
  requireAsked,
};

const rules: Rules = { name: "fftoday", displayName: "FFToday", idKind: null };

/** The header's links, which sort the list, say of what: `?Season=2026&GameWeek=3&PosID=30`. The season's list has no GameWeek. */
function requireAsked({ table }: HtmlPage & { readonly table: HtmlTable }, inquiry: SiteInquiry): void {
  const { season, week } = inquiry.horizon;
  const links = headerLinks(table);
  const seasons = findAll(links, /[?&;]Season=(\d{4})/i);
  const weeks = findAll(links, /[?&;]GameWeek=(\d{1,2})/i);
  requireStated("season", seasons, [String(season)], inquiry);
  requireStated("week", weeks.length === 0 && seasons.length > 0 ? ["0"] : weeks, [String(week)], inquiry);
  requireStated("position (PosID)", findAll(links, /[?&;]PosID=(\d{1,3})/i), inquiry.positions.map((position) => String(LISTS[position].id)), inquiry);
}

/** fftoday.com: tables of fifty rows a page. Real page: week 3 of 2026, WR. Its ids are in nobody's crosswalk. */
export const fftoday: Site = {
  ...rules,
  verified: true,
  positions: { weekly: WEEKLY, season: POSITIONS },
  currentWeekOnly: false,
  seasonIsWhatRemains: false,
  host: { host: "www.fftoday.com", requests: 1, pauseMs: 2000, reason: "pages of a small site for people: one at a time, as the R package asks them" },
  inquiries: (horizon) => positionsFor(fftoday, horizon).flatMap((position) => Array.from({ length: LISTS[position].pages }, (_, page): SiteInquiry => ({
    label: `FFToday ${position} ${describeHorizon(horizon)}${page === 0 ? "" : `, page ${page + 1}`}`,
    url: urlOf(horizon, LISTS[position].id, page),
    expect: ["html"],
    horizon,
    positions: [position],
    page,
  }))),
  parse: (document, inquiry) => readPageList(decode(document, inquiry), rules, layout, inquiry),
};

function urlOf({ season, week }: SiteInquiry["horizon"], id: number, page: number): string {
  const list = week === 0 ? `playerproj.php?Season=${season}` : `playerwkproj.php?Season=${season}&GameWeek=${week}`;
  return `https://www.fftoday.com/rankings/${list}&PosID=${id}&LeagueID=1&order_by=FFPts&sort_order=DESC&cur_page=${page}`;
}
