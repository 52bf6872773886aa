import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { SeasonThresholds } from "../../src/core/dataset.ts";
import { requireSource, sources } from "../../src/sources/index.ts";
import { createDbtRunner, type DbtReport, type SourceStatus, writeSourceStatus } from "../../src/transform/index.ts";
import { createSnapshotTree, type SnapshotTree } from "./snapshot-tree.ts";

// An invocation of dbt: seconds alone, a minute where everything else runs beside it.
vi.setConfig({ testTimeout: 180_000 });

/** `dbt source freshness` itself, over a status that is written as the flows write it. */
const REPOSITORY = join(import.meta.dirname, "..", "..");
const never = new AbortController().signal;
const NOVEMBER = new Date("2025-11-18T12:00:00Z");
const JUNE = new Date("2026-06-16T12:00:00Z");

let tree: SnapshotTree;
let target = "";
beforeAll(() => {
  tree = createSnapshotTree();
  target = join(tree.dir, "target");
});
afterAll(() => tree.remove());

const opsRoot = (): string => join(tree.dir, "data", "ops");

function row(source: string, dataset: string, last_checked_at: Date | null): SourceStatus {
  const at = last_checked_at?.toISOString() ?? null;
  return { source, dataset, last_checked_at: at, last_changed_at: at, source_modified_time: null, newest_event_at: null, serving_dt: at?.slice(0, 10) ?? null, outcome: null, outcome_at: null, stale: false, verdict: "pass", message: "as the test says" };
}

const hoursBefore = (moment: Date, hours: number): Date => new Date(moment.getTime() - hours * 3_600_000);

/** Every dataset was looked at an hour ago, but those named: hours since, or never. */
function looked(at: Date, but: Readonly<Record<string, number | null>>): readonly SourceStatus[] {
  return sources.flatMap(({ name, datasets }) =>
    datasets.map((dataset) => {
      const hours = but[`${name}.${dataset.name}`];
      return row(name, dataset.name, hours === null ? null : hoursBefore(at, hours ?? 1));
    }),
  );
}

function freshness(runAt: Date, chosen: readonly string[] = []): Promise<DbtReport> {
  return createDbtRunner({
    dbtPath: join(REPOSITORY, ".venv", "dbt", "bin", "dbt"), home: tree.dir, projectDir: join(REPOSITORY, "dbt", "ff_data_transform"), targetDir: target, duckdbPath: join(target, "dev.duckdb"), rawRoot: tree.rawRoot,
    opsRoot: opsRoot(), runAt, seedDirs: [], threads: 2, env: { PATH: process.env["PATH"], HOME: process.env["HOME"] },
  }).invoke({ command: "freshness", sources: chosen, signal: never });
}

const Limit = z.object({ count: z.number(), period: z.literal("hour") });
const Declared = z.object({ sources: z.record(z.string(), z.object({ source_name: z.string(), name: z.string(), loaded_at_field: z.null(), freshness: z.object({ warn_after: Limit, error_after: Limit }) })) });
const Named = z.looseObject({ sources: z.record(z.string(), z.looseObject({ source_name: z.string() })) });
/** What runs left is a source of dbt's too, and no provider's. */
const providersOnly = ({ sources: declared }: z.infer<typeof Named>): unknown => ({ sources: Object.fromEntries(Object.entries(declared).filter(([, { source_name }]) => source_name !== "ops")) });

/** The limits that dbt itself read of its sources, by dataset, beside those of the source's folder. */
function limits(season: keyof SeasonThresholds): readonly { readonly declared: readonly [string, number, number]; readonly meant: readonly [string, number, number] }[] {
  const manifest = Declared.parse(providersOnly(Named.parse(JSON.parse(readFileSync(join(target, "manifest.json"), "utf8")))));
  return Object.values(manifest.sources).map((source) => {
    const label = `${source.source_name}.${source.name}`;
    const known = requireSource(source.source_name, sources);
    expect(known.datasets.map(({ name }) => name)).toContain(source.name);
    const { warnAfterHours, failAfterHours } = known.checking[season];
    return { declared: [label, source.freshness.warn_after.count, source.freshness.error_after.count], meant: [label, warnAfterHours, failAfterHours] };
  });
}

const answersOf = (report: DbtReport): Readonly<Record<string, readonly [string, string | null]>> => Object.fromEntries(report.nodes.map(({ name, state, message }) => [name, [state, message]]));

describe("dbt source freshness", () => {
  it("goes by when each provider was last asked, with the limits of the source's folder in season", async () => {
    await writeSourceStatus(looked(NOVEMBER, { "nflverse.weekly": 49, "ktc.players": 121, "sleeper.users": null }), opsRoot());
    const report = await freshness(NOVEMBER);
    const { "nflverse.weekly": weekly, "ktc.players": players, "sleeper.users": users, ...others } = answersOf(report);
    expect(weekly).toEqual(["warn", "last checked 2025-11-16 11:00 UTC, 49 h before; warn after 48 h, error after 168 h"]);
    expect(players).toEqual(["fail", "last checked 2025-11-13 11:00 UTC, 121 h before; warn after 48 h, error after 120 h"]);
    expect(users).toEqual(["no_data", "never loaded"]);
    expect(Object.values(others).map(([state]) => state)).toEqual(Array.from({ length: 14 }, () => "success"));
    expect([report.ok, report.noData]).toEqual([false, ["sleeper.users"]]);

    const found = limits("inSeason");
    expect(found).toHaveLength(17);
    expect(found.map(({ declared }) => declared)).toEqual(found.map(({ meant }) => meant));
  });

  it("has the off-season's patience when no games are played, and is content with a source that nobody has loaded", async () => {
    await writeSourceStatus(looked(JUNE, { "nflverse.weekly": 300, "nflverse.teams": 337, "nflverse.schedule": null }), opsRoot());
    const report = await freshness(JUNE, ["nflverse"]);
    const states = Object.fromEntries(report.nodes.map(({ name, state }) => [name, state]));
    expect(states).toEqual({ "nflverse.weekly": "success", "nflverse.teams": "warn", "nflverse.schedule": "no_data", "nflverse.snap_counts": "success", "nflverse.ff_opportunity": "success", "nflverse.ff_playerids": "success" });
    expect(report.ok).toBe(true);
    const found = limits("offSeason");
    expect(found.map(({ declared }) => declared)).toEqual(found.map(({ meant }) => meant));
  });

  it("counts from the season's beginning when the last look was before it, as our own clocks do; never loaded stays that", async () => {
    const FRIDAY = new Date("2025-09-05T12:00:00Z");
    await writeSourceStatus(looked(FRIDAY, { "nflverse.weekly": 300, "nflverse.schedule": null }), opsRoot());
    const { "nflverse.weekly": weekly, "nflverse.schedule": schedule } = answersOf(await freshness(FRIDAY, ["nflverse"]));
    expect([weekly, schedule]).toEqual([["success", "last checked before the season, which began 2025-09-04 00:00 UTC, 36 h before; warn after 48 h, error after 168 h"], ["no_data", "never loaded"]]);
  });
});
