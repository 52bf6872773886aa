import { formatMinute } from "../../core/figures.ts";
import { describe, expect, it } from "vitest";
import { ageOfDt, countOf, listNames, longDate, shortDate, spanOf } from "./sentences.ts";

describe("words of the page", () => {
  it("names a few and counts the rest", () => {
    expect([[], ["a"], ["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"]].map((names) => listNames(names))).toEqual(["", "a", "a and b", "a, b and c", "a, b and 2 more"]);
    expect([countOf(1, "run"), countOf(1_200, "run")]).toEqual(["1 run", "1,200 runs"]);
  });

  it("writes dates and ages in UTC", () => {
    const late = new Date("2025-11-18T23:59:00Z");
    expect([longDate(late), formatMinute(late), shortDate("2025-11-04")]).toEqual(["Tuesday, 18 November 2025", "2025-11-18 23:59 UTC", "4 Nov"]);
    expect(["2025-11-18", "2025-11-17", "2025-11-11", "2025-11-19"].map((dt) => ageOfDt(dt, late))).toEqual(["of today", "1 day old", "7 days old", "of today"]);
    expect([0.4, 30, 48, 168, 60].map(spanOf)).toEqual(["under 1 h", "30 h", "2 d", "7 d", "2.5 d"]);
  });
});
