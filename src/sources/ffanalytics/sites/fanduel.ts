import type { Document } from "../../parsed-source.ts";
import type { Position, Stat } from "../projection.ts";
import { badAnswer } from "./bad-answer.ts";
import { decode } from "./decode.ts";
import { describe, fields, idOf, isObject, type JsonObject, parseJson, requireArray, requireObject, requireStats, requireText, statsFrom } from "./json.ts";
import { numberOf } from "./numbers.ts";
import { positionOf } from "./positions.ts";
import { readingOf, type Rules, type SiteRow } from "./reading.ts";
import { describeHorizon, type Reading, type Site, type SiteInquiry } from "./site.ts";

const POSITIONS: readonly Position[] = ["QB", "RB", "WR", "TE", "K", "DST"];

/** What is asked for together, the type it comes as, and its fields. Kickers' by their names: the R package swaps two of them. */
const GROUPS = [
  {
    input: "NFL_SKILL", type: "NflSkill", positions: ["QB", "RB", "WR", "TE"],
    fields: fields({ passingYards: "pass_yds", passingTouchdowns: "pass_tds", interceptionsThrown: "pass_int", rushingAttempts: "rush_att", rushingYards: "rush_yds", rushingTouchdowns: "rush_tds", receptions: "rec", targets: "rec_tgt", receivingYards: "rec_yds", receivingTouchdowns: "rec_tds", fantasy: "site_pts" }),
    more: ["completionsAttempts"],
  },
  {
    input: "NFL_KICKER", type: "NflKicker", positions: ["K"],
    fields: fields({ fieldGoalsMade: "fg", fieldGoalsAttempted: "fg_att", fieldGoalsMade0To19: "fg_0019", fieldGoalsMade20To29: "fg_2029", fieldGoalsMade30To39: "fg_3039", fieldGoalsMade40To49: "fg_4049", fieldGoalsMade50Plus: "fg_50", extraPointsMade: "xp", extraPointsAttempted: "xp_att", fantasy: "site_pts" }),
    more: [],
  },
  {
    input: "NFL_D_ST", type: "NflDefenseSt", positions: ["DST"],
    fields: fields({ sacks: "dst_sacks", interceptions: "dst_int", fumblesRecovered: "dst_fum_rec", touchdowns: "dst_td", pointsAllowed: "dst_pts_allowed", yardsAllowed: "dst_yds_allowed", fantasy: "site_pts" }),
    more: [],
  },
] as const satisfies readonly { readonly input: string; readonly type: string; readonly positions: readonly Position[]; readonly fields: ReturnType<typeof fields>; readonly more: readonly string[] }[];
const REQUIRED: Readonly<Partial<Record<Position, readonly Stat[]>>> = {
  QB: ["pass_att", "pass_yds", "pass_tds", "rush_yds"], RB: ["rush_yds", "rush_tds", "rec_yds"], WR: ["rec", "rec_yds", "rec_tds"], TE: ["rec", "rec_yds", "rec_tds"], K: ["fg", "xp"], DST: ["dst_sacks", "dst_int"],
};

const QUERY = `query GetProjections($input: ProjectionsInput!) { getProjections(input: $input) { ${GROUPS.map(({ type, fields: wanted, more }) => `... on ${type} { player { numberFireId name position } team { abbreviation } gameInfo { homeTeam { abbreviation } awayTeam { abbreviation } } ${[...more, ...wanted.map(({ name }) => name)].join(" ")} }`).join(" ")} } }`;

const rules: Rules = { name: "fanduel", displayName: "FanDuel", idKind: null };

/**
 * FanDuel's research pages, which numberFire's numbers went to: one GraphQL address, the question in the body. It knows this week and what
 * remains of the season, and of which week it is only whom a club plays tells. Real answer: week 3 of 2026. Its ids are in nobody's crosswalk.
 */
