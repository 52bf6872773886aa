import type { Horizon, Position } from "../../projection.ts";
import { type Invented, invent, numberFor, type Spoilt } from "./people.ts";
import { packWorkbook } from "./workbook.ts";

/** Column as a site prints it, and what it holds; a text stands as it is. */
type Columns = readonly (readonly [label: string, stat: string])[];
type Groups = readonly (readonly [group: string, columns: Columns])[];

/** A list to be made: who, and how many of them. */
export interface Wanted extends Horizon {
  readonly position: Position;
  readonly count: number;
  readonly spoilt?: Spoilt;
  /** Players on the pages before it. */
  readonly from?: number;
}

const GROUPED = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1 });

function value(stat: string, player: Invented): string {
  if (stat.startsWith("=")) return stat.slice(1);
  return player.spoilt?.stat === stat ? String(player.spoilt.written) : GROUPED.format(numberFor(stat, player));
}
/** Without the commas of thousands; what was put in a number's place stays as it is. */
const plain = (stat: string, player: Invented): string => (player.spoilt?.stat === stat ? value(stat, player) : value(stat, player).replaceAll(",", ""));

const CBS_RUSHING: Columns = [["Rushing Attempts", "rush_att"], ["Rushing Yards", "rush_yds"], ["Average Yards Per Rush", "=4.1"], ["Rushing Touchdowns", "rush_tds"]];
const CBS_RECEIVING: Columns = [["Targets", "rec_tgt"], ["Receptions", "rec"], ["Receiving Yards", "rec_yds"], ["Yards Per Game", "rec_yds"], ["Average Yards Per Reception", "=11.2"], ["Receiving Touchdowns", "rec_tds"]];
const CBS_MISC: Columns = [["Fumbles Lost", "=—"], ["Fantasy Points", "site_pts"], ["Fantasy Points Per Game", "site_pts"]];
const CBS: Readonly<Partial<Record<Position, Columns>>> = {
  QB: [["Games Played", "=1"], ["Pass Attempts", "pass_att"], ["Pass Completions", "pass_comp"], ["Passing Yards", "pass_yds"], ["Passing Yards Per Game", "pass_yds"], ["Touchdowns Passes", "pass_tds"], ["Interceptions Thrown", "pass_int"], ["Passer Rating", "=90.1"], ...CBS_RUSHING, ...CBS_MISC],
  RB: [["Games Played", "=1"], ...CBS_RUSHING, ...CBS_RECEIVING, ...CBS_MISC],
  WR: [["Games Played", "=1"], ...CBS_RECEIVING, ...CBS_RUSHING, ...CBS_MISC],
  TE: [["Games Played", "=1"], ...CBS_RECEIVING, ...CBS_MISC],
  K: [["Games Played", "=1"], ["Field Goals Made", "fg"], ["Field Goal Attempts", "fg_att"], ["Field Goals 1-19 Yards", "fg_0019"], ["Field Goals 50+ Yards", "fg_50"], ["Extra Points Made", "xp"], ["Extra Points Attempted", "xp_att"], ["Fantasy Points", "site_pts"]],
  DST: [["Games Played", "=1"], ["Interceptions", "dst_int"], ["Safeties", "dst_safety"], ["Sacks", "dst_sacks"], ["Defensive Fumbles Recovered", "dst_fum_rec"], ["Points Allowed", "dst_pts_allowed"], ["Total Yards Allowed", "dst_yds_allowed"], ["Fantasy Points", "site_pts"]],
};

