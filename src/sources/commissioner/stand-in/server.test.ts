import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inventSheet, writeTabs } from "../../../../tests/support/invented-sheet.ts";
import { openWorkbooks } from "../google/client.ts";
import type { UpdateRequest, Workbooks } from "../google/workbooks.ts";
import { type GoogleStandIn, startGoogleStandIn } from "./index.ts";
import { Workbook } from "./workbook.ts";

let dir: string;
let google: GoogleStandIn;
let sdk: Workbooks;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "snapcount-stand-in-"));
  writeTabs(join(dir, "tabs"), inventSheet());
  await start();
});
afterEach(async () => {
  await google.close();
  rmSync(dir, { recursive: true, force: true });
});

async function start(): Promise<void> {
  google = await startGoogleStandIn({ statePath: join(dir, "state.json"), source: { id: "league", tabsDir: join(dir, "tabs"), modifiedTime: null }, copy: { id: "copy", tabsDir: null }, now: () => new Date() });
  sdk = await openWorkbooks({ credentials: google.credentials, origin: google.origin, pause: async () => undefined, onWait: () => undefined, signal: new AbortController().signal });
}
async function restart(): Promise<void> {
  await google.close();
  await start();
}
const update = (...requests: UpdateRequest[]): Promise<void> => sdk.update("copy", requests, "change it");
const titles = async (): Promise<readonly string[]> => (await sdk.tabs("copy", "list")).map(({ title }) => title);
const read = async (id: string, range: string, render: "FORMULA" | "UNFORMATTED_VALUE" | "FORMATTED_VALUE" = "FORMATTED_VALUE"): Promise<unknown> => (await sdk.values(id, [range], render, "read"))[0];

