import { describe, expect, it } from "vitest";
import { type FreshnessQuestion, judgeFreshness } from "./freshness.ts";

const now = new Date("2025-11-23T12:00:00Z");
const ago = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);
const question = (changes: Partial<FreshnessQuestion>): FreshnessQuestion => ({
  lastChangedAt: ago(3), lastCheckedAt: ago(1), inSeason: true, now,
  thresholds: { inSeason: { warnAfterHours: 48, failAfterHours: 168, reason: "nightly" }, offSeason: { warnAfterHours: 336, failAfterHours: 720, reason: "nothing is played" } },
  ...changes,
});

describe("freshness", () => {
  it.each([[0, "fresh"], [48, "fresh"], [48.1, "warn"], [168, "warn"], [168.1, "fail"]])("in season, data of %d hours are %s", (hours, level) => {
    expect(judgeFreshness(question({ lastChangedAt: ago(hours) })).level).toBe(level);
  });

  it("has more patience off season", () => {
    expect(judgeFreshness(question({ lastChangedAt: ago(300), inSeason: false })).level).toBe("fresh");
    expect(judgeFreshness(question({ lastChangedAt: ago(800), inSeason: false })).level).toBe("fail");
  });

  it("does not let a check without news refresh the data, except where people edit the source", () => {
    const old = { lastChangedAt: ago(200), lastCheckedAt: ago(1) };
    expect(judgeFreshness(question(old)).level).toBe("fail");
    expect(judgeFreshness(question({ ...old, unchangedIsFresh: true })).level).toBe("fresh");
  });

  it("fails when nothing is published, and takes a clock that went back as now", () => {
    expect(judgeFreshness(question({ lastChangedAt: null }))).toEqual({ level: "fail", ageHours: null, message: "nothing is published yet" });
    expect(judgeFreshness(question({ lastChangedAt: ago(-5) })).ageHours).toBe(0);
  });

  it("says age, last look and limit in a sentence", () => {
    expect(judgeFreshness(question({})).message).toBe("data changed 3 h ago, last checked 1 h ago; warning after 48 h (in season)");
    expect(judgeFreshness(question({ lastChangedAt: ago(240), lastCheckedAt: null })).message).toBe("data changed 10.0 d ago; stale after 7.0 d (in season)");
  });
});
