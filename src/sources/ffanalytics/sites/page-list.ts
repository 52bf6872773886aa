import type { PayloadError } from "../../../core/errors.ts";
import { type Cell, type HtmlPage, type HtmlTable, readHtmlPage, type Row, squeeze, textOf, UnreasonablePage } from "../html-table.ts";
import type { Position, Stat } from "../projection.ts";
import { badAnswer } from "./bad-answer.ts";
import { type Column, type Label, type MappedColumns, mapColumns } from "./columns.ts";
import { numberOf } from "./numbers.ts";
import { countRows, readingOf, type Rules, type SiteRow } from "./reading.ts";
import type { Reading, SiteInquiry } from "./site.ts";

/** Who a row is about, as its cell of names tells. */
export interface Who {
  readonly player: string;
  readonly team: string | null;
  readonly siteId: string | null;
}

/** How a site's page is laid out. */
export interface PageLayout {
  readonly columns: Readonly<Partial<Record<Position, readonly Column[]>>>;
  /** Columns that are there and not kept. */
  readonly known: readonly string[];
  /** Name of a column, of its header cell. */
  readonly labelOf: (cell: Cell) => string;
  /** The row over the header names groups of columns, and a column's name is told with its group. */
  readonly hasGroups: boolean;
  readonly who: (cell: Cell, row: Row, position: Position) => Who;
  /** Column of the club's code; absent: it stands with the name. */
  readonly teamColumn?: string;
  /** @throws PayloadError when the page says that it is about another season, week or position */
  readonly requireAsked: (page: HtmlPage & { readonly table: HtmlTable }, inquiry: SiteInquiry) => void;
}

/** The column of names; a list of defenses may call it so. */
const NAME_COLUMNS = ["player", "team"];
const LEAST_COLUMNS = 3;

/** Reads the list of players of a page. @throws PayloadError naming what is missing, or what stands where a number should */
export function readPageList(html: string, rules: Rules, layout: PageLayout, inquiry: SiteInquiry): Reading {
  const position = inquiry.positions[0] ?? "QB";
  const { page, table } = findList(html, layout, inquiry);
  layout.requireAsked({ ...page, table }, inquiry);
  const labels = labelsOf(table, layout);
  const mapped = mapColumns(labels, layout.columns[position] ?? [], [...NAME_COLUMNS, ...layout.known], inquiry);
  const nameAt = NAME_COLUMNS.map((name) => labels.findIndex((label) => label.name.toLowerCase() === name)).find((index) => index !== -1) ?? 0;
  const teamAt = layout.teamColumn === undefined ? -1 : labels.findIndex(({ name }) => name === layout.teamColumn);
  const rows: SiteRow[] = [];
  let notes = 0;
  for (const row of table.rows) {
    const cells = columnsOf(row.cells);
    const nameCell = cells[nameAt];
    // Notes, advertisements and repeated headers stand between the players of a long list.
    if (row.cells.length === 1 || nameCell == null || NAME_COLUMNS.includes(layout.labelOf(nameCell).toLowerCase())) {
      notes += 1;
      continue;
    }
    const who = layout.who(nameCell, row, position);
    if (cells.length !== labels.length) throw badAnswer(inquiry, `row ${rows.length + 1} (${who.player.slice(0, 60)}) has ${cells.length} columns, its header ${labels.length}`);
    const team = teamAt === -1 || teamAt === nameAt ? who.team : textOf(cells[teamAt] ?? undefined) || null;
    rows.push({ ...who, team, pos: position, stats: statsOf(cells, mapped, who, inquiry) });
  }
  requireFilled(rows, mapped, layout.columns[position] ?? [], inquiry);
  const remarks = [...mapped.remarks];
  if (notes > 0) remarks.push(`${inquiry.label}: ${countRows(notes)} without a player left out`);
  if (rules.idKind !== null && position !== "DST" && rows.length > 0 && rows.every(({ siteId }) => siteId === null)) remarks.push(`${inquiry.label}: no row has the site's id; players are known by name`);
  return readingOf(rules, inquiry, rows, remarks);
}

function findList(html: string, layout: PageLayout, inquiry: SiteInquiry): { readonly page: HtmlPage; readonly table: HtmlTable } {
  const isHeader = (cells: readonly Cell[]): boolean => cells.length >= LEAST_COLUMNS && cells.some((cell) => NAME_COLUMNS.includes(layout.labelOf(cell).toLowerCase()));
  let page: HtmlPage;
  try {
    page = readHtmlPage(html, isHeader);
  } catch (error) {
    if (error instanceof UnreasonablePage) throw badAnswer(inquiry, `no list of players: ${error.message}`, { cause: error });
    throw error;
  }
  const { table, title, heading } = page;
  if (table === null) throw badAnswer(inquiry, `no table with a column 'Player' in it; the page is titled '${title || heading}'`);
  if (table.isCut) throw badAnswer(inquiry, `its table has no end: the page is cut off after ${html.length.toLocaleString("en-US")} characters`, { retryable: true });
  return { page, table };
}

