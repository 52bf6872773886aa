import { ids } from "../../ids.ts";
import type { ProjectedPosition } from "../../projections.ts";
import { type Line, one, type Site, type SiteWeek, slugOf } from "./site.ts";

/** Short label, tooltip, statistic; what the site computes itself is a function. */
type Column = readonly [short: string, long: string, value: string | ((line: Line) => number)];
type Group = readonly [group: string, columns: readonly Column[]];

const ratio = (line: Line, part: string, whole: string): number => (line.of(whole) === 0 ? 0 : line.of(part) / line.of(whole));
const MISC: Group = ["Misc", [["fl", "Fumbles Lost", "fumbles_lost"], ["fpts", "Fantasy Points", ({ points }) => points], ["fppg", "Fantasy Points Per Game", ({ points }) => points]]];
const RUSHING: Group = ["Rushing", [["att", "Rushing Attempts", "rush_att"], ["yds", "Rushing Yards", "rush_yds"], ["avg", "Average Yards Per Rush", (line) => ratio(line, "rush_yds", "rush_att")], ["td", "Rushing Touchdowns", "rush_tds"]]];
const RECEIVING: Group = ["Receiving", [["tgt", "Targets", "rec_tgt"], ["rec", "Receptions", "rec"], ["yds", "Receiving Yards", "rec_yds"], ["yds/g", "Yards Per Game", "rec_yds"], ["avg", "Average Yards Per Reception", (line) => ratio(line, "rec_yds", "rec")], ["td", "Receiving Touchdowns", "rec_tds"]]];
const GROUPS: Readonly<Partial<Record<ProjectedPosition, readonly Group[]>>> = {
  QB: [["Passing", [["att", "Pass Attempts", "pass_att"], ["cmp", "Pass Completions", "pass_comp"], ["yds", "Passing Yards", "pass_yds"], ["yds/g", "Passing Yards Per Game", "pass_yds"], ["td", "Touchdowns Passes", "pass_tds"], ["int", "Interceptions Thrown", "pass_int"], ["rate", "Passer Rating", () => 92.4]]], RUSHING, MISC],
  RB: [RUSHING, RECEIVING, MISC],
  WR: [RECEIVING, RUSHING, MISC],
  TE: [RECEIVING, MISC],
  K: [["Field Goals", [["fgm", "Field Goals Made", "fg"], ["fga", "Field Goal Attempts", "fg_att"], ["1-19", "Field Goals 1-19 Yards", "fg_1019"], ["20-29", "Field Goals 20-29 Yards", "fg_2029"], ["30-39", "Field Goals 30-39 Yards", "fg_3039"], ["40-49", "Field Goals 40-49 Yards", "fg_4049"], ["50+", "Field Goals 50+ Yards", "fg_50"]]], ["Extra Points", [["xpm", "Extra Points Made", "xp"], ["xpa", "Extra Points Attempted", "xp_att"]]], ["Misc", MISC[1].slice(1)]],
  DST: [["Defense", [["int", "Interceptions", "dst_int"], ["sty", "Safeties", "dst_safety"], ["sack", "Sacks", "dst_sacks"], ["dfr", "Defensive Fumbles Recovered", "dst_fum_rec"], ["ff", "Forced Fumbles", "dst_fum_force"], ["dtd", "Defensive Touchdowns", "dst_td"], ["pa", "Points Allowed", "dst_pts_allowed"], ["tyda", "Total Yards Allowed", "dst_yds_allowed"]]], ["Misc", MISC[1].slice(1)]],
};
/** Codes where they are not nflverse's. */
const CODES: Readonly<Record<string, string>> = { LA: "LAR", JAX: "JAC" };

/** A table whose header cells hold a short label and, in a tooltip, the long one. */
export const cbs: Site = {
  name: "cbs",
  render: (week) => (Object.keys(GROUPS) as ProjectedPosition[]).map((position) => ({
    url: `https://www.cbssports.com/fantasy/football/stats/${position}/${week.season}/${week.week}/projections/nonppr/`,
    body: page(position, week),
    name: `cbs-${position}-week-${week.week}`,
    extension: "html",
    headers: { "content-type": "text/html; charset=UTF-8" },
  })),
};

function page(position: ProjectedPosition, { season, week, lines }: SiteWeek): string {
  const path = `/fantasy/football/stats/${position}/${season}/${week}/projections/nonppr/`;
  const groups = GROUPS[position] ?? [];
  const columns = groups.flatMap(([, inGroup]) => inGroup);
  const first = position === "DST" ? "Team" : "Player";
  const head = ([short, long]: readonly [string, string, ...unknown[]]): string => `<th class="TableBase-headTh TableBase-headTh--number has-tooltip"><a href="${path}?sortcol=${encodeURIComponent(short)}&amp;sortdir=descending">${short}<span class="TableBase-sortIcon"></span></a><div class="Tablebase-tooltip"><div class="Tablebase-tooltipInner">
    ${long}
</div></div></th>`;
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${season} Week ${week} Fantasy Football ${position} Projections - CBSSports.com</title></head><body>
<div id="TableBase" class="TableBase"><table class="TableBase-table"><thead><tr class="TableBase-headGroupTr"><th class="TableBase-headGroupTh" colspan="1"></th><th class="TableBase-headGroupTh" colspan="1"></th>${groups.map(([group, inGroup]) => `<th class="TableBase-headGroupTh" colspan="${inGroup.length}"><span class="HeadGroupTh--Logo"></span>
    ${group}</th>`).join("")}</tr><tr class="TableBase-headTr"><th class="TableBase-headTh"><a href="${path}?sortcol=player&amp;sortdir=ascending">${first}<span class="TableBase-sortIcon"></span></a></th>${[["gp", "Games Played"] as const, ...columns].map(head).join("")}</tr></thead><tbody>
${lines(position).map((line) => row(line, columns)).join("\n")}
</tbody></table></div></body></html>
`;
}

function row(line: Line, columns: readonly Column[]): string {
  const values = columns.map(([, , value]) => (typeof value === "string" ? line.of(value) : value(line)));
  const cells = [1, ...values].map((value, index) => `<td class="TableBase-bodyTd">${index === 0 ? "1" : value === 0 ? "—" : one(value)}</td>`);
  return `<tr class="TableBase-bodyTr"><td class="TableBase-bodyTd">${line.person === null ? clubCell(line) : playerCell(line)}</td>${cells.join("")}</tr>`;
}

function playerCell({ person, name, club, position }: Line): string {
  const link = `/nfl/players/${person === null ? 0 : ids.cbs(person)}/${slugOf(name)}/fantasy/`;
  const about = (text: string): string => `<a href="${link}" class="">${text}</a><span class="CellPlayerName-position">
 ${position} </span><span class="CellPlayerName-team">
 ${CODES[club.code] ?? club.code} </span>`;
  return `<span class="CellPlayerName--short"><span class="">${about(`${name[0] ?? ""}. ${person?.last ?? ""}`)}</span></span><span class="CellPlayerName--long"><span class="">${about(name)}</span></span>`;
}

function clubCell({ club }: Line): string {
  const code = CODES[club.code] ?? club.code;
  return `<span class="TeamLogoNameLockup"><span class="TeamName"><a href="/nfl/teams/${code}/${slugOf(`${club.location} ${club.nickname}`)}/">${club.nickname}</a></span></span>`;
}
