import type { sheets_v4 } from "@googleapis/sheets";
import { IngestError, PayloadError } from "../../../core/errors.ts";
import { redirectedFetch } from "../google-origin.ts";
import type { ServiceAccountKey } from "./credentials.ts";
import { nameGoogleError } from "./errors.ts";
import { type CellValue, quoteTitle, type TabInfo, type Workbooks } from "./workbooks.ts";

/**
 * Google's own SDKs behind the few calls the flows need.
 *
 * Invariants
 * 1. A busy Google is waited for here, call by call: a whole copy is never begun again because one of its calls met a quota.
 * 2. Only what may be done twice is asked again after a lost answer. copyTo may leave a second tab, which the copy clears; appending may
 *    not, so it is asked once.
 */
export interface GoogleOptions {
  readonly credentials: ServiceAccountKey;
  /** A stand-in's origin; null: Google. */
  readonly origin: string | null;
  /** Waits for so many milliseconds, or until the run is cancelled. @throws the signal's reason */
  readonly pause: (ms: number) => Promise<void>;
  readonly onWait: (text: string) => void;
  readonly signal: AbortSignal;
}

const SCOPES = ["https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive.readonly"];
/** Google's own limit for one request. */
const TIMEOUT_MS = 180_000;
const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 1_000;

export async function openWorkbooks(options: GoogleOptions): Promise<Workbooks> {
  // 130 ms that other commands must not pay.
  const [{ JWT }, { sheets }, { drive }] = await Promise.all([import("google-auth-library"), import("@googleapis/sheets"), import("@googleapis/drive")]);
  const fetchImplementation = redirectedFetch(options.origin);
  const auth = new JWT({ email: options.credentials.client_email, key: options.credentials.private_key, scopes: SCOPES, transporterOptions: { fetchImplementation, timeout: TIMEOUT_MS } });
  // Retries are ours: the SDK's own would repeat what may not be repeated, and know nothing of quotas by the minute.
  const common = { auth, retry: false, timeout: TIMEOUT_MS, fetchImplementation, signal: options.signal } as const;
  const book = sheets({ version: "v4", ...common }).spreadsheets;
  const files = drive({ version: "v3", ...common }).files;
  const ask = <T>(deed: string, call: () => Promise<{ readonly data: T }>, attempts = ATTEMPTS): Promise<T> => askPatiently(options, deed, call, attempts);

  return {
    modifiedTime: async (fileId, deed) => {
      const { modifiedTime } = await ask(deed, () => files.get({ fileId, fields: "id,name,modifiedTime,version", supportsAllDrives: true }));
      // Taken for an old one, it would keep every later copy from being made.
      if (modifiedTime == null) throw new PayloadError(`Google, ${deed}`, "the answer has no modifiedTime");
      return modifiedTime;
    },
    tabs: async (spreadsheetId, deed) => {
      const { sheets: tabs = [] } = await ask(deed, () => book.get({ spreadsheetId, includeGridData: false, fields: "sheets.properties" }));
      return tabs.flatMap(({ properties }) => (properties?.sheetType === "GRID" ? [toTab(properties)] : []));
    },
    values: async (spreadsheetId, ranges, valueRenderOption, deed) => {
      const { valueRanges = [] } = await ask(deed, () => book.values.batchGet({ spreadsheetId, ranges: [...ranges], valueRenderOption, majorDimension: "ROWS" }));
      // By position: the ranges that come back are not written as they were asked.
      return ranges.map((_, index) => (valueRanges[index]?.values ?? []) as CellValue[][]);
    },
    copyTab: async ({ workbookId, sheetId }, destinationSpreadsheetId, deed) =>
      toTab(await ask(deed, () => book.sheets.copyTo({ spreadsheetId: workbookId, sheetId, requestBody: { destinationSpreadsheetId } }))),
    update: async (spreadsheetId, requests, deed) => {
      await ask(deed, () => book.batchUpdate({ spreadsheetId, requestBody: { requests: [...requests] as sheets_v4.Schema$Request[] } }));
    },
    writeCells: async (spreadsheetId, spans, deed) => {
      const data = spans.map(({ range, values }) => ({ range, values: [[...values]] }));
      await ask(deed, () => book.values.batchUpdate({ spreadsheetId, requestBody: { valueInputOption: "RAW", data } }));
    },
    append: async (spreadsheetId, tab, rows, deed) => {
      await ask(deed, () => book.values.append({ spreadsheetId, range: `${quoteTitle(tab)}!A1`, valueInputOption: "RAW", insertDataOption: "INSERT_ROWS", requestBody: { values: rows.map((row) => [...row]) } }), 1);
    },
  };
}

function toTab({ sheetId, title, index, gridProperties }: sheets_v4.Schema$SheetProperties): TabInfo {
  return { sheetId: sheetId ?? 0, title: title ?? "", index: index ?? 0, rows: gridProperties?.rowCount ?? 0, columns: gridProperties?.columnCount ?? 0 };
}

async function askPatiently<T>({ pause, onWait, signal }: GoogleOptions, deed: string, call: () => Promise<{ readonly data: T }>, attempts: number): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      signal.throwIfAborted();
      return (await call()).data;
    } catch (error) {
      signal.throwIfAborted();
      const named = nameGoogleError(deed, error);
      const retryable = named instanceof IngestError && named.severity === "retryable";
      if (!retryable || attempt >= attempts) throw named;
      const asked = (named as { readonly retryAfterMs?: number | null }).retryAfterMs ?? 0;
      const ms = Math.max(asked, FIRST_PAUSE_MS * 2 ** (attempt - 1));
      onWait(`${named.message}; waiting ${Math.round(ms / 1000)} s`);
      await pause(ms);
    }
  }
}
