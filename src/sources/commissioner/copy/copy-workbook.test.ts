import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inventSheet, type InventedSheet, writeTabs } from "../../../../tests/support/invented-sheet.ts";
import { openWorkbooks } from "../google/client.ts";
import type { Workbooks } from "../google/workbooks.ts";
import { driveRateLimit, type FaultAction, type GoogleStandIn, htmlSorry, internalError, quotaExceeded, startGoogleStandIn } from "../stand-in/index.ts";
import { type CopyResult, copyWorkbook } from "./copy-workbook.ts";
import { checksum } from "./verify.ts";

const TABS = ["Ada", "Bruno", "Clio", "TRANSACTIONS"];
let dir: string;
let google: GoogleStandIn;
let pauses: number[];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "snapcount-copy-"));
  google = await start();
  pauses = [];
});
afterEach(async () => {
  await google.close();
  rmSync(dir, { recursive: true, force: true });
});

const start = async (sheet: InventedSheet = inventSheet()): Promise<GoogleStandIn> =>
  startGoogleStandIn({ statePath: join(dir, "state.json"), source: { id: "league", tabsDir: writeTabs(join(dir, "tabs"), sheet), modifiedTime: "2025-11-04T12:00:00.000Z" }, copy: { id: "copy", tabsDir: null }, now: () => new Date("2025-11-18T12:00:00Z") });

const open = (): Promise<Workbooks> =>
  openWorkbooks({ credentials: google.credentials, origin: google.origin, pause: async (ms) => void pauses.push(ms), onWait: () => undefined, signal: new AbortController().signal });

async function copy(tabs: readonly string[] = TABS, runId = "11112222-3333", workbooks?: Workbooks, pause = async (): Promise<void> => undefined): Promise<CopyResult> {
  return copyWorkbook(workbooks ?? (await open()), { sourceId: "league", copyId: "copy", tabs, runId, managerLabel: "GM:" }, { now: () => new Date(), pause, onTab: () => undefined, onNote: () => undefined });
}

/** What readers find under the league's names. */
const seen = (): Readonly<Record<string, string>> => Object.fromEntries(google.tabs("copy").filter(({ title }) => TABS.includes(title)).map(({ title, values }) => [title, JSON.stringify(values.map((row) => row.slice(0, 30)))]));
const titles = (): readonly string[] => google.tabs("copy").map(({ title }) => title).toSorted();
const literal = (title: string, workbook: "source" | "copy"): string => JSON.stringify(google.tabs(workbook).find((tab) => tab.title === title)?.values.map((row) => row.slice(0, 30)));

describe("a copy", () => {
  it("holds every tab as a person sees it in the commissioner's workbook, without a formula", async () => {
    const { tabs, modifiedTime } = await copy();
    expect(titles()).toEqual(["Ada", "Bruno", "Clio", "Sheet1", "TRANSACTIONS"]);
    for (const title of TABS) expect(literal(title, "copy")).toBe(literal(title, "source"));
    expect(google.tabs("copy").some(({ hasFormulas }) => hasFormulas)).toBe(false);
    expect(tabs.map(({ title }) => title)).toEqual(TABS);
    expect(modifiedTime).toBe("2025-11-04T12:00:00.000Z");
  });

  it("repeated, leaves no second tab; its checksums are of the whole tabs that stand in the copy, to the last row", async () => {
    await copy();
    const { tabs } = await copy();
    expect(titles()).toEqual(["Ada", "Bruno", "Clio", "Sheet1", "TRANSACTIONS"]);
    const stands = google.tabs("copy").filter(({ title }) => TABS.includes(title));
    const sums = Object.fromEntries(tabs.map(({ title, checksum: sum }) => [title, sum]));
    expect(sums).toEqual(Object.fromEntries(stands.map(({ title, values }) => [title, checksum(values, "GM:")])));
    for (const { title, values } of stands) expect(checksum(values.slice(0, -1), "GM:")).not.toBe(sums[title]);
  });

  it("whose formulas were not frozen cannot pass: the cell that would change by itself is named", async () => {
    const workbooks = await open();
    const unfrozen: Workbooks = { ...workbooks, update: (id, requests, deed) => workbooks.update(id, requests.filter((request) => !("copyPaste" in request)), deed) };
    await expect(copy(TABS, "11112222-3333", unfrozen)).rejects.toThrow(/^Ada![A-Z]+\d+: the copy holds '.*': still a formula after it was frozen/);
    expect(Object.keys(seen())).toEqual([]);
  });

  it("rests between two tabs", async () => {
    const copied: number[] = [];
    await copy(TABS, "11112222-3333", undefined, async () => void copied.push(google.requests.filter(({ path }) => path.endsWith(":copyTo")).length));
    expect(copied).toEqual([1, 2, 3]);
  });

  it("beside another one at the same time ends with one whole set", async () => {
    const ends = await Promise.allSettled([copy(TABS, "aaaaaaaa-1"), copy(TABS, "bbbbbbbb-2")]);
    if (ends.some(({ status }) => status === "fulfilled")) for (const title of TABS) expect(literal(title, "copy")).toBe(literal(title, "source"));
    await copy();
    expect(titles()).toEqual(["Ada", "Bruno", "Clio", "Sheet1", "TRANSACTIONS"]);
  });

  it("clears what an interrupted or a foreign copy left, and nothing else", async () => {
    google.meddle((workbook) => {
      for (const title of ["Copy of Ada", "Copy of Ada 1", "__incoming_Bruno_aaaabbbb", "Copy of my notes", "Notes"]) workbook.batch([{ addSheet: { properties: { title } } }]);
    });
    await copy();
    expect(titles()).toEqual(["Ada", "Bruno", "Clio", "Copy of my notes", "Notes", "Sheet1", "TRANSACTIONS"]);
  });
});

