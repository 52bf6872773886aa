import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { currentSeason, isInSeason, phaseSpan, rosterSeason, seasonPhase, seasonStart, weekOfSeason } from "./nfl-calendar.ts";

const at = (text: string): Date => new Date(text);
const instant = fc.date({ min: at("1999-01-01T00:00:00Z"), max: at("2060-12-31T00:00:00Z"), noInvalidDate: true });

describe("the year of football", () => {
  it.each([[2023, "2023-09-07"], [2024, "2024-09-05"], [2025, "2025-09-04"], [2026, "2026-09-10"]])("begins season %i on %s, the Thursday after Labor Day", (year, date) => {
    expect(seasonStart(year).toISOString()).toBe(`${date}T00:00:00.000Z`);
  });

  it.each([["2025-09-03T23:59:59Z", 2024], ["2025-09-04T00:00:00Z", 2025], ["2026-01-05T12:00:00Z", 2025], ["2026-08-31T12:00:00Z", 2025]])("says at %s that season %i is the current one", (text, season) => {
    expect(currentSeason(at(text))).toBe(season);
  });

  it.each([["2026-03-14T23:59:59Z", 2025], ["2026-03-15T00:00:00Z", 2026]])("says at %s that rosters are those of %i", (text, season) => {
    expect(rosterSeason(at(text))).toBe(season);
  });

  it.each([["2025-09-03T12:00:00Z", false], ["2025-09-04T00:00:00Z", true], ["2026-02-14T23:00:00Z", true], ["2026-02-15T00:00:00Z", false], ["2026-07-01T00:00:00Z", false]])("knows at %s whether the season runs (%s)", (text, running) => {
    expect(isInSeason(at(text))).toBe(running);
  });

  it("begins every season on a Thursday between 4 and 10 September", () => {
    fc.assert(fc.property(fc.integer({ min: 1970, max: 2100 }), (year) => {
      const start = seasonStart(year);
      expect([start.getUTCDay(), start.getUTCMonth(), start.getUTCFullYear()]).toEqual([4, 8, year]);
      expect(start.getUTCDate()).toBeGreaterThanOrEqual(4);
      expect(start.getUTCDate()).toBeLessThanOrEqual(10);
    }));
  });

  it("never goes back as time passes, and rosters are never behind games", () => {
    fc.assert(fc.property(instant, instant, (a, b) => {
      const [early, late] = a <= b ? [a, b] : [b, a];
      expect(currentSeason(early)).toBeLessThanOrEqual(currentSeason(late));
      expect(rosterSeason(early) - currentSeason(early)).toBeGreaterThanOrEqual(0);
      expect(rosterSeason(early) - currentSeason(early)).toBeLessThanOrEqual(1);
    }));
  });

  it.each([
    ["2025-09-03", "off-season"], ["2025-09-04", "regular"], ["2026-01-07", "regular"], ["2026-01-08", "playoffs"], ["2026-02-14", "playoffs"], ["2026-02-15", "off-season"],
    // Seventeen weeks until 2020.
    ["2021-01-06", "regular"], ["2021-01-07", "playoffs"],
  ])("knows the phase of the season: %s is %s", (date, phase) => {
    expect(seasonPhase(at(date))).toBe(phase);
  });

  it("gives each day one phase: the one whose span it lies in", () => {
    fc.assert(fc.property(instant, (now) => {
      const day = now.toISOString().slice(0, 10);
      const within = (["regular", "playoffs", "off-season"] as const).filter((phase) => {
        const { from, to } = phaseSpan(phase, currentSeason(now));
        return from <= day && day < to;
      });
      expect(within).toEqual([seasonPhase(now)]);
    }));
  });

  it("counts weeks from Thursday to Wednesday", () => {
    expect(["2025-09-03", "2025-09-04", "2025-09-10", "2025-09-11", "2025-11-27"].map((date) => weekOfSeason(at(date), 2025))).toEqual([0, 1, 1, 2, 13]);
  });
});
