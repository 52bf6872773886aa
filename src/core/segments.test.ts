import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Answer } from "./answer.ts";
import { worstVerdict } from "./check.ts";
import { judgeSegments } from "./segments.ts";

const verdict = fc.constantFrom("pass" as const, "warn" as const, "fail" as const);
const answer = (of: Answer["verdict"], observed: number): Answer => ({ verdict: of, observed, threshold: "at least 3", message: `${observed} rows` });

describe("a check asked of segments", () => {
  it("comes to its worst segment, and shows every violating one with what was seen and what was expected", () => {
    const judged = judgeSegments(["position"], [{ position: "QB", rows: "10" }, { position: "RB", rows: "2" }, { position: null, rows: "1" }], (_, rows) => answer(rows >= 3 ? "pass" : rows === 2 ? "warn" : "fail", rows));
    expect(judged).toEqual({
      verdict: "fail", observed: 1, threshold: "at least 3", message: "2 of 3 segments by position violate it; position none: 1 rows",
      evidence: [{ position: null, observed: 1, threshold: "at least 3" }, { position: "RB", observed: 2, threshold: "at least 3" }],
    });
  });

  it("says how many segments there are when none violates it", () => {
    expect(judgeSegments(["season", "week"], [{ season: 2025, week: 1, rows: 4 }], (_, rows) => answer("pass", rows))).toEqual({ verdict: "pass", observed: 0, threshold: "at least 3", message: "none of 1 segment by season, week violates it; season 2025, week 1: 4 rows" });
  });

  it("is skipped with a reason where there are no rows", () => {
    expect(judgeSegments(["season"], [], () => answer("fail", 0))).toMatchObject({ verdict: "skipped", message: "no_rows: there is nothing to tell apart by season" });
  });

  it("is never better than any of its segments", () => {
    fc.assert(fc.property(fc.array(verdict, { minLength: 1, maxLength: 60 }), (verdicts) => {
      const judged = judgeSegments(["team"], verdicts.map((_, index) => ({ team: `T${index}`, rows: index })), (_, rows) => answer(verdicts[rows] ?? "fail", rows));
      expect(judged.verdict).toBe(worstVerdict(verdicts.map((each) => ({ verdict: each }))));
      expect(judged.evidence ?? []).toHaveLength(Math.min(20, verdicts.filter((each) => each !== "pass").length));
    }));
  });
});