describe("an interrupted copy", () => {
  /** Every request of a copy, cut before and after it was done: from there on Google is gone, as after a kill. */
  it.each(["drop-before", "drop-after"] as const)("at each of its requests (%s) leaves the old set or the new one, and the next copy is whole", async (action) => {
    await copy();
    const old = seen();
    google.edit("Ada", 4, 1, "Nuovo Acquisto");
    const before = google.requests.length;
    await copy();
    const count = google.requests.length - before;
    const fresh = seen();
    expect(fresh).not.toEqual(old);
    expect(count).toBeGreaterThanOrEqual(25);
    let current = fresh;
    for (let at = 1; at <= count; at += 1) {
      google.edit("Ada", 4, 1, `Acquisto ${action} ${at}`);
      let asked = 0;
      // The first one is done or not; nothing after it is.
      google.faults.add({ match: () => (asked += 1) === at, action });
      google.faults.add({ match: () => asked > at, action: "drop-before" });
      // The last answer of all may be lost without harm.
      await copy().catch(() => undefined);
      google.faults.clear();
      const after = seen();
      expect(Object.keys(after).sort(), `request ${at}`).toEqual(TABS);
      const isNew = after["Ada"]?.includes(`Acquisto ${action} ${at}`) === true;
      if (!isNew) expect(after, `request ${at}: the old set`).toEqual(current);
      await copy();
      expect(titles(), `request ${at}: nothing left over`).toEqual(["Ada", "Bruno", "Clio", "Sheet1", "TRANSACTIONS"]);
      current = seen();
      expect(current["Ada"]).toContain(`Acquisto ${action} ${at}`);
    }
  }, 120_000);

  it("is done when only the answer to its swap was lost", async () => {
    google.faults.add({ match: ({ body }) => JSON.stringify(body ?? "").includes('"title":"Ada"'), times: 1, action: "drop-after" });
    await copy();
    expect(titles()).toEqual(["Ada", "Bruno", "Clio", "Sheet1", "TRANSACTIONS"]);
  });

  it("by a server error amid the swap changes nothing; the swap is asked again", async () => {
    await copy();
    const old = seen();
    google.edit("Clio", 4, 1, "Nuovo Acquisto");
    google.faults.add({ match: ({ body }) => JSON.stringify(body ?? "").includes('"title":"Ada"'), action: { failAt: 3 } });
    await expect(copy()).rejects.toThrow("put the new tabs in the place of the old ones: 500");
    expect(seen()).toEqual(old);
    google.faults.clear();
    google.faults.add({ match: ({ body }) => JSON.stringify(body ?? "").includes('"title":"Ada"'), times: 1, action: { failAt: 3 } });
    await copy();
    expect(seen()["Clio"]).toContain("Nuovo Acquisto");
  });
});

