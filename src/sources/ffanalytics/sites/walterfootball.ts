import type { Document } from "../../parsed-source.ts";
import type { Position, Stat } from "../projection.ts";
import { badAnswer } from "./bad-answer.ts";
import { type Label, mapColumns, may, need } from "./columns.ts";
import { numberOf } from "./numbers.ts";
import { requireFilled } from "./page-list.ts";
import { readingOf, type Rules, type SiteRow } from "./reading.ts";
import { describeHorizon, positionsFor, type Reading, type Site, type SiteInquiry } from "./site.ts";
import { readWorkbook, UnreadableWorkbook } from "./xlsx.ts";

const SHEETS: Readonly<Partial<Record<Position, string>>> = { QB: "QBs", RB: "RBs", WR: "WRs", TE: "TEs", K: "Ks" };
const POSITIONS = Object.keys(SHEETS) as readonly Position[];
const POINTS = may("site_pts", "Points (ESPN Scoring)");
/** Touchdowns of runs and catches in one number: kept as runs until they are parted. */
const TOUCHDOWNS = need("rush_tds", "REG TD");
const RECEIVING = [need("rec", "CATCH"), need("rec_yds", "REC YDS"), TOUCHDOWNS, POINTS];
const COLUMNS: Readonly<Partial<Record<Position, Parameters<typeof mapColumns>[1]>>> = {
  QB: [need("pass_yds", "PASS YDS"), need("pass_tds", "PASS TD"), need("pass_int", "INT"), need("rush_yds", "RUSH YDS"), TOUCHDOWNS, POINTS],
  RB: [need("rush_yds", "RUSH YDS"), ...RECEIVING],
  WR: [may("rush_yds", "RUSH YDS"), ...RECEIVING],
  TE: [may("rush_yds", "RUSH YDS"), ...RECEIVING],
  K: [need("fg_0039", "FG 1-39"), need("fg_4049", "FG 40-49"), need("fg_50", "FG 50+"), need("xp", "XP"), POINTS],
};
const NAMES = ["First Name", "Last Name", "Team"] as const;
const KNOWN = [...NAMES, "Pos", "Bye", "BYE"];

const rules: Rules = { name: "walterfootball", displayName: "Walterfootball", idKind: null };

/** walterfootball.com: one workbook for the season, a sheet per position. Written after the R package: no real file was at hand. */
export const walterfootball: Site = {
  ...rules,
  verified: false,
  positions: { weekly: [], season: POSITIONS },
  currentWeekOnly: false,
  seasonIsWhatRemains: false,
  host: { host: "walterfootball.com", requests: 1, pauseMs: 2000, reason: "a small site for people: one file a run" },
  inquiries: (horizon) => (positionsFor(walterfootball, horizon).length === 0 ? [] : [{
    label: `Walterfootball ${describeHorizon(horizon)}`,
    url: `http://walterfootball.com/fantasy${horizon.season}rankingsexcel.xlsx`,
    // A workbook is no format of its own to the client: whether there is a comma in its first bytes decides.
    expect: ["text", "csv"],
    horizon,
    positions: POSITIONS,
    page: 0,
  }]),
  parse,
};

function parse({ bytes }: Document, inquiry: SiteInquiry): Reading {
  let workbook: ReturnType<typeof readWorkbook>;
  try {
    workbook = readWorkbook(bytes);
  } catch (error) {
    if (error instanceof UnreadableWorkbook) throw badAnswer(inquiry, `no workbook: ${error.message}`, { cause: error, retryable: true });
    throw error;
  }
  const lists = inquiry.positions.map((position) => {
    const sheet = workbook.get(SHEETS[position] ?? "");
    if (sheet === undefined) throw badAnswer(inquiry, `no sheet '${SHEETS[position] ?? position}'; its sheets are ${[...workbook.keys()].map((name) => `'${name.slice(0, 40)}'`).join(", ") || "none"}`);
    return readSheet(sheet, position, inquiry);
  });
  return readingOf(rules, inquiry, lists.flatMap(({ rows }) => rows), lists.flatMap(({ remarks }) => remarks));
}

function readSheet([header = [], ...lines]: readonly (readonly string[])[], position: Position, inquiry: SiteInquiry): { readonly rows: readonly SiteRow[]; readonly remarks: readonly string[] } {
  const columns = COLUMNS[position] ?? [];
  const labels = header.map((name): Label => ({ group: "", name: name.trim() }));
  const [firstAt = -1, lastAt = -1, teamAt = -1] = NAMES.map((name) => labels.findIndex((label) => label.name === name));
  if (firstAt === -1 || lastAt === -1) throw badAnswer(inquiry, `sheet '${SHEETS[position] ?? position}': no columns 'First Name' and 'Last Name'; its columns are ${header.slice(0, 20).join(", ").slice(0, 200)}`);
  const mapped = mapColumns(labels, columns, KNOWN, inquiry);
  const rows = lines.flatMap((cells): readonly SiteRow[] => {
    const player = `${cells[firstAt] ?? ""} ${cells[lastAt] ?? ""}`.trim();
    const stats: Partial<Record<Stat, number>> = {};
    for (const { stat, index, label } of mapped.stats) {
      const value = numberOf(cells[index] ?? "");
      if (value === undefined) throw badAnswer(inquiry, `sheet '${SHEETS[position] ?? position}': '${(cells[index] ?? "").slice(0, 40)}' in column '${label}' (${stat}) of ${player.slice(0, 60)} is no number`);
      if (value !== null) stats[stat] = value;
    }
    // Below the players stand empty lines.
    if (player === "" && Object.keys(stats).length === 0) return [];
    return [{ player, team: cells[teamAt]?.trim() || null, siteId: null, pos: position, stats }];
  });
  requireFilled(rows, mapped, columns, inquiry);
  return { rows: rows.map((row) => ({ ...row, stats: partTouchdowns(row.stats) })), remarks: mapped.remarks };
}

/** Runs and catches share one number of touchdowns: parted by their yards, as the R package does. */
function partTouchdowns(stats: SiteRow["stats"]): SiteRow["stats"] {
  const { rush_tds: both, ...others } = stats;
  if (both === undefined) return stats;
  const { rush_yds: run, rec_yds: caught } = stats;
  if (caught === undefined) return stats;
  if (run === undefined) return { ...others, rec_tds: both };
  const total = run + caught;
  return total <= 0 ? { ...others, rush_tds: 0, rec_tds: 0 } : { ...others, rush_tds: (both * run) / total, rec_tds: (both * caught) / total };
}
