import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inventSheet, writeTabs } from "../../../tests/support/invented-sheet.ts";
import { copyWorkbook } from "./copy/copy-workbook.ts";
import { openWorkbooks } from "./google/client.ts";
import type { Workbooks } from "./google/workbooks.ts";
import { type KnownCopy, readGoodCopy, toPayload } from "./read-copy.ts";
import { type FaultAction, type GoogleStandIn, htmlSorry, quotaExceeded, startGoogleStandIn } from "./stand-in/index.ts";

const TABS = ["Ada", "Bruno", "Clio", "TRANSACTIONS"];
const COPY = { copyId: "copy", tabs: TABS, largeTab: "TRANSACTIONS", managerLabel: "GM:" };
let dir: string;
let google: GoogleStandIn;
let workbooks: Workbooks;
let known: KnownCopy;
let pauses: number[];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "snapcount-read-copy-"));
  pauses = [];
  google = await startGoogleStandIn({ statePath: join(dir, "state.json"), source: { id: "league", tabsDir: writeTabs(join(dir, "tabs"), inventSheet()), modifiedTime: null }, copy: { id: "copy", tabsDir: null }, now: () => new Date("2025-11-18T12:00:00Z") });
  workbooks = await openWorkbooks({ credentials: google.credentials, origin: google.origin, pause: async (ms) => void pauses.push(ms), onWait: () => undefined, signal: new AbortController().signal });
  const { tabs } = await copyWorkbook(workbooks, { sourceId: "league", copyId: "copy", tabs: TABS, runId: "11112222", managerLabel: "GM:" }, { now: () => new Date(), pause: async () => undefined, onTab: () => undefined, onNote: () => undefined });
  known = { checksums: new Map(tabs.map(({ title, checksum }) => [title, checksum])) };
});
afterEach(async () => {
  await google.close();
  rmSync(dir, { recursive: true, force: true });
});

const read = () => readGoodCopy(workbooks, COPY, known);
const isRead = ({ path }: { readonly path: string }): boolean => path.endsWith("/copy/values:batchGet");
/** Breaks the n-th reading of values. */
const breakReading = (nth: number, action: FaultAction): void => {
  let reads = 0;
  google.faults.add({ match: (request) => isRead(request) && (reads += 1) === nth, times: 1, action });
};

describe("the working copy", () => {
  it("is read in a request for the franchises and one for the log, as the commissioner's workbook shows it, without personal data", async () => {
    const before = google.requests.length;
    const tabs = await read();
    expect(google.requests.slice(before).map(({ path }) => path.split("/").at(-1))).toEqual(["copy", "values:batchGet", "values:batchGet"]);
    expect(tabs.map(({ title }) => title)).toEqual(TABS);
    for (const { title, values } of tabs) {
      const source = google.tabs("source").find((tab) => tab.title === title)?.values ?? [];
      // The second line of a franchise's tab is its manager's.
      expect(values.slice(2).map((row) => row.slice(0, 31))).toEqual(source.slice(2).map((row) => row.slice(0, 31)));
    }
    expect(Buffer.from(toPayload(tabs)).toString()).not.toMatch(/555|example\.com/);
  });

  it("makes equal bytes for the archive whatever the order of its tabs", async () => {
    const tabs = await read();
    expect(Buffer.from(toPayload(tabs.toReversed()))).toEqual(Buffer.from(toPayload(tabs)));
  });

  it.each<[string, FaultAction]>([["a quota", quotaExceeded()], ["a page of HTML", htmlSorry()], ["a connection that breaks", "drop-before"], ["an answer that is slow", { delayMs: 200 }]])("is read in spite of %s", async (_, action) => {
    breakReading(1, action);
    expect(await read()).toHaveLength(4);
  });
});

describe("is not believed, and the tab is named, when", () => {
  it.each<[string, number, () => FaultAction, RegExp]>([
    ["a tab is deleted before it is read", 1, () => ({ first: () => google.meddle((copy) => copy.remove("Bruno")) }), /Unable to parse range: 'Bruno'/],
    ["the log is deleted after the franchises were read", 2, () => ({ first: () => google.meddle((copy) => copy.remove("TRANSACTIONS")) }), /read TRANSACTIONS of the working copy: 400: Unable to parse range: 'TRANSACTIONS'/],
    ["a tab is renamed meanwhile", 1, () => ({ first: () => google.meddle((copy) => copy.rename("Clio", "Clio 2")) }), /Unable to parse range: 'Clio'/],
    ["an answer lacks its last rows", 2, () => ({ loseRows: 3 }), /TRANSACTIONS is not as the copy flow left it/],
    ["a cell is changed meanwhile", 1, () => ({ first: () => google.meddle((copy) => copy.type("Ada", 4, 2, "$99")) }), /Ada is not as the copy flow left it/],
  ])("%s", async (_, nth, action, message) => {
    breakReading(nth, action());
    await expect(read()).rejects.toThrow(message);
  });

  it("a tab was deleted since", async () => {
    google.meddle((copy) => copy.remove("Bruno"));
    await expect(read()).rejects.toMatchObject({ name: "PayloadError", message: "the working copy: there is no tab Bruno", fix: expect.stringContaining("snapcount run sheets_pipeline") as unknown });
  });

  it("another copy ends between two requests: tabs of two moments do not fit each other", async () => {
    google.edit("TRANSACTIONS", 1, 7, "Somebody New");
    let again: Promise<unknown> | null = null;
    const other = await openWorkbooks({ credentials: google.credentials, origin: google.origin, pause: async () => undefined, onWait: () => undefined, signal: new AbortController().signal });
    const copy = (): Promise<unknown> => copyWorkbook(other, { sourceId: "league", copyId: "copy", tabs: TABS, runId: "33334444", managerLabel: "GM:" }, { now: () => new Date(), pause: async () => undefined, onTab: () => undefined, onNote: () => undefined });
    const slow: Workbooks = { ...workbooks, values: async (id, ranges, render, deed) => {
      if (ranges.length === 1) await (again ??= copy());
      return workbooks.values(id, ranges, render, deed);
    } };
    await expect(readGoodCopy(slow, COPY, known)).rejects.toThrow(/TRANSACTIONS is not as the copy flow left it/);
  });
});
