import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CoverageAnswer, type CoverageQuestion, judgeCoverage } from "./coverage-matrix.ts";
import { foldCoverage } from "./coverage.ts";

/** In the middle of season 2025. */
const NOW = new Date("2025-11-18T12:00:00Z");
const upTo = (week: number): Set<number> => new Set(Array.from({ length: week }, (_, index) => index + 1));

function asked(weeks: Readonly<Record<number, readonly number[]>>, change: Partial<CoverageQuestion> = {}): CoverageAnswer {
  const coverage = foldCoverage(Object.entries(weeks).flatMap(([season, list]) => (list.length === 0 ? [null] : list).map((week) => ({ season: Number(season), week }))));
  if (coverage === null) throw new Error("a season is needed");
  return judgeCoverage({ coverage, promise: { kind: "weeks" }, played: new Map([[2020, upTo(21)], [2021, upTo(22)], [2024, upTo(22)], [2025, upTo(11)]]), running: null, runAt: NOW, ...change });
}
const drawn = ({ seasons }: CoverageAnswer): readonly string[] => seasons.map(({ season, regularWeeks, cells }) => `${season} ${cells.map(({ state }) => state[0]).join("")} ${regularWeeks}`);

describe("expected against present, week by week", () => {
  it("takes the weeks from the schedule: 17 until 2020, 18 from 2021, playoffs beyond them, and none that is not played", () => {
    expect(drawn(asked({ 2020: [...upTo(21)], 2021: [...upTo(22)] }))).toEqual([`2020 ${"w".repeat(21)} 17`, `2021 ${"w".repeat(22)} 18`]);
    expect(asked({ 2025: [...upTo(11)] })).toMatchObject({ gaps: [] });
    expect(drawn(asked({ 2025: [...upTo(11)] }))).toEqual([`2025 ${"w".repeat(11)}${"n".repeat(7)} 18`]);
  });

  it("finds a hole in the running season, and a finished season that was cut", () => {
    expect(asked({ 2025: [1, 2, 4, 5, 6, 7, 8, 9, 10, 11] }).gaps).toEqual([{ level: "fail", season: 2025, week: 3, message: "week 3 of 2025 was played, and has no rows" }]);
    expect(asked({ 2024: [...upTo(18)] }).gaps.map(({ level, week }) => `${level} ${week ?? ""}`)).toEqual(["fail 19", "fail 20", "fail 21", "fail 22"]);
  });

  it("waits for the newest week of the running season, and for no other", () => {
    expect(asked({ 2025: [...upTo(10)] })).toMatchObject({ gaps: [{ level: "warn", week: 11, message: "week 11 of 2025 is not there yet: the file ends with week 10" }] });
    expect(asked({ 2025: [...upTo(9)] }).gaps.map(({ level, week }) => `${level} ${week ?? ""}`)).toEqual(["fail 10", "warn 11"]);
    expect(asked({ 2024: [...upTo(21)] })).toMatchObject({ gaps: [{ level: "fail", week: 22 }] });
  });

  it("shows rows of a week without a finished game, and does not complain of them", () => {
    expect(asked({ 2025: [...upTo(12)] }).seasons[0]?.cells[11]).toEqual({ week: 12, state: "extra", clubs: null });
  });

  it("finds a season that is missing between others, and the running one where it is promised", () => {
    expect(asked({ 2023: [], 2025: [] }).gaps).toEqual([{ level: "fail", season: 2024, week: null, message: "season 2024 has no rows, those beside it do" }]);
    expect(asked({ 2024: [] }, { running: { orComing: false } }).gaps).toMatchObject([{ level: "fail", season: 2025, week: null }]);
    expect(asked({ 2024: [] }).gaps).toEqual([]);
    expect(drawn(asked({ 2024: [] }))).toEqual(["2024  18"]);
  });

  it("knows only holes below a season's last week while no schedule is published", () => {
    expect(asked({ 2025: [2, 4] }, { played: null })).toMatchObject({ gaps: [{ week: 1 }, { week: 3 }] });
  });

  it("expects nothing where nothing is promised", () => {
    const { gaps, seasons } = asked({ 2025: [3, 12] }, { promise: { kind: "none" } });
    expect(gaps).toEqual([]);
    expect(seasons[0]?.cells.filter(({ state }) => state !== "none").map(({ week, state }) => `${week} ${state}`)).toEqual(["3 whole", "12 whole"]);
  });

  it("tells clubs that are missing from a week apart from a whole week that is, and late ones", () => {
    const check = { kind: "team_coverage", team: "team", codes: {}, games: { source: "nflverse", dataset: "schedule" }, lateHours: 72 } as const;
    const week = (number: number, there: number, missing: string | null, since = "2025-10-05 13:00"): Record<string, unknown> => ({ season: 2025, week: number, expected: 4, there, missing, missing_since: missing === null ? null : since, early: null, early_kickoff: null, unscheduled: null });
    const table = [week(1, 4, null), week(2, 2, "CHI, MIN"), week(3, 0, "A, B, C, D"), week(4, 2, "A, B", "2025-11-17 20:15"), { ...week(5, 0, null), expected: 0 }];
    const answer = asked({ 2025: [1, 2, 4] }, { promise: { kind: "clubs", check, table, dt: "2025-11-18" } });
    expect(drawn(answer)).toEqual([`2025 wpml${"n".repeat(14)} 18`]);
    expect(answer.seasons[0]?.cells[1]?.clubs).toEqual({ expected: 4, there: 2 });
    expect(answer.gaps.map(({ level, message }) => `${level} ${message}`)).toEqual(["fail CHI, MIN in week 2 of 2025 played, and have no rows", "fail A, B, C, D in week 3 of 2025 played, and have no rows", "warn A, B in week 4 of 2025 are not there yet: a late game"]);
  });

  it("has a gap for exactly the expected weeks that are not there", () => {
    const weeks = fc.uniqueArray(fc.integer({ min: 1, max: 22 }), { minLength: 1 });
    fc.assert(fc.property(weeks, weeks, fc.constantFrom(2021, 2025), (there, played, season) => {
      const { gaps, seasons } = asked({ [season]: there }, { played: new Map([[season, new Set(played)]]) });
      expect(gaps.map(({ week }) => week)).toEqual(played.filter((week) => !there.includes(week)).sort((a, b) => a - b));
      expect(gaps.filter(({ level }) => level === "warn").length).toBeLessThanOrEqual(season === 2025 ? 1 : 0);
      for (const { week, state } of seasons[0]?.cells ?? []) expect(state === "whole" || state === "extra").toBe(there.includes(week));
    }));
  });
});
