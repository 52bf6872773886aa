import { Parser } from "htmlparser2";

/** Text between two tags of a cell, with the element it stands in. */
export interface Piece {
  /** Blanks squeezed, no-break ones too; never empty. */
  readonly text: string;
  readonly tag: string;
  /** Of the innermost element; empty: none. */
  readonly className: string;
}

export interface Cell {
  readonly pieces: readonly Piece[];
  /** Targets of its links, in their order. */
  readonly links: readonly string[];
  /** Classes of its links, likewise. */
  readonly linkClasses: readonly string[];
  readonly colspan: number;
  readonly rowspan: number;
}

export interface Row {
  readonly className: string;
  readonly cells: readonly Cell[];
}

export interface HtmlTable {
  /** The row over the header: names of groups of columns; null: the header is the first row. */
  readonly groups: readonly Cell[] | null;
  readonly header: readonly Cell[];
  readonly rows: readonly Row[];
  /** The page ends within the table. */
  readonly isCut: boolean;
}

/** What a page with projections is made of. */
export interface HtmlPage {
  /** Of the document and its first heading, as the page writes them. */
  readonly title: string;
  readonly heading: string;
  /** Of the tables with such a header the one with the most rows; null: there is none. */
  readonly table: HtmlTable | null;
}

/** A page that no site would send: nested or long beyond reason. */
export class UnreasonablePage extends Error {}

/** Real pages nest some 30 deep; the parser's work per tag grows with the depth. */
const DEEPEST = 400;
/** Tables of layout hold other rows above the header, never many. */
const ROWS_UNTIL_HEADER = 10;
const MOST_ROWS = 5_000;
const MOST_CELLS = 200;
const MOST_PIECES = 60;
const LONGEST_TITLE = 300;
const MOST_COLSPAN = 50;
/** Their text is no text of the page. */
const MUTE = new Set(["script", "style", "template", "noscript", "svg"]);

/** A table while the page is read. */
interface OpenTable {
  readonly rows: Row[];
  /** Index of the header in `rows`; -1: not seen yet. */
  headerAt: number;
  /** Had so many rows without a header that it is one of layout. */
  isLayout: boolean;
  row: { className: string; readonly cells: Cell[] } | null;
  cell: { readonly pieces: Piece[]; readonly links: string[]; readonly linkClasses: string[]; colspan: number; rowspan: number } | null;
}

/**
 * Reads one table of a page in a single pass, whatever else is in it, without building a tree: a tenth of the time of one that is.
 * Tables in cells of another table are read for themselves; elements that the page leaves open end where HTML lets them end.
 * @param isHeader whether a row names the table's columns; group names may stand in the row above it
 * @throws UnreasonablePage for what no site would send
 */
