import type { CellValue, Render } from "../google/workbooks.ts";
import { type Cell, cellOf, freeze, moveAway, overwrite, render } from "./cell.ts";
import { invalid } from "./google-error.ts";
import { formatRange, type GridRange, parseRange } from "./ranges.ts";

/** A tab's cells by row; rows are ragged. Never changed in place: a failed batch leaves the old ones. */
export interface Tab {
  readonly sheetId: number;
  readonly title: string;
  readonly rows: number;
  readonly columns: number;
  readonly cells: readonly (readonly Cell[])[];
}

export interface ValueRange {
  readonly range: string;
  readonly majorDimension: "ROWS";
  readonly values?: readonly (readonly CellValue[])[];
}

/**
 * A workbook as Google keeps one.
 *
 * Invariants
 * 1. Titles are unique without regard to case, ids for ever; there is always a tab.
 * 2. A batch is done whole or not at all.
 * 3. A volatile formula shows another value at each read.
 */
export class Workbook {
  readonly id: string;
  #tabs: readonly Tab[];
  #nextId: number;
  #reads = 0;

  constructor(id: string, tabs: readonly Tab[], nextId = 0) {
    this.id = id;
    this.#tabs = tabs;
    this.#nextId = Math.max(nextId, ...tabs.map(({ sheetId }) => sheetId + 1));
  }

  /** The id that the next tab gets. */
  get nextId(): number {
    return this.#nextId;
  }

  get tabs(): readonly Tab[] {
    return this.#tabs;
  }

