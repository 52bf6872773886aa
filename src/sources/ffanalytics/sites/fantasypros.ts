import type { Cell, HtmlPage, HtmlTable, Row } from "../html-table.ts";
import { textOf } from "../html-table.ts";
import type { Position } from "../projection.ts";
import { type Label, may, need } from "./columns.ts";
import { type CsvLayout, readCsvList } from "./csv-list.ts";
import { decode, isMarkup } from "./decode.ts";
import { findAll, findEach, type PageLayout, readPageList, requireMostlyStated, requireStated } from "./page-list.ts";
import type { Rules } from "./reading.ts";
import { describeHorizon, positionsFor, type Site, type SiteInquiry } from "./site.ts";

const POSITIONS: readonly Position[] = ["QB", "RB", "WR", "TE", "K", "DST"];
const POINTS = need("site_pts", "MISC FPTS", "FPTS");
const FUMBLES = may("fumbles_lost", "MISC FL");
const RUSHING = [may("rush_att", "RUSHING ATT"), need("rush_yds", "RUSHING YDS"), need("rush_tds", "RUSHING TDS")];
const RECEIVING = [need("rec", "RECEIVING REC"), need("rec_yds", "RECEIVING YDS"), need("rec_tds", "RECEIVING TDS")];
const SOME_RUSHING = RUSHING.map((column) => ({ ...column, isRequired: false }));

const columns: PageLayout["columns"] = {
  QB: [may("pass_att", "PASSING ATT"), may("pass_comp", "PASSING CMP"), need("pass_yds", "PASSING YDS"), need("pass_tds", "PASSING TDS"), need("pass_int", "PASSING INTS"), ...RUSHING, FUMBLES, POINTS],
  RB: [...RUSHING, ...RECEIVING, FUMBLES, POINTS],
  WR: [...RECEIVING, ...SOME_RUSHING, FUMBLES, POINTS],
  TE: [...RECEIVING, ...SOME_RUSHING, FUMBLES, POINTS],
  K: [need("fg", "FG"), may("fg_att", "FGA"), need("xp", "XPT"), POINTS],
  DST: [
    need("dst_sacks", "SACK"), need("dst_int", "INT"), may("dst_fum_rec", "FR"), may("dst_fum_force", "FF"), may("dst_td", "TD"), may("dst_safety", "SAFETY"), may("dst_pts_allowed", "PA"),
    // The export of 2017 broke the name in two and left the second empty.
    may("dst_yds_allowed", "YDS AGN", "YDS"), POINTS,
  ],
};
const known = ["AGN", "ASSIST"];

const page: PageLayout = { columns, known, hasGroups: true, labelOf: textOf, who, requireAsked };
const file: CsvLayout = { columns, known, names: { player: "Player", team: "Team" }, labelsOf: groupsOf };
const rules: Rules = { name: "fantasypros", displayName: "FantasyPros", idKind: "fantasypros_id", dropsWithoutPoints: () => true, mayBeGated: true };

/** The id stands in the row's class or the link's; the club's code is text behind the link, and free agents have none. */
function who(cell: Cell, row: Row, position: Position): ReturnType<PageLayout["who"]> {
  const siteId = findAll([row.className], /(?:^| )mpb-player-(\d{1,12})/)[0] ?? findAll(cell.linkClasses, /(?:^| )fp-id-(\d{1,12})/)[0] ?? null;
  const [first, second] = cell.pieces;
  const isCode = second !== undefined && /^[A-Z]{2,3}$/.test(second.text);
  return { player: first?.text ?? "", team: isCode && position !== "DST" ? second.text : null, siteId };
}

/** The address has no season: title and heading name it, and the week; links of the rows name the week too. */
function requireAsked({ title, heading, table }: HtmlPage & { readonly table: HtmlTable }, inquiry: SiteInquiry): void {
  const { season, week } = inquiry.horizon;
  requireStated("season", findAll([title, heading], /\b(20\d\d)\b/), [String(season)], inquiry);
  requireStated("week", findAll([title, heading], /\bweek (\d{1,2})\b/i), [String(week)], inquiry);
  const links = table.rows.flatMap(({ cells }) => cells[0]?.links ?? []);
  requireMostlyStated("week", findEach(links, /[?&;]week=(\d{1,2})\b/), [String(week)], inquiry);
}

/** Exports have one line of names, where ATT, YDS and TDS stand for each group: a group begins with its ATT or REC. */
function groupsOf(header: readonly string[]): readonly Label[] {
  const names = header.map((name) => name.trim());
  if (!names.includes("FL")) return names.map((name) => ({ group: "", name }));
  let group = "";
  return names.map((name, index) => {
    if (name === "REC") group = "RECEIVING";
    else if (name === "ATT") group = names[index + 1] === "CMP" ? "PASSING" : "RUSHING";
    else if (name === "FL") group = "MISC";
    return { group, name };
  });
}

/**
 * fantasypros.com: pages, or the CSV that a member exports from them; both are read. Real ones: rows of 12 June and 2 August 2026 (the
 * second behind the registration), exports of 2017, 2022 and 2026.
 */
export const fantasypros: Site = {
  ...rules,
  verified: true,
  positions: { weekly: POSITIONS, season: POSITIONS },
  currentWeekOnly: false,
  seasonIsWhatRemains: false,
  host: { host: "www.fantasypros.com", requests: 1, pauseMs: 5000, reason: "its robots.txt asks for a crawl delay of 5 seconds" },
  inquiries: (horizon) => positionsFor(fantasypros, horizon).map((position) => ({
    label: `FantasyPros ${position} ${describeHorizon(horizon)}`,
    url: `https://www.fantasypros.com/nfl/projections/${position.toLowerCase()}.php?week=${horizon.week === 0 ? "draft" : horizon.week}`,
    expect: ["html", "csv"],
    horizon,
    positions: [position],
    page: 0,
  })),
  parse: (document, inquiry) => {
    const text = decode(document, inquiry);
    return isMarkup(text) ? readPageList(text, rules, page, inquiry) : readCsvList(text, rules, file, inquiry);
  },
};
