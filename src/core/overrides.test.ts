import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Check } from "./check.ts";
import type { DatasetDescription, SourceDescription } from "./dataset.ts";
import { checkName } from "./measurement.ts";
import { checkOverrides, type DatasetOverride, governSource, type Overrides, THRESHOLDS } from "./overrides.ts";

const age = { warnAfterHours: 24, failAfterHours: 48, reason: "daily" };
const ages = { inSeason: age, offSeason: { ...age, failAfterHours: 240 } };
const checks: readonly Check[] = [
  { kind: "row_count", min: 400, max: 600, reason: "a page holds 500" },
  { kind: "required_columns" },
  { kind: "unique", columns: ["id", "scope"] },
  { kind: "unique", columns: ["name"], onViolation: "warn" },
  { kind: "range", column: "value", min: 0, max: 9999 },
  { kind: "not_null", column: "team", maxNullRatio: 0.05, by: ["position"] },
  { kind: "row_count_change", minPercent: -10, maxPercent: 10 },
];
const players: DatasetDescription = { name: "players", about: "", key: ["scope", "id"], columns: [], checks, freshness: ages, newestEvent: { ...ages, column: "day" }, byDefault: true, scope: "whole" };
const market: SourceDescription = { name: "market", displayName: "Market", version: "1", flow: "market_pipeline", lastKnownGoodHours: 48, checking: ages, datasets: [players, { ...players, name: "picks" }] };

const of = (override: DatasetOverride, label = "market.players"): Overrides => ({ datasets: { [label]: override }, sources: {} });
const problems = (overrides: Overrides): string => checkOverrides(overrides, [market]).problems.join("\n");