describe("a busy Google", () => {
  it.each<[string, FaultAction]>([
    ["429", quotaExceeded()],
    ["403 with a rate limit's reason", driveRateLimit()],
    ["429 as a page of HTML", htmlSorry()],
  ])("%s is waited for, a minute at least", async (_, action) => {
    google.faults.add({ match: ({ path }) => path !== "/token", times: 2, action });
    await copy();
    expect(pauses.length).toBe(2);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(60_000);
    expect(titles()).toContain("Ada");
  });

  it("500 is waited for, longer each time", async () => {
    google.faults.add({ match: ({ path }) => path.includes("copyTo"), times: 3, action: internalError() });
    await copy();
    expect(pauses).toEqual([1_000, 2_000, 4_000]);
  });

  it("that does not come back is told: what was being done, what was seen", async () => {
    google.faults.add({ match: ({ path }) => path.includes("copyTo"), action: quotaExceeded() });
    await expect(copy()).rejects.toThrow(/Google, copy Ada: the quota is used up \(429: Quota exceeded/);
  });

  it("a refusal is not asked twice", async () => {
    google.faults.add({ match: ({ path }) => path.includes("copyTo"), action: { status: 403, body: { error: { code: 403, message: "The caller does not have permission", status: "PERMISSION_DENIED" } } } });
    await expect(copy()).rejects.toMatchObject({ name: "SourceSetupError", message: expect.stringContaining("copy Ada") as unknown });
    expect(pauses).toEqual([]);
  });
});

describe("a sheet that cannot be copied", () => {
  it("an empty list of tabs", async () => {
    await expect(copy([])).rejects.toMatchObject({ name: "SourceSetupError", message: "the list of the sheet's tabs is empty" });
  });

  it("a tab that is not there, by its name", async () => {
    await expect(copy([...TABS, "Zeno"])).rejects.toThrow("there is no tab Zeno; it has Ada, Bruno, Clio, TRANSACTIONS");
  });

  it("a workbook of which Google does not say when it was edited", async () => {
    google.faults.add({ match: ({ path }) => path.includes("/drive/"), action: { status: 200, body: { id: "league", name: "League" } } });
    await expect(copy()).rejects.toThrow("Google, when was the commissioner's workbook changed: the answer has no modifiedTime");
  });

  it("a tab that is renamed meanwhile: the old set stays", async () => {
    await copy();
    const old = seen();
    google.faults.add({ match: ({ path }) => path.includes("copyTo"), times: 1, action: { first: () => google.renameTab("Bruno", "Bruno (old)") } });
    await expect(copy()).rejects.toThrow("there is no tab Bruno");
    expect(seen()).toEqual(old);
  });

  it("rows that Google lost, by tab and cell", async () => {
    google.faults.add({ match: ({ path }) => path.includes("copyTo"), times: 1, action: { loseRows: 3 } });
    await expect(copy()).rejects.toThrow(/^Ada!\w+\d+: the copy holds '': differs from the commissioner's workbook, and \d+ other cell/);
  });

  it.each(["#REF!", "Loading...", "#N/A"])("a value that is none (%s), by tab and cell", async (text) => {
    google.edit("Bruno", 6, 3, text);
    await expect(copy()).rejects.toThrow(`Bruno!D7: the commissioner's workbook itself says ${text}`);
  });

  it("a cell that differs is told without the number or address in it", async () => {
    let edits = 0;
    google.faults.add({ match: ({ path, body }) => path.includes("/league/values:batchGet") && body === null, action: { first: () => google.edit("Ada", 1, 12, `(555) 555-01${(edits += 1) + 10}`) } });
    const error = await copy().catch((thrown: unknown) => thrown as Error);
    expect((error as Error).message).toMatch(/^Ada!M2: the copy holds '.*\[redacted\]'/);
    expect((error as Error).message).not.toMatch(/555/);
  });

  it("one that is edited while it is copied is copied again; one that is always edited is told", async () => {
    let edits = 0;
    const edit = (): void => google.edit("Ada", 4, 1, `Acquisto ${(edits += 1)}`);
    google.faults.add({ match: ({ body }) => JSON.stringify(body ?? "").includes("__incoming_Clio"), times: 1, action: { first: edit } });
    await copy();
    expect(seen()["Ada"]).toContain("Acquisto 1");
    google.faults.add({ match: ({ body }) => JSON.stringify(body ?? "").includes("__incoming_Clio"), action: { first: edit } });
    await expect(copy()).rejects.toThrow("was edited while it was copied, 3 times");
  });
});