/** Header cells hold a short label and a tooltip; the player's cell a short and a long form. */
export function cbsPage({ position, count, season, week, spoilt }: Wanted): string {
  const columns = CBS[position] ?? [];
  const path = `/fantasy/football/stats/${position}/${season}/${week === 0 ? "season" : week}/projections/nonppr/`;
  const head = columns.map(([label]) => `<th class="TableBase-headTh"><a href="${path}?sortcol=x">${label.slice(0, 3)}<span class="TableBase-sortIcon"></span></a><div class="Tablebase-tooltip"><div class="Tablebase-tooltipInner">\n   ${label}\n</div></div></th>`).join("");
  const about = (name: string, { id, team }: Invented): string => `<span class=""><a href="/nfl/players/${id}/x/fantasy/" class="">${name}</a><span class="CellPlayerName-position">\n ${position}\n</span><span class="CellPlayerName-icon">Q</span><span class="CellPlayerName-team">\n ${team}\n</span></span>`;
  const who = (player: Invented): string => position === "DST"
    ? `<span class="TeamLogo"><a href="/nfl/teams/${player.team}/x/"><img src="x.svg"></a></span><span class="TeamName"><a href="/nfl/teams/${player.team}/x/">${player.last}</a></span>`
    : `<span class="CellPlayerName--short">${about(`${player.first[0] ?? ""}. ${player.last}`, player)}</span><span class="CellPlayerName--long">${about(player.name, player)}</span>`;
  const rows = invent(position, count, spoilt).map((player) => `<tr class="TableBase-bodyTr"><td class="TableBase-bodyTd">${who(player)}</td>${columns.map(([, stat]) => `<td class="TableBase-bodyTd">\n  ${value(stat, player)}  </td>`).join("")}</tr>`);
  return `<!DOCTYPE html><html><head><title>${position} projections</title><script>var t = "<table><tr><th>Player</th></tr></table>";</script></head><body><table><tr><td><a href="/">Scores</a></td><td>News</td></tr></table>
<div id="TableBase"><table class="TableBase-table"><thead><tr class="TableBase-headGroupTr"><th colspan=""></th><th colspan="${columns.length}">Everything</th></tr><tr class="TableBase-headTr"><th><a href="${path}?sortcol=player">${position === "DST" ? "Team" : "Player"}</a></th>${head}</tr></thead><tbody>${rows.join("\n")}</tbody></table></div></body></html>`;
}

// The names of columns as they are since September 2025; quarterbacks' as they were before.
const FFTODAY_RUSHING: Groups[number] = ["Rushing", [["Att", "rush_att"], ["Yard", "rush_yds"], ["TD", "rush_tds"]]];
const FFTODAY_RECEIVING: Groups[number] = ["Receiving", [["Rec", "rec"], ["Yard", "rec_yds"], ["TD", "rec_tds"]]];
const FFTODAY_IDP: Groups = [["Defense", [["Tackle", "idp_solo"], ["Assist", "idp_asst"], ["Sack", "idp_sacks"], ["PD", "idp_pd"], ["INT", "idp_int"], ["FF", "idp_fum_force"], ["FR", "idp_fum_rec"]]]];
const FFTODAY: Readonly<Partial<Record<Position, readonly [id: number, groups: Groups]>>> = {
  QB: [10, [["Passing", [["Cmp", "pass_comp"], ["Att", "pass_att"], ["Yds", "pass_yds"], ["TD", "pass_tds"], ["INT", "pass_int"]]], ["Rushing", [["Att", "rush_att"], ["Yds", "rush_yds"], ["TD", "rush_tds"]]]]],
  RB: [20, [FFTODAY_RUSHING, FFTODAY_RECEIVING]],
  WR: [30, [FFTODAY_RUSHING, FFTODAY_RECEIVING]],
  TE: [40, [FFTODAY_RECEIVING]],
  DL: [50, FFTODAY_IDP],
  DB: [70, FFTODAY_IDP],
  K: [80, [["&nbsp;", [["FGM", "fg"], ["FGA", "fg_att"], ["FG%", "=81.5%"], ["EPM", "xp"], ["EPA", "xp_att"]]]]],
  LB: [60, FFTODAY_IDP],
  DST: [99, [["", [["Sack", "dst_sacks"], ["FR", "dst_fum_rec"], ["INT", "dst_int"], ["DefTD", "dst_td"], ["PA", "dst_pts_allowed"], ["PaYd/G", "=201.1"], ["RuYd/G", "=99.0"], ["Safety", "dst_safety"], ["KickTD", "return_tds"]]]]],
};

