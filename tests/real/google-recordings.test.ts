import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { driveRateLimit, type GoogleStandIn, htmlSorry, quotaExceeded, startGoogleStandIn } from "../../src/sources/commissioner/stand-in/index.ts";
import { openWorkbooks } from "../../src/sources/commissioner/google/client.ts";
import { inventSheet, writeTabs } from "../support/invented-sheet.ts";

const RECORDED = resolve(import.meta.dirname, "..", "..", "..", "shared", "data", "providers", "sheets");
interface Exchange {
  readonly request: { readonly method: string; readonly url: string };
  readonly response: { readonly status: number; readonly body: unknown };
}
const recorded = (file: string, method: string, part: string): readonly unknown[] =>
  (JSON.parse(readFileSync(join(RECORDED, file), "utf8")) as { readonly interactions: readonly Exchange[] }).interactions.filter(({ request }) => request.method === method && request.url.includes(part)).map(({ response }) => response.body);
const errorBody = (file: string): unknown => JSON.parse(readFileSync(join(RECORDED, "errors", file), "utf8")) as unknown;

/** Names and types of a JSON value; of a list, of all of its entries together. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [value.map(shapeOf).reduce(merge)];
  if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
  return typeof value;
}
function merge(a: unknown, b: unknown): unknown {
  return typeof a === "object" && typeof b === "object" && !Array.isArray(a) ? { ...a, ...b } : a;
}
/** What ours has, Google has too, of the same type; Google says more. */
function isWithin(ours: unknown, theirs: unknown): boolean {
  if (Array.isArray(ours)) return Array.isArray(theirs) && ours.every((entry, index) => isWithin(entry, theirs[index] ?? theirs[0]));
  if (typeof ours === "object" && ours !== null) return typeof theirs === "object" && theirs !== null && Object.entries(ours).every(([key, inner]) => isWithin(inner, (theirs as Record<string, unknown>)[key]));
  return ours === theirs;
}

let dir: string;
let google: GoogleStandIn;
let token: string;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "snapcount-recordings-"));
  google = await startGoogleStandIn({ statePath: join(dir, "state.json"), source: { id: "league", tabsDir: writeTabs(join(dir, "tabs"), inventSheet()), modifiedTime: null }, copy: { id: "copy", tabsDir: null }, now: () => new Date() });
  // The token of a real exchange, caught on its way.
  let caught = "";
  const original = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const answer = await original(input, init);
    if ((input instanceof URL ? input.href : "").endsWith("/token")) caught = ((await answer.clone().json()) as { readonly access_token: string }).access_token;
    return answer;
  };
  await (await openWorkbooks({ credentials: google.credentials, origin: google.origin, pause: async () => undefined, onWait: () => undefined, signal: new AbortController().signal })).tabs("copy", "list");
  globalThis.fetch = original;
  token = caught;
});
afterAll(async () => {
  await google.close();
  rmSync(dir, { recursive: true, force: true });
});

