import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDecisions, type Decision, parseDecisions } from "./decisions.ts";

const decision = (change: Partial<Decision>): Decision => ({
  schema: "snapcount.decision/1", at: "2025-11-23T12:00:00.000Z", by: "operator", kind: "mute", source: "ktc", dataset: "players", dt: "2025-11-23",
  reason: "known", row_count: null, coverage_start_season: null, coverage_end_season: null, check: "row_count", until: "2025-12-01", ...change,
});

describe("decisions", () => {
  it("reads lines that were written before mutes named their check", () => {
    const old = { schema: "snapcount.decision/1", at: "2025-11-01T12:00:00.000Z", by: "operator", kind: "mute", source: "ktc", dataset: "players", dt: "2025-11-01", reason: "known" };
    expect(parseDecisions(JSON.stringify(old)).decisions).toEqual([decision({ at: old.at, dt: old.dt, check: null, until: null })]);
  });

  it("adds a line behind one that was cut short, and loses neither", () => {
    const whole = addDecisions("", [decision({})]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: whole.length - 2 }), (length) => {
        const { decisions, problems } = parseDecisions(addDecisions(whole + whole.slice(0, length), [decision({ reason: "next" })]));
        expect(decisions.map(({ reason }) => reason)).toEqual(["known", "next"]);
        expect(problems).toEqual(["line 2: no JSON (cut short?)"]);
      }),
    );
  });

  it("refuses to write what it could not read", () => {
    expect(() => addDecisions("", [decision({ until: "2025-13-01" })])).toThrow(/not a date/);
  });
});