/** Tables in tables, in upper case, with links to sort by in every header; a note among the players. */
export function fftodayPage({ position, count, season, week, spoilt, from }: Wanted): string {
  const [id, groups] = FFTODAY[position] ?? [0, []];
  const isClub = position === "DST";
  const sort = `?Season=${season}${week === 0 ? "" : `&amp;GameWeek=${week}`}&amp;PosID=${id}&amp;LeagueID=1&order_by=X&sort_order=ASC`;
  const head = (label: string): string => `<TD ALIGN="center" NOWRAP><B>${label}</B><BR><A HREF='${sort}'><IMG src="../images/asc.gif"></A>\n<div>Sort First: <A HREF='${sort}'>up</A>&nbsp;&nbsp;</div></TD>`;
  const place = week === 0 ? "Bye" : "Opp";
  const rows = invent(position, count, spoilt, from).map((player) => `<TR>
<TD class="bodycontent">&nbsp;</TD>
<TD class="smallbody">&nbsp;<A HREF="/stats/players${isClub ? `?TeamID=${player.id.slice(1)}` : `/${player.id}/x`}${isClub ? "&" : "?"}LeagueID=1">${player.name}</A>   </TD>
${[...(isClub ? [] : [player.team]), "@MIA", ...groups.flatMap(([, columns]) => columns.map(([, stat]) => value(stat, player))), value("site_pts", player)].map((text) => `<TD class="smallbody">${text}</TD>`).join("\n")}
</TR>`);
  return `<html><head><title>Projections</title></head><body><TABLE><TR><TD><TABLE><TR><TD><A HREF="/rankings/playerwkproj.php?Season=1999&GameWeek=9">other weeks</A></TD></TR><TR><TD>
<TABLE WIDTH='100%'><TR class='tablehdr'><TD COLSPAN='${isClub ? 3 : 4}'>&nbsp;</TD>${groups.map(([group, columns]) => `<TD COLSPAN="${columns.length}">${group}</TD>`).join("")}<TD>Fantasy</TD></TR>
<TR class='tableclmhdr'><TD><B>Chg</B></TD>${(isClub ? ["Team", place] : ["Player", "Team", place]).map(head).join("")}${groups.flatMap(([, columns]) => columns.map(([label]) => head(label))).join("")}${head(week === 0 ? "FFPts" : "FPts")}</TR>
<TR><TD COLSPAN="20">Updated today</TD></TR>
${rows.join("\n")}</TABLE></TD></TR></TABLE></TD></TR></TABLE></body></html>`;
}

const RUSHING: Groups[number] = ["RUSHING", [["ATT", "rush_att"], ["YDS", "rush_yds"], ["TDS", "rush_tds"]]];
const RECEIVING: Groups[number] = ["RECEIVING", [["REC", "rec"], ["YDS", "rec_yds"], ["TDS", "rec_tds"]]];
const MISC: Groups[number] = ["MISC", [["FL", "fumbles_lost"], ["FPTS", "site_pts"]]];
const FANTASYPROS: Readonly<Partial<Record<Position, Groups>>> = {
  QB: [["PASSING", [["ATT", "pass_att"], ["CMP", "pass_comp"], ["YDS", "pass_yds"], ["TDS", "pass_tds"], ["INTS", "pass_int"]]], RUSHING, MISC],
  RB: [RUSHING, RECEIVING, MISC],
  WR: [RECEIVING, RUSHING, MISC],
  TE: [RECEIVING, MISC],
  K: [["", [["FG", "fg"], ["FGA", "fg_att"], ["XPT", "xp"], ["FPTS", "site_pts"]]]],
  DST: [["", [["SACK", "dst_sacks"], ["INT", "dst_int"], ["FR", "dst_fum_rec"], ["FF", "dst_fum_force"], ["TD", "dst_td"], ["SAFETY", "dst_safety"], ["PA", "dst_pts_allowed"], ["YDS AGN", "dst_yds_allowed"], ["FPTS", "site_pts"]]]],
};

