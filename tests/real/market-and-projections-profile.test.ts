import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { executeRun } from "../../src/flows/execute.ts";
import type { RunReport } from "../../src/flows/run-days.ts";
import type { Position } from "../../src/sources/ffanalytics/projection.ts";
import { inquiryOf, siteOf } from "../../src/sources/ffanalytics/sites/testing/cases.ts";
import { inlinePage, islandPage } from "../support/invented-ktc.ts";
import { bytesOf, espnAnswer, fantasyprosPage, fragmentsOf } from "./ffanalytics-answers.ts";

/** Real answers as a recorded profile, played through the flows: what comes out is the contract's tables with the files' rows. */
const PROVIDERS = resolve(import.meta.dirname, "..", "..", "..", "shared", "data", "providers");
const SCHEDULE = "https://github.com/nflverse/nflverse-data/releases/download/schedules/games.parquet";
const PLAYERS = "https://github.com/dynastyprocess/data/raw/master/files/db_playerids.csv";
const KTC = "https://keeptradecut.com/dynasty-rankings";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "snapcount-real-"));
  mkdirSync(join(root, "home"));
  mkdirSync(join(root, "profile"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

interface Answer {
  readonly url: string;
  readonly match?: object;
  readonly body: Uint8Array | string;
}

/** Plays crosswalk and schedule, then the flow, at one instant. */
async function play(flow: string, now: string, answers: readonly Answer[], league: object): Promise<RunReport> {
  const dir = join(root, "profile");
  const known = [{ url: SCHEDULE, file: join(PROVIDERS, "nflverse", "schedules__games_2026-08-09.parquet") }, { url: PLAYERS, file: join(PROVIDERS, "nflverse", "db_playerids_2026-08-22.csv") }];
  const recorded = answers.map(({ body, ...answer }, index) => {
    writeFileSync(join(dir, `answer-${index}`), body);
    return { ...answer, file: `answer-${index}` };
  });
  writeFileSync(join(dir, "index.json"), JSON.stringify([...known, ...recorded]));
  writeFileSync(join(dir, "profile.yaml"), JSON.stringify({ now, payloads: "index.json", league }));
  const configured = loadConfig({ home: join(root, "home"), profile: dir }, {}, root);
  const watch = { progress: () => undefined, signal: new AbortController().signal, clock: () => new Date(now), env: {} };
  await executeRun(configured, { flows: ["nfl_data_pipeline"], parameters: { datasets: ["schedule", "ff_playerids"] }, dbt: false, out: null }, watch);
  const [report] = await executeRun(configured, { flows: [flow], parameters: {}, dbt: false, out: null }, watch);
  if (report === undefined) throw new Error("one instant is one run");
  return report;
}

const told = ({ summary }: RunReport): readonly unknown[] => summary.datasets.map(({ dataset, outcome, rows }) => [dataset, outcome, rows]);
function manifestOf(source: string, dataset: string, dt: string): { readonly row_count: number; readonly inputs: Readonly<Record<string, string>>; readonly columns: readonly { readonly name: string }[] } {
  return JSON.parse(readFileSync(join(root, "home/data/raw", source, dataset, `dt=${dt}`, "_meta.json"), "utf8")) as ReturnType<typeof manifestOf>;
}

describe("KeepTradeCut", () => {
  const page = readFileSync(join(PROVIDERS, "ktc", "dynasty-rankings_2026-05-22.html"));
  const array = JSON.parse(readFileSync(join(PROVIDERS, "ktc", "playersArray_2025-09-15.json"), "utf8")) as readonly unknown[];

  it.each<[string, string, Uint8Array | string, object, readonly [players: number, picks: number]]>([
    ["the page of May 2026", "2026-05-22T14:00:00Z", page, {}, [464, 36]],
    ["the same with both markets", "2026-05-22T14:00:00Z", page, { ktc: { scopes: ["dynasty_1qb", "dynasty_superflex"] } }, [928, 72]],
    ["the array of September 2025, inline", "2025-09-15T14:00:00Z", inlinePage(array), {}, [464, 36]],
    ["the array of September 2025, as an element", "2025-09-15T14:00:00Z", islandPage(array), {}, [464, 36]],
  ])("%s", async (_, now, body, league, [players, picks]) => {
    const report = await play("ktc_pipeline", now, [{ url: KTC, body }], league);
    expect(told(report)).toEqual([["players", "published", players], ["picks", "published", picks]]);
    expect(report.status).toBe("success");
    expect(report.summary.datasets.map(({ verdict }) => verdict)).toEqual(["pass", "pass"]);
    expect(manifestOf("ktc", "players", now.slice(0, 10)).columns.slice(0, 9).map(({ name }) => name)).toEqual(["player_name", "position", "team", "asset_type", "rank", "value", "positional_rank", "market_scope", "asof_date"]);
  });
});

/** An answer to the question that a site's module asks. */
function answerTo(name: string, position: Position, season: number, week: number, body: Uint8Array | string): Answer {
  const { url, headers, body: question } = inquiryOf(siteOf(name), position, { season, week });
  return { url, body, ...(question === undefined ? {} : { method: "POST" }), ...(name === "espn" ? { match: { headers: { "x-fantasy-filter": headers?.["X-Fantasy-Filter"] } } } : {}) };
}

describe("projections", () => {
  it("ESPN's week 5 of 2024: 284 rows of a site, one consensus row each", async () => {
    const rows = await fragmentsOf("espn/espn_2024_week5_rows.parquet");
    const answers = [...rows].map(([position, list]) => answerTo("espn", position as Position, 2024, 5, espnAnswer(position, list, { season: 2024, week: 5 })));
    const report = await play("ffanalytics_pipeline", "2024-10-02T12:00:00Z", answers, { ffanalytics: { sites: ["espn"], minimumSites: 1, horizon: "weekly" } });
    expect(told(report)).toEqual([["projections", "published", 284], ["projections_raw", "published", 284]]);
    expect(manifestOf("ffanalytics", "projections", "2024-10-02").inputs).toMatchObject({ weeks: "2024: 5", sites: "espn 0.1155" });
    expect(report.summary.datasets[0]?.reason ?? "").not.toMatch(/mapped_players/);
  });

  it("FantasyPros' season of 2026: exports and pages together", async () => {
    const pages = [...await fragmentsOf("fantasypros/html_rows_2026-06-12.parquet")].filter(([position]) => ["RB", "WR", "TE"].includes(position)).map(([position, list]) => answerTo("fantasypros", position as Position, 2026, 0, fantasyprosPage(position, list)));
    const exports = (["QB", "K", "DST"] as const).map((position) => answerTo("fantasypros", position, 2026, 0, bytesOf(`fantasypros/projections_2026_draft_${position}.csv`)));
    const report = await play("ffanalytics_pipeline", "2026-08-07T12:00:00Z", [...pages, ...exports], { ffanalytics: { sites: ["fantasypros"], minimumSites: 1, horizon: "season" } });
    // One player is listed as a back and as a tight end: two rows of the site, one of the consensus.
    expect(told(report)).toEqual([["projections", "published", 547], ["projections_raw", "published", 548]]);
    expect(manifestOf("ffanalytics", "projections", "2026-08-07").inputs).toMatchObject({ weeks: "2026: 0", horizon: "season" });
  });

  it("week 3 of 2026, of which a few rows of each site are left: no consensus, every site with its reason, every answer kept", async () => {
    const answers = [
      answerTo("cbs", "QB", 2026, 3, bytesOf("cbs/projections_2026_week3_QB.html")),
      answerTo("espn", "WR", 2026, 3, bytesOf("espn/kona_player_info_2026_week3_WR.json")),
      answerTo("fanduel", "QB", 2026, 3, bytesOf("fanduel/getProjections_2026_week3.json")),
      answerTo("fantasysharks", "QB", 2026, 3, bytesOf("fantasysharks/projections_2026_week3_QB.csv")),
      answerTo("fftoday", "WR", 2026, 3, bytesOf("fftoday/weekly_projections_2026_week3_WR.html")),
    ];
    const report = await play("ffanalytics_pipeline", "2026-09-23T12:00:00Z", answers, { ffanalytics: { horizon: "weekly" } });
    expect(told(report)).toEqual([["projections", "quarantined", null], ["projections_raw", "quarantined", null]]);
    const reason = report.summary.datasets[0]?.reason ?? "";
    for (const part of ["0 of 6 sites gave projections of week 3, at least 3 are needed", "cbs: ", "espn: ", "fanduel: ", "fantasysharks: ", "fftoday: ", "fantasypros: "]) expect(reason).toContain(part);
  });
});
