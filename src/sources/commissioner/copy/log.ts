import type { Workbooks } from "../google/workbooks.ts";
import type { CopyResult } from "./copy-workbook.ts";
import { LOG_COLUMNS, LOG_TAB, logCells, type LogRow } from "./plan.ts";

/** Of a copy, whether it succeeds or not. */
export interface LogFacts {
  readonly runId: string;
  readonly sourceId: string;
  readonly copyId: string;
  readonly startedAt: Date;
}

/**
 * @param status of the run: `OK`, `SKIP_UNCHANGED`, or `ERROR: ` and why there are no tabs
 * @returns a row a tab and one for the run, as the audit log has had them
 */
export function describeCopy({ runId, sourceId, copyId, startedAt }: LogFacts, { tabs, modifiedTime }: CopyResult, finishedAt: Date, status = "OK"): readonly LogRow[] {
  const common = { run_id: runId, src_sheet_id: sourceId, dst_sheet_id: copyId, src_modifiedTime_utc: modifiedTime };
  const times = (from: Date, to: Date): Pick<LogRow, "started_at_utc" | "finished_at_utc" | "duration_ms"> => ({ started_at_utc: from.toISOString(), finished_at_utc: to.toISOString(), duration_ms: to.getTime() - from.getTime() });
  return [
    ...tabs.map((tab) => ({ ...common, tab: tab.title, status: "OK", ...times(tab.startedAt, tab.finishedAt), src_tab_title: tab.title, dst_tab_id: tab.sheetId, rows: tab.rows, cols: tab.columns, checksum: tab.checksum })),
    { ...common, tab: "[ENTIRE_RUN]", status, ...times(startedAt, finishedAt), src_tab_title: "", dst_tab_id: "", rows: "", cols: "", checksum: "" },
  ];
}

/** Adds rows to the log's tab, which is made when there is none. Not asked twice: a log would then tell of two runs. */
export async function appendLog(google: Workbooks, copyId: string, rows: readonly LogRow[]): Promise<void> {
  const tabs = await google.tabs(copyId, "look for the audit log");
  const isNew = !tabs.some(({ title }) => title === LOG_TAB);
  if (isNew) await google.update(copyId, [{ addSheet: { properties: { title: LOG_TAB } } }], "make the audit log's tab");
  await google.append(copyId, LOG_TAB, [...(isNew ? [LOG_COLUMNS] : []), ...rows.map(logCells)], "write the audit log");
}
