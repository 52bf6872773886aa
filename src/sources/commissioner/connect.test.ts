import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inventSheet, writeTabs } from "../../../tests/support/invented-sheet.ts";
import { connectWorkbooks, missingSettings, type SheetPlaces } from "./connect.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "snapcount-connect-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const watch = { now: () => new Date("2025-11-18T12:00:00Z"), pause: async () => undefined, onWait: () => undefined, signal: new AbortController().signal };
const LIVE: SheetPlaces = { source: "league", copy: "copy", tabs: ["Ada"], env: {}, recorded: null, statePath: "" };
const recorded = (): SheetPlaces => ({ ...LIVE, source: undefined, copy: undefined, tabs: undefined, recorded: { tabs: writeTabs(join(dir, "tabs"), inventSheet()), copy: null, modifiedTime: null }, statePath: join(dir, "state.json") });

describe("the league's workbooks", () => {
  it.each<[string, Partial<SheetPlaces>, string]>([
    ["no workbook", { source: undefined, copy: undefined }, "COMMISSIONER_SHEET_ID (the commissioner's workbook), LEAGUE_SHEET_COPY_ID (the working copy)"],
    ["no list of tabs", { tabs: undefined }, "SHEETS_TABS (its tabs, separated by commas)"],
  ])("without %s: a sentence that says what to set", async (_, places, fix) => {
    await expect(connectWorkbooks({ ...LIVE, ...places }, watch)).rejects.toMatchObject({ name: "SourceSetupError", fix: expect.stringContaining(`Set ${fix}`) as unknown });
  });

  it("without a service account: a sentence that says what to set", async () => {
    await expect(connectWorkbooks(LIVE, watch)).rejects.toMatchObject({ name: "SourceSetupError", fix: expect.stringContaining("GOOGLE_APPLICATION_CREDENTIALS") as unknown });
  });

  it("recorded, need no setting: every tab of the folder is expected", async () => {
    expect(missingSettings(recorded())).toBeNull();
    const workbooks = await connectWorkbooks(recorded(), watch);
    expect(workbooks.tabs).toEqual(["Ada", "Bruno", "Clio", "TRANSACTIONS"]);
    expect((await workbooks.google.tabs(workbooks.sourceId, "list")).map(({ title }) => title)).toEqual(workbooks.tabs);
    await workbooks.close();
  });

  it("recorded, leave no server behind when the client cannot be opened: the process could not end", async () => {
    let origin = "";
    const failing = connectWorkbooks(recorded(), watch, async (options) => {
      origin = options.origin ?? "";
      throw new TypeError("JWT is not a constructor");
    });
    await expect(failing).rejects.toThrow("JWT is not a constructor");
    expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await expect(fetch(origin)).rejects.toThrow("fetch failed");
  });
});