  /** @throws GoogleError 400 for a range that cannot be read, as Google words it */
  read(ranges: readonly string[], how: Render): readonly ValueRange[] {
    this.#reads += 1;
    return ranges.map((text) => {
      const range = this.#parse(text);
      const values = trim(this.#cellsOf(range).map((row) => row.map((cell) => render(cell, how, this.#reads))));
      return { range: formatRange(range), majorDimension: "ROWS" as const, ...(values.length === 0 ? {} : { values }) };
    });
  }

  /** @throws GoogleError 400 */
  write(spans: readonly { readonly range: string; readonly values: readonly (readonly CellValue[])[] }[]): void {
    // All ranges are looked at before the first is written: a refused request changes nothing.
    const parsed = spans.map(({ range, values }) => ({ range: this.#parse(range), values }));
    for (const { range, values } of parsed) {
      this.#replace(range.title, (tab) => ({ ...tab, cells: writeInto(tab.cells, range, values) }));
    }
  }

  append(text: string, rows: readonly (readonly CellValue[])[]): string {
    const { title } = this.#parse(text);
    const at = this.#tab(title).cells.length;
    this.#replace(title, (tab) => ({ ...tab, rows: Math.max(tab.rows, at + rows.length), columns: Math.max(tab.columns, ...rows.map((row) => row.length)), cells: [...tab.cells, ...rows.map((row) => row.map((value) => overwrite(undefined, value)))] }));
    return formatRange({ title, fromRow: at, fromColumn: 0, toRow: at + rows.length, toColumn: Math.max(1, ...rows.map((row) => row.length)) });
  }

  /** Takes a tab of another workbook in. @param keepRows fewer rows than it has: what a fault loses */
  adopt(tab: Tab, keepRows = tab.cells.length): Tab {
    const copy = { ...tab, sheetId: this.#newId(), title: this.#freeTitle(`Copy of ${tab.title}`), cells: tab.cells.slice(0, keepRows).map((row) => row.map(moveAway)) };
    this.#tabs = [...this.#tabs, copy];
    return copy;
  }

  /** @throws GoogleError 400 naming the request; nothing is done then */
  batch(requests: readonly Readonly<Record<string, unknown>>[], failAt: number | null = null): readonly unknown[] {
    const [before, idBefore] = [this.#tabs, this.#nextId];
    try {
      return requests.map((request, index) => {
        if (index === failAt) throw new BatchFault();
        return this.#apply(request, index);
      });
    } catch (error) {
      this.#tabs = before;
      this.#nextId = idBefore;
      throw error;
    }
  }

  /** A person types into a cell. */
  type(title: string, fromRow: number, fromColumn: number, text: string): void {
    const cell = cellOf(text);
    const range = { title, fromRow, fromColumn, toRow: fromRow + 1, toColumn: fromColumn + 1 };
    this.#replace(title, (tab) => ({ ...tab, rows: Math.max(tab.rows, fromRow + 1), cells: place(tab.cells, range, [[cell]]) }));
  }

  rename(from: string, to: string): void {
    this.#replace(from, (tab) => ({ ...tab, title: to }));
  }

  remove(title: string): void {
    this.#tabs = this.#tabs.filter((tab) => tab.title !== title);
  }

  #apply(request: Readonly<Record<string, unknown>>, index: number): unknown {
    const [kind = ""] = Object.keys(request);
    const refuse = (reason: string): never => {
      throw invalid(`Invalid requests[${index}].${kind}: ${reason}`);
    };
    const body = request[kind] as RequestBody;
    const byId = (sheetId: number | undefined): Tab => this.#tabs.find((tab) => tab.sheetId === sheetId) ?? refuse(`No sheet with id: ${sheetId ?? 0}`);
    switch (kind) {
      case "addSheet": return { addSheet: { properties: properties(this.#add(body.properties, refuse), this.#tabs.length - 1) } };
      case "deleteSheet": return this.#delete(byId(body.sheetId), refuse);
      case "updateSheetProperties": return this.#update(byId(body.properties.sheetId), body.properties, body.fields ?? "", refuse);
      case "copyPaste": return this.#paste(byId(body.source.sheetId), byId(body.destination.sheetId), body.pasteType, refuse);
      default: return refuse("the stand-in does not know this request");
    }
  }

  #add({ title = "" }: RequestBody["properties"], refuse: (reason: string) => never): Tab {
    this.#requireFree(title, null, refuse);
    const tab: Tab = { sheetId: this.#newId(), title, rows: 1000, columns: 26, cells: [] };
    this.#tabs = [...this.#tabs, tab];
    return tab;
  }

  #delete(tab: Tab, refuse: (reason: string) => never): unknown {
    if (this.#tabs.length === 1) refuse("You can't remove all the visible sheets in a document.");
    this.#tabs = this.#tabs.filter((other) => other !== tab);
    return {};
  }

  #update(tab: Tab, wanted: RequestBody["properties"], fields: string, refuse: (reason: string) => never): unknown {
    if (fields === "") refuse("At least one field must be listed in 'fields'.");
    const named = new Set(fields.split(","));
    if (named.has("title") && wanted.title !== undefined) {
      this.#requireFree(wanted.title, tab, refuse);
      this.rename(tab.title, wanted.title);
    }
    if (named.has("index") && wanted.index !== undefined) {
      const moved = this.#tabs.find(({ sheetId }) => sheetId === tab.sheetId);
      const others = this.#tabs.filter((other) => other !== moved);
      if (moved !== undefined) this.#tabs = [...others.slice(0, wanted.index), moved, ...others.slice(wanted.index)];
    }
    return {};
  }

  #paste(from: Tab, to: Tab, pasteType: string | undefined, refuse: (reason: string) => never): unknown {
    if (pasteType !== "PASTE_VALUES" || from !== to) refuse("the stand-in only freezes a tab in its place");
    this.#reads += 1;
    this.#replace(to.title, (tab) => ({ ...tab, cells: tab.cells.map((row) => row.map((cell) => freeze(cell, this.#reads))) }));
    return {};
  }

  #requireFree(title: string, except: Tab | null, refuse: (reason: string) => never): void {
    if (this.#tabs.some((tab) => tab.sheetId !== except?.sheetId && tab.title.toLowerCase() === title.toLowerCase())) refuse(`A sheet with the name "${title}" already exists. Please enter another name.`);
  }

  #freeTitle(title: string): string {
    const taken = new Set(this.#tabs.map((tab) => tab.title.toLowerCase()));
    for (let n = 0; ; n += 1) {
      const candidate = n === 0 ? title : `${title} ${n}`;
      if (!taken.has(candidate.toLowerCase())) return candidate;
    }
  }

  #newId(): number {
    this.#nextId += 1;
    return this.#nextId - 1;
  }

  #parse(text: string): GridRange {
    return parseRange(text, (title) => this.#tabs.find((tab) => tab.title === title));
  }

  #tab(title: string): Tab {
    const tab = this.#tabs.find((other) => other.title === title);
    if (tab === undefined) throw invalid(`Unable to parse range: ${title}`);
    return tab;
  }

  #cellsOf({ title, fromRow, fromColumn, toRow, toColumn }: GridRange): readonly (readonly (Cell | undefined)[])[] {
    return this.#tab(title).cells.slice(fromRow, toRow).map((row) => row.slice(fromColumn, toColumn));
  }

  #replace(title: string, change: (tab: Tab) => Tab): void {
    this.#tabs = this.#tabs.map((tab) => (tab.title === title ? change(tab) : tab));
  }
}

/** What the requests that are known hold; each has some of it. */
interface RequestBody {
  readonly sheetId?: number;
  readonly properties: { readonly sheetId?: number; readonly title?: string; readonly index?: number };
  readonly fields?: string;
  readonly source: { readonly sheetId?: number };
  readonly destination: { readonly sheetId?: number };
  readonly pasteType?: string;
}

/** The fault `failAt`: the server fails amid a batch. */
export class BatchFault extends Error {
  override readonly name = "BatchFault";
}

/** A tab as spreadsheets.get and copyTo describe it. */
export function properties({ sheetId, title, rows, columns }: Tab, index: number): Readonly<Record<string, unknown>> {
  return { sheetId, title, index, sheetType: "GRID", gridProperties: { rowCount: rows, columnCount: columns } };
}

const writeInto = (cells: Tab["cells"], range: GridRange, values: readonly (readonly CellValue[])[]): Tab["cells"] =>
  place(cells, range, values.map((row, r) => row.map((value, c) => overwrite(cells[range.fromRow + r]?.[range.fromColumn + c], value))));

function place(cells: Tab["cells"], { fromRow, fromColumn }: GridRange, block: readonly (readonly Cell[])[]): Tab["cells"] {
  const rows = cells.map((row) => row);
  while (rows.length < fromRow + block.length) rows.push([]);
  block.forEach((line, offset) => {
    const row = [...(rows[fromRow + offset] ?? [])];
    while (row.length < fromColumn + line.length) row.push(cellOf(""));
    row.splice(fromColumn, line.length, ...line);
    rows[fromRow + offset] = row;
  });
  return rows;
}

/** Empty cells at the end of a row, and empty rows at the end, are left out of answers. */
function trim(rows: readonly (readonly CellValue[])[]): readonly (readonly CellValue[])[] {
  const ragged = rows.map((row) => row.slice(0, row.findLastIndex((value) => value !== "") + 1));
  return ragged.slice(0, ragged.findLastIndex((row) => row.length > 0) + 1);
}