describe("Google's SDKs, unmodified,", () => {
  it("see the commissioner's tabs; the first has id 0", async () => {
    const tabs = await sdk.tabs("league", "list");
    expect(tabs.map(({ title, sheetId }) => [title, sheetId])).toEqual([["Ada", 0], ["Bruno", 1], ["Clio", 2], ["TRANSACTIONS", 3]]);
    expect(await sdk.modifiedTime("league", "when")).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it("read numbers, texts as shown, and formulas", async () => {
    expect(await read("league", "'Ada'!C5:D5")).toEqual([["$1", "$1"]]);
    expect(await read("league", "'Ada'!C5:D5", "UNFORMATTED_VALUE")).toEqual([[1, 1]]);
    expect(await read("league", "'Ada'!U3:V3")).toEqual([["Traded Cap Space", "-$4"]]);
    expect(await read("league", "'Ada'!V3", "FORMULA")).toEqual([[expect.stringMatching(/^=/) as unknown]]);
    expect(await read("league", "TRANSACTIONS!N2")).toEqual([["1,039"]]);
  });

  it("get ragged rows, and nothing for an empty range", async () => {
    expect(await read("league", "'Ada'!A3:B4")).toEqual([["Available Cap Space"], ["Pos.", "Player"]]);
    expect(await read("league", "'Ada'!AB20:AC22")).toEqual([]);
  });

  it("may not write into the commissioner's workbook", async () => {
    await expect(sdk.update("league", [{ addSheet: { properties: { title: "x" } } }], "spoil")).rejects.toMatchObject({ name: "SourceSetupError", message: "Google, spoil: 403: The caller does not have permission", fix: expect.stringContaining("share both with the service account") as unknown });
  });

  it("are told of a tab, a workbook that is not there", async () => {
    await expect(read("copy", "Nobody!A1")).rejects.toThrow("400: Unable to parse range: Nobody!A1");
    await expect(sdk.tabs("other", "list")).rejects.toThrow("Google, list: 404: Requested entity was not found.");
    await expect(sdk.modifiedTime("other", "when")).rejects.toMatchObject({ name: "SourceSetupError", message: "Google, when: 404: File not found: other.", fix: expect.stringContaining("COMMISSIONER_SHEET_ID") as unknown });
  });

  it("are told of a key that Google does not know, with what to set, and are not asked twice", async () => {
    const pauses: number[] = [];
    const private_key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const stranger = await openWorkbooks({ credentials: { ...google.credentials, private_key }, origin: google.origin, pause: async (ms) => void pauses.push(ms), onWait: () => undefined, signal: new AbortController().signal });
    await expect(stranger.tabs("copy", "list")).rejects.toMatchObject({
      name: "SourceSetupError", message: "Google, list: the service account's key is refused (400: invalid_grant: Invalid JWT Signature.)", fix: expect.stringContaining("GOOGLE_APPLICATION_CREDENTIALS") as unknown,
    });
    expect(pauses).toEqual([]);
  });
});

describe("a copied tab", () => {
  const copyAda = (): ReturnType<Workbooks["copyTab"]> => sdk.copyTab({ workbookId: "league", sheetId: 0 }, "copy", "copy");

  it("is called Copy of it, and a number when that is taken", async () => {
    expect([(await copyAda()).title, (await copyAda()).title]).toEqual(["Copy of Ada", "Copy of Ada 1"]);
  });

  it("shows #REF! where a formula pointed at another tab, and another value at each read where it depends on the moment", async () => {
    const { title } = await copyAda();
    expect(await read("copy", `'${title}'!C3`)).toEqual([["#REF!"]]);
    expect(await read("copy", `'${title}'!H5`)).toEqual([["$3"]]);
    const volatile = `'${title}'!AG1`;
    expect(await read("copy", volatile)).not.toEqual(await read("copy", volatile));
  });

  it("frozen keeps both as they are; a number written over a cell is shown as the cell shows numbers", async () => {
    const { title, sheetId } = await copyAda();
    await update({ copyPaste: { source: { sheetId }, destination: { sheetId }, pasteType: "PASTE_VALUES", pasteOrientation: "NORMAL" } });
    expect(await read("copy", `'${title}'!C3`, "FORMULA")).toEqual([["#REF!"]]);
    expect(await read("copy", `'${title}'!AG1`)).toEqual(await read("copy", `'${title}'!AG1`));
    await sdk.writeCells("copy", [{ range: `'${title}'!C3:D3`, values: [21, -4] }], "write");
    expect(await read("copy", `'${title}'!C3:D3`)).toEqual([["$21", "-$4"]]);
  });
});

describe("a batch", () => {
  it("is done whole or not at all, and says which request is wrong", async () => {
    const before = await titles();
    await expect(update({ addSheet: { properties: { title: "One" } } }, { addSheet: { properties: { title: "sheet1" } } })).rejects.toThrow('Invalid requests[1].addSheet: A sheet with the name "sheet1" already exists');
    expect(await titles()).toEqual(before);
  });

  it("does not delete the last tab", async () => {
    await expect(update({ deleteSheet: { sheetId: 0 } })).rejects.toThrow("requests[0].deleteSheet");
  });

  it("whatever it holds: titles are unique without regard to case, ids for ever, and a failed one changes nothing", () => {
    const title = fc.constantFrom("Ada", "ada", "Bruno", "Copy of Ada", "__incoming");
    const id = fc.nat(6);
    const request = fc.oneof(
      fc.record({ addSheet: fc.record({ properties: fc.record({ title }) }) }),
      fc.record({ deleteSheet: fc.record({ sheetId: id }) }),
      fc.record({ updateSheetProperties: fc.record({ properties: fc.record({ sheetId: id, title, index: fc.nat(4) }), fields: fc.constantFrom("title", "title,index", "index") }) }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(request, { minLength: 1, maxLength: 4 }), { maxLength: 12 }), (batches) => {
        const workbook = new Workbook("w", [{ sheetId: 0, title: "Sheet1", rows: 10, columns: 5, cells: [] }]);
        const given = new Set<number>([0]);
        for (const batch of batches) {
          const before = workbook.tabs;
          const known = new Set(before.map(({ sheetId }) => sheetId));
          try {
            workbook.batch(batch);
            for (const { sheetId } of workbook.tabs) {
              expect(known.has(sheetId) || !given.has(sheetId)).toBe(true);
              given.add(sheetId);
            }
          } catch {
            expect(workbook.tabs).toBe(before);
          }
          expect(new Set(workbook.tabs.map((tab) => tab.title.toLowerCase())).size).toBe(workbook.tabs.length);
          expect(workbook.tabs.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});

it("a tab that is no CSV file is named", async () => {
  writeFileSync(join(dir, "tabs", "Clio", "Clio.csv"), 'a,"b\n');
  await google.close();
  await expect(start()).rejects.toMatchObject({ name: "ConfigError", message: expect.stringMatching(/Clio\.csv: Quote Not Closed/) as unknown });
  writeTabs(join(dir, "tabs"), inventSheet());
  await start();
});

describe("what the home keeps", () => {
  it("is the working copy, over a restart", async () => {
    await sdk.copyTab({ workbookId: "league", sheetId: 1 }, "copy", "copy");
    const before = google.tabs("copy").map(({ title, values }) => [title, values.slice(2, 30).map((row) => row.slice(0, 30))]);
    await restart();
    expect(google.tabs("copy").map(({ title, values }) => [title, values.slice(2, 30).map((row) => row.slice(0, 30))])).toEqual(before);
  });

  it("gives no id twice, also after a restart", async () => {
    const first = await sdk.copyTab({ workbookId: "league", sheetId: 1 }, "copy", "copy");
    await update({ deleteSheet: { sheetId: first.sheetId } });
    await restart();
    expect((await sdk.copyTab({ workbookId: "league", sheetId: 1 }, "copy", "copy")).sheetId).toBeGreaterThan(first.sheetId);
  });

  it("holds no phone number and no address, not as a number either", async () => {
    google.edit("Ada", 1, 12, "5555550100");
    await sdk.copyTab({ workbookId: "league", sheetId: 0 }, "copy", "copy");
    expect(readFileSync(join(dir, "state.json"), "utf8")).not.toMatch(/555|example\.com/);
  });

  it("damaged is told, with what to do", async () => {
    await google.close();
    writeFileSync(join(dir, "state.json"), "{");
    await expect(start()).rejects.toMatchObject({ name: "ConfigError", message: expect.stringContaining("state.json: the recorded working copy cannot be read") as unknown });
    rmSync(join(dir, "state.json"));
    await start();
  });

  it("is whole after a SIGKILL amid its writes", async () => {
    const statePath = join(dir, "killed.json");
    const child = spawn(process.execPath, ["--import", "tsx", "-e", KILLED, statePath, join(dir, "tabs")], { stdio: "ignore" });
    while (!existsSync(statePath) || (JSON.parse(readFileSync(statePath, "utf8")) as { readonly copy: readonly unknown[] }).copy.length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("exit", resolve));
    const { copy } = JSON.parse(readFileSync(statePath, "utf8")) as { readonly copy: readonly { readonly title: string }[] };
    expect(copy.map(({ title }) => title).slice(0, 3)).toEqual(["Sheet1", "Copy of Ada", "Copy of Ada 1"]);
  }, 30_000);
});

/** Copies a tab again and again until it is killed. */
const KILLED = `
import("${join(import.meta.dirname, "index.ts")}").then(async ({ startGoogleStandIn }) => {
  const { openWorkbooks } = await import("${join(import.meta.dirname, "..", "google", "client.ts")}");
  const [statePath, tabsDir] = process.argv.slice(-2);
  const google = await startGoogleStandIn({ statePath, source: { id: "league", tabsDir, modifiedTime: null }, copy: { id: "copy", tabsDir: null }, now: () => new Date() });
  const sdk = await openWorkbooks({ credentials: google.credentials, origin: google.origin, pause: async () => undefined, onWait: () => undefined, signal: new AbortController().signal });
  for (;;) await sdk.copyTab({ workbookId: "league", sheetId: 0 }, "copy", "copy");
});`;