async function ask(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await fetch(`${google.origin}${path}`, { method, headers: { authorization: `Bearer ${token}`, "content-type": "application/json" }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await answer.text();
  return { status: answer.status, body: text.startsWith("{") ? (JSON.parse(text) as unknown) : text };
}

/** The stand-in's answers beside Google's own, as they were recorded. */
describe("answers have the shapes of the recorded ones", () => {
  it.each<[string, string, string, readonly unknown[]]>([
    ["a workbook's tabs", "GET", "/v4/spreadsheets/league?includeGridData=false", recorded("spreadsheets_get_includeGridData_false.json", "GET", "includeGridData=false")],
    ["values of two ranges", "GET", "/v4/spreadsheets/league/values:batchGet?ranges=Ada!A1:B1&ranges=Ada!C3:D5", recorded("values_batchGet_two_ranges.json", "GET", "values:batchGet")],
    ["values of one range", "GET", "/v4/spreadsheets/league/values/Ada!A1:D4", recorded("values_get_render_options.json", "GET", "/values/").slice(-1)],
    ["a file's times", "GET", "/drive/v3/files/league?fields=id,name,modifiedTime&supportsAllDrives=true", recorded("drive_lastUpdateTime.json", "GET", "drive/v3/files/")],
    ["a renamed tab", "POST", "/v4/spreadsheets/copy:batchUpdate", recorded("updateSheetProperties_rename.json", "POST", ":batchUpdate")],
  ])("%s", async (name, method, path, theirs) => {
    expect(theirs.length).toBeGreaterThan(0);
    const body = method === "POST" ? { requests: [{ updateSheetProperties: { properties: { sheetId: 0, title: `Sheet ${name.length}` }, fields: "title" } }] } : undefined;
    const answer = await ask(method, path, body);
    expect(answer.status).toBe(200);
    expect({ shape: shapeOf(answer.body), fits: theirs.some((other) => isWithin(shapeOf(answer.body), shapeOf(other))) }).toMatchObject({ fits: true });
  });

  it("an added tab answers with its properties", async () => {
    const theirs = recorded("spreadsheets_get_multi_sheet_add_delete.json", "POST", ":batchUpdate").find((body) => JSON.stringify(body).includes("addSheet"));
    const { body } = await ask("POST", "/v4/spreadsheets/copy:batchUpdate", { requests: [{ addSheet: { properties: { title: "Added" } } }] });
    expect(isWithin(shapeOf(body), shapeOf(theirs))).toBe(true);
  });

  it("a copied tab answers with bare properties, as documented", async () => {
    const theirs = JSON.parse(readFileSync(join(RECORDED, "documented", "copyTo_response.json"), "utf8")) as unknown;
    const { body } = await ask("POST", "/v4/spreadsheets/league/sheets/0:copyTo", { destinationSpreadsheetId: "copy" });
    expect(shapeOf(body)).toEqual(shapeOf(theirs));
    expect(body).toMatchObject({ title: "Copy of Ada" });
  });

  it("an empty range has no values; rows end at their last filled cell; ranges come back without quotes", async () => {
    const empty = recorded("values_get_render_options.json", "GET", "/values/")[0] as Record<string, unknown>;
    expect(Object.keys(empty).sort()).toEqual(["majorDimension", "range"]);
    expect(Object.keys((await ask("GET", "/v4/spreadsheets/league/values/Ada!AB20:AC22")).body as object).sort()).toEqual(["majorDimension", "range"]);
    const { body } = await ask("GET", "/v4/spreadsheets/league/values:batchGet?ranges='Ada'!A3:B4");
    expect(body).toMatchObject({ valueRanges: [{ range: "Ada!A3:B4", values: [["Available Cap Space"], ["Pos.", "Player"]] }] });
  });

  it("errors", async () => {
    const missing = await ask("GET", "/drive/v3/files/nope?fields=id&supportsAllDrives=true");
    expect([missing.status, shapeOf(missing.body)]).toEqual([404, shapeOf(errorBody("drive-files-get-nonexistent-file-id_404.json"))]);
    const mask = await ask("GET", "/v4/spreadsheets/league?fields=nope");
    expect([mask.status, isWithin(shapeOf(mask.body), shapeOf(errorBody("sheets-spreadsheets-get-bad-field-mask_400.json")))]).toEqual([400, true]);
    const quota = quotaExceeded();
    expect([quota.status, shapeOf(quota.body)]).toEqual([429, shapeOf(errorBody("sheets-spreadsheets-get-quota-exceeded-readgroup_429.json"))]);
    const denied = recorded("error_403_permission_denied.json", "GET", "sheets.googleapis.com").find((body) => JSON.stringify(body).includes("PERMISSION_DENIED"));
    const refused = await ask("POST", "/v4/spreadsheets/league:batchUpdate", { requests: [{ addSheet: { properties: { title: "x" } } }] });
    expect([refused.status, shapeOf(refused.body)]).toEqual([403, shapeOf(denied)]);
    // Of the Sheets API all refusals have one form.
    expect(shapeOf((await ask("GET", "/v4/spreadsheets/nope")).body)).toEqual(shapeOf(denied));
    expect(shapeOf((driveRateLimit() as { readonly body: unknown }).body)).toEqual({ error: { errors: [{ domain: "string", reason: "string", message: "string" }], code: "number", message: "string" } });
    expect((htmlSorry() as { readonly html: string }).html).toMatch(/<html/i);
    expect(readFileSync(join(RECORDED, "errors", "drive-automated-queries_429.html"), "utf8")).toMatch(/<html/i);
  });
});
