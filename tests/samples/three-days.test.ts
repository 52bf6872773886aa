import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderSample } from "../../samples/league/render.ts";
import { loadConfig } from "../../src/config/load.ts";
import type { DatasetOutcome } from "../../src/core/outcome.ts";
import { executeRun } from "../../src/flows/execute.ts";
import type { RunReport } from "../../src/flows/run-days.ts";

/** The sample played through the pipeline that `make run` plays, without dbt: every payload is parsed and audited. */
let root: string;
let days: readonly RunReport[];

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "snapcount-three-days-"));
  mkdirSync(join(root, "home"));
  await renderSample(join(root, "profile"));
  const loaded = loadConfig({ home: join(root, "home"), profile: join(root, "profile") }, {}, join(import.meta.dirname, "..", ".."));
  days = await executeRun(loaded, { flows: ["data_pipeline"], parameters: {}, dbt: false, out: null }, { progress: () => undefined, signal: new AbortController().signal, clock: () => new Date(), env: {} });
}, 240_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

const outcomesOf = (day: number, source: string): Readonly<Record<string, string>> => Object.fromEntries((days[day]?.summary.datasets ?? []).filter((entry) => entry.source === source).map(({ dataset, outcome }) => [dataset, outcome]));
const all = (outcomes: Readonly<Record<string, string>>): readonly string[] => [...new Set(Object.values(outcomes))];
const troubled = (day: number): readonly DatasetOutcome[] => (days[day]?.summary.datasets ?? []).filter(({ outcome }) => outcome !== "published" && outcome !== "unchanged");
const judged = (day: number, verdict: string): readonly string[] => (days[day]?.summary.datasets ?? []).filter((entry) => entry.verdict === verdict).map(({ source, dataset }) => `${source}.${dataset}`);

describe("the three days of the sample", () => {
  it("the first two succeed; on the third KeepTradeCut's page is another one, and everything else goes on", () => {
    expect(days.map(({ status }) => status)).toEqual(["success", "success", "partial_success"]);
    expect([troubled(0), troubled(1)]).toEqual([[], []]);
    expect(troubled(2).map(({ source, dataset, outcome, servingDt }) => [source, dataset, outcome, servingDt])).toEqual([["ktc", "players", "quarantined", "2025-11-11"], ["ktc", "picks", "quarantined", "2025-11-11"]]);
    expect(troubled(2)[0]?.reason).toMatch(/ktc-players/);
  });

  it("on the third day the sheet is the source that nothing has happened to", () => {
    expect(all(outcomesOf(1, "commissioner"))).toEqual(["published"]);
    expect(all(outcomesOf(2, "commissioner"))).toEqual(["unchanged"]);
    expect([1, 2].map((day) => outcomesOf(day, "nflverse")["teams"])).toEqual(["unchanged", "unchanged"]);
    expect(outcomesOf(2, "nflverse")).toMatchObject({ weekly: "published", snap_counts: "published", ff_playerids: "unchanged" });
  });

  it("no check warns but where the sample means it", () => {
    const waiting = ["nflverse.weekly", "nflverse.snap_counts", "nflverse.ff_opportunity"];
    expect([judged(0, "warn"), judged(1, "warn"), judged(2, "warn")]).toEqual([waiting, [...waiting, "ffanalytics.projections", "ffanalytics.projections_raw"], []]);
    // The schedule has the score of the Monday game, the statistics do not have its players yet.
    for (const day of [0, 1]) expect(days[day]?.summary.warnings.join()).toMatch(/in week \d+ of 2025 are not there yet: a late game/);
    expect(days[1]?.summary.warnings.join()).toMatch(/FantasyPros shows 10 rows of QB/);
  });
});