export function readHtmlPage(html: string, isHeader: (cells: readonly Cell[]) => boolean): HtmlPage {
  const open: OpenTable[] = [];
  const elements: { readonly tag: string; className: string }[] = [];
  const titles = { title: "", h1: "" };
  let best: HtmlTable | null = null;
  let muted = 0;
  let text = "";
  let atEnd = false;

  /** Text runs in parts (entities come alone): a piece ends at a tag. */
  const flush = (): void => {
    if (text === "") return;
    const squeezed = squeeze(text);
    text = "";
    if (squeezed === "") return;
    const element = elements.at(-1);
    const cell = open.at(-1)?.cell;
    if (element?.tag === "title" || element?.tag === "h1") titles[element.tag] ||= squeezed.slice(0, LONGEST_TITLE);
    if (cell == null) return;
    if (cell.pieces.length === MOST_PIECES) throw new UnreasonablePage(`a cell with more than ${MOST_PIECES} texts`);
    cell.pieces.push({ text: squeezed, tag: element?.tag ?? "", className: element?.className ?? "" });
  };
  const endCell = (table: OpenTable): void => {
    if (table.cell === null || table.row === null) return;
    if (table.row.cells.length === MOST_CELLS) throw new UnreasonablePage(`a row with more than ${MOST_CELLS} cells`);
    table.row.cells.push(table.cell);
    table.cell = null;
  };
  const endRow = (table: OpenTable): void => {
    endCell(table);
    const { row } = table;
    table.row = null;
    if (row === null || row.cells.length === 0 || table.isLayout) return;
    if (table.rows.length === MOST_ROWS) throw new UnreasonablePage(`a table with more than ${MOST_ROWS.toLocaleString("en-US")} rows`);
    table.rows.push(row);
    if (table.headerAt === -1 && isHeader(row.cells)) table.headerAt = table.rows.length - 1;
    if (table.headerAt === -1 && table.rows.length > ROWS_UNTIL_HEADER) {
      table.isLayout = true;
      table.rows.length = 0;
    }
  };
  const endTable = (table: OpenTable, isCut: boolean): void => {
    endRow(table);
    const { rows, headerAt } = table;
    const header = rows[headerAt];
    if (header === undefined || (best !== null && best.rows.length >= rows.length - headerAt - 1)) return;
    best = { groups: rows[headerAt - 1]?.cells ?? null, header: header.cells, rows: rows.slice(headerAt + 1), isCut };
  };

  /** Attributes come one by one after their element's name; of two of one name the first counts. */
  const takeAttribute = (name: string, value: string): void => {
    const element = elements.at(-1);
    if (element === undefined) return;
    const isClass = name === "class" && element.className === "";
    if (isClass) element.className = value;
    const table = open.at(-1);
    if (table === undefined) return;
    const { cell, row } = table;
    if (element.tag === "tr" && isClass && row !== null) row.className = value;
    else if (cell === null) return;
    else if (element.tag === "a") {
      const last = cell.links.length - 1;
      if (name === "href" && cell.links[last] === "") cell.links[last] = value;
      else if (isClass && cell.linkClasses[last] === "") cell.linkClasses[last] = value;
    } else if (element.tag === "td" || element.tag === "th") {
      if (name === "colspan") cell.colspan = spanOf(value);
      else if (name === "rowspan") cell.rowspan = spanOf(value);
    }
  };

  const parser = new Parser({
    // No object of attributes is made of every element: most have some, and few are looked at.
    onattribute: takeAttribute,
    onopentagname: (tag) => {
      flush();
      if (elements.length === DEEPEST) throw new UnreasonablePage(`elements nested ${DEEPEST} deep`);
      elements.push({ tag, className: "" });
      if (MUTE.has(tag)) muted += 1;
      if (tag === "table") {
        open.push({ rows: [], headerAt: -1, isLayout: false, row: null, cell: null });
        return;
      }
      const table = open.at(-1);
      if (table === undefined) return;
      if (tag === "tr") {
        endRow(table);
        table.row = { className: "", cells: [] };
      } else if (tag === "td" || tag === "th") {
        endCell(table);
        table.row ??= { className: "", cells: [] };
        table.cell = { pieces: [], links: [], linkClasses: [], colspan: 1, rowspan: 1 };
      } else if (tag === "a" && table.cell !== null && table.cell.links.length < MOST_PIECES) {
        table.cell.links.push("");
        table.cell.linkClasses.push("");
      }
    },
    ontext: (part) => {
      if (muted === 0 && (open.at(-1)?.cell != null || (elements.length > 0 && isTitle(elements.at(-1)?.tag)))) text += part;
    },
    onclosetag: (tag) => {
      flush();
      elements.pop();
      if (MUTE.has(tag)) muted -= 1;
      const table = open.at(-1);
      if (table === undefined) return;
      if (tag === "td" || tag === "th") endCell(table);
      else if (tag === "tr") endRow(table);
      else if (tag === "table") {
        open.pop();
        endTable(table, atEnd);
      }
    },
  });
  parser.write(html);
  atEnd = true;
  parser.end();
  return { title: titles.title, heading: titles.h1, table: best };
}

const isTitle = (tag: string | undefined): boolean => tag === "title" || tag === "h1";

/** Two blanks, or one that is no plain one. */
const LOOSE = /\s\s|[^\S ]/;

/** @param text of a page. @returns blanks of all kinds as one, none at the ends */
export function squeeze(text: string): string {
  const trimmed = text.trim();
  return LOOSE.test(trimmed) ? trimmed.replace(/\s+/g, " ") : trimmed;
}

function spanOf(attribute: string): number {
  const span = Number.parseInt(attribute, 10);
  return span >= 1 ? Math.min(span, MOST_COLSPAN) : 1;
}

/** @returns all text of a cell */
export function textOf(cell: Cell | undefined): string {
  const pieces = cell?.pieces ?? [];
  return pieces.length === 1 ? (pieces[0]?.text ?? "") : pieces.map(({ text }) => text).join(" ");
}
