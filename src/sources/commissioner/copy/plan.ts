import { SourceSetupError, PayloadError } from "../../../core/errors.ts";
import type { TabInfo, UpdateRequest } from "../google/workbooks.ts";

/** The names of a copy's tabs while it is made, and the requests that publish it. Pure. */

const INCOMING = "__incoming_";
/** The audit log's tab in the working copy, as the system before this one named it. */
export const LOG_TAB = "BK_INGEST_LOG";

/** @returns the name a tab has until all are ready */
export function incomingTitle(title: string, runId: string): string {
  return `${INCOMING}${title}_${runId.slice(0, 8)}`;
}

/** @throws SourceSetupError for an empty list: a copy of nothing would look like a good one */
export function requireTabs(expected: readonly string[]): void {
  if (expected.length === 0) throw new SourceSetupError("the list of the sheet's tabs is empty", "Name them in config/league.yaml (sheet.tabs) or in SHEETS_TABS, separated by commas.");
}

/** @throws PayloadError naming every tab that the commissioner's workbook lacks */
export function findTabs(expected: readonly string[], tabs: readonly TabInfo[]): readonly TabInfo[] {
  const missing = expected.filter((title) => !tabs.some((tab) => tab.title === title));
  if (missing.length > 0) {
    throw new PayloadError("the commissioner's workbook", `there is no tab ${missing.join(", ")}; it has ${tabs.map(({ title }) => title).join(", ")}`, {
      fix: "Was a tab renamed? Put its name back, or change the list in config/league.yaml (sheet.tabs). The working copy was left as it was.",
    });
  }
  return expected.flatMap((title) => tabs.filter((tab) => tab.title === title));
}

/** @returns tabs of the working copy that an interrupted or a foreign copy left there: `__incoming_...`, and `Copy of X` where X is expected */
export function findLeftovers(tabs: readonly TabInfo[], expected: readonly string[]): readonly TabInfo[] {
  return tabs.filter(({ title }) => {
    if (title.startsWith(INCOMING)) return true;
    const copied = /^Copy of (.+?)(?: \d+)?$/.exec(title)?.[1];
    return copied !== undefined && (expected.includes(copied) || expected.includes(title.slice("Copy of ".length)));
  });
}

export function clearRequests(leftovers: readonly TabInfo[]): readonly UpdateRequest[] {
  return leftovers.map(({ sheetId }) => ({ deleteSheet: { sheetId } }));
}

/** A copied tab gets its passing name, and its formulas become values. */
export function freezeRequests({ sheetId }: TabInfo, title: string, runId: string): readonly UpdateRequest[] {
  return [
    { updateSheetProperties: { properties: { sheetId, title: incomingTitle(title, runId) }, fields: "title" } },
    { copyPaste: { source: { sheetId }, destination: { sheetId }, pasteType: "PASTE_VALUES", pasteOrientation: "NORMAL" } },
  ];
}

export interface ReadyTab {
  readonly title: string;
  /** Of the frozen copy. */
  readonly sheetId: number;
}

/**
 * All old tabs go and all new ones take their names, in one request: readers see the old set or the new one. Titles of a workbook are
 * unique without regard to case, so an old tab goes before the new one is named.
 */
export function swapRequests(ready: readonly ReadyTab[], present: readonly TabInfo[]): readonly UpdateRequest[] {
  return ready.flatMap(({ title, sheetId }, index): readonly UpdateRequest[] => {
    const old = present.filter((tab) => tab.title.toLowerCase() === title.toLowerCase() && tab.sheetId !== sheetId);
    return [
      ...old.map((tab): UpdateRequest => ({ deleteSheet: { sheetId: tab.sheetId } })),
      { updateSheetProperties: { properties: { sheetId, title, index }, fields: "title,index" } },
    ];
  });
}

/** @returns whether the workbook holds exactly the new tabs under the expected names */
export function isSwapped(ready: readonly ReadyTab[], present: readonly TabInfo[]): boolean {
  return ready.every(({ title, sheetId }) => present.some((tab) => tab.title === title && tab.sheetId === sheetId));
}

export const LOG_COLUMNS = [
  "run_id", "tab", "status", "started_at_utc", "finished_at_utc", "duration_ms", "src_sheet_id", "src_tab_title", "dst_sheet_id", "dst_tab_id", "rows", "cols", "checksum", "src_modifiedTime_utc",
] as const;

export type LogRow = Readonly<Record<(typeof LOG_COLUMNS)[number], string | number>>;

export function logCells(row: LogRow): readonly (string | number)[] {
  return LOG_COLUMNS.map((name) => row[name]);
}
