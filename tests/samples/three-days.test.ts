import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderSample } from "../../samples/league/render.ts";
import { loadConfig } from "../../src/config/load.ts";
import { type ChangeReport, describeCell, summarizeRows } from "../../src/core/change-report.ts";
import { datasetLabel } from "../../src/core/partition.ts";
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

  it("tells of each day what it changed for readers: what the sample planted, and where", () => {
    const changesOf = (day: number, label: string): ChangeReport => {
      const changes = days[day]?.summary.datasets.find((entry) => datasetLabel(entry) === label)?.changes;
      if (changes === undefined || "problem" in changes) throw new Error(`day ${day}, ${label}: ${changes?.problem ?? "nothing is told"}`);
      return changes;
    };
    const cellsOf = (day: number, label: string): readonly string[] => changesOf(day, label).samples.changed.flatMap(({ cells }) => cells.map((cell) => `${cell.column} ${describeCell(cell)}`));
    expect(days[0]?.summary.datasets.filter(({ changes }) => changes !== undefined)).toEqual([]);
    // A receiver was traded, a back cut; a tackle of the week before was found.
    expect(cellsOf(1, "nflverse.ff_playerids")).toEqual([expect.stringMatching(/^team [A-Z]{3} -> [A-Z]{3}$/), expect.stringMatching(/^team [A-Z]{3} -> FA$/)]);
    for (const day of [1, 2]) expect([summarizeRows(changesOf(day, "nflverse.weekly")), cellsOf(day, "nflverse.weekly")]).toEqual([expect.stringMatching(/^\+\d+ ~1$/), [expect.stringMatching(/^def_tackles_solo (\d+) -> \d+$/)]]);
    // In the fantasy league: a trade with a pick.
    expect(changesOf(2, "sleeper.traded_picks").rows).toMatchObject({ added: 1, removed: 0 });
    expect(changesOf(2, "sleeper.transactions").rows).toMatchObject({ added: 3, removed: 0, changed: 0 });
    expect(changesOf(2, "sleeper.rosters").columns).toContainEqual({ name: "players", rows: 4 });
    // The market moves with it.
    expect(changesOf(1, "ktc.players").columns.map(({ name }) => name)).toEqual(expect.arrayContaining(["value", "rank"]));
    expect(changesOf(1, "ktc.players").columns.map(({ name }) => name)).not.toContain("asof_date");
    expect(days[2]?.summary.datasets.filter(({ source }) => source === "ktc").map(({ changes }) => changes)).toEqual([undefined, undefined]);
  });

  it("no check warns but where the sample means it", () => {
    const waiting = ["nflverse.weekly", "nflverse.snap_counts", "nflverse.ff_opportunity"];
    expect([judged(0, "warn"), judged(1, "warn"), judged(2, "warn")]).toEqual([waiting, [...waiting, "ffanalytics.projections", "ffanalytics.projections_raw"], []]);
    // The schedule has the score of the Monday game, the statistics do not have its players yet.
    for (const day of [0, 1]) expect(days[day]?.summary.warnings.join()).toMatch(/in week \d+ of 2025 are not there yet: a late game/);
    expect(days[1]?.summary.warnings.join()).toMatch(/FantasyPros shows 10 rows of QB/);
  });
});