/** Two rows of headers, one for kickers and defenses; the club is text behind the link, and the last player has none. */
export function fantasyprosPage({ position, count, season, week, spoilt }: Wanted): string {
  const groups = FANTASYPROS[position] ?? [];
  const over = groups[0]?.[0] === "" ? "" : `<tr><td>&nbsp;</td>${groups.map(([group, columns]) => `<td colspan="${columns.length}"><b>${group}</b></td>`).join("")}</tr>`;
  const rows = invent(position, count, spoilt).map((player) => `<tr class="mpb-player-${player.id} js-row"><td class="player-label"><a href="/nfl/projections/x.php${week === 0 ? "" : `?week=${week}`}" class="player-name fp-player-link fp-id-${player.id}">${player.name.replace("o ", "o&nbsp;")}</a>${position === "DST" || player.index === count - 1 ? "" : ` ${player.team}`}</td>${groups.flatMap(([, columns]) => columns.map(([, stat]) => `<td class="center">${value(stat, player)}</td>`)).join("\n")}</tr>`);
  return `<!DOCTYPE html><html><head><title>${week === 0 ? "" : `Week ${week} `}${position} Fantasy Football Projections (${season})</title></head><body><h1>${position} Projections</h1><table id="data"><thead>${over}<tr><th>Player</th>${groups.flatMap(([, columns]) => columns.map(([label]) => `<th><small>${label}</small></th>`)).join("")}</tr></thead><tbody>${rows.join("\n")}</tbody></table></body></html>`;
}

/** One line of names, where groups are lost; a line of blanks under it, two at the end; CRLF. */
export function fantasyprosCsv({ position, count, spoilt }: Wanted): string {
  const columns = (FANTASYPROS[position] ?? []).flatMap(([, inGroup]) => inGroup);
  const quoted = (cells: readonly string[]): string => cells.map((cell) => `"${cell}"`).join(",");
  return [
    quoted(["Player", "Team", ...columns.map(([label]) => label.replace(" ", "_"))]),
    quoted(["\u00a0 ", "", "", ""]),
    ...invent(position, count, spoilt).map((player) => quoted([player.name, position === "DST" ? "" : player.team, ...columns.map(([, stat]) => value(stat, player))])),
    '""', '""',
  ].join("\r\n");
}

const IDP: Columns = [["Tack", "idp_solo"], ["Asst", "idp_asst"], ["Scks", "idp_sacks"], ["PassDef", "idp_pd"], ["Int", "idp_int"], ["FumFrc", "idp_fum_force"], ["Fum", "idp_fum_rec"], ["DefTD", "idp_td"]];
const SHARKS: Readonly<Partial<Record<Position, Columns>>> = {
  QB: [["Att", "pass_att"], ["Comp", "pass_comp"], ["Pass Yds", "pass_yds"], ["Pass TDs", "pass_tds"], ["0-9 PassTDs", "=0.7"], ["50+ PassTDs", "=0.1"], ["Int", "pass_int"], ["Sacked", "=2.0"], ["Rush", "rush_att"], ["Rush Yds", "rush_yds"], ["Rush TDs", "rush_tds"], ["Fum Lost", "fumbles_lost"], ["Scoring Opps", "=5.4"]],
  // Two columns of one name, twice: first of runs, then of catches.
  WR: [["Rush", "rush_att"], ["Rush Yds", "rush_yds"], ["Rush TDs", "rush_tds"], [">= 50yds", "=0"], [">= 100yds", "=0"], ["Tgt", "rec_tgt"], ["Rec", "rec"], ["Rec Yds", "rec_yds"], ["Rec TDs", "rec_tds"], [">= 50yds", "=2"], [">= 100yds", "=1"], ["Fum Lost", "fumbles_lost"]],
  TE: [["Tgt", "rec_tgt"], ["Rec", "rec"], ["Rec Yds", "rec_yds"], ["Rec TDs", "rec_tds"], ["Fum Lost", "fumbles_lost"]],
  RB: [["Rush", "rush_att"], ["Rush Yds", "rush_yds"], ["Rush TDs", "rush_tds"], [">= 50yds", "=3"], [">= 100yds", "=1"], ["Tgt", "rec_tgt"], ["Rec", "rec"], ["Rec Yds", "rec_yds"], ["Rec TDs", "rec_tds"], [">= 50yds", "=2"], [">= 100yds", "=0"], ["Fum Lost", "fumbles_lost"]],
  K: [["XP", "xp"], ["XPA", "xp_att"], ["FG", "fg"], ["Att", "fg_att"], ["10-19", "fg_0019"], ["20-29", "fg_2029"], ["50+", "fg_50"], ["Miss", "=0.2"]],
  DST: [["Yds Allowed", "dst_yds_allowed"], ["100-199", "=0"], ["Pts Agn", "dst_pts_allowed"], ["Scks", "dst_sacks"], ["Int", "dst_int"], ["Fum", "dst_fum_rec"], ["DefTD", "dst_td"], ["Safts", "dst_safety"]],
  DL: IDP, LB: IDP, DB: IDP,
};
const SHARKS_WORDS: Readonly<Partial<Record<Position, readonly string[]>>> = { DST: ["D"], DL: ["DE", "DT"], DB: ["CB", "S"], RB: ["RB", "FB"] };

