import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Clock, type FreshnessQuestion, judgeFreshness, toFreshnessCheck, worstClock } from "./freshness.ts";

const now = new Date("2025-11-23T12:00:00Z");
const summer = new Date("2026-06-20T12:00:00Z");
const ago = (hours: number, from = now): Date => new Date(from.getTime() - hours * 3_600_000);
const limits = (warnAfterHours: number, failAfterHours: number) => ({ warnAfterHours, failAfterHours, reason: "as the test says" });
const question = (changes: Partial<FreshnessQuestion> = {}): FreshnessQuestion => ({
  publishedAt: ago(4), lastChangedAt: ago(3), lastCheckedAt: ago(1), newestEventAt: ago(60), now,
  thresholds: { inSeason: limits(48, 168), offSeason: limits(336, 720) },
  checking: { inSeason: limits(24, 72), offSeason: limits(168, 336) },
  newestEvent: { column: "played_at", inSeason: limits(200, 400), offSeason: limits(5_000, 6_000) },
  ...changes,
});
const MOMENTS: Readonly<Record<Clock, keyof FreshnessQuestion>> = { published: "publishedAt", checked: "lastCheckedAt", changed: "lastChangedAt", event: "newestEventAt" };
const clocks = Object.keys(MOMENTS) as Clock[];

describe("freshness", () => {
  it.each([[0, "fresh"], [48, "fresh"], [48.1, "warn"], [168, "warn"], [168.1, "fail"]])("in season, data of %d hours are %s", (hours, level) => {
    expect(judgeFreshness(question({ lastChangedAt: ago(hours) })).level).toBe(level);
    expect(judgeFreshness(question({ publishedAt: ago(hours) })).level).toBe(level);
  });

  it("has more patience off season", () => {
    const off = { now: summer, publishedAt: null, lastCheckedAt: ago(160, summer) };
    expect(judgeFreshness(question({ ...off, lastChangedAt: ago(300, summer) })).level).toBe("fresh");
    expect(judgeFreshness(question({ ...off, lastChangedAt: ago(800, summer) })).level).toBe("fail");
  });

  it("lets the season's patience begin with the season", () => {
    const kickoff = new Date("2025-09-04T12:00:00Z");
    const old = { now: kickoff, publishedAt: null, lastChangedAt: ago(300, kickoff), lastCheckedAt: ago(100, kickoff), newestEventAt: ago(4_900, kickoff) };
    const answer = judgeFreshness(question(old));
    expect([answer.level, answer.clocks.event.level, answer.clocks.event.ageHours]).toEqual(["fresh", "fresh", 4_900]);
    expect(judgeFreshness(question({ ...old, now: new Date("2025-09-06T12:00:00Z") })).level).toBe("warn");
  });

  it("does not let a check without news refresh the data, except where people edit the source", () => {
    const old = { publishedAt: ago(2_000), lastChangedAt: ago(200), lastCheckedAt: ago(1) };
    expect(judgeFreshness(question(old)).level).toBe("fail");
    const edited = judgeFreshness(question({ ...old, unchangedIsFresh: true }));
    expect([edited.level, edited.ageHours, edited.limitHours]).toEqual(["fresh", 1, 24]);
    expect(judgeFreshness(question({ ...old, lastCheckedAt: ago(73), unchangedIsFresh: true })).level).toBe("fail");
  });

  it("is stale when nobody has looked for too long, however new the data were", () => {
    expect(judgeFreshness(question({ lastChangedAt: ago(30), lastCheckedAt: ago(30) }))).toMatchObject({ level: "warn", message: "last checked 30 h ago; warning after 24 h (in season)" });
  });

  it("keeps the age of the data apart", () => {
    const answer = judgeFreshness(question({ newestEventAt: ago(500) }));
    expect([answer.level, answer.clocks.event.level, worstClock(answer)]).toEqual(["fresh", "fail", "fail"]);
    expect(toFreshnessCheck(answer.clocks.event)).toEqual({
      name: "data_age", kind: "freshness", verdict: "fail", observed: 500, threshold: 200, message: "newest event was 20.8 d ago; stale after 16.7 d (in season)",
      evidence: [{ warn_after_hours: 200, fail_after_hours: 400, reason: "as the test says" }],
    });
  });

  it("skips what nobody tells, and says why", () => {
    const untold = judgeFreshness(question({ publishedAt: null, newestEventAt: null }));
    expect([untold.clocks.published, untold.clocks.event].map(({ level, message }) => [level, message])).toEqual([["skipped", "upstream does not say when it published"], ["skipped", "no row has a played_at that lies in the past"]]);
    expect(judgeFreshness(question({ newestEventAt: null, newestEvent: { gameWeeks: true, inSeason: limits(1, 2), offSeason: limits(1, 2) } })).clocks.event.message).toMatch(/no published schedule/);
    expect(judgeFreshness(question({ newestEventAt: { problem: "the file is cut off" } })).clocks.event).toMatchObject({ level: "fail", message: "the newest event could not be read: the file is cut off" });
    const { newestEvent: _, ...mute } = question();
    expect(judgeFreshness(mute).clocks.event).toMatchObject({ level: "skipped", message: "its rows do not tell when something happened" });
  });

  it("fails when nothing is published, and takes a clock that went back as now", () => {
    expect(judgeFreshness(question({ publishedAt: null, lastCheckedAt: null, lastChangedAt: null }))).toMatchObject({ level: "fail", ageHours: null, message: "nothing is published yet" });
    expect(judgeFreshness(question({ lastChangedAt: ago(-5) })).ageHours).toBe(0);
  });

  it("says age, last look and limit in a sentence", () => {
    expect(judgeFreshness(question()).message).toBe("data changed 3 h ago; warning after 48 h (in season); last checked 1 h ago");
    expect(judgeFreshness(question({ lastChangedAt: ago(240), lastCheckedAt: null })).message).toBe("data changed 10.0 d ago; stale after 7.0 d (in season)");
  });

  it("never becomes fresher by ageing, and is decided by its worst clock alone", () => {
    const rank = { skipped: 0, fresh: 0, warn: 1, fail: 2 };
    const hour = fc.integer({ min: 0, max: 2_000 });
    fc.assert(
      fc.property(fc.constantFrom(...clocks), hour, hour, fc.constantFrom(now, summer), (clock, age, more, at) => {
        const fresh = { publishedAt: at, lastCheckedAt: at, lastChangedAt: at, newestEventAt: at, now: at };
        const younger = judgeFreshness(question({ ...fresh, [MOMENTS[clock]]: ago(age, at) }));
        const older = judgeFreshness(question({ ...fresh, [MOMENTS[clock]]: ago(age + more, at) }));
        expect(rank[older.clocks[clock].level]).toBeGreaterThanOrEqual(rank[younger.clocks[clock].level]);
        expect(older.level).toBe(clock === "event" ? "fresh" : older.clocks[clock].level);
      }),
    );
  });
});
