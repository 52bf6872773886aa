import type { Document } from "../../parsed-source.ts";
import type { Position, Stat } from "../projection.ts";
import { decode } from "./decode.ts";
import { fields, idOf, isObject, type JsonObject, parseJson, requireArray, requireObject, requireStats, requireText, statsFrom } from "./json.ts";
import { readingOf, type Rules, type SiteRow } from "./reading.ts";
import { describeHorizon, positionsFor, type Reading, type Site, type SiteInquiry } from "./site.ts";

/** Slot that is asked for, and how many players (contract, section 3). Defenders are told to members of a league only. */
const LISTS: Readonly<Partial<Record<Position, { readonly slot: number; readonly limit: number }>>> = {
  QB: { slot: 0, limit: 42 }, RB: { slot: 2, limit: 100 }, WR: { slot: 4, limit: 150 }, TE: { slot: 6, limit: 60 }, K: { slot: 17, limit: 35 }, DST: { slot: 16, limit: 32 },
};
const POSITIONS = Object.keys(LISTS) as readonly Position[];
/** ESPN's numbers of positions. */
const POSITION_IDS: ReadonlyMap<unknown, Position> = new Map([[1, "QB"], [2, "RB"], [3, "WR"], [4, "TE"], [5, "K"], [16, "DST"]]);
/** ESPN's numbers of clubs: 1 is Atlanta; 31 and 32 were never given. */
const TEAMS = ",ATL,BUF,CHI,CIN,CLE,DAL,DEN,DET,GB,TEN,IND,KC,LV,LAR,MIA,MIN,NE,NO,NYG,NYJ,PHI,ARI,PIT,LAC,SF,SEA,TB,WAS,CAR,JAX,,,BAL,HOU".split(",");

/**
 * ESPN's numbers of statistics. Of defenses, 94 are touchdowns of interceptions and fumbles, and 120 is points allowed: in the real
 * answer of 2018, 137 is yards allowed per game (5454.6 / 16 = 340.9), and 122 counts games by points allowed (16 of 16).
 */
const SCORERS = fields({
  0: "pass_att", 1: "pass_comp", 3: "pass_yds", 4: "pass_tds", 20: "pass_int", 23: "rush_att", 24: "rush_yds", 25: "rush_tds", 53: "rec", 58: "rec_tgt", 42: "rec_yds", 43: "rec_tds", 72: "fumbles_lost",
});
const KICKING = fields({ 83: "fg", 84: "fg_att", 80: "fg_0039", 77: "fg_4049", 74: "fg_50", 86: "xp", 87: "xp_att" });
const DEFENSE = fields({ 99: "dst_sacks", 95: "dst_int", 96: "dst_fum_rec", 106: "dst_fum_force", 94: "dst_td", 98: "dst_safety", 97: "dst_blk", 120: "dst_pts_allowed", 127: "dst_yds_allowed" });
const FIELDS: Readonly<Partial<Record<Position, typeof SCORERS>>> = { K: KICKING, DST: DEFENSE };
const REQUIRED: Readonly<Partial<Record<Position, readonly Stat[]>>> = {
  QB: ["pass_yds", "pass_tds", "rush_yds"], RB: ["rush_yds", "rush_tds"], WR: ["rec", "rec_yds", "rec_tds"], TE: ["rec", "rec_yds", "rec_tds"], K: ["fg", "xp"], DST: ["dst_sacks", "dst_int"],
};

const PROJECTED = 1;
const SPLIT_SEASON = 0;
const SPLIT_WEEK = 1;

const rules: Rules = { name: "espn", displayName: "ESPN", idKind: "espn_id" };

/**
 * fantasy.espn.com: one address for a season; what is asked stands in a header. Every player comes with several sets of numbers (past,
 * projected, of a week, of the season) in no fixed order: the one that was asked for is chosen, and kept unrounded. Real answers: 2018, and
 * week 3 of 2026.
 */
