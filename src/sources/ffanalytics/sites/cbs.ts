import type { Cell, HtmlPage, HtmlTable } from "../html-table.ts";
import type { Position } from "../projection.ts";
import { may, need } from "./columns.ts";
import { decode } from "./decode.ts";
import { findAll, headerLinks, type PageLayout, pieceOf, readPageList, requireStated } from "./page-list.ts";
import type { Rules } from "./reading.ts";
import { describeHorizon, positionsFor, type Site, type SiteInquiry } from "./site.ts";

const POSITIONS: readonly Position[] = ["QB", "RB", "WR", "TE", "K", "DST"];
const POINTS = need("site_pts", "Fantasy Points");
const FUMBLES = may("fumbles_lost", "Fumbles Lost");
const RUSHING = [may("rush_att", "Rushing Attempts"), need("rush_yds", "Rushing Yards"), need("rush_tds", "Rushing Touchdowns")];
const RECEIVING = [may("rec_tgt", "Targets"), need("rec", "Receptions"), need("rec_yds", "Receiving Yards"), need("rec_tds", "Receiving Touchdowns")];
const SOME_RUSHING = RUSHING.map((column) => ({ ...column, isRequired: false }));

const layout: PageLayout = {
  columns: {
    QB: [may("pass_att", "Pass Attempts"), may("pass_comp", "Pass Completions"), need("pass_yds", "Passing Yards"), need("pass_tds", "Touchdowns Passes"), need("pass_int", "Interceptions Thrown"), ...RUSHING, FUMBLES, POINTS],
    RB: [...RUSHING, ...RECEIVING, FUMBLES, POINTS],
    WR: [...RECEIVING, ...SOME_RUSHING, FUMBLES, POINTS],
    TE: [...RECEIVING, ...SOME_RUSHING, FUMBLES, POINTS],
    K: [
      need("fg", "Field Goals Made"), may("fg_att", "Field Goal Attempts", "Field Goals Attempted"), may("fg_0019", "Field Goals 1-19 Yards"), may("fg_2029", "Field Goals 20-29 Yards"), may("fg_3039", "Field Goals 30-39 Yards"),
      may("fg_4049", "Field Goals 40-49 Yards"), may("fg_50", "Field Goals 50+ Yards"), need("xp", "Extra Points Made"), may("xp_att", "Extra Points Attempted"), POINTS,
    ],
    DST: [
      need("dst_sacks", "Sacks"), need("dst_int", "Interceptions"), may("dst_fum_rec", "Defensive Fumbles Recovered"), may("dst_fum_force", "Forced Fumbles"), may("dst_td", "Defensive Touchdowns"), may("dst_safety", "Safeties"),
      may("dst_pts_allowed", "Points Allowed"), may("dst_yds_allowed", "Total Yards Allowed"), POINTS,
    ],
  },
  known: [
    "Games Played", "Passing Yards Per Game", "Passer Rating", "Average Yards Per Rush", "Yards Per Game", "Average Yards Per Reception", "Fantasy Points Per Game", "Longest Field Goal",
    "Field Goals 1-19 Yard Attempts", "Field Goals 20-29 Yard Attempts", "Field Goals 30-39 Yard Attempts", "Field Goals 40-49 Yard Attempts", "Field Goals 50+ Yards Attempts",
    "Tackles", "Points Allowed Per Game", "Rushing Yards Allowed", "Net Passing Yards Allowed", "Yards Against Per Game",
  ],
  hasGroups: false,
  // A short label, and the whole one in a tooltip behind it.
  labelOf: (cell) => cell.pieces.at(-1)?.text ?? "",
  who: (cell, _, position) => (position === "DST" ? whichClub(cell) : whichPlayer(cell)),
  requireAsked,
};

const rules: Rules = { name: "cbs", displayName: "CBS", idKind: "cbs_id", dropsWithoutPoints: () => true };

/** The name stands in a short and a long form, one after the other, each in a link to the player. */
function whichPlayer(cell: Cell): ReturnType<PageLayout["who"]> {
  return {
    player: pieceOf(cell, ({ tag }) => tag === "a") ?? "",
    team: pieceOf(cell, ({ className }) => className.includes("CellPlayerName-team")),
    siteId: findAll(cell.links, /\/nfl\/players\/(\d{1,12})\//)[0] ?? null,
  };
}

function whichClub(cell: Cell): ReturnType<PageLayout["who"]> {
  return { player: pieceOf(cell, ({ tag }) => tag === "a") ?? "", team: findAll(cell.links, /\/nfl\/teams\/([A-Z]{2,3})\//)[0] ?? null, siteId: null };
}

/** The header's links, which sort the list, say of what: `/stats/QB/2026/3/projections/`. */
function requireAsked({ table }: HtmlPage & { readonly table: HtmlTable }, inquiry: SiteInquiry): void {
  const { season, week } = inquiry.horizon;
  const links = headerLinks(table);
  requireStated("position", findAll(links, /\/stats\/([A-Z]{1,3})\//), inquiry.positions, inquiry);
  requireStated("season", findAll(links, /\/stats\/[A-Z]{1,3}\/(\d{4})\//), [String(season)], inquiry);
  requireStated("week", findAll(links, /\/stats\/[A-Z]{1,3}\/\d{4}\/(\w{1,20})\/projections/), week === 0 ? ["season", "restofseason"] : [String(week)], inquiry);
}

/** cbssports.com: a page per position; points under standard scoring. Real page: week 3 of 2026, QB. */
export const cbs: Site = {
  ...rules,
  verified: true,
  positions: { weekly: POSITIONS, season: POSITIONS },
  currentWeekOnly: false,
  seasonIsWhatRemains: false,
  host: { host: "www.cbssports.com", requests: 1, pauseMs: 2000, reason: "pages of a site for people: one at a time, as the R package asks them" },
  inquiries: (horizon) => positionsFor(cbs, horizon).map((position) => ({
    label: `CBS ${position} ${describeHorizon(horizon)}`,
    url: `https://www.cbssports.com/fantasy/football/stats/${position}/${horizon.season}/${horizon.week === 0 ? "season" : horizon.week}/projections/nonppr/`,
    expect: ["html"],
    horizon,
    positions: [position],
    page: 0,
  })),
  parse: (document, inquiry) => readPageList(decode(document, inquiry), rules, layout, inquiry),
};
