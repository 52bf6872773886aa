import { CLUBS } from "../../clubs.ts";
import { ids } from "../../ids.ts";
import type { ProjectedPosition } from "../../projections.ts";
import type { Answer } from "../answer.ts";
import { type Line, type Site } from "./site.ts";

const POSITIONS: readonly (readonly [position: string, positions: readonly ProjectedPosition[]])[] = [["NFL_SKILL", ["QB", "RB", "WR", "TE"]], ["NFL_KICKER", ["K"]], ["NFL_D_ST", ["DST"]]];
/** Codes where they are not nflverse's. */
const CODES: Readonly<Record<string, string>> = { LA: "LAR", JAX: "JAC" };
const two = (value: number): number => Math.round(value * 100) / 100;

/** One address for all: what is asked stands in the body. There is the current week only. */
export const fanduel: Site = {
  name: "fanduel",
  currentWeekOnly: true,
  render: ({ lines }) => POSITIONS.map(([position, positions]): Answer => ({
    url: "https://fdresearch-api.fanduel.com/graphql",
    method: "POST",
    match: { body: { variables: { input: { type: "WEEKLY", position, sport: "NFL" } } } },
    body: JSON.stringify({ data: { getProjections: positions.flatMap((each) => lines(each)).map((line) => ({ ...aboutOf(line), ...STATS[position]?.(line), fantasy: two(line.points) })) } }),
    name: `fanduel-${position}`,
    extension: "json",
    headers: { "content-type": "application/json" },
  })),
};

function aboutOf({ person, name, club, opponent, isHome, position }: Line): object {
  const [us, them] = [club, opponent].map(({ code }) => ({ abbreviation: CODES[code] ?? code }));
  return {
    player: { numberFireId: person === null ? 9_000 + CLUBS.indexOf(club) : ids.numberfire(person), name: person === null ? `${name} D/ST` : name, position: position === "DST" ? "D" : position },
    team: us,
    gameInfo: { homeTeam: isHome ? us : them, awayTeam: isHome ? them : us, gameTime: null },
  };
}

const STATS: Readonly<Record<string, (line: Line) => object>> = {
  NFL_SKILL: ({ of }) => ({
    completionsAttempts: `${two(of("pass_comp")).toFixed(2)}/${two(of("pass_att")).toFixed(2)}`,
    passingYards: two(of("pass_yds")), passingTouchdowns: two(of("pass_tds")), interceptionsThrown: two(of("pass_int")),
    rushingAttempts: two(of("rush_att")), rushingYards: two(of("rush_yds")), rushingTouchdowns: two(of("rush_tds")),
    receptions: two(of("rec")), targets: two(of("rec_tgt")), receivingYards: two(of("rec_yds")), receivingTouchdowns: two(of("rec_tds")),
  }),
  NFL_KICKER: ({ of }) => ({
    extraPointsAttempted: two(of("xp_att")), extraPointsMade: two(of("xp")), fieldGoalsAttempted: two(of("fg_att")), fieldGoalsMade: two(of("fg")),
    fieldGoalsMade0To19: two(of("fg_1019")), fieldGoalsMade20To29: two(of("fg_2029")), fieldGoalsMade30To39: two(of("fg_3039")), fieldGoalsMade40To49: two(of("fg_4049")), fieldGoalsMade50Plus: two(of("fg_50")),
  }),
  NFL_D_ST: ({ of }) => ({ pointsAllowed: two(of("dst_pts_allowed")), yardsAllowed: two(of("dst_yds_allowed")), sacks: two(of("dst_sacks")), interceptions: two(of("dst_int")), fumblesRecovered: two(of("dst_fum_rec")), touchdowns: two(of("dst_td")) }),
};
