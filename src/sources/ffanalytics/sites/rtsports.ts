import type { Document } from "../../parsed-source.ts";
import type { Position, Stat } from "../projection.ts";
import { badAnswer } from "./bad-answer.ts";
import { decode } from "./decode.ts";
import { fields, idOf, isObject, parseJson, requireObject, requireStats, requireText, statsFrom } from "./json.ts";
import { readingOf, type Rules, type SiteRow } from "./reading.ts";
import { describeHorizon, positionsFor, type Reading, type Site, type SiteInquiry } from "./site.ts";

/** Number of the position (contract, section 3). */
const IDS: Readonly<Partial<Record<Position, number>>> = { QB: 0, RB: 1, WR: 2, TE: 3, K: 4, DST: 5 };
const POSITIONS = Object.keys(IDS) as readonly Position[];

const SCORERS = fields({
  pass_atts: "pass_att", pass_comps: "pass_comp", pass_yds: "pass_yds", pass_tds: "pass_tds", pass_ints: "pass_int", rush_atts: "rush_att", rush_yds: "rush_yds", rush_tds: "rush_tds", rec_rcpts: "rec", rec_yds: "rec_yds", rec_tds: "rec_tds", pts_ppr: "site_pts",
});
const KICKING = fields({ kick_fgm: "fg", kick_fga: "fg_att", kick_patm: "xp", pts_ppr: "site_pts" });
const DEFENSE = fields({ sacks: "dst_sacks", ints: "dst_int", fumbles_recovered: "dst_fum_rec", pts_allowed: "dst_pts_allowed", yds_allowed: "dst_yds_allowed", pts_ppr: "site_pts" });
const FIELDS: Readonly<Partial<Record<Position, typeof SCORERS>>> = { K: KICKING, DST: DEFENSE };
const REQUIRED: Readonly<Partial<Record<Position, readonly Stat[]>>> = {
  QB: ["pass_yds", "pass_tds", "rush_yds", "site_pts"], RB: ["rush_yds", "rush_tds", "site_pts"], WR: ["rec_yds", "rec_tds", "site_pts"], TE: ["rec_yds", "rec_tds", "site_pts"], K: ["fg", "xp", "site_pts"], DST: ["dst_sacks", "dst_int"],
};
/** The name of the outer key is not known, nor how deep the list lies; three levels were seen. */
const DEEPEST = 3;
const MOST_PLAYERS = 5_000;

/** Points of defenses are not to be trusted: the R package keeps them whatever they have. */
const rules: Rules = { name: "rtsports", displayName: "RTSports", idKind: "stats_id", dropsWithoutPoints: (position) => position !== "DST" };

/** freedraftguide.com: JSON, for the season only; points under PPR. Written after the R package: no real answer was at hand. */
export const rtsports: Site = {
  ...rules,
  verified: false,
  positions: { weekly: [], season: POSITIONS },
  currentWeekOnly: false,
  seasonIsWhatRemains: false,
  host: { host: "www.freedraftguide.com", requests: 1, pauseMs: 5000, reason: "the R package waits 5 seconds between its questions" },
  inquiries: (horizon) => positionsFor(rtsports, horizon).map((position) => ({
    label: `RTSports ${position} ${describeHorizon(horizon)}`,
    url: `https://www.freedraftguide.com/football/draft-guide-rankings-provider.php?POS=${IDS[position] ?? 0}`,
    expect: ["json"],
    horizon,
    positions: [position],
    page: 0,
  })),
  parse,
};

function parse(document: Document, inquiry: SiteInquiry): Reading {
  const players = findPlayers(parseJson(decode(document, inquiry), inquiry), DEEPEST);
  if (players === null) throw badAnswer(inquiry, "no array of players with a 'name' is in it");
  if (players.length > MOST_PLAYERS) throw badAnswer(inquiry, `${players.length.toLocaleString("en-US")} players: no list is so long`);
  const pos = inquiry.positions[0] ?? "QB";
  const rows = players.map((entry, index): SiteRow => {
    const player = requireObject(entry, `players[${index}]`, inquiry);
    const name = requireText(player["name"], `players[${index}].name`, inquiry);
    const stats = statsFrom(requireObject(player["stats"], `players[${index}].stats`, inquiry), FIELDS[pos] ?? SCORERS, name, inquiry);
    return { player: name, team: typeof player["nfl_team"] === "string" ? player["nfl_team"] : null, siteId: idOf(player["stats_id"]), pos, stats };
  });
  requireStats(rows, REQUIRED, [...SCORERS, ...KICKING, ...DEFENSE], inquiry);
  return readingOf(rules, inquiry, rows);
}

/** @returns the first array of objects that have a name */
function findPlayers(value: unknown, levels: number): readonly unknown[] | null {
  if (Array.isArray(value)) return (value as readonly unknown[]).some((entry) => isObject(entry) && "name" in entry) ? value : null;
  if (!isObject(value) || levels === 0) return null;
  for (const inner of Object.values(value)) {
    const found = findPlayers(inner, levels - 1);
    if (found !== null) return found;
  }
  return null;
}
