import type { Position } from "../../projection.ts";
import { invent, numberFor, sent } from "./people.ts";
import type { Wanted } from "./pages.ts";

const RUNS = { 23: "rush_att", 24: "rush_yds", 25: "rush_tds", 72: "fumbles_lost" };
const CATCHES = { 53: "rec", 58: "rec_tgt", 42: "rec_yds", 43: "rec_tds" };
const ESPN: Readonly<Partial<Record<Position, readonly [id: number, stats: Readonly<Record<string, string>>]>>> = {
  QB: [1, { 0: "pass_att", 1: "pass_comp", 3: "pass_yds", 4: "pass_tds", 20: "pass_int", ...RUNS }],
  RB: [2, { ...RUNS, ...CATCHES }],
  WR: [3, { ...CATCHES, 72: "fumbles_lost" }],
  TE: [4, { ...CATCHES, 72: "fumbles_lost" }],
  K: [5, { 83: "fg", 84: "fg_att", 80: "fg_0039", 77: "fg_4049", 74: "fg_50", 86: "xp", 87: "xp_att" }],
  // 122 and 137 are other things than their names elsewhere: they must not be read.
  DST: [16, { 99: "dst_sacks", 95: "dst_int", 96: "dst_fum_rec", 106: "dst_fum_force", 94: "dst_td", 98: "dst_safety", 97: "dst_blk", 120: "dst_pts_allowed", 127: "dst_yds_allowed", 122: "nothing", 137: "nothing" }],
};

/** Every player with five sets of numbers; the projection that is asked for stands in the middle. */
export function espnJson({ position, count, season, week, spoilt }: Wanted): string {
  const [defaultPositionId, names] = ESPN[position] ?? [0, {}];
  const entry = (seasonId: number, scoringPeriodId: number, statSourceId: number, statSplitTypeId: number, stats: object): object => ({ appliedTotal: 99, id: `${statSourceId}${statSplitTypeId}${seasonId}${scoringPeriodId}`, scoringPeriodId, seasonId, statSourceId, statSplitTypeId, stats });
  const wrong = { 3: 7777, 42: 7777, 83: 7777, 99: 7777 };
  return JSON.stringify({
    players: invent(position, count, spoilt).map((player) => ({
      id: Number(player.id),
      player: {
        id: position === "DST" ? -16_000 - (player.index + 1) : Number(player.id), fullName: player.name, defaultPositionId, proTeamId: (player.index % 30) + 1,
        stats: [
          entry(season, week, 0, week === 0 ? 0 : 1, wrong),
          entry(season - 1, week, 1, week === 0 ? 0 : 1, wrong),
          entry(season, week, 1, week === 0 ? 0 : 1, Object.fromEntries(Object.entries(names).map(([id, stat]) => [id, sent(stat, player)]))),
          entry(season, week === 0 ? 1 : 0, 1, week === 0 ? 1 : 0, wrong),
          entry(season, week, 1, 3, wrong),
        ],
      },
    })),
  });
}

const FANDUEL: readonly (readonly [positions: readonly Position[], fields: Readonly<Record<string, string>>])[] = [
  [["QB", "RB", "WR", "TE"], { passingYards: "pass_yds", passingTouchdowns: "pass_tds", interceptionsThrown: "pass_int", rushingAttempts: "rush_att", rushingYards: "rush_yds", rushingTouchdowns: "rush_tds", receptions: "rec", targets: "rec_tgt", receivingYards: "rec_yds", receivingTouchdowns: "rec_tds", fantasy: "site_pts" }],
  [["K"], { extraPointsAttempted: "xp_att", extraPointsMade: "xp", fieldGoalsAttempted: "fg_att", fieldGoalsMade: "fg", fieldGoalsMade0To19: "fg_0019", fieldGoalsMade50Plus: "fg_50", fantasy: "site_pts" }],
  [["DST"], { pointsAllowed: "dst_pts_allowed", yardsAllowed: "dst_yds_allowed", sacks: "dst_sacks", interceptions: "dst_int", fumblesRecovered: "dst_fum_rec", touchdowns: "dst_td", fantasy: "site_pts" }],
];

/** @param count of each position that is sent together */
export function fanduelJson({ position, count, spoilt }: Wanted): string {
  const [positions, fields] = FANDUEL.find(([some]) => some.includes(position)) ?? [[], {}];
  const list = positions.flatMap((pos) => invent(pos, count, spoilt).map((player, index) => ({
    player: { numberFireId: Number(player.id), name: player.name, position: pos === "DST" ? "D" : pos },
    team: { abbreviation: player.team },
    gameInfo: { homeTeam: { abbreviation: index % 2 === 0 ? player.team : "MIN" }, awayTeam: { abbreviation: index % 2 === 0 ? "MIN" : player.team }, gameTime: null },
    ...(positions.length === 4 ? { completionsAttempts: `${numberFor("pass_comp", player)}/${numberFor("pass_att", player)}` } : {}),
    ...Object.fromEntries(Object.entries(fields).map(([name, stat]) => [name, sent(stat, player)])),
    salary: 7000, value: null,
  })));
  return JSON.stringify({ data: { getProjections: list } });
}
