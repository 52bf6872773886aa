import { parse } from "csv-parse/sync";
import type { Position, Stat } from "../projection.ts";
import { badAnswer } from "./bad-answer.ts";
import { type Column, type Label, mapColumns } from "./columns.ts";
import { isMarkup } from "./decode.ts";
import { numberOf } from "./numbers.ts";
import { requireFilled } from "./page-list.ts";
import { readingOf, type Rules, type SiteRow } from "./reading.ts";
import type { Reading, SiteInquiry } from "./site.ts";

const MOST_ROWS = 5_000;
const LONGEST_RECORD = 20_000;

/** How a site's CSV file is laid out. */
export interface CsvLayout {
  readonly columns: Readonly<Partial<Record<Position, readonly Column[]>>>;
  readonly known: readonly string[];
  readonly names: { readonly player: string; readonly team: string; readonly id?: string; readonly position?: string };
  /** Column of the club that a player's plays, `@MIA` where it is the guest; absent: the file has none. */
  readonly opponent?: string;
  /** Groups of the columns where the file has lost them. */
  readonly labelsOf: (header: readonly string[]) => readonly Label[];
  /** Position of a row in the site's words. @returns null for one that nobody projects */
  readonly positionOf?: (text: string) => Position | null;
}

/** Reads a list of players that comes as CSV. @throws PayloadError naming line and column */
export function readCsvList(text: string, rules: Rules, layout: CsvLayout, inquiry: SiteInquiry): Reading {
  const position = inquiry.positions[0] ?? "QB";
  const [header = [], ...lines] = recordsOf(text, inquiry);
  const { names, opponent, columns, known, labelsOf, positionOf } = layout;
  const at = (name: string | undefined): number => (name === undefined ? -1 : header.findIndex((cell) => cell.trim() === name));
  const [playerAt, teamAt, idAt, positionAt, opponentAt] = [at(names.player), at(names.team), at(names.id), at(names.position), at(opponent)];
  for (const name of Object.values(names)) if (at(name) === -1) throw badAnswer(inquiry, `no column '${name}'; its header is '${header.join(",").slice(0, 200)}'`);
  const mapped = mapColumns(labelsOf(header), columns[position] ?? [], [...Object.values(names), ...known], inquiry);
  const rows: SiteRow[] = [];
  lines.forEach((cells, index) => {
    // Below FantasyPros' headers stands a line of blanks, shorter than the header.
    if (cells.every((cell) => cell.trim() === "")) return;
    const player = cells[playerAt] ?? "";
    if (cells.length !== header.length) throw badAnswer(inquiry, `line ${index + 2} (${player.slice(0, 60)}) has ${cells.length} cells, its header ${header.length}`);
    const stats: Partial<Record<Stat, number>> = {};
    for (const { stat, index: column, label } of mapped.stats) {
      const value = numberOf(cells[column]);
      if (value === undefined) throw badAnswer(inquiry, `'${(cells[column] ?? "").slice(0, 40)}' in column '${label}' (${stat}) of ${player.slice(0, 60)} is no number`);
      if (value !== null) stats[stat] = value;
    }
    rows.push({ player, team: (cells[teamAt] ?? "").trim() || null, opponent: (cells[opponentAt] ?? "").replace("@", "").trim() || null, siteId: (cells[idAt] ?? "").trim() || null, pos: positionOf === undefined ? position : positionOf(cells[positionAt] ?? ""), stats });
  });
  const own = rows.filter(({ pos }) => pos === position);
  const others = rows.length - own.length;
  if (others > rows.length / 2) throw badAnswer(inquiry, `column '${names.position ?? ""}' says of ${others} of ${rows.length} rows that they are of another position: another list than was asked for`);
  requireFilled(own, mapped, columns[position] ?? [], inquiry);
  return readingOf(rules, inquiry, rows, mapped.remarks);
}

function recordsOf(text: string, inquiry: SiteInquiry): readonly (readonly string[])[] {
  if (isMarkup(text)) throw badAnswer(inquiry, `a page where CSV was expected: it begins '${text.trimStart().slice(0, 60)}'`);
  let records: readonly (readonly string[])[];
  try {
    records = parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true, max_record_size: LONGEST_RECORD, to: MOST_ROWS + 1 });
  } catch (error) {
    throw badAnswer(inquiry, `no CSV: ${error instanceof Error ? error.message.slice(0, 200) : String(error)}`, { cause: error, retryable: true });
  }
  if (records.length > MOST_ROWS) throw badAnswer(inquiry, `more than ${MOST_ROWS.toLocaleString("en-US")} lines: no list of players is so long`);
  return records;
}
