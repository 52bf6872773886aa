import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CheckResult, worstVerdict } from "./check.ts";
import type { Decision } from "./decisions.ts";
import { applyMutes, foldMutes, isOver } from "./mutes.ts";

const line = (change: Partial<Decision>): Decision => ({
  schema: "snapcount.decision/1", at: "2025-11-20T12:00:00.000Z", by: "operator", kind: "mute", source: "ktc", dataset: "players", dt: "2025-11-20",
  reason: "the site moved", row_count: null, coverage_start_season: null, coverage_end_season: null, check: "row_count", until: "2025-12-01", covers: "fail", ...change,
});
const result = (change: Partial<CheckResult>): CheckResult => ({ name: "row_count", kind: "row_count", verdict: "fail", observed: 3, threshold: "at least 400", message: "3 rows, at least 400 expected", evidence: [], ...change });
const KEY = ["id"];
const during = new Date("2025-12-01T23:59:59Z");
const after = new Date("2025-12-02T00:00:00Z");

describe("mutes", () => {
  it("follow the latest line about a check, in whatever order the lines are read", () => {
    const lines = [
      line({}),
      line({ at: "2025-11-21T12:00:00.000Z", until: "2025-12-31", reason: "longer" }),
      line({ check: "row_count_change" }),
      line({ kind: "unmute", at: "2025-11-22T12:00:00.000Z", check: "row_count_change" }),
      line({ dataset: "picks", at: "2025-11-22T12:00:00.000Z" }),
      line({ kind: "unmute", dataset: "picks", at: "2025-11-21T12:00:00.000Z" }),
      line({ kind: "release" }),
      line({ check: null, until: null, dataset: "old" }),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(lines, { minLength: lines.length }), (shuffled) => {
        expect(foldMutes(shuffled).map(({ dataset, check, until }) => [dataset, check, until])).toEqual([["picks", "row_count", "2025-12-01"], ["players", "row_count", "2025-12-31"]]);
      }),
    );
  });

  it("make a known fail or warning count as pass, with what was seen, until the end of their last day", () => {
    const mutes = foldMutes([line({})]);
    for (const verdict of ["warn", "fail"] as const) {
      const [muted] = applyMutes([result({ verdict })], mutes, KEY, during);
      expect(muted).toEqual({ ...result({ verdict: "pass" }), muted: { reason: "the site moved", until: "2025-12-01", verdict } });
      const [told] = applyMutes([result({ verdict })], mutes, KEY, after);
      expect(told).toEqual(result({ verdict, message: "3 rows, at least 400 expected; its mute expired after 2025-12-01 (the site moved)" }));
    }
    expect(mutes.map((mute) => [isOver(mute, during), isOver(mute, after)])).toEqual([[false, true]]);
  });

  it("of a warning cover no failure: it says that it does not", () => {
    const mutes = foldMutes([line({ covers: "warn" })]);
    expect(applyMutes([result({ verdict: "warn" })], mutes, KEY, during)).toMatchObject([{ verdict: "pass", muted: { verdict: "warn" } }]);
    expect(applyMutes([result({})], mutes, KEY, during)).toEqual([result({ message: "3 rows, at least 400 expected; its mute until 2025-12-01 covers warnings only (the site moved)" })]);
  });

  it("from before they told warnings from failures cover both", () => {
    const { covers: _covers, ...old } = line({});
    expect(foldMutes([old])).toMatchObject([{ check: "row_count", covers: "fail" }]);
  });

  it("change nothing of answers that passed, were skipped, or are another check's", () => {
    const results = [result({ verdict: "pass" }), result({ verdict: "skipped" }), result({ name: "coverage(season)" })];
    expect(applyMutes(results, foldMutes([line({})]), KEY, during)).toEqual(results);
  });

  it("leave a check that could not be answered failed: nobody knows what it would have found", () => {
    const broken = result({ unanswered: true });
    expect(applyMutes([broken], foldMutes([line({})]), KEY, during)).toEqual([broken]);
  });

  it.each(["required_columns", "not_empty", "checks_declared", "unique(id)"])("never hide %s, whoever wrote the line", (check) => {
    const results = applyMutes([result({ name: check })], foldMutes([line({ check })]), KEY, during);
    expect(worstVerdict(results)).toBe("fail");
  });
});
