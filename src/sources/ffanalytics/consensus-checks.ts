import type { CheckResult } from "../../core/check.ts";
import type { GameOfWeek } from "../../core/game-week.ts";
import type { Consensus } from "./consensus.ts";
import type { Position } from "./projection.ts";
import { sourceRule } from "../source-rule.ts";

const OFFENSE: readonly Position[] = ["QB", "RB", "WR", "TE", "K"];
const IDP: readonly Position[] = ["DL", "LB", "DB"];

/** Players a league's free agents are chosen from: below these a list was cut (contract, section 9). */
const LEAST_PLAYERS: Readonly<Partial<Record<Position, number>>> = { QB: 30, RB: 60, WR: 80, TE: 30, K: 25 };
/** Rows per position of the crosswalk, over all weeks: what dbt's test of the reference asks for. */
const LEAST_IDP = 100;
const IDP_POSITIONS = ["DE", "DT", "LB", "CB", "S"];

/** What the consensus says of itself, and of the crosswalk; all of it warns, since a thin consensus is better than an old one. */
export function judgeConsensus(rows: readonly Consensus[], known: { readonly crosswalk: boolean; readonly games: readonly GameOfWeek[] | null }): readonly CheckResult[] {
  return [judgeMapping("offense", rows, OFFENSE, 0.9, known.crosswalk), judgeMapping("idp", rows, IDP, 0.85, known.crosswalk), judgeCoverage(rows), judgeIdp(rows, known.crosswalk), judgeTeamSums(rows), judgeTeams(rows, known.games)];
}

/** Defenses are clubs and no players; they have their own id. */
function judgeMapping(group: string, rows: readonly Consensus[], positions: readonly Position[], least: number, hasCrosswalk: boolean): CheckResult {
  const name = `mapped_players(${group})`;
  if (!hasCrosswalk) return sourceRule(name, "skipped", null, least, "no crosswalk is published: run nfl_data_pipeline, then players get their ids; until then they are known by name, position and team");
  const asked = rows.filter(({ pos }) => positions.includes(pos));
  if (asked.length === 0) return sourceRule(name, "skipped", null, least, `no site projects ${positions.join(", ")}`);
  const unknown = asked.filter(({ subject }) => subject.mflId === null);
  const share = 1 - unknown.length / asked.length;
  const evidence = unknown.toSorted((a, b) => (b.means.site_pts ?? 0) - (a.means.site_pts ?? 0)).map(({ player, pos, team, week, sites, means }) => ({ player, pos, team, week, sites: sites.join(", "), site_pts: means.site_pts ?? null }));
  return sourceRule(name, share < least ? "warn" : "pass", Math.round(share * 1000) / 1000, least, `${asked.length - unknown.length} of ${asked.length} rows have a player of the crosswalk${evidence[0] === undefined ? "" : `; highest without: ${evidence[0].player} (${evidence[0].pos})`}`, evidence);
}

function judgeCoverage(rows: readonly Consensus[]): CheckResult {
  const counts = new Map<string, number>();
  for (const { week, pos } of rows) counts.set(`${week}|${pos}`, (counts.get(`${week}|${pos}`) ?? 0) + 1);
  const weeks = [...new Set(rows.map(({ week }) => week))];
  const few = weeks.flatMap((week) => Object.entries(LEAST_PLAYERS).flatMap(([pos, least]) => { const players = counts.get(`${week}|${pos}`) ?? 0; return players >= least ? [] : [{ week, pos, players, least }]; }));
  const message = few[0] === undefined ? "every position has the players a league needs" : `${few.length} position(s) of a week have too few players; first: ${few[0].players} ${few[0].pos} in week ${few[0].week}, at least ${few[0].least}`;
  return sourceRule("players_per_position", few.length > 0 ? "warn" : "pass", few.length, 0, message, few);
}

function judgeIdp(rows: readonly Consensus[], hasCrosswalk: boolean): CheckResult {
  if (!hasCrosswalk) return sourceRule("idp_coverage", "skipped", null, LEAST_IDP, "no crosswalk is published: it tells ends from tackles and corners from safeties");
  const few = IDP_POSITIONS.map((position) => ({ position, rows: rows.filter(({ subject }) => subject.position === position).length })).filter((entry) => entry.rows < LEAST_IDP);
  const message = few.length === 0 ? "every position of the defense is there" : `fewer than ${LEAST_IDP} rows of ${few.map((entry) => `${entry.position} (${entry.rows})`).join(", ")}: FantasySharks alone projects them`;
  return sourceRule("idp_coverage", few.length > 0 ? "warn" : "pass", few.length, LEAST_IDP, message, few);
}

/** What a club's quarterbacks throw, its receivers catch. Bounds of a week (contract, section 9). */
function judgeTeamSums(rows: readonly Consensus[]): CheckResult {
  const sums = new Map<string, { week: number; team: string; pass_yds: number; rec_yds: number }>();
  for (const { week, team, pos, means } of rows) {
    if (week === 0 || team === null) continue;
    const sum = sums.get(`${week}|${team}`) ?? { week, team, pass_yds: 0, rec_yds: 0 };
    sums.set(`${week}|${team}`, sum);
    if (pos === "QB") sum.pass_yds += means.pass_yds ?? 0;
    sum.rec_yds += means.rec_yds ?? 0;
  }
  if (sums.size === 0) return sourceRule("team_sums", "skipped", null, 0, "there is no week of a club");
  const odd = [...sums.values()].filter(({ pass_yds, rec_yds }) => pass_yds < 120 || pass_yds > 400 || Math.abs(rec_yds - pass_yds) > 0.25 * pass_yds).map((sum) => ({ ...sum, pass_yds: Math.round(sum.pass_yds), rec_yds: Math.round(sum.rec_yds) }));
  const message = odd[0] === undefined ? `passes and catches of ${sums.size} weeks of a club add up` : `in ${odd.length} of ${sums.size} weeks of a club passes (120 to 400 yards) and catches (within a quarter) do not add up; first: ${odd[0].team} in week ${odd[0].week}, ${odd[0].pass_yds} thrown, ${odd[0].rec_yds} caught`;
  return sourceRule("team_sums", odd.length > 0 ? "warn" : "pass", odd.length, 0, message, odd);
}

/** Of the clubs that play in a week, 28 of 32 are there. */
const LEAST_TEAMS = 28 / 32;

/** @param games null: no schedule is known, which does not mean that nobody plays */
function judgeTeams(rows: readonly Consensus[], games: readonly GameOfWeek[] | null): CheckResult {
  if (games === null) return sourceRule("teams_present", "skipped", null, 0, "no schedule is published: it tells which clubs play");
  const weeks = [...new Set(rows.filter(({ week }) => week > 0).map(({ season, week }) => `${season}|${week}`))];
  const few = weeks.flatMap((key) => {
    const [season, week] = key.split("|").map(Number);
    const playing = games.filter((game) => game.season === season && game.week === week && game.type === "regular").length * 2;
    const teams = new Set(rows.filter((row) => row.season === season && row.week === week).flatMap(({ team }) => team ?? [])).size;
    return teams >= playing * LEAST_TEAMS ? [] : [{ week, teams, playing }];
  });
  const message = few[0] === undefined ? "the clubs that play are there" : `in ${few.length} week(s) clubs are missing; first: ${few[0].teams} of ${few[0].playing} in week ${few[0].week ?? 0}`;
  return sourceRule("teams_present", few.length > 0 ? "warn" : "pass", few.length, 0, message, few);
}
