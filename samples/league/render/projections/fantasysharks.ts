import { CLUBS } from "../../clubs.ts";
import { ids } from "../../ids.ts";
import type { ProjectedPosition } from "../../projections.ts";
import { type Line, one, type Site } from "./site.ts";

const POSITIONS: readonly (readonly [position: ProjectedPosition, code: number])[] = [["QB", 1], ["RB", 2], ["WR", 4], ["TE", 5], ["DST", 6], ["K", 7], ["DL", 8], ["LB", 9], ["DB", 10]];
/** The segment of the season; a week's lies as many behind it, and eight more. */
const BASE_2025 = 842;

/** MyFantasyLeague's ids of the clubs' defenses, of four digits here. */
const FIRST_DEFENSE = 501;

type Columns = readonly (readonly [label: string, value: string | ((line: Line) => number)])[];
const RUSHING: Columns = [["Rush", "rush_att"], ["Rush Yds", "rush_yds"], ["Rush TDs", "rush_tds"]];
const RECEIVING: Columns = [["Tgt", "rec_tgt"], ["Rec", "rec"], ["Rec Yds", "rec_yds"], ["Rec TDs", "rec_tds"]];
const FUMBLES: Columns = [["Fum Lost", "fumbles_lost"], ["Scoring Opps", () => 3]];
const IDP: Columns = [["Tack", "idp_solo"], ["Asst", "idp_asst"], ["Scks", "idp_sacks"], ["PassDef", "idp_pd"], ["Int", "idp_int"], ["FumFrc", "idp_fum_force"], ["Fum", "idp_fum_rec"], ["DefTD", "idp_td"]];
const distances = (shares: readonly number[]): Columns => ["0-9", "10-19", "20-29", "30-39", "40-49", "50+"].map((yards, index) => [`${yards} PassTDs`, (line) => line.of("pass_tds") * (shares[index] ?? 0)]);
const COLUMNS: Readonly<Record<ProjectedPosition, Columns>> = {
  QB: [["Att", "pass_att"], ["Comp", "pass_comp"], ["Pass Yds", "pass_yds"], ["Pass TDs", "pass_tds"], ...distances([0.35, 0.25, 0.15, 0.1, 0.1, 0.05]), ["Int", "pass_int"], ["Sacked", () => 2], ...RUSHING, ...FUMBLES],
  RB: [...RUSHING, ...RECEIVING, ...FUMBLES],
  WR: [...RUSHING, ...RECEIVING, ...FUMBLES],
  TE: [...RECEIVING, ...FUMBLES],
  K: [["XP", "xp"], ["XPA", "xp_att"], ["FG", "fg"], ["Att", "fg_att"], ["10-19", "fg_1019"], ["20-29", "fg_2029"], ["30-39", "fg_3039"], ["40-49", "fg_4049"], ["50+", "fg_50"]],
  DST: [["Yds Allowed", "dst_yds_allowed"], ["Pts Agn", "dst_pts_allowed"], ["Scks", "dst_sacks"], ["Int", "dst_int"], ["Fum", "dst_fum_rec"], ["DefTD", "dst_td"], ["Safts", "dst_safety"]],
  DL: IDP, LB: IDP, DB: IDP,
};

/** CSV, by MyFantasyLeague's ids and club codes; the one site with defenders every week. */
export const fantasysharks: Site = {
  name: "fantasysharks",
  render: ({ week, lines }) => POSITIONS.map(([position, code]) => ({
    url: `https://www.fantasysharks.com/apps/bert/forecasts/projections.php?csv=1&Sort=&League=-1&Position=${code}&scoring=1&Segment=${BASE_2025 + week + 8}&uid=4`,
    body: csv(position, lines(position)),
    name: `fantasysharks-${position}-week-${week}`,
    extension: "csv",
    headers: { "content-type": "text/csv; charset=UTF-8" },
  })),
};

function csv(position: ProjectedPosition, lines: readonly Line[]): string {
  const columns = COLUMNS[position];
  const header = ["Rank", "Player ID", "Player Name", "Team", "Opp", "Position", ...columns.map(([label]) => label), "Pts"];
  const rows = lines.map((line, index) => {
    const { person, club, opponent, isHome } = line;
    const id = person === null ? String(FIRST_DEFENSE + CLUBS.indexOf(club)).padStart(4, "0") : String(ids.mfl(person));
    const name = person === null ? `${club.nickname}, ${club.location}` : `${person.last}, ${person.first}`;
    const values = columns.map(([, value]) => one(typeof value === "string" ? line.of(value) : value(line)));
    return [index + 1, id, `"${name}"`, club.mfl, `${isHome ? "" : "@"}${opponent.mfl}`, position === "DST" ? "D" : position, ...values, one(line.points)].join(",");
  });
  return `${[header.join(","), ...rows].join("\n")}\n`;
}
