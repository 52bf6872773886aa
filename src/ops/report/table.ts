import { type Markup, markup, type Part } from "./markup.ts";

export interface ColumnOfTable {
  readonly head: string;
  /** Class names of its cells: `number` puts them right. */
  readonly kind?: string;
}

export interface TableContent {
  readonly caption: Part;
  readonly columns: readonly ColumnOfTable[];
  /** Cells in the columns' order; the first names the row. */
  readonly rows: readonly { readonly kind?: string; readonly cells: readonly Part[] }[];
}

/**
 * A table. With `reflow` among its names a narrow screen shows one card a row, every value with its column's head beside it. The roles say
 * that it is a table still: what is laid out as a block is none to a screen reader otherwise.
 */
export function renderTable(names: string, { caption, columns, rows }: TableContent): Markup {
  const heads = columns.map(({ head, kind }) => markup`<th scope="col" role="columnheader" class="${kind ?? ""}">${head}</th>`);
  return markup`<table class="${names}" role="table"><caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${heads}</tr></thead>
<tbody role="rowgroup">${rows.map(({ kind, cells }) => markup`<tr role="row" class="${kind ?? ""}">${cells.map((cell, nth) => renderCell(columns[nth], cell, nth === 0))}</tr>
`)}</tbody></table>`;
}

function renderCell(column: ColumnOfTable | undefined, cell: Part, isFirst: boolean): Markup {
  const kind = column?.kind ?? "";
  if (isFirst) return markup`<th scope="row" role="rowheader" class="${kind}">${cell}</th>`;
  return markup`<td role="cell" class="${kind}" data-head="${column?.head ?? ""}"><div>${cell}</div></td>`;
}
