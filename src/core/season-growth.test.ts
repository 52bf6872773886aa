import { expect, it } from "vitest";
import { widenForSeason } from "./season-growth.ts";

const bounds = { minPercent: -5, maxPercent: 20, cumulative: true } as const;
const after = (dt: string, seasons: readonly number[] = [2025]) => ({ dt, rows: 1_000, seasons });

it.each([
  ["2025-09-09", "2025-09-16", Infinity, "the first week may have been all but empty"],
  ["2025-09-16", "2025-09-23", 200, "one whole week, then three begun"],
  ["2025-10-14", "2025-10-21", 40, "five whole weeks, then seven begun"],
  ["2025-12-02", "2025-12-09", 20, "a week of fourteen is less than the bounds allow anyhow"],
  ["2026-03-03", "2026-08-04", 20, "no week is played off season"],
])("a table of the running season, made on %s, may on %s have %d %% more: %s", (reference, dt, maxPercent) => {
  expect(widenForSeason(bounds, dt, after(reference)).maxPercent).toBeCloseTo(maxPercent);
});

it("leaves the bounds of a table that holds more seasons, an older one, or does not only grow", () => {
  expect(widenForSeason(bounds, "2025-09-16", after("2025-09-09", [2024, 2025]))).toEqual(bounds);
  expect(widenForSeason(bounds, "2025-09-16", after("2025-09-09", [2024]))).toEqual(bounds);
  expect(widenForSeason({ minPercent: -5, maxPercent: 20 }, "2025-09-16", after("2025-09-09"))).toEqual({ minPercent: -5, maxPercent: 20 });
});
