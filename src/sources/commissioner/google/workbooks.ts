/** A tab of a workbook. */
export interface TabInfo {
  /** 0 is an id. */
  readonly sheetId: number;
  readonly title: string;
  readonly index: number;
  readonly rows: number;
  readonly columns: number;
}

/** A cell as Google keeps it: a formula's text under `FORMULA`, else a number, a truth or a text. */
export type CellValue = string | number | boolean;
export type Render = "FORMATTED_VALUE" | "UNFORMATTED_VALUE" | "FORMULA";

/** A request of spreadsheets.batchUpdate, which does all of its requests or none. */
export type UpdateRequest =
  | { readonly copyPaste: { readonly source: { readonly sheetId: number }; readonly destination: { readonly sheetId: number }; readonly pasteType: "PASTE_VALUES"; readonly pasteOrientation: "NORMAL" } }
  | { readonly updateSheetProperties: { readonly properties: { readonly sheetId: number; readonly title?: string; readonly index?: number }; readonly fields: string } }
  | { readonly deleteSheet: { readonly sheetId: number } }
  | { readonly addSheet: { readonly properties: { readonly title: string } } };

/** What the flows ask of Google. Every call is named by `deed` for errors and the log. */
export interface Workbooks {
  /** Of the file, RFC 3339 with milliseconds, UTC: moves with any edit of a person. */
  modifiedTime(workbookId: string, deed: string): Promise<string>;
  tabs(workbookId: string, deed: string): Promise<readonly TabInfo[]>;
  /** Whole tabs or ranges, in the order asked; rows are ragged, trailing empty cells and rows are cut off. One request. */
  values(workbookId: string, ranges: readonly string[], render: Render, deed: string): Promise<readonly (readonly (readonly CellValue[])[])[]>;
  /** Copies a tab into another workbook, on Google's side. @returns the new tab */
  copyTab(from: { readonly workbookId: string; readonly sheetId: number }, toWorkbookId: string, deed: string): Promise<TabInfo>;
  update(workbookId: string, requests: readonly UpdateRequest[], deed: string): Promise<void>;
  /** Writes ranges of one row each, as they are given (numbers stay numbers, nothing becomes a formula). */
  writeCells(workbookId: string, spans: readonly { readonly range: string; readonly values: readonly CellValue[] }[], deed: string): Promise<void>;
  /** Adds rows below a tab's table. */
  append(workbookId: string, tab: string, rows: readonly (readonly (string | number)[])[], deed: string): Promise<void>;
}

/** @returns a tab's title as A1 notation has it: always quoted, as a title may look like a range */
export function quoteTitle(title: string): string {
  return `'${title.replaceAll("'", "''")}'`;
}