const quotedIfNeeded = (cell: string | number | undefined): string => (String(cell).includes(",") ? `"${cell}"` : String(cell));

export function sharksCsv({ position, count, spoilt }: Wanted): string {
  const columns = SHARKS[position] ?? [];
  const words = SHARKS_WORDS[position] ?? [position];
  const lines = invent(position, count, spoilt).map((player) => [player.index + 1, position === "DST" ? 501 + player.index : player.id, `${player.last}, ${player.first}`, player.team, "@MIA", words[player.index % words.length], ...columns.map(([, stat]) => plain(stat, player)), plain("site_pts", player)].map(quotedIfNeeded).join(","));
  return `${[`Rank,Player ID,Player Name,Team,Opp,Position,${columns.map(([label]) => label).join(",")},Pts`, ...lines].join("\n")}\n`;
}

const NFL_RUNS: Groups = [["Rushing", [["Yds", "rush_yds"], ["TD", "rush_tds"]]], ["Receiving", [["Rec", "rec"], ["Yds", "rec_yds"], ["TD", "rec_tds"]]], ["Ret", [["TD", "=-"]]], ["Misc", [["FumTD", "=-"], ["2PT", "two_pts"]]], ["Fum", [["Lost", "fumbles_lost"]]], ["Fantasy", [["Points", "site_pts"]]]];
const NFL_SCORERS: Groups = [["Passing", [["Yds", "=-"], ["TD", "=-"], ["Int", "=-"]]], ...NFL_RUNS];
const NFL: Readonly<Partial<Record<Position, Groups>>> = {
  RB: NFL_SCORERS, WR: NFL_SCORERS, TE: NFL_SCORERS,
  K: [["PAT", [["Made", "xp"]]], ["FG Made", [["0-19", "fg_0019"], ["20-29", "fg_2029"], ["30-39", "fg_3039"], ["40-49", "fg_4049"], ["50+", "fg_50"]]], ["Fantasy", [["Points", "site_pts"]]]],
  QB: [["Passing", [["Yds", "pass_yds"], ["TD", "pass_tds"], ["Int", "pass_int"]]], ["Rushing", [["Yds", "rush_yds"], ["TD", "rush_tds"]]], ["Receiving", [["Rec", "=-"], ["Yds", "=-"], ["TD", "=-"]]], ["Ret", [["TD", "=-"]]], ["Misc", [["FumTD", "=-"], ["2PT", "two_pts"]]], ["Fum", [["Lost", "fumbles_lost"]]], ["Fantasy", [["Points", "site_pts"]]]],
  DST: [["Tackles", [["Sack", "dst_sacks"]]], ["Turnover", [["Int", "dst_int"], ["Fum Rec", "dst_fum_rec"]]], ["Score", [["Saf", "dst_safety"], ["TD", "dst_td"], ["Def 2pt Ret", "=-"]]], ["Ret", [["TD", "return_tds"]]], ["Points", [["Pts Allow", "dst_pts_allowed"]]], ["Fantasy", [["Points", "site_pts"]]]],
};