export const espn: Site = {
  ...rules,
  verified: true,
  positions: { weekly: POSITIONS, season: POSITIONS },
  currentWeekOnly: false,
  seasonIsWhatRemains: false,
  host: { host: "lm-api-reads.fantasy.espn.com", requests: 1, pauseMs: 2000, reason: "an API made for ESPN's own pages: one question at a time, as the R package asks" },
  inquiries: (horizon) => positionsFor(espn, horizon).map((position) => ({
    label: `ESPN ${position} ${describeHorizon(horizon)}`,
    url: `https://lm-api-reads.fantasy.espn.com/apis/v3/games/ffl/seasons/${horizon.season}/segments/0/leaguedefaults/3?scoringPeriodId=0&view=kona_player_info`,
    headers: { "X-Fantasy-Filter": filterOf(position, horizon) },
    // The address has neither position nor week: without them one list's answer would be known as another's.
    variant: `${position}-${horizon.week === 0 ? "season" : `week-${horizon.week}`}`,
    expect: ["json"],
    horizon,
    positions: [position],
    page: 0,
  })),
  parse,
};

/** Without the filter a few players come, with everything. `11` is projected, of a week; `10` projected, of the season. */
function filterOf(position: Position, { season, week }: SiteInquiry["horizon"]): string {
  const wanted = week === 0 ? `10${season}` : `11${season}${week}`;
  return JSON.stringify({
    players: {
      filterSlotIds: { value: [LISTS[position]?.slot ?? 0] },
      filterStatsForSourceIds: { value: [PROJECTED] },
      filterStatsForSplitTypeIds: { value: [week === 0 ? SPLIT_SEASON : SPLIT_WEEK] },
      sortAppliedStatTotal: { sortAsc: false, sortPriority: 1, value: wanted },
      limit: LISTS[position]?.limit ?? 0,
      filterStatsForTopScoringPeriodIds: { value: 2, additionalValue: [wanted] },
    },
  });
}

function parse(document: Document, inquiry: SiteInquiry): Reading {
  const answer = requireObject(parseJson(decode(document, inquiry), inquiry), "answer", inquiry);
  const players = requireArray(answer["players"], "players", inquiry).map((entry, index) => requireObject(requireObject(entry, `players[${index}]`, inquiry)["player"], `players[${index}].player`, inquiry));
  if (players.length > 0 && players.every(({ stats }) => stats === undefined)) requireArray(undefined, "players[].player.stats", inquiry);
  const rows = players.map((player, index) => rowOf(player, `players[${index}].player`, inquiry));
  requireStats(rows, REQUIRED, [...SCORERS, ...KICKING, ...DEFENSE], inquiry);
  return readingOf(rules, inquiry, rows);
}

/** Of a player on a bye there is no such set of numbers, or an empty one: a row without statistics. */
function rowOf(player: JsonObject, path: string, inquiry: SiteInquiry): SiteRow {
  const name = requireText(player["fullName"], `${path}.fullName`, inquiry);
  const pos = POSITION_IDS.get(player["defaultPositionId"]) ?? null;
  const team = player["proTeamId"];
  const numbers = requireArray(player["stats"] ?? [], `${path}.stats`, inquiry).find((entry) => isAsked(entry, inquiry));
  return {
    player: name,
    team: typeof team === "number" ? (TEAMS[team] ?? "") || null : null,
    siteId: idOf(player["id"]),
    pos,
    stats: isObject(numbers) ? statsFrom(requireObject(numbers["stats"], `${path}.stats[].stats`, inquiry), (pos === null ? undefined : FIELDS[pos]) ?? SCORERS, name, inquiry) : {},
  };
}

function isAsked(entry: unknown, { horizon: { season, week } }: SiteInquiry): boolean {
  return isObject(entry) && entry["seasonId"] === season && entry["scoringPeriodId"] === week && entry["statSourceId"] === PROJECTED && entry["statSplitTypeId"] === (week === 0 ? SPLIT_SEASON : SPLIT_WEEK);
}
