import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BreakerState, breakerAfter, CLOSED_BREAKER, judgeBreaker, parseBreaker } from "./breaker.ts";

const at = (hour: number): Date => new Date(Date.UTC(2025, 10, 18, hour));
const afterFailures = (...hours: readonly number[]): BreakerState => hours.reduce((state, hour) => breakerAfter(state, "nothing", at(hour)), CLOSED_BREAKER);

describe("the circuit breaker of a source", () => {
  it("lets two failed runs pass, and opens for six hours after the third", () => {
    expect(judgeBreaker(afterFailures(1, 2), at(2))).toEqual({ kind: "closed" });
    expect(judgeBreaker(afterFailures(1, 2, 3), at(4))).toEqual({ kind: "open", until: at(9) });
    expect(judgeBreaker(afterFailures(1, 2, 3), new Date(at(9).getTime() - 1)).kind).toBe("open");
  });

  it("then lets one run try; if that fails it opens again, if it brings something it is closed", () => {
    const tried = afterFailures(1, 2, 3);
    expect(judgeBreaker(tried, at(9))).toEqual({ kind: "trial" });
    expect(judgeBreaker(breakerAfter(tried, "nothing", at(9)), at(10))).toEqual({ kind: "open", until: at(15) });
    expect(judgeBreaker(breakerAfter(tried, "something", at(9)), at(10))).toEqual({ kind: "closed" });
  });

  it("locks nobody out when the clock went back", () => {
    expect(judgeBreaker(afterFailures(10, 11, 12), at(11))).toEqual({ kind: "trial" });
  });

  it("is closed by anything that came, whatever was before, and never open for longer than six hours", () => {
    const runs = fc.array(fc.tuple(fc.constantFrom("something" as const, "nothing" as const), fc.integer({ min: 0, max: 500 })), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(runs, fc.integer({ min: -10, max: 600 }), (given, now) => {
        const state = given.reduce((before, [came, hour]) => breakerAfter(before, came, at(hour)), CLOSED_BREAKER);
        const answer = judgeBreaker(state, at(now));
        if (given.at(-1)?.[0] === "something") expect(answer).toEqual({ kind: "closed" });
        if (answer.kind === "open") expect(answer.until.getTime() - at(now).getTime()).toBeLessThanOrEqual(6 * 3_600_000);
        expect(parseBreaker(JSON.stringify(state))).toEqual(state);
      }),
    );
  });

  it.each(["", "null", "[]", "{", '{"schema":"snapcount.breaker/1","failedRuns":"3"}', '{"schema":"snapcount.breaker/1","failedRuns":3,"lastFailedAt":"soon"}', '{"schema":"snapcount.breaker/9","failedRuns":3,"lastFailedAt":null}'])("takes a damaged file for closed: %s", (text) => {
    expect(parseBreaker(text)).toEqual(CLOSED_BREAKER);
  });
});
