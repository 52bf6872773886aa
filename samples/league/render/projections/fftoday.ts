import { ids } from "../../ids.ts";
import type { ProjectedPosition } from "../../projections.ts";
import { type Line, one, type Site, type SiteWeek } from "./site.ts";

type Group = readonly [group: string, columns: readonly (readonly [label: string, stat: string])[]];
const RUSHING: Group = ["Rushing", [["Att", "rush_att"], ["Yard", "rush_yds"], ["TD", "rush_tds"]]];
const RECEIVING: Group = ["Receiving", [["Rec", "rec"], ["Yard", "rec_yds"], ["TD", "rec_tds"]]];
const POSITIONS: readonly { readonly position: ProjectedPosition; readonly id: number; readonly pages: number; readonly groups: readonly Group[] }[] = [
  { position: "QB", id: 10, pages: 1, groups: [["Passing", [["Comp", "pass_comp"], ["Att", "pass_att"], ["Yard", "pass_yds"], ["TD", "pass_tds"], ["INT", "pass_int"]]], RUSHING] },
  { position: "RB", id: 20, pages: 2, groups: [RUSHING, RECEIVING] },
  { position: "WR", id: 30, pages: 3, groups: [RUSHING, RECEIVING] },
  { position: "TE", id: 40, pages: 1, groups: [RECEIVING] },
  { position: "K", id: 80, pages: 1, groups: [["&nbsp;", [["FGM", "fg"], ["FGA", "fg_att"], ["EPM", "xp"], ["EPA", "xp_att"]]]] },
];
const ROWS_A_PAGE = 50;

/** Tables in upper case, fifty rows a page. */
export const fftoday: Site = {
  name: "fftoday",
  render: (week) => POSITIONS.flatMap(({ position, id, pages, groups }) => Array.from({ length: pages }, (_, number) => ({
    url: `https://www.fftoday.com/rankings/playerwkproj.php?Season=${week.season}&GameWeek=${week.week}&PosID=${id}&LeagueID=1&order_by=FFPts&sort_order=DESC&cur_page=${number}`,
    body: page(id, groups, week, week.lines(position).slice(number * ROWS_A_PAGE, (number + 1) * ROWS_A_PAGE)),
    name: `fftoday-${position}-week-${week.week}-page-${number}`,
    extension: "html" as const,
    headers: { "content-type": "text/html; charset=UTF-8" },
  }))),
};

function page(id: number, groups: readonly Group[], { season, week }: SiteWeek, lines: readonly Line[]): string {
  const sort = `?Season=${season}&amp;GameWeek=${week}&amp;PosID=${id}&amp;LeagueID=1&order_by=FFPts&sort_order=ASC`;
  const head = (label: string): string => `<TD ALIGN="center" NOWRAP BGCOLOR="#e0e0e0"><B>${label}</B><BR><A HREF='${sort}'><IMG src="../images/asc.gif" WIDTH="11" HEIGHT="14" BORDER="0"></A></TD>`;
  return `<html><head><title>${season} Fantasy Football Projections - Week ${week}</title></head><body>
<TABLE WIDTH='100%'><TR><TD>
<TABLE WIDTH='100%' CELLPADDING='2' CELLSPACING='1' BORDER='0'>
	<TR class='tablehdr'>
   		<TD COLSPAN='4' ALIGN='center' VALIGN='middle' NOWRAP>&nbsp;</TD>
		${groups.map(([group, columns]) => `<TD COLSPAN="${columns.length}" ALIGN="center" NOWRAP>${group}</TD>`).join("")}
		<TD bgcolor='#666666' ALIGN='center' NOWRAP>Fantasy</TD>
	</TR>
	<TR class='tableclmhdr'>
		<TD ALIGN='center' NOWRAP><B>Chg</B></TD>
		<TD ALIGN='center' VALIGN='middle' NOWRAP><B>Player</B>
		<div style='font-size: 8pt;'>Sort First: <A HREF='${sort}'><IMG src='../images/asc.gif' WIDTH='11' HEIGHT='14' BORDER='0'></A></div></TD>
		${head("Team")}${head("Opp")}
		${groups.flatMap(([, columns]) => columns.map(([label]) => head(label))).join("")}
		${head("FPts")}
	</TR>
${lines.map((line, index) => row(line, groups, index % 2 === 0 ? "#ffffff" : "#f7f7f7")).join("\n")}
</TABLE></TD></TR></TABLE></body></html>
`;
}

function row(line: Line, groups: readonly Group[], color: string): string {
  const { person, name, club, opponent, isHome } = line;
  const cell = (text: string): string => `<TD ALIGN="center">${text}</TD>`;
  const link = `/stats/players/${person === null ? 0 : ids.fftoday(person)}/${name.replaceAll(" ", "_")}?LeagueID=1`;
  return `	<TR BGCOLOR="${color}">
<TD class="bodycontent">&nbsp;</TD>
<TD class="smallbody" ALIGN="LEFT">&nbsp;<A HREF="${link}">${name}</A>   </TD>
${[club.code === "LA" ? "LAR" : club.code, `${isHome ? "" : "@"}${opponent.code}`, ...groups.flatMap(([, columns]) => columns.map(([, stat]) => one(line.of(stat)))), one(line.points)].map(cell).join("\n")}
</TR>`;
}
