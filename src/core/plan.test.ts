import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError } from "./errors.ts";
import { decideScope, formatSelection, parseSeasons, parseWeeks, type ScopeQuestion, selectSeasons } from "./plan.ts";

describe("--seasons and --weeks", () => {
  it.each([["2023", [2023]], ["2020-2022", [2020, 2021, 2022]], ["2022-2023, 2020,2022", [2020, 2022, 2023]]])("reads %s", (text, seasons) => {
    expect(parseSeasons(text)).toEqual(seasons);
  });

  it.each(["", "2o23", "2020-", "-2020", "2020--2022", "2020-2021-2022", "2024-2020", "20240", "1000-9999", "2020;2021", "2020,"])("refuses seasons '%s' with what to write", (text) => {
    expect(() => parseSeasons(text)).toThrow(ConfigError);
    expect(() => parseSeasons(text)).toThrow(/--seasons/);
  });

  it("reads weeks 1 to 22 only", () => {
    expect(parseWeeks("1,3-5")).toEqual([1, 3, 4, 5]);
    for (const text of ["0", "23", "1-23", "x"]) expect(() => parseWeeks(text)).toThrow(ConfigError);
  });

  it("reads back what it writes", () => {
    fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 1999, max: 2030 }), { minLength: 1 }), (seasons) => {
      const sorted = [...seasons].sort((a, b) => a - b);
      expect(parseSeasons(formatSelection(sorted))).toEqual(sorted);
    }));
  });

  it("throws nothing but ConfigError, whatever is typed", () => {
    fc.assert(fc.property(fc.string(), (text) => {
      try {
        for (const season of parseSeasons(text)) expect(Number.isInteger(season)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
      }
    }));
  });
});

describe("seasons of a dataset", () => {
  it("takes the running season when none is asked for", () => {
    expect(selectSeasons("nflverse.weekly", null, 1999, 2025)).toEqual([2025]);
  });

  it("refuses a season before the first, naming it, and one that has not begun", () => {
    expect(() => selectSeasons("nflverse.weekly", [1900], 1999, 2025)).toThrow("nflverse.weekly begins with season 1999; season 1900 was asked for");
    expect(() => selectSeasons("nflverse.weekly", [2025, 2026], 1999, 2025)).toThrow("season 2026 has not begun; nflverse.weekly ends with season 2025");
    expect(selectSeasons("nflverse.teams", [1990], null, 2025)).toEqual([1990]);
  });
});

describe("where a narrowed run may publish (invariant 8)", () => {
  const base: ScopeQuestion = {
    id: { source: "nflverse", dataset: "weekly" }, seasons: null, weeks: null, dt: "2025-11-23", out: null, baselines: { "nflverse.weekly": "2025-10-01" }, runningSeason: 2025,
  };

  it.each<[string, Partial<ScopeQuestion>, string]>([
    ["not narrowed", {}, "snapshot"],
    ["the running season alone", { seasons: [2025] }, "snapshot"],
    ["old seasons to the baseline", { seasons: [2020, 2021], dt: "2025-10-01" }, "baseline"],
    ["old weeks to the baseline", { seasons: [2024], weeks: [1], dt: "2025-10-01" }, "baseline"],
    ["anything to --out", { seasons: [2020], weeks: [1], out: "/tmp/x" }, "outside"],
  ])("allows %s", (_, changes, role) => {
    expect(decideScope({ ...base, ...changes })).toEqual({ role });
  });

  it.each<[string, Partial<ScopeQuestion>, RegExp]>([
    ["old seasons to a current dt", { seasons: [2020, 2021] }, /narrowed by --seasons 2020-2021 must not replace the partition dt=2025-11-23/],
    ["the running season and another", { seasons: [2024, 2025] }, /--seasons 2024-2025/],
    ["weeks of the running season", { weeks: [1, 2] }, /narrowed by --weeks 1-2/],
    ["the running season to the baseline", { seasons: [2024, 2025], dt: "2025-10-01" }, /seasons before the running one \(2025\); season 2025 was asked for/],
    ["no seasons to the baseline", { dt: "2025-10-01" }, /is its baseline/],
    ["another dataset's baseline", { id: { source: "nflverse", dataset: "schedule" }, seasons: [2020], dt: "2025-10-01" }, /must not replace/],
  ])("refuses %s", (_, changes, sentence) => {
    expect(() => decideScope({ ...base, ...changes })).toThrow(sentence);
    expect(() => decideScope({ ...base, ...changes })).toThrow(ConfigError);
  });
});
