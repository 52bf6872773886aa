import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideSeason, newYorkClock, newYorkToUtc, type ScheduledGame, seasonSpan } from "./season.ts";

const at = (text: string): Date => new Date(text);
const game = (date: string, time: string, type: ScheduledGame["type"] = "regular"): ScheduledGame => ({ kickoff: newYorkToUtc(date, time), type });
/** The outline of a season: its first Thursday, Thanksgiving, a Saturday in December, Monday nights, the Super Bowl. */
const season2025 = [game("2025-09-04", "20:20"), game("2025-09-07", "13:00"), game("2025-11-27", "12:30"), game("2025-12-20", "16:30"), game("2025-12-22", "20:15"), game("2026-02-08", "18:30", "super-bowl")];
const runs = (when: Parameters<typeof decideSeason>[0], text: string, games = season2025): boolean => decideSeason(when, games, at(text)).run;

describe("New York's clock", () => {
  it.each([
    ["2025-03-09", "01:59", "2025-03-09T06:59:00.000Z"],
    ["2025-03-09", "03:00", "2025-03-09T07:00:00.000Z"],
    ["2025-09-04", "20:20", "2025-09-05T00:20:00.000Z"],
    ["2025-11-01", "13:00", "2025-11-01T17:00:00.000Z"],
    ["2025-11-02", "13:00", "2025-11-02T18:00:00.000Z"],
  ])("%s %s is %s", (date, time, utc) => {
    expect(new Date(newYorkToUtc(date, time)).toISOString()).toBe(utc);
  });

  it("agrees with the time zone database on every afternoon since 2007", () => {
    const zone = new Intl.DateTimeFormat("en-CA", { timeZone: "America/New_York", hour: "2-digit", hourCycle: "h23" });
    fc.assert(
      fc.property(fc.date({ min: at("2007-01-01T12:00:00Z"), max: at("2040-01-01T12:00:00Z"), noInvalidDate: true }), (date) => {
        expect(zone.format(new Date(newYorkToUtc(date.toISOString().slice(0, 10), "13:00")))).toBe("13");
      }),
    );
  });

  it("shows the minute that the time zone database shows, at any time since 2007", () => {
    const zone = new Intl.DateTimeFormat("sv-SE", { timeZone: "America/New_York", dateStyle: "short", timeStyle: "short" });
    fc.assert(fc.property(fc.date({ min: at("2007-04-01T12:00:00Z"), max: at("2040-01-01T12:00:00Z"), noInvalidDate: true }), (date) => void expect(newYorkClock(date)).toBe(zone.format(date))));
    expect([newYorkClock(at("2025-11-02T05:59:00Z")), newYorkClock(at("2025-11-02T07:00:30Z")), newYorkClock(at("2025-03-09T07:00:00Z"))]).toEqual(["2025-11-02 01:59", "2025-11-02 02:00", "2025-03-09 03:00"]);
  });
});

describe("the season", () => {
  it("is the week of the first kickoff to two days after the Super Bowl", () => {
    const span = seasonSpan(season2025, at("2025-11-18T12:00:00Z"));
    expect(new Date(span.from).toISOString()).toBe("2025-09-01T00:00:00.000Z");
    expect(new Date(span.to).toISOString()).toBe("2026-02-10T23:30:00.000Z");
  });

  it.each([
    ["2025-08-31T23:59:59Z", false],
    ["2025-09-01T00:00:00Z", true],
    ["2025-12-31T23:59:59Z", true],
    ["2026-01-01T00:00:00Z", true],
    ["2026-02-10T23:29:59Z", true],
    ["2026-02-10T23:30:00Z", false],
    ["2026-07-01T12:00:00Z", false],
  ])("at %s: %s", (text, inSeason) => {
    expect(runs("in-season", text)).toBe(inSeason);
    expect(runs("off-season", text)).toBe(!inSeason);
    expect(runs("always", text)).toBe(true);
  });

  it("is one or the other at every moment, with a schedule or without", () => {
    fc.assert(
      fc.property(fc.date({ min: at("2000-01-01T00:00:00Z"), max: at("2060-01-01T00:00:00Z"), noInvalidDate: true }), fc.boolean(), (now, known) => {
        const games = known ? season2025 : [];
        expect(decideSeason("in-season", games, now).run).toBe(!decideSeason("off-season", games, now).run);
      }),
    );
  });

  it("says why not and when", () => {
    expect(decideSeason("in-season", season2025, at("2026-03-01T12:00:00Z"))).toEqual({ run: false, reason: "it is off season; the season begins in the week of 2026-09-07" });
    expect(decideSeason("off-season", season2025, at("2025-10-01T12:00:00Z"))).toEqual({ run: false, reason: "the season runs until 2026-02-10" });
  });
});

describe("after games", () => {
  it.each([
    ["the morning after Thanksgiving", "2025-11-28T08:00:00Z", true],
    ["the morning after a Saturday in December", "2025-12-21T08:00:00Z", true],
    ["the morning after a Monday night", "2025-12-23T08:00:00Z", true],
    ["while the game is played", "2025-12-23T02:00:00Z", false],
    ["a day later", "2025-12-24T08:00:00Z", false],
    ["a Sunday without a game", "2025-11-30T08:00:00Z", false],
  ])("%s: %s", (_, text, expected) => {
    expect(runs("after-games", text)).toBe(expected);
  });

  it("names the next game", () => {
    expect(decideSeason("after-games", season2025, at("2025-12-01T08:00:00Z"))).toEqual({ run: false, reason: "no game has ended within the last day; the next one is on 2025-12-20" });
  });

  it("without a schedule are Monday, Tuesday and Friday of the season", () => {
    expect([1, 2, 3, 4, 5, 6, 7].filter((date) => runs("after-games", `2025-12-0${date}T08:00:00Z`, []))).toEqual([1, 2, 5]);
    expect(runs("after-games", "2025-07-01T08:00:00Z", [])).toBe(false);
  });

  it("every ended game is run after exactly once by a daily schedule", () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2025, 8, 1), max: Date.UTC(2026, 1, 1) }), (kickoff) => {
        const days = Array.from({ length: 4 }, (_, index) => new Date(Math.floor(kickoff / 86_400_000) * 86_400_000 + (index * 24 + 7) * 3_600_000));
        expect(days.filter((now) => decideSeason("after-games", [{ kickoff, type: "regular" }], now).run)).toHaveLength(1);
      }),
    );
  });
});