describe("an override", () => {
  it("stands in the place of the default, with its reason; everything else is as it was", () => {
    const overrides: Overrides = {
      datasets: { "market.players": { checks: { row_count: { min: 300, reason: "small scope" }, "not_null(team) by position": { maxNullRatio: 0.1, onViolation: "warn", reason: "free agents" } }, freshness: { inSeason: { failAfterHours: 72 }, reason: "every second day" }, newestEvent: { offSeason: { warnAfterHours: 30 }, reason: "quiet" } } },
      sources: { market: { lastKnownGoodHours: 96, reason: "slow league" } },
    };
    const governed = governSource(market, overrides);
    expect(governed).toMatchObject({ lastKnownGoodHours: 96, datasets: [{ freshness: { inSeason: { warnAfterHours: 24, failAfterHours: 72, reason: "every second day" }, offSeason: ages.offSeason }, newestEvent: { column: "day", inSeason: age, offSeason: { warnAfterHours: 30, failAfterHours: 240, reason: "quiet" } } }, market.datasets[1]] });
    expect(governed.datasets[0]?.checks).toEqual(checks.map((check) => (check.kind === "row_count" ? { ...check, min: 300, reason: "small scope" } : check.kind === "not_null" ? { ...check, maxNullRatio: 0.1, onViolation: "warn", reason: "free agents" } : check)));
    expect(checkOverrides(overrides, [market])).toEqual({
      problems: [],
      applied: [
        { of: "market", name: "lastKnownGoodHours", byDefault: 48, here: 96, reason: "slow league" },
        { of: "market.players", name: "row_count: min", byDefault: 400, here: 300, reason: "small scope" },
        { of: "market.players", name: "not_null(team) by position: maxNullRatio", byDefault: 0.05, here: 0.1, reason: "free agents" },
        { of: "market.players", name: "not_null(team) by position: onViolation", byDefault: "fail", here: "warn", reason: "free agents" },
        { of: "market.players", name: "freshness: inSeason.failAfterHours", byDefault: 48, here: 72, reason: "every second day" },
        { of: "market.players", name: "newestEvent: offSeason.warnAfterHours", byDefault: 24, here: 30, reason: "quiet" },
      ],
    });
  });

  it.each<[string, Overrides, RegExp]>([
    ["an unknown source", of({}, "espn.players"), /datasets\.espn\.players: names no source; there are market, as in market\.players/],
    ["an unknown dataset", of({}, "market.managers"), /market has no such dataset; it has players, picks/],
    ["an unknown source of a window", { datasets: {}, sources: { espn: { lastKnownGoodHours: 1, reason: "x" } } }, /sources\.espn: there is no such source/],
    ["an unknown check", of({ checks: { rowcount: { min: 1, reason: "x" } } }), /checks\.rowcount: the dataset has no such check; it has row_count, required_columns/],
    ["a threshold that the check has not", of({ checks: { row_count: { minPercent: 1, reason: "x" } } }), /row_count\.minPercent: the check has no such threshold; it has min, max, onViolation/],
    ["thresholds that contradict each other", of({ checks: { row_count: { min: 5, max: 3, reason: "x" } } }), /min 5 contradicts max 3/],
    ["a threshold that contradicts the default of the other", of({ checks: { row_count: { min: 700, reason: "x" } } }), /min 700 contradicts max 600/],
    ["a share above one", of({ checks: { "not_null(team) by position": { maxNullRatio: 5, reason: "x" } } }), /5 is not between 0 and 1/],
    ["a loss that would be a growth", of({ checks: { row_count_change: { minPercent: 5, reason: "x" } } }), /5 is not between -100 and 0/],
    ["what is never relaxed: the row key, in whatever order", of({ checks: { "unique(id,scope)": { allowed: 1, reason: "x" } } }), /never relaxed: models join by the row key/],
    ["what is never relaxed: readers' columns", of({ checks: { required_columns: { onViolation: "warn", reason: "x" } } }), /never relaxed/],
    ["an override of nothing", of({ checks: { row_count: { reason: "x" } } }), /row_count: changes nothing; it has min, max, onViolation/],
    ["an age that warns after it fails", of({ freshness: { inSeason: { warnAfterHours: 50 }, reason: "x" } }), /freshness\.inSeason: warnAfterHours 50 contradicts failAfterHours 48/],
    ["an age of nothing", of({ freshness: { reason: "x" } }), /freshness: changes nothing/],
  ])("is refused: %s", (_, overrides, seen) => expect(problems(overrides)).toMatch(seen));

  it("every mistake is told, not only the first", () => {
    expect(checkOverrides({ datasets: { a: {}, b: {} }, sources: { c: { lastKnownGoodHours: 1, reason: "x" } } }, [market]).problems).toHaveLength(3);
  });

  it("of data without moments has no age of events", () => {
    const { newestEvent: _, ...timeless } = players;
    expect(checkOverrides(of({ newestEvent: { inSeason: { warnAfterHours: 1 }, reason: "x" } }), [{ ...market, datasets: [timeless] }]).problems).toEqual(["datasets.market.players.newestEvent: no row of the dataset tells when something happened"]);
  });

  it("never adds, drops or renames a check, whatever it says; what it does not name stays the same object", () => {
    const change = fc.constantFrom(...checks.map(checkName)).chain((name) => {
      const check = checks.find((known) => checkName(known) === name);
      const keys = check === undefined ? [] : Object.keys(THRESHOLDS[check.kind]);
      return fc.tuple(fc.constant(name), fc.record(Object.fromEntries(keys.map((key) => [key, fc.integer({ min: -500, max: 5000 })]))), fc.constantFrom("warn" as const, "fail" as const));
    });
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const override = { checks: Object.fromEntries(changes.map(([name, numbers, onViolation]) => [name, { ...numbers, onViolation, reason: "x" }])) };
        const [governed, other] = governSource(market, of(override)).datasets;
        expect(governed?.checks.map(checkName)).toEqual(checks.map(checkName));
        expect(other).toBe(market.datasets[1]);
        for (const [index, check] of checks.entries()) if (!changes.some(([name]) => name === checkName(check))) expect(governed?.checks[index]).toBe(check);
      }),
    );
  });
});
