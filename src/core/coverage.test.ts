import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coverageGaps, describeGaps, foldCoverage } from "./coverage.ts";

const weeks = (season: number, ...list: number[]): { season: number; week: number }[] => list.map((week) => ({ season, week }));

describe("coverage", () => {
  it("folds pairs in any order, each once", () => {
    expect(foldCoverage([...weeks(2024, 2, 1, 2), ...weeks(2023, 3), { season: 2022, week: null }])).toEqual({ season_min: 2022, season_max: 2024, weeks: { 2022: [], 2023: [3], 2024: [1, 2] } });
    expect(foldCoverage([])).toBeNull();
  });

  it("names missing seasons and holes before the last week, also in the running season", () => {
    const gaps = coverageGaps(foldCoverage([...weeks(2020, 1, 2, 5), ...weeks(2022, 1)]), { seasons: [2020, 2021, 2022], weeks: true });
    expect(gaps).toEqual({ seasons: [2021], weeks: [{ season: 2020, week: 3 }, { season: 2020, week: 4 }] });
    expect(describeGaps(gaps)).toBe("season 2021; weeks 3, 4 of 2020");
  });

  it("does not miss week 18 of a season of 17, nor weeks of a dataset without weeks", () => {
    expect(coverageGaps(foldCoverage(weeks(2020, ...Array.from({ length: 17 }, (_, index) => index + 1))), { seasons: [2020], weeks: true })).toEqual({ seasons: [], weeks: [] });
    expect(describeGaps(coverageGaps(foldCoverage([{ season: 2020, week: null }]), { seasons: null, weeks: true }))).toBeNull();
    expect(coverageGaps(null, { seasons: [2020], weeks: true }).seasons).toEqual([2020]);
  });

  it("expects only the weeks a narrowed run asked for", () => {
    expect(coverageGaps(foldCoverage(weeks(2024, 5, 7)), { seasons: null, weeks: true, firstWeek: 5 }).weeks).toEqual([{ season: 2024, week: 6 }]);
  });

  it("finds exactly the weeks that were taken away below the last one", () => {
    fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 21 })), (removed) => {
      const kept = Array.from({ length: 22 }, (_, index) => index + 1).filter((week) => !removed.includes(week));
      const found = coverageGaps(foldCoverage(weeks(2024, ...kept)), { seasons: null, weeks: true }).weeks.map((gap) => gap.week);
      expect(found).toEqual([...removed].sort((a, b) => a - b));
    }));
  });
});