export function nflPage({ position, count, season, week, spoilt }: Wanted): string {
  const groups = NFL[position] ?? [];
  const sort = `/research/projections?statSeason=${season}${week === 0 ? "" : `&amp;statWeek=${week}`}`;
  const who = ({ name, id, team }: Invented): string => `<div><a class="playerCard playerName playerNameFull playerNameId-${id}" href="/players/card?leagueId=0&amp;playerId=${id}">${name}</a> <em>${position === "DST" ? "DEF" : `${position} - ${team}`}</em> <strong>Q</strong> <a href="#" class="playerCard newsIcon">View News</a></div>`;
  const rows = invent(position, count, spoilt).map((player) => `<tr class="player-${player.id}"><td class="playerNameAndInfo">${who(player)}</td><td>@MIA</td><td>1</td>${groups.flatMap(([, columns]) => columns.map(([, stat]) => `<td class="stat">${value(stat, player)}</td>`)).join("")}</tr>`);
  return `<html><head><title>Projections</title></head><body><table class="tableType-player"><thead><tr><th class="first" colspan="2"></th><th></th>${groups.map(([group, columns]) => `<th colspan="${columns.length}">${group}</th>`).join("")}</tr><tr><th><a href="${sort}">Player</a></th><th>Opp</th><th>GP</th>${groups.flatMap(([, columns]) => columns.map(([label]) => `<th><a href="${sort}">${label}</a></th>`)).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></body></html>`;
}

const RTSPORTS_SCORERS: Columns = [["pass_atts", "pass_att"], ["pass_comps", "pass_comp"], ["pass_yds", "pass_yds"], ["pass_tds", "pass_tds"], ["pass_ints", "pass_int"], ["rush_atts", "rush_att"], ["rush_yds", "rush_yds"], ["rush_tds", "rush_tds"], ["rec_rcpts", "rec"], ["rec_yds", "rec_yds"], ["rec_tds", "rec_tds"], ["pts_ppr", "site_pts"]];
const RTSPORTS: Readonly<Partial<Record<Position, Columns>>> = {
  K: [["kick_patm", "xp"], ["kick_fgm", "fg"], ["kick_fga", "fg_att"], ["pts_ppr", "site_pts"]],
  DST: [["pts_allowed", "dst_pts_allowed"], ["yds_allowed", "dst_yds_allowed"], ["sacks", "dst_sacks"], ["ints", "dst_int"], ["fumbles_recovered", "dst_fum_rec"], ["pts_ppr", "=0"]],
};

/** Numbers come as texts. */
export function rtsportsJson({ position, count, spoilt }: Wanted): string {
  const columns = RTSPORTS[position] ?? RTSPORTS_SCORERS;
  return JSON.stringify({ some_outer_key: invent(position, count, spoilt).map((player) => ({ player_id: player.id, stats_id: `9${player.id}`, name: player.name, nfl_team: player.team, stats: Object.fromEntries(columns.map(([name, stat]) => [name, plain(stat, player)])) })) });
}

const WALTERFOOTBALL: Readonly<Record<string, readonly [position: Position, columns: Columns]>> = {
  QBs: ["QB", [["PASS YDS", "pass_yds"], ["PASS TD", "pass_tds"], ["INT", "pass_int"], ["RUSH YDS", "rush_yds"], ["REG TD", "rush_tds"]]],
  RBs: ["RB", [["RUSH YDS", "=900"], ["CATCH", "rec"], ["REC YDS", "=300"], ["REG TD", "=8"]]],
  WRs: ["WR", [["CATCH", "rec"], ["REC YDS", "rec_yds"], ["REG TD", "rec_tds"]]],
  TEs: ["TE", [["CATCH", "rec"], ["REC YDS", "rec_yds"], ["REG TD", "rec_tds"]]],
  Ks: ["K", [["FG 1-39", "fg_0039"], ["FG 40-49", "fg_4049"], ["FG 50+", "fg_50"], ["XP", "xp"]]],
};

export function walterfootballWorkbook({ count, spoilt }: Pick<Wanted, "count" | "spoilt">): Uint8Array {
  return packWorkbook(Object.fromEntries(Object.entries(WALTERFOOTBALL).map(([sheet, [position, columns]]) => [sheet, [
    ["First Name", "Last Name", "Team", "Pos", position === "QB" ? "Bye" : "BYE", ...columns.map(([label]) => label), "Points (ESPN Scoring)"],
    ...invent(position, count, spoilt).map((player) => [player.first, player.last, player.team, position, 7, ...columns.map(([, stat]) => player.spoilt?.stat === stat ? plain(stat, player) : Number(plain(stat, player))), numberFor("site_pts", player)]),
    ["", "", "", "", ""],
  ]])));
}