export const fanduel: Site = {
  ...rules,
  verified: true,
  positions: { weekly: POSITIONS, season: POSITIONS },
  currentWeekOnly: true,
  seasonIsWhatRemains: true,
  host: { host: "fdresearch-api.fanduel.com", requests: 1, pauseMs: 2000, reason: "an API made for FanDuel's own pages: one question at a time, as the R package asks" },
  inquiries: (horizon) => GROUPS.map(({ input, positions }) => ({
    label: `FanDuel ${positions.join(", ")} ${describeHorizon(horizon)}`,
    url: "https://fdresearch-api.fanduel.com/graphql",
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: "https://www.fanduel.com" },
    body: JSON.stringify({ operationName: "GetProjections", query: QUERY, variables: { input: { type: horizon.week === 0 ? "REMAINING" : "WEEKLY", position: input, sport: "NFL" } } }),
    // The question has no week: without it the answer of one would be known as that of the next.
    variant: `${input}-${horizon.season}-${horizon.week === 0 ? "remaining" : `week-${horizon.week}`}`,
    expect: ["json"],
    horizon,
    positions,
    page: 0,
  })),
  parse,
};

function parse(document: Document, inquiry: SiteInquiry): Reading {
  const answer = requireObject(parseJson(decode(document, inquiry), inquiry), "answer", inquiry);
  const [error] = Array.isArray(answer["errors"]) ? (answer["errors"] as readonly unknown[]) : [];
  if (error !== undefined) throw badAnswer(inquiry, `the API answers with an error: ${describe(isObject(error) ? error["message"] : error)}`);
  const list = requireArray(requireObject(answer["data"], "data", inquiry)["getProjections"], "data.getProjections", inquiry);
  const rows = list.map((entry, index) => rowOf(requireObject(entry, `getProjections[${index}]`, inquiry), `getProjections[${index}]`, inquiry));
  requireStats(rows, REQUIRED, [...GROUPS.flatMap(({ fields: wanted }) => [...wanted]), { stat: "pass_att", name: "completionsAttempts" }], inquiry);
  return readingOf(rules, inquiry, rows);
}

function rowOf(entry: JsonObject, path: string, inquiry: SiteInquiry): SiteRow {
  const player = requireObject(entry["player"], `${path}.player`, inquiry);
  const name = requireText(player["name"], `${path}.player.name`, inquiry);
  const pos = positionOf(requireText(player["position"], `${path}.player.position`, inquiry));
  const team = clubOf(entry["team"]);
  const group = GROUPS.find(({ positions }) => (positions as readonly (Position | null)[]).includes(pos));
  const stats = group === undefined ? {} : statsFrom(entry, group.fields, name, inquiry);
  return { player: name, team, opponent: opponentOf(entry["gameInfo"], team), siteId: idOf(player["numberFireId"]), pos, stats: { ...passesOf(entry["completionsAttempts"], name, inquiry), ...stats } };
}

function clubOf(value: unknown): string | null {
  const code = isObject(value) ? value["abbreviation"] : null;
  return typeof code === "string" && code !== "" ? code : null;
}

/** The other club of the game. */
function opponentOf(game: unknown, team: string | null): string | null {
  if (!isObject(game) || team === null) return null;
  const [home, away] = [clubOf(game["homeTeam"]), clubOf(game["awayTeam"])];
  return home === team ? away : away === team ? home : null;
}

/** `22.11/33.49`: completed, tried. */
function passesOf(text: unknown, player: string, inquiry: SiteInquiry): Partial<Record<Stat, number>> {
  if (text === null || text === undefined) return {};
  const parts = typeof text === "string" ? text.split("/") : [];
  const [completed, tried] = parts.map(numberOf);
  if (parts.length !== 2 || completed == null || tried == null) throw badAnswer(inquiry, `field 'completionsAttempts' of ${player.slice(0, 60)} is ${describe(text)}, a text like '22.1/33.5' is expected`);
  return { pass_comp: completed, pass_att: tried };
}
