import { CLUBS } from "../../clubs.ts";
import { ids } from "../../ids.ts";
import type { ProjectedPosition } from "../../projections.ts";
import { type Line, one, type Site, type SiteWeek, slugOf } from "./site.ts";

type Group = readonly [group: string, columns: readonly (readonly [label: string, stat: string])[]];
const RUSHING: Group = ["RUSHING", [["ATT", "rush_att"], ["YDS", "rush_yds"], ["TDS", "rush_tds"]]];
const RECEIVING: Group = ["RECEIVING", [["REC", "rec"], ["YDS", "rec_yds"], ["TDS", "rec_tds"]]];
const MISC: Group = ["MISC", [["FL", "fumbles_lost"], ["FPTS", "points"]]];
const GROUPS: Readonly<Partial<Record<ProjectedPosition, readonly Group[]>>> = {
  QB: [["PASSING", [["ATT", "pass_att"], ["CMP", "pass_comp"], ["YDS", "pass_yds"], ["TDS", "pass_tds"], ["INTS", "pass_int"]]], RUSHING, MISC],
  RB: [RUSHING, RECEIVING, MISC],
  WR: [RECEIVING, RUSHING, MISC],
  TE: [RECEIVING, MISC],
  K: [["", [["FG", "fg"], ["FGA", "fg_att"], ["XPT", "xp"], ["FPTS", "points"]]]],
  DST: [["", [["SACK", "dst_sacks"], ["INT", "dst_int"], ["FR", "dst_fum_rec"], ["FF", "dst_fum_force"], ["TD", "dst_td"], ["SAFETY", "dst_safety"], ["PA", "dst_pts_allowed"], ["YDS AGN", "dst_yds_allowed"], ["FPTS", "points"]]]],
};
/** Codes where they are not nflverse's. */
const CODES: Readonly<Record<string, string>> = { LA: "LAR", JAX: "JAC" };
const GATED_ROWS = 10;

/** @param isGated the site shows a stranger ten rows and a sign-in panel, and says 200 */
export const fantasypros = (isGated: boolean): Site => ({
  name: "fantasypros",
  render: (week) => (Object.keys(GROUPS) as ProjectedPosition[]).map((position) => ({
    url: `https://www.fantasypros.com/nfl/projections/${position.toLowerCase()}.php?week=${week.week}`,
    body: page(position, week, isGated),
    name: `fantasypros-${position}-week-${week.week}`,
    extension: "html",
    headers: { "content-type": "text/html; charset=utf-8" },
  })),
});

function page(position: ProjectedPosition, { season, week, lines }: SiteWeek, isGated: boolean): string {
  const groups = GROUPS[position] ?? [];
  const shown = isGated ? lines(position).slice(0, GATED_ROWS) : lines(position);
  const groupRow = groups[0]?.[0] === "" ? "" : `<tr><td>&nbsp;</td>${groups.map(([group, columns]) => `<td colspan="${columns.length}" class="center"><b>${group}</b></td>`).join("")}</tr>\n`;
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Week ${week} ${position} Fantasy Football Projections (${season})</title></head>
<body><h1>${position} Projections - Week ${week} (${season})</h1>
<div class="mobile-table"><table id="data" class="table table-bordered">
<thead>
${groupRow}<tr><th class="player-label">Player</th>${groups.flatMap(([, columns]) => columns.map(([label]) => `<th><small>${label}</small></th>`)).join("")}</tr>
</thead>
<tbody>
${shown.map((line) => row(line, groups)).join("\n")}
</tbody>
</table></div>
${isGated ? '<div class="registration-gate"><p>Sign in to see all projections.</p></div>\n' : ""}</body></html>
`;
}

function row(line: Line, groups: readonly Group[]): string {
  const { person, name, club } = line;
  const id = person === null ? 8_000 + CLUBS.indexOf(club) : ids.fantasypros(person);
  const team = person === null ? "" : ` ${CODES[club.code] ?? club.code}`;
  const cells = groups.flatMap(([, columns]) => columns.map(([, stat]) => (stat === "points" ? `<td class="center" data-sort-value="${line.points.toFixed(3)}">${one(line.points)}</td>` : `<td class="center">${line.of(stat).toLocaleString("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 })}</td>`)));
  return `<tr class="mpb-player-${id}"><td class="player-label player-label-report-page"><a href="/nfl/projections/${slugOf(name)}.php" class="player-name fp-player-link fp-id-${id}" fp-player-name="${name}">${name}</a>${team}</td>\n${cells.join("\n")}\n</tr>`;
}
