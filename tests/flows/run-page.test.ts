import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { load } from "cheerio";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { executeRun, type RunRequest } from "../../src/flows/execute.ts";
import type { RunReport } from "../../src/flows/run-days.ts";
import { inventEntries, inventPlayer, islandPage } from "../support/invented-ktc.ts";

let root: string;
let notes: string[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "snapcount-page-"));
  mkdirSync(join(root, "home"));
  notes = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** KeepTradeCut alone, on a day of its own. */
async function run(dt: string, answer: string, request: Partial<RunRequest> = {}): Promise<RunReport> {
  const profile = join(root, "profile");
  mkdirSync(profile, { recursive: true });
  writeFileSync(join(profile, "page.html"), answer);
  writeFileSync(join(profile, "index.json"), JSON.stringify([{ url: "https://keeptradecut.com/dynasty-rankings", status: 200, headers: {}, file: "page.html" }]));
  writeFileSync(join(profile, "profile.yaml"), JSON.stringify({ now: `${dt}T12:00:00Z`, payloads: "index.json" }));
  const loaded = loadConfig({ home: join(root, "home"), profile }, {}, root);
  const [report] = await executeRun(loaded, { flows: ["ktc_pipeline"], parameters: {}, dbt: false, out: null, ...request }, { progress: (event) => event.kind === "note" && notes.push(event.text), signal: new AbortController().signal, clock: () => new Date(), env: {} });
  if (report === undefined) throw new Error("one day is one run");
  return report;
}

const page = (): string => join(root, "home", "report", "index.html");
const read = (): ReturnType<typeof load> => load(readFileSync(page(), "utf8"));
const textOf = ($: ReturnType<typeof load>, selector: string): string => $(selector).text().replaceAll(/\s+/g, " ").trim();
const HOSTILE = "Ann <img src=x onerror=alert(1)> Ashgrove";
/** The third of the list is worth this much more than on the page before. */
const moved = (by: number): string => islandPage(inventEntries().map((entry, nth) => (nth === 2 ? inventPlayer(2, { playerName: HOSTILE, oneQBValues: { value: 9_900 + by, rank: 3, positionalRank: 1, overallTier: 1, positionalTier: 1 } }) : entry)));

describe("the page of a run", () => {
  it("tells of the run, with links that lead to files", async () => {
    const report = await run("2026-11-17", moved(0));
    expect(report.page).toBe(page());
    const $ = read();
    expect(textOf($, ".status")).toBe("Everything is fine. All 2 datasets are up to date.");
    expect(textOf($, "h1")).toBe("Tuesday, 17 November 2026");
    expect(textOf($, ".wide text.flow")).toBe("ktc_pipelinektc_pipeline");
    const hrefs = $("main a").get().map((link) => $(link).attr("href") ?? "").filter((href) => !href.startsWith("#"));
    expect(hrefs).toContain("../data/raw/ktc/players/dt=2026-11-17/players_2026-11-17.parquet");
    expect(hrefs.filter((href) => !existsSync(join(dirname(page()), decodeURIComponent(href))))).toEqual([]);
  });

  it("leads to the exported marts by the name that stays", async () => {
    const marts = join(root, "home", "data", "mart");
    mkdirSync(join(marts, ".export-1"), { recursive: true });
    writeFileSync(join(marts, ".export-1", "mart_cap.parquet"), "");
    symlinkSync(".export-1", join(marts, "current"));
    await run("2026-11-17", moved(0));
    expect(read()("#places a").first().attr("href")).toBe("../data/mart/current/mart_cap.parquet");
  });

  it("is replaced at once by the next run's, which shows what moved, whatever its name", async () => {
    await run("2026-11-17", moved(0));
    const before = readFileSync(page(), "utf8");
    const held = openSync(page(), "r");
    await run("2026-11-18", moved(-700));
    // Who has the first page open still reads it whole.
    expect(readFileSync(held, "utf8")).toBe(before);
    closeSync(held);
    expect(readdirSync(dirname(page()))).toEqual(["index.html"]);
    const $ = read();
    expect(textOf($, "table.moves tbody th")).toBe(`${HOSTILE} WR, KCC, dynasty_1qb`);
    expect(textOf($, "table.moves tbody strong")).toBe("\u2212700");
    expect($("img").length).toBe(0);
  });

  it("shows a rejected answer with its reason, what it was made from and what is served, until it is mended", async () => {
    await run("2026-11-17", moved(0));
    const broken = moved(0).replace('id="ktc-players"', 'id="assets"');
    await run("2026-11-18", broken);
    await run("2026-11-19", broken);
    const $ = read();
    expect(textOf($, ".status")).toBe("Partial success. 0 of 2 datasets are up to date; ktc.players and ktc.picks were rejected, and readers keep the data of 2026-11-17.");
    expect(textOf($, "#attention h3")).toBe("ktc.players and ktc.picks since 2026-11-18, 2 runs");
    expect(textOf($, "#rejected .reason")).toMatch(/neither script#ktc-players nor/);
    const kept = $("#rejected a").get().map((link) => join(dirname(page()), decodeURIComponent($(link).attr("href") ?? "")));
    expect(kept.filter((path) => !existsSync(path))).toEqual([]);
    expect(kept.some((path) => readFileSync(path, "utf8") === broken)).toBe(true);
    await run("2026-11-20", moved(5));
    expect(read()("#rejected").length).toBe(0);
  });

  it("is left as it was by a run that writes elsewhere", async () => {
    await run("2026-11-17", moved(0));
    const before = readFileSync(page(), "utf8");
    expect((await run("2026-11-18", moved(5), { out: join(root, "elsewhere") })).page).toBeNull();
    expect(readFileSync(page(), "utf8")).toBe(before);
  });

  it("that cannot be written is a note, and no failed run", async () => {
    writeFileSync(join(root, "home", "report"), "in the way");
    const report = await run("2026-11-17", moved(0));
    expect([report.status, report.page]).toEqual(["success", null]);
    expect(notes.filter((note) => note.includes("index.html"))).toEqual([expect.stringMatching(/report\/index\.html was not written: EEXIST/)]);
  });
});
