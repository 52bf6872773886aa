import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { renderSample } from "../../samples/league/render.ts";
import { loadConfig } from "../../src/config/load.ts";
import { executeReparse, executeRun } from "../../src/flows/execute.ts";
import type { RunReport, RunWatch } from "../../src/flows/run-days.ts";
import { parsedSources } from "../../src/sources/index.ts";
import { hurriedClock } from "../support/hurried-clock.ts";

/** The sample's sites of 4 November 2025, a Tuesday: week 10 comes next. */
const REPO = join(import.meta.dirname, "..", "..");
const RENDERED = join(REPO, "samples", "rendered");
const NOW = "2025-11-04T12:00:00Z";
const hosts = new Set(parsedSources.find(({ name }) => name === "ffanalytics")?.politeness.map(({ host }) => host));

interface Entry {
  readonly url: string;
  readonly status?: number;
  readonly file?: string;
}
type Change = (entry: Entry) => Entry;

let root: string;
beforeAll(async () => { if (!existsSync(join(RENDERED, "profile.yaml"))) await renderSample(RENDERED); });
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "snapcount-ffanalytics-"));
  mkdirSync(join(root, "home"));
  mkdirSync(join(root, "profile"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** @param change of the recorded answers @param ffanalytics of the league's settings */
function profile(ffanalytics: object, { now = NOW, change = (entry) => entry }: { readonly now?: string; readonly change?: Change } = {}) {
  const dir = join(root, "profile");
  const entries = (JSON.parse(readFileSync(join(RENDERED, "payloads-2025-11-04.json"), "utf8")) as readonly Entry[])
    .filter(({ url }) => hosts.has(new URL(url).hostname) || /db_playerids|\/games\./.test(url))
    .map(({ file = "", ...entry }) => change({ ...entry, file: join(RENDERED, file) }));
  writeFileSync(join(dir, "index.json"), JSON.stringify(entries));
  writeFileSync(join(dir, "profile.yaml"), JSON.stringify({ now, payloads: "index.json", league: { ffanalytics } }));
  return loadConfig({ home: join(root, "home"), profile: dir }, {}, root);
}

const watch = (now: string): RunWatch => ({ progress: () => undefined, signal: new AbortController().signal, clock: () => new Date(now), env: {}, engineClock: hurriedClock });

async function run(flow: string, ...[settings, given = {}]: Parameters<typeof profile>): Promise<RunReport> {
  const [report] = await executeRun(profile(settings, given), { flows: [flow], parameters: flow === "nfl_data_pipeline" ? { datasets: ["schedule", "ff_playerids"] } : {}, dbt: false, out: null }, watch(given.now ?? NOW));
  if (report === undefined) throw new Error("one day is one run");
  return report;
}

const outcomes = ({ summary }: RunReport): readonly string[] => summary.datasets.map(({ dataset, outcome, dt }) => `${dataset} ${outcome} ${dt}`);
const refusing = (host: string): Change => ({ file, ...entry }) => (new URL(entry.url).hostname === host ? { ...entry, status: 403 } : { ...entry, ...(file === undefined ? {} : { file }) });
const manifestOf = (dataset: string, dt: string): { readonly inputs: Readonly<Record<string, string>>; readonly warnings: unknown; readonly source_url: readonly string[] } =>
  JSON.parse(readFileSync(join(root, "home/data/raw/ffanalytics", dataset, `dt=${dt}`, "_meta.json"), "utf8")) as ReturnType<typeof manifestOf>;

const WEEKLY = { horizon: "weekly" };

describe("ffanalytics_pipeline", () => {
  it("says what it needs first: without a schedule nobody knows the week", async () => {
    const report = await run("ffanalytics_pipeline", WEEKLY);
    expect(report.status).toBe("failed");
    expect(report.summary.datasets[0]?.reason).toMatch(/no schedule is published.*run nfl_data_pipeline first/);
  });

  it("publishes the week's consensus with what it was made of; equal answers are no new file; another week's plan is one", async () => {
    await run("nfl_data_pipeline", WEEKLY);
    const report = await run("ffanalytics_pipeline", WEEKLY);
    expect(outcomes(report)).toEqual(["projections published 2025-11-04", "projections_raw published 2025-11-04"]);
    expect(manifestOf("projections", "2025-11-04").inputs).toMatchObject({ weeks: "2025: 10", horizon: "weekly", average: "weighted", minimum_sites: "3", player_id: "mfl_id" });
    expect(outcomes(await run("ffanalytics_pipeline", WEEKLY))).toEqual(["projections unchanged 2025-11-04", "projections_raw unchanged 2025-11-04"]);
    expect(outcomes(await run("ffanalytics_pipeline", { ...WEEKLY, average: "plain" }))).toEqual(["projections published 2025-11-04", "projections_raw published 2025-11-04"]);
  });

  it("is skipped when nothing of the season is left: no site is asked, and what was published stays", async () => {
    await run("nfl_data_pipeline", WEEKLY);
    await run("ffanalytics_pipeline", WEEKLY);
    const report = await run("ffanalytics_pipeline", WEEKLY, { now: "2026-01-20T12:00:00Z", change: ({ url }) => ({ url, status: 500 }) });
    expect(report.status).toBe("success");
    expect(outcomes(report)).toEqual(["projections skipped 2026-01-20", "projections_raw skipped 2026-01-20"]);
    expect(report.summary.datasets[0]).toMatchObject({ servingDt: "2025-11-04", reason: expect.stringMatching(/^nothing is left to project: the regular season 2025 ended on/) as string });
  });

  it("goes on without a site that refuses, and says so", async () => {
    await run("nfl_data_pipeline", WEEKLY);
    const report = await run("ffanalytics_pipeline", WEEKLY, { change: refusing("www.cbssports.com") });
    expect(outcomes(report)).toEqual(["projections published 2025-11-04", "projections_raw published 2025-11-04"]);
    expect(report.summary.datasets[0]).toMatchObject({ verdict: "warn", reason: expect.stringMatching(/5 of 6 sites took part; not in full: cbs \(week 10: CBS QB week 10 of 2025: .*refused with 403/) as string });
    expect(JSON.stringify(manifestOf("projections", "2025-11-04").warnings)).toContain("5 of 6 sites took part");
    expect(manifestOf("projections", "2025-11-04").source_url.some((url) => url.includes("cbssports"))).toBe(false);
  });

  it("fails below the minimum of sites and keeps the answers: with another minimum they are read again, a week later, about their own week", async () => {
    await run("nfl_data_pipeline", WEEKLY);
    const report = await run("ffanalytics_pipeline", { ...WEEKLY, minimumSites: 6 }, { change: refusing("www.cbssports.com") });
    expect(outcomes(report)).toEqual(["projections quarantined 2025-11-04", "projections_raw quarantined 2025-11-04"]);
    expect(report.summary.datasets[0]?.reason).toMatch(/5 of 6 sites gave projections of week 10, at least 6 are needed\. .*cbs: week 10: .*403/);
    const later = "2025-11-13T12:00:00Z";
    const [again] = await executeReparse(profile({ ...WEEKLY, minimumSites: 5 }, { now: later, change: ({ url }) => ({ url, status: 500 }) }), "ffanalytics", watch(later));
    if (again === undefined) throw new Error("one day is one run");
    expect(outcomes(again)).toEqual(["projections published 2025-11-04", "projections_raw published 2025-11-04"]);
    expect(manifestOf("projections", "2025-11-04").inputs["weeks"]).toBe("2025: 10");
    // And once more, from what the last run left.
    const [third] = await executeReparse(profile({ ...WEEKLY, minimumSites: 5 }, { now: later }), "ffanalytics", watch(later));
    expect(third?.summary.datasets.map(({ rows }) => rows)).toEqual(again.summary.datasets.map(({ rows }) => rows));
    expect(manifestOf("projections", "2025-11-04").inputs["weeks"]).toBe("2025: 10");
  });
});
