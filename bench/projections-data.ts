import { buildCrosswalk, type Crosswalk } from "../src/identity/index.ts";
import type { Document } from "../src/sources/parsed-source.ts";
import type { Position } from "../src/sources/ffanalytics/projection.ts";
import { SITES } from "../src/sources/ffanalytics/index.ts";
import type { SiteInquiry } from "../src/sources/ffanalytics/sites/site.ts";
import { espnJson, fanduelJson } from "../src/sources/ffanalytics/sites/testing/apis.ts";
import { cbsPage, fantasyprosPage, fftodayPage, nflPage, rtsportsJson, sharksCsv, walterfootballWorkbook, type Wanted } from "../src/sources/ffanalytics/sites/testing/pages.ts";
import { invent } from "../src/sources/ffanalytics/sites/testing/people.ts";

/** The season as a whole: the one horizon that all nine sites and all nine positions are in. */
export const SEASON = { season: 2025, week: 0 } as const;
/** Players of a list, about as many as the sites send. */
const COUNTS: Readonly<Record<Position, number>> = { QB: 80, RB: 130, WR: 190, TE: 110, K: 36, DST: 32, DL: 120, LB: 120, DB: 140 };
/** ESPN is asked for so many, the best first. */
const ESPN_LIMITS: Readonly<Partial<Record<Position, number>>> = { QB: 42, RB: 100, WR: 150, TE: 60, K: 35, DST: 32 };
/** FFToday's, who spreads its lists over pages. */
const ROWS_A_PAGE = 50;
const MAKERS: Readonly<Record<string, (wanted: Wanted) => string | Uint8Array>> = {
  cbs: (wanted) => furnished(indented(cbsPage(wanted))),
  fantasypros: (wanted) => furnished(fantasyprosPage(wanted)),
  fftoday: (wanted) => furnished(fftodayPage(wanted)),
  nfl: (wanted) => furnished(nflPage(wanted)),
  fantasysharks: sharksCsv,
  espn: (wanted) => withProfiles(espnJson(wanted)),
  fanduel: fanduelJson,
  rtsports: rtsportsJson,
  walterfootball: walterfootballWorkbook,
};

/** One answer, with what an application without our parsers reads it by. */
export interface BenchDocument extends Document {
  readonly inquiry: SiteInquiry;
  readonly kind: "html" | "json" | "other";
}

/** @returns an answer to every question about the season of every site */
export function makeDocuments(): readonly BenchDocument[] {
  return SITES.flatMap((site) => site.inquiries(SEASON).map((inquiry): BenchDocument => {
    const position = inquiry.positions[0] ?? "QB";
    const from = inquiry.page * ROWS_A_PAGE;
    const made = MAKERS[site.name]?.({ ...SEASON, position, count: countOf(site.name, position, from), from }) ?? "";
    const bytes = typeof made === "string" ? Buffer.from(made) : made;
    return { label: inquiry.label, address: inquiry.url, bytes, inquiry, kind: inquiry.expect.includes("html") ? "html" : inquiry.expect.includes("json") ? "json" : "other" };
  }));
}

function countOf(site: string, position: Position, from: number): number {
  const count = COUNTS[position];
  if (site === "fftoday") return Math.min(ROWS_A_PAGE, count - from);
  return site === "espn" ? (ESPN_LIMITS[position] ?? 0) : count;
}

/** A page's head, menus, scripts and foot: some 95 kB around the list. */
function furnished(page: string): string {
  const menu = `<nav class="menu">${Array.from({ length: 12 }, (_, group) => `<div class="menu-group"><h4>Group ${group}</h4><ul>${Array.from({ length: 20 }, (__, item) => `<li class="menu-item"><a href="/section-${group}/page-${item}" class="menu-link" data-track="menu:${group}:${item}"><span>Section ${group}, page ${item}</span></a></li>`).join("")}</ul></div>`).join("")}</nav>`;
  const script = `<script>window.__state = ${JSON.stringify(Array.from({ length: 400 }, (_, id) => ({ id, slug: `article-${id}`, title: `Invented headline number ${id}` })))};</script>`;
  const foot = `<footer>${"<div class=\"foot\"><p>Invented <a href=\"/legal\">terms</a> and <b>notes</b></p></div>".repeat(200)}</footer>`;
  return page.replace("<body>", () => `<body>${menu}${script}`).replace("</body>", () => `${foot}</body>`);
}

/** Cells of the real page stand in lines of blanks, with a list of classes: a row has 4 kB. */
function indented(page: string): string {
  const blanks = " ".repeat(16);
  return page.replaceAll('<td class="TableBase-bodyTd">\n  ', `<td class="TableBase-bodyTd \n${blanks}TableBase-bodyTd--grouped1\n${blanks}TableBase-bodyTd--number\n${blanks}\n${blanks}">\n${blanks.repeat(2)}        `);
}

/** Experts' ranks that ESPN sends with a player: 18 kB in the real answer of 2018. */
const RANKERS = 10;
const RANKED_WEEKS = 17;

/** ESPN tells of every player who owns and who ranks him, and sixty numbers where we want fifteen. */
function withProfiles(json: string): string {
  const answer = JSON.parse(json) as { readonly players: readonly { readonly player: { readonly stats: readonly { readonly stats: object }[] } }[] };
  const more = Object.fromEntries(Array.from({ length: 45 }, (_, id) => [String(150 + id), 1.234567 * (id + 1)]));
  const rankings = Object.fromEntries(Array.from({ length: RANKED_WEEKS }, (_, week) => [String(week), Array.from({ length: RANKERS }, (__, ranker) => ({ auctionValue: 0, published: true, rank: 10 + ranker, rankSourceId: ranker, rankType: "STANDARD", slotId: 0 }))]));
  const ownership = { auctionValueAverage: 1.5, averageDraftPosition: 101.3, percentChange: 0.01, percentOwned: 55.5, percentStarted: 44.4 };
  return JSON.stringify({
    players: answer.players.map(({ player, ...entry }) => ({ ...entry, onTeamId: 0, status: "FREEAGENT", player: { ...player, active: true, droppable: false, eligibleSlots: [0, 7, 20, 21], injuryStatus: "ACTIVE", ownership, rankings, stats: player.stats.map((set) => ({ ...set, stats: { ...set.stats, ...more } })) } })),
  });
}

/** @returns a crosswalk that knows the invented players by their ids, where a site has one, among as many others as a real one has */
export function makeCrosswalk(): Crosswalk {
  const positions = ["QB", "RB", "WR", "TE", "K", "DL", "LB", "DB"] as const;
  const players = positions.flatMap((position) => invent(position, COUNTS[position]).map(({ name, team, id }) => ({ mfl_id: id, espn_id: id, cbs_id: id, nfl_id: id, fantasypros_id: id, name, position: position === "K" ? "PK" : position, team, draft_year: 2020 })));
  const others = Array.from({ length: 11_000 }, (_, nth) => ({ mfl_id: String(20_000 + nth), name: `Other Person${nth}`, position: "WR", team: "FA", draft_year: 2015 }));
  return buildCrosswalk([...players, ...others]);
}
