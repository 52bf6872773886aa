import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readContract } from "./contract.ts";

describe("the terms of a contract", () => {
  it.each([
    ["550/5", "70-80-125-135-140", { total: 550, years: 5, split: [70, 80, 125, 135, 140], problem: null }],
    ["4.4", "1-1-1-1", { total: 4, years: 4, split: [1, 1, 1, 1], problem: null }],
    ["7/3", "-", { total: 7, years: 3, split: [2, 2, 2], problem: "7 does not divide by 3 years and there is no split: $1 is in no year" }],
    ["6/3", null, { total: 6, years: 3, split: [2, 2, 2], problem: null }],
    ["8 / 2", "5 - 3", { total: 8, years: 2, split: [5, 3], problem: null }],
    ["-", "3-3", { total: null, years: null, split: null, problem: null }],
    [null, null, { total: null, years: null, split: null, problem: null }],
  ] as const)("%s with %s", (contract, split, expected) => {
    expect(readContract(contract, split, false)).toEqual(expected);
  });

  it("that do not fit are kept and remarked", () => {
    expect(readContract("10/2", "3-3-4", false)).toEqual({ total: 10, years: 2, split: [3, 3, 4], problem: "the split '3-3-4' is 10 over 3 years, the contract 10/2" });
    expect(readContract("10/2", "3-x", false)).toMatchObject({ total: 10, split: null, problem: expect.stringContaining("3-x") as unknown });
    expect(readContract("ten/2", "-", false)).toMatchObject({ total: null, problem: expect.stringContaining("not total/years") as unknown });
    expect(readContract("10/0", "-", false)).toMatchObject({ total: null, problem: expect.stringContaining("not total/years") as unknown });
  });

  it("of cap space are the amount alone", () => {
    expect(readContract("-", "10", true)).toEqual({ total: 10, years: null, split: null, problem: null });
    expect(readContract("-", "some", true)).toMatchObject({ total: null, problem: expect.stringContaining("some") as unknown });
  });

  it("are read without a crash or an endless list, whatever stands there", () => {
    fc.assert(fc.property(fc.option(fc.string()), fc.option(fc.string()), fc.boolean(), (contract, split, cap) => {
      expect(readContract(contract, split, cap).split?.length ?? 0).toBeLessThanOrEqual(Math.max(50, (split ?? "").length));
    }));
  });
});
