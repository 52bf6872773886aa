import { describe, expect, it } from "vitest";
import { isLegalMove, isTerminal, nextStateTypes, type StateType, summarizeError } from "./states.ts";

const types = Object.keys(nextStateTypes) as StateType[];

describe("the table of legal moves", () => {
  it("knows Prefect's nine types, four of them terminal", () => {
    expect(types).toHaveLength(9);
    expect(types.filter((type) => isTerminal({ type })).sort()).toEqual(["CANCELLED", "COMPLETED", "CRASHED", "FAILED"]);
  });

  it("leads from every state that is not terminal to an end", () => {
    for (const start of types) {
      const seen = new Set<StateType>([start]);
      for (const type of seen) for (const next of nextStateTypes[type]) seen.add(next);
      expect([...seen].some((type) => isTerminal({ type }))).toBe(true);
    }
  });

  it("lets a cancelling run only end, and begins with Scheduled or Pending", () => {
    expect(nextStateTypes.CANCELLING).toEqual(["CANCELLED", "CRASHED"]);
    expect(types.filter((type) => isLegalMove(null, type)).sort()).toEqual(["PENDING", "SCHEDULED"]);
    expect(isLegalMove("COMPLETED", "RUNNING")).toBe(false);
    expect(isLegalMove("RUNNING", "SCHEDULED")).toBe(true);
  });
});

describe("summarizeError", () => {
  it("joins causes and keeps the fix", () => {
    const error = Object.assign(new Error("weekly: no answer", { cause: new Error("ECONNRESET") }), { fix: "Run it again." });
    expect(summarizeError(error)).toEqual({ name: "Error", message: "weekly: no answer (ECONNRESET)", fix: "Run it again." });
  });

  it("survives anything that can be thrown", () => {
    const cyclic = new Error("a");
    cyclic.cause = cyclic;
    for (const thrown of [undefined, null, 0, "text", Symbol("s"), Object.create(null), cyclic]) expect(typeof summarizeError(thrown).message).toBe("string");
  });
});
