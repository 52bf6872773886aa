import { ids } from "../../ids.ts";
import type { ProjectedPosition } from "../../projections.ts";
import { type Line, type Site } from "./site.ts";

/** Slot that is asked for, how many of it, and ESPN's number of the position. */
const POSITIONS: readonly { readonly position: ProjectedPosition; readonly slot: number; readonly limit: number; readonly positionId: number }[] = [
  { position: "QB", slot: 0, limit: 42, positionId: 1 }, { position: "RB", slot: 2, limit: 100, positionId: 2 }, { position: "WR", slot: 4, limit: 150, positionId: 3 },
  { position: "TE", slot: 6, limit: 60, positionId: 4 }, { position: "K", slot: 17, limit: 35, positionId: 5 }, { position: "DST", slot: 16, limit: 32, positionId: 16 },
];
const TEAMS = ",ATL,BUF,CHI,CIN,CLE,DAL,DEN,DET,GB,TEN,IND,KC,LV,LA,MIA,MIN,NE,NO,NYG,NYJ,PHI,ARI,PIT,LAC,SF,SEA,TB,WAS,CAR,JAX,,,BAL,HOU".split(",");
const STATS: Readonly<Partial<Record<ProjectedPosition, Readonly<Record<string, string>>>>> = {
  QB: { 0: "pass_att", 1: "pass_comp", 3: "pass_yds", 4: "pass_tds", 20: "pass_int", 23: "rush_att", 24: "rush_yds", 25: "rush_tds", 72: "fumbles_lost" },
  K: { 74: "fg_50", 77: "fg_4049", 83: "fg", 84: "fg_att", 86: "xp", 87: "xp_att" },
  DST: { 95: "dst_int", 96: "dst_fum_rec", 99: "dst_sacks", 106: "dst_fum_force", 94: "dst_td", 98: "dst_safety", 120: "dst_pts_allowed", 127: "dst_yds_allowed", 137: "dst_yds_allowed" },
};
const CATCHERS = { 23: "rush_att", 24: "rush_yds", 25: "rush_tds", 42: "rec_yds", 43: "rec_tds", 53: "rec", 58: "rec_tgt", 72: "fumbles_lost" };

/** One address for a season: position and week stand in a header. A projection comes beside last week's actual numbers, in no fixed order. */
export const espn: Site = {
  name: "espn",
  render: ({ season, week, lines }) => POSITIONS.map(({ position, slot, limit, positionId }) => ({
    url: `https://lm-api-reads.fantasy.espn.com/apis/v3/games/ffl/seasons/${season}/segments/0/leaguedefaults/3?scoringPeriodId=0&view=kona_player_info`,
    match: { headers: { "x-fantasy-filter": filterOf(slot, limit, season, week) } },
    body: JSON.stringify({ players: lines(position).map((line) => entryOf(line, positionId, season, week)) }),
    name: `espn-${position}-week-${week}`,
    extension: "json",
    headers: { "content-type": "application/json;charset=UTF-8" },
  })),
};

/** As src/sources/ffanalytics asks, to the letter: a recording finds an answer by the whole header. */
function filterOf(slot: number, limit: number, season: number, week: number): string {
  return JSON.stringify({
    players: {
      filterSlotIds: { value: [slot] },
      filterStatsForSourceIds: { value: [1] },
      filterStatsForSplitTypeIds: { value: [1] },
      sortAppliedStatTotal: { sortAsc: false, sortPriority: 1, value: `11${season}${week}` },
      limit,
      filterStatsForTopScoringPeriodIds: { value: 2, additionalValue: [`11${season}${week}`] },
    },
  });
}

function entryOf(line: Line, positionId: number, season: number, week: number): object {
  const { person, club, name, position } = line;
  const team = TEAMS.indexOf(club.code);
  const projected = Object.fromEntries(Object.entries(STATS[position] ?? CATCHERS).map(([id, stat]) => [id, Number(line.of(stat).toFixed(9))]));
  if (position === "K") projected["80"] = Number((line.of("fg_1019") + line.of("fg_2029") + line.of("fg_3039")).toFixed(9));
  const entry = (source: 0 | 1, period: number, stats: object, total: number): object => ({ id: `${source}1${season}${period}`, externalId: `${season}${period}`, proTeamId: 0, scoringPeriodId: period, seasonId: season, statSourceId: source, statSplitTypeId: 1, appliedTotal: total, stats });
  return {
    id: person === null ? -16_000 - team : ids.espn(person),
    onTeamId: 0,
    player: {
      id: person === null ? -16_000 - team : ids.espn(person),
      fullName: person === null ? `${club.nickname} D/ST` : name,
      firstName: person?.first ?? club.nickname,
      lastName: person?.last ?? "D/ST",
      defaultPositionId: positionId,
      proTeamId: team,
      injured: false,
      stats: [entry(0, week - 1, {}, 0), entry(1, week, projected, Number(line.points.toFixed(8)))],
    },
  };
}
