import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeRowCountChange } from "./anomaly.ts";

const bounds = { minPercent: -5, maxPercent: 20, mayBeEmpty: false };

describe("row-count change", () => {
  it.each([
    [10_000, 10_000, "pass"], [12_000, 10_000, "pass"], [9_500, 10_000, "pass"],
    [12_001, 10_000, "warn"], [100_000, 10_000, "warn"], [9_499, 10_000, "warn"], [8_500, 10_000, "warn"],
    [8_499, 10_000, "fail"], [0, 10_000, "fail"], [500, 0, "warn"], [0, 0, "warn"],
  ])("%i rows after %i: %s", (current, previous, verdict) => {
    expect(judgeRowCountChange({ current, previous, ...bounds }).verdict).toBe(verdict);
  });

  it.each([[10_000, "pass"], [9_900, "pass"], [9_899, "fail"]])("holds a table that only grows: %i after 10,000 is %s", (current, verdict) => {
    expect(judgeRowCountChange({ current, previous: 10_000, ...bounds, cumulative: true }).verdict).toBe(verdict);
  });

  it("says what was there, what is there and what was expected", () => {
    expect(judgeRowCountChange({ current: 12_201, previous: 18_981, ...bounds }).message).toBe("12,201 rows, 35.7 % fewer than the 18,981 before; -5 % to +20 % expected");
    expect(judgeRowCountChange({ current: 120, previous: 100, ...bounds, maxPercent: 14.2857, cumulative: true }).message).toBe("120 rows, 20.0 % more than the 100 before; -1 % to +14.3 % expected");
    expect(judgeRowCountChange({ current: 7, previous: 0, ...bounds }).message).toBe("new_data: 7 rows, none in the snapshot before");
    expect(judgeRowCountChange({ current: 7, previous: null, ...bounds })).toMatchObject({ verdict: "skipped", percent: null });
  });

  it("obeys an explicit cost, but never lets all rows go", () => {
    expect(judgeRowCountChange({ current: 1, previous: 100, ...bounds, onViolation: "warn" }).verdict).toBe("warn");
    expect(judgeRowCountChange({ current: 130, previous: 100, ...bounds, onViolation: "fail" }).verdict).toBe("fail");
    expect(judgeRowCountChange({ current: 0, previous: 100, ...bounds, onViolation: "warn" }).verdict).toBe("fail");
  });

  it("lets a dataset be empty that may be: a warning when its rows went, nothing when there were none", () => {
    expect(judgeRowCountChange({ current: 0, previous: 28, ...bounds, mayBeEmpty: true }).verdict).toBe("warn");
    expect(judgeRowCountChange({ current: 0, previous: 0, ...bounds, mayBeEmpty: true }).verdict).toBe("pass");
  });

  it("is never green when all rows are gone, and never worse for losing less", () => {
    const rank = { skipped: 0, pass: 0, warn: 1, fail: 2 };
    fc.assert(fc.property(fc.nat(100_000), fc.nat(100_000), fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: -60, max: 0 }), (a, b, previous, minPercent) => {
      const judge = (current: number): number => rank[judgeRowCountChange({ current: Math.min(current, previous), previous, minPercent, maxPercent: 0, mayBeEmpty: false }).verdict];
      expect(judge(Math.max(a, b))).toBeLessThanOrEqual(judge(Math.min(a, b)));
      expect(judge(0)).toBe(2);
    }));
  });
});
