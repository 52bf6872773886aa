import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServiceAccountKey } from "../google/credentials.ts";
import { answerCall, type GoogleState } from "./calls.ts";
import { type FaultAction, FaultRules, type Faults } from "./faults.ts";
import { GoogleError, internalError } from "./google-error.ts";
import { frozen, loadTabs, newestModifiedTime } from "./load.ts";
import { readState, writeState } from "./state.ts";
import { openTokenOffice } from "./token.ts";
import { BatchFault, type Tab, Workbook } from "./workbook.ts";

/**
 * Stands in for Google: the REST protocol of Sheets v4, Drive v3 and the token endpoint, on a port of this machine, with the
 * commissioner's workbook from a folder and a working copy that it keeps. Google's SDKs talk to it as to Google.
 */
export interface StandInOptions {
  /** JSON file of the home; replaced after every change. */
  readonly statePath: string;
  /** Read-only for the service account. `modifiedTime` null: of its newest file. */
  readonly source: { readonly id: string; readonly tabsDir: string; readonly modifiedTime: string | null };
  /** The working copy; `tabsDir` is what it holds before there is a state. */
  readonly copy: { readonly id: string; readonly tabsDir: string | null };
  readonly now: () => Date;
}

export interface GoogleStandIn {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly credentials: ServiceAccountKey;
  readonly requests: readonly { readonly method: string; readonly path: string; readonly status: number | null }[];
  readonly faults: Faults;
  /** As a person sees them. */
  tabs(workbook: "source" | "copy"): readonly { readonly title: string; readonly values: readonly (readonly string[])[]; readonly hasFormulas: boolean }[];
  /** The commissioner types into a cell: the workbook's modifiedTime moves. Rows and columns are 0-based. */
  edit(tab: string, row: number, column: number, text: string): void;
  renameTab(from: string, to: string): void;
  /** Somebody meddles with the working copy. */
  meddle(change: (copy: Workbook) => void): void;
  close(): Promise<void>;
}

const EMPTY_COPY: readonly Tab[] = [{ sheetId: 0, title: "Sheet1", rows: 1000, columns: 26, cells: [] }];

export async function startGoogleStandIn(options: StandInOptions): Promise<GoogleStandIn> {
  const saved = readState(options.statePath);
  const state: GoogleState = {
    source: new Workbook(options.source.id, loadTabs(options.source.tabsDir)),
    copy: new Workbook(options.copy.id, saved?.copy ?? (options.copy.tabsDir === null ? EMPTY_COPY : loadTabs(options.copy.tabsDir).map(frozen)), saved?.nextId),
    modifiedTime: options.source.modifiedTime ?? newestModifiedTime(options.source.tabsDir),
    version: 1,
    tokens: openTokenOffice(),
  };
  const save = (): void => writeState(options.statePath, { copy: state.copy.tabs, nextId: state.copy.nextId });
  const touch = (): void => {
    // Strictly later, whatever the clock says.
    state.modifiedTime = new Date(Math.max(options.now().getTime(), Date.parse(state.modifiedTime) + 1)).toISOString();
    state.version += 1;
  };
  const faults = new FaultRules();
  const requests: { method: string; path: string; status: number | null }[] = [];
  const server = createServer((request, response) => void serve(request, response, { state, faults, requests, save }));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: state.tokens.credentials,
    requests,
    faults,
    tabs: (which) => state[which].tabs.map(({ title, cells }) => ({ title, values: (state[which].read([`'${title.replaceAll("'", "''")}'`], "FORMATTED_VALUE")[0]?.values ?? []).map((row) => row.map(String)), hasFormulas: cells.some((row) => row.some(({ formula }) => formula !== undefined)) })),
    edit: (tab, row, column, text) => {
      state.source.type(tab, row, column, text);
      touch();
    },
    renameTab: (from, to) => {
      state.source.rename(from, to);
      touch();
    },
    meddle: (change) => {
      change(state.copy);
      save();
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Serving {
  readonly state: GoogleState;
  readonly faults: FaultRules;
  readonly requests: { method: string; path: string; status: number | null }[];
  readonly save: () => void;
}

async function serve(request: IncomingMessage, response: ServerResponse, { state, faults, requests, save }: Serving): Promise<void> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const method = request.method ?? "GET";
  const body = await readBody(request);
  const action = faults.next({ method, path: url.pathname, body });
  const entry: { method: string; path: string; status: number | null } = { method, path: url.pathname, status: null };
  requests.push(entry);
  if (action === "drop-before") return void request.socket.destroy();
  if (isAnswer(action)) return send(response, entry, action.status, action.html ?? action.body ?? {}, action.headers);
  if (typeof action === "object" && action !== null && "first" in action) action.first();
  if (typeof action === "object" && action !== null && "delayMs" in action) await new Promise((resolve) => setTimeout(resolve, action.delayMs));
  try {
    const { value, changed } = answerCall(state, { method, url, body, authorization: request.headers.authorization, failAt: numberOf(action, "failAt"), loseRows: numberOf(action, "loseRows") ?? 0 });
    if (changed) save();
    if (action === "drop-after") return void request.socket.destroy();
    send(response, entry, 200, value);
  } catch (error) {
    const { status, body: errorBody } = error instanceof GoogleError ? error : error instanceof BatchFault ? internalError() : { status: 500, body: { error: { code: 500, message: String(error), status: "INTERNAL" } } };
    send(response, entry, status, errorBody);
  }
}

function isAnswer(action: FaultAction | null): action is Extract<FaultAction, { readonly status: number }> {
  return typeof action === "object" && action !== null && "status" in action;
}

function numberOf(action: FaultAction | null, name: "failAt" | "loseRows"): number | null {
  return typeof action === "object" && action !== null && name in action ? (action as Readonly<Record<string, number>>)[name] ?? null : null;
}

function send(response: ServerResponse, entry: { status: number | null }, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  entry.status = status;
  const isHtml = typeof body === "string";
  response.writeHead(status, { "content-type": isHtml ? "text/html; charset=UTF-8" : "application/json; charset=UTF-8", "cache-control": "private", ...headers });
  response.end(isHtml ? body : JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  if (text === "") return null;
  if (request.headers["content-type"]?.includes("urlencoded")) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
