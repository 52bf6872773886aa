import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Schedules, SchedulesSchema } from "../core/schedules.ts";
import { dueSlots, nextSlots, slotsBetween } from "./slots.ts";

const at = (text: string): Date => new Date(text);
const file = (missed: "skip" | "latest" | "all", cron = "0 6 * * *", timezone = "UTC"): Schedules => SchedulesSchema.parse({ missed, schedules: [{ slug: "a", flow: "f", cron, timezone, about: "x" }] });
const due = (missed: "skip" | "latest" | "all", now: string, since = "2025-11-01T06:00:00Z"): readonly string[] => dueSlots(file(missed), new Map([["a", at(since)]]), at("2025-01-01T00:00:00Z"), at(now)).map((slot) => slot.at.toISOString());

describe("slots over a change of clocks", () => {
  it.each([
    ["America/New_York", "2025-03-08T00:00:00Z", ["2025-03-08T08:00:00.000Z", "2025-03-09T07:00:00.000Z", "2025-03-10T07:00:00.000Z"]],
    ["America/New_York", "2025-11-01T00:00:00Z", ["2025-11-01T07:00:00.000Z", "2025-11-02T08:00:00.000Z", "2025-11-03T08:00:00.000Z"]],
    ["Europe/Prague", "2025-03-29T00:00:00Z", ["2025-03-29T02:00:00.000Z", "2025-03-30T01:00:00.000Z", "2025-03-31T01:00:00.000Z"]],
    ["Europe/Prague", "2025-10-25T00:00:00Z", ["2025-10-25T01:00:00.000Z", "2025-10-26T02:00:00.000Z", "2025-10-27T02:00:00.000Z"]],
  ])("keep wall time in %s from %s", (timezone, from, expected) => {
    expect(slotsBetween({ cron: "0 3 * * *", timezone }, at(from), new Date(at(from).getTime() + 3 * 86_400_000), 10).map((slot) => slot.toISOString())).toEqual(expected);
  });

  it("never come twice and always in order, whatever the zone", () => {
    fc.assert(
      fc.property(fc.constantFrom("UTC", "America/New_York", "Europe/Prague", "Australia/Lord_Howe"), fc.date({ min: at("2024-01-01T00:00:00Z"), max: at("2027-01-01T00:00:00Z"), noInvalidDate: true }), (timezone, from) => {
        const slots = slotsBetween({ cron: "30 */4 * * *", timezone }, from, new Date(from.getTime() + 5 * 86_400_000), 100).map((slot) => slot.getTime());
        expect(new Set(slots).size).toBe(slots.length);
        expect([...slots].sort((a, b) => a - b)).toEqual(slots);
        expect(slots.every((slot) => slot > from.getTime())).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe("what is due", () => {
  it("on time is due under every policy", () => {
    for (const missed of ["skip", "latest", "all"] as const) expect(due(missed, "2025-11-02T06:00:30Z")).toEqual(["2025-11-02T06:00:00.000Z"]);
  });

  it("after four days away: nothing, the latest, or all, oldest first", () => {
    expect(due("skip", "2025-11-05T12:00:00Z")).toEqual([]);
    expect(due("latest", "2025-11-05T12:00:00Z")).toEqual(["2025-11-05T06:00:00.000Z"]);
    expect(due("all", "2025-11-05T12:00:00Z")).toEqual(["2025-11-02T06:00:00.000Z", "2025-11-03T06:00:00.000Z", "2025-11-04T06:00:00.000Z", "2025-11-05T06:00:00.000Z"]);
  });

  it("after a year away no more than fifty", () => {
    expect(due("all", "2026-11-01T12:00:00Z")).toHaveLength(50);
  });

  it("a new schedule has missed nothing from before it was first served", () => {
    expect(dueSlots(file("all"), new Map(), at("2025-11-05T07:00:00Z"), at("2025-11-05T12:00:00Z"))).toEqual([]);
  });

  it("carries its season as a parameter; a workflow's schedule is not ours", () => {
    const mixed = SchedulesSchema.parse({ schedules: [{ slug: "a", flow: "f", cron: "0 6 * * *", about: "x", when: "in-season", parameters: { force: true } }, { slug: "b", flow: "g", cron: "0 5 * * *", about: "x", startedBy: "w.yml" }] });
    expect(nextSlots(mixed, at("2025-11-05T12:00:00Z"))).toEqual([{ slug: "a", flow: "f", parameters: { when: "in-season", force: true }, at: at("2025-11-06T06:00:00Z"), missed: false }]);
  });
});
