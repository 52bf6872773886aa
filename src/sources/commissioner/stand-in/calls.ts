import type { CellValue, Render } from "../google/workbooks.ts";
import { driveNotFound, forbidden, GoogleError, invalid, notFound, unauthenticated } from "./google-error.ts";
import type { TokenOffice } from "./token.ts";
import { properties, type Workbook } from "./workbook.ts";

/** What Google knows. */
export interface GoogleState {
  readonly source: Workbook;
  readonly copy: Workbook;
  /** Of the source. */
  modifiedTime: string;
  version: number;
  readonly tokens: TokenOffice;
}

export interface Call {
  readonly method: string;
  readonly url: URL;
  readonly body: unknown;
  readonly authorization: string | undefined;
  /** Faults. */
  readonly failAt: number | null;
  readonly loseRows: number;
}

interface Answer {
  readonly value: unknown;
  readonly changed: boolean;
}

type Body = Readonly<Record<string, unknown>>;
interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  answer(state: GoogleState, call: Call, parts: readonly string[]): Answer;
}

const SHEETS = "/v4/spreadsheets/";
const seen = (value: unknown): Answer => ({ value, changed: false });
const done = (value: unknown): Answer => ({ value, changed: true });

const ROUTES: readonly Route[] = [
  { method: "GET", pattern: new RegExp(`^${SHEETS}([^/:]+)$`), answer: (state, { url }, [id = ""]) => seen(describeWorkbook(find(state, id), url.searchParams)) },
  { method: "GET", pattern: new RegExp(`^${SHEETS}([^/:]+)/values:batchGet$`), answer: (state, call, [id = ""]) => seen({ spreadsheetId: id, valueRanges: read(find(state, id), call, call.url.searchParams.getAll("ranges")) }) },
  { method: "GET", pattern: new RegExp(`^${SHEETS}([^/:]+)/values/([^/]+)$`), answer: (state, call, [id = "", range = ""]) => seen(read(find(state, id), call, [decodeURIComponent(range)])[0]) },
  {
    method: "POST",
    pattern: new RegExp(`^${SHEETS}([^/:]+)/values:batchUpdate$`),
    answer: (state, { body }, [id = ""]) => {
      const { data = [] } = body as { readonly data?: readonly { readonly range: string; readonly values: readonly (readonly CellValue[])[] }[] };
      writable(state, id).write(data);
      return done({ spreadsheetId: id, totalUpdatedCells: data.flatMap(({ values }) => values.flat()).length, responses: data.map(({ range }) => ({ spreadsheetId: id, updatedRange: range })) });
    },
  },
  {
    method: "POST",
    pattern: new RegExp(`^${SHEETS}([^/:]+)/values/([^/]+):append$`),
    answer: (state, { body }, [id = "", range = ""]) => {
      const { values = [] } = body as { readonly values?: readonly (readonly CellValue[])[] };
      return done({ spreadsheetId: id, updates: { spreadsheetId: id, updatedRange: writable(state, id).append(decodeURIComponent(range), values), updatedRows: values.length } });
    },
  },
  {
    method: "POST",
    pattern: new RegExp(`^${SHEETS}([^/:]+)/sheets/(\\d+):copyTo$`),
    answer: (state, { body, loseRows }, [id = "", sheetId = ""]) => {
      const tab = find(state, id).tabs.find((other) => other.sheetId === Number(sheetId));
      if (tab === undefined) throw notFound();
      const target = writable(state, String((body as Body | null)?.["destinationSpreadsheetId"]));
      return done(properties(target.adopt(tab, tab.cells.length - loseRows), target.tabs.length - 1));
    },
  },
  {
    method: "POST",
    pattern: new RegExp(`^${SHEETS}([^/:]+):batchUpdate$`),
    answer: (state, { body, failAt }, [id = ""]) => {
      const { requests = [] } = (body ?? {}) as { readonly requests?: readonly Body[] };
      if (requests.length === 0) throw invalid("Must specify at least one request.");
      return done({ spreadsheetId: id, replies: writable(state, id).batch(requests, failAt) });
    },
  },
  {
    method: "GET",
    pattern: /^\/drive\/v3\/files\/([^/]+)$/,
    answer: (state, { url }, [id = ""]) => {
      if (id !== state.source.id && id !== state.copy.id) throw driveNotFound(id);
      const file: Body = { kind: "drive#file", id, name: id === state.source.id ? "League" : "League (copy)", mimeType: "application/vnd.google-apps.spreadsheet", modifiedTime: state.modifiedTime, version: String(state.version) };
      return seen(pick(file, url.searchParams.get("fields") ?? "kind,id,name,mimeType"));
    },
  },
];