function labelsOf({ groups, header }: HtmlTable, { labelOf, hasGroups }: PageLayout): readonly Label[] {
  if (groups === null || !hasGroups) return columnsOf(header).map((cell) => ({ group: "", name: cell === null ? "" : labelOf(cell) }));
  // A group's cell that reaches down into the header is the column's own.
  const names = columnsOf(header);
  let next = 0;
  const labels = groups.flatMap((group) => Array.from({ length: group.colspan }, (): Label => {
    if (group.rowspan > 1) return { group: "", name: labelOf(group) };
    const cell = names[next++];
    return { group: textOf(group), name: cell == null ? "" : labelOf(cell) };
  }));
  return [...labels, ...names.slice(next).map((cell) => ({ group: "", name: cell === null ? "" : labelOf(cell) }))];
}

/** @returns one entry per column: a cell over several stands in its first */
function columnsOf(cells: readonly Cell[]): readonly (Cell | null)[] {
  return cells.every(({ colspan }) => colspan === 1) ? cells : cells.flatMap((cell) => [cell, ...Array.from({ length: cell.colspan - 1 }, () => null)]);
}

function statsOf(cells: readonly (Cell | null)[], { stats: columns }: MappedColumns, { player }: Who, inquiry: SiteInquiry): SiteRow["stats"] {
  const stats: Partial<Record<Stat, number>> = {};
  for (const { stat, index, label } of columns) {
    const text = textOf(cells[index] ?? undefined);
    const value = numberOf(text);
    if (value === undefined) throw badAnswer(inquiry, `'${text.slice(0, 40)}' in column '${label}' (${stat}) of ${player.slice(0, 60)} is no number`);
    if (value !== null) stats[stat] = value;
  }
  return stats;
}

/** A column that has lost its numbers says so by no name. @throws PayloadError naming it */
export function requireFilled(rows: readonly Pick<SiteRow, "stats">[], { stats }: MappedColumns, columns: readonly Column[], inquiry: SiteInquiry): void {
  if (rows.length === 0) return;
  for (const { stat, isRequired } of columns) {
    if (isRequired && rows.every((row) => row.stats[stat] === undefined)) throw badAnswer(inquiry, `column '${stats.find((column) => column.stat === stat)?.label ?? stat}' (${stat}) has no number in any of ${rows.length} rows`);
  }
}

/** @param stated what the page says of itself; empty: nothing. @throws PayloadError when any of it is something else than was asked for */
export function requireStated(what: string, stated: readonly string[], asked: readonly string[], inquiry: SiteInquiry): void {
  if (stated.some((value) => !asked.includes(value))) throw otherList(what, stated, inquiry);
}

/** The same of what many rows say, where a few may lead elsewhere. @param stated by row. @throws PayloadError unless most of it is what was asked for */
export function requireMostlyStated(what: string, stated: readonly string[], asked: readonly string[], inquiry: SiteInquiry): void {
  if (stated.filter((value) => !asked.includes(value)).length > stated.length / 2) throw otherList(what, stated, inquiry);
}

function otherList(what: string, stated: readonly string[], inquiry: SiteInquiry): PayloadError {
  return badAnswer(inquiry, `the page is of ${what} ${[...new Set(stated)].slice(0, 3).join(", ")}: another list than was asked for`);
}

/** @returns what the pattern's first group matches, text by text */
export function findEach(texts: readonly string[], pattern: RegExp): readonly string[] {
  return texts.flatMap((text) => { const found = pattern.exec(text)?.[1]; return found === undefined ? [] : [found]; });
}

/** @returns the same, once each */
export function findAll(texts: readonly string[], pattern: RegExp): readonly string[] {
  return [...new Set(findEach(texts, pattern))];
}

/** @returns targets of the links in the table's header: they say what the list is of */
export function headerLinks({ header }: HtmlTable): readonly string[] {
  return header.flatMap(({ links }) => links);
}

/** @returns the text of the last piece that fits: a name stands in a short and a long form, the long one last */
export function pieceOf(cell: Cell, fits: (piece: Cell["pieces"][number]) => boolean): string | null {
  return squeeze(cell.pieces.findLast(fits)?.text ?? "") || null;
}