/** @throws GoogleError as Google answers */
export function answerCall(state: GoogleState, call: Call): Answer {
  const { method, url, body, authorization } = call;
  if (method === "POST" && url.pathname === "/token") return seen(giveToken(state, body as Body | null));
  if (!state.tokens.isValid(authorization)) throw unauthenticated();
  for (const route of ROUTES) {
    const match = route.method === method ? route.pattern.exec(url.pathname) : null;
    if (match !== null) return route.answer(state, call, match.slice(1));
  }
  throw notFound();
}

function giveToken({ tokens }: GoogleState, body: Body | null): unknown {
  const answer = tokens.exchange(String(body?.["assertion"]));
  if ("refusal" in answer) throw new GoogleError(400, { error: "invalid_grant", error_description: answer.refusal });
  return { access_token: answer.token, expires_in: 3599, token_type: "Bearer" };
}

function find({ source, copy }: GoogleState, id: string): Workbook {
  const workbook = [source, copy].find((other) => other.id === id);
  if (workbook === undefined) throw notFound();
  return workbook;
}

function writable(state: GoogleState, id: string): Workbook {
  const workbook = find(state, id);
  if (workbook === state.source) throw forbidden();
  return workbook;
}

function read(workbook: Workbook, { url, loseRows }: Call, ranges: readonly string[]): readonly unknown[] {
  const how = (url.searchParams.get("valueRenderOption") ?? "FORMATTED_VALUE") as Render;
  return workbook.read(ranges, how).map((range) => (loseRows === 0 || range.values === undefined ? range : { ...range, values: range.values.slice(0, -loseRows) }));
}

/** Only masks that are a list of paths; Google's answer to another one is this error. */
function describeWorkbook(workbook: Workbook, query: URLSearchParams): unknown {
  const whole = {
    spreadsheetId: workbook.id,
    properties: { title: "League", locale: "en_US", autoRecalc: "ON_CHANGE", timeZone: "America/New_York" },
    sheets: workbook.tabs.map((tab, index) => ({ properties: properties(tab, index) })),
    spreadsheetUrl: `https://docs.google.com/spreadsheets/d/${workbook.id}/edit`,
  };
  return pick(whole, query.get("fields") ?? "*");
}

const KNOWN = new Set(["*", "spreadsheetId", "properties", "properties.title", "sheets", "sheets.properties", "spreadsheetUrl", "kind", "id", "name", "mimeType", "modifiedTime", "version"]);

function pick(whole: Body, mask: string): unknown {
  const paths = mask.split(",").map((path) => path.trim());
  const bad = paths.find((path) => !KNOWN.has(path));
  if (bad !== undefined) throw invalid(`Request contains an invalid argument. Invalid field selection ${bad}`);
  if (paths.includes("*")) return whole;
  const names = new Set(paths.map((path) => path.split(".")[0] ?? ""));
  return Object.fromEntries(Object.entries(whole).filter(([name]) => names.has(name)).map(([name, value]) => [name, paths.includes("properties.title") && name === "properties" ? { title: (value as { readonly title: string }).title } : value]));
}
