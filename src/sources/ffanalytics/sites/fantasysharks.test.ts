import { describe, expect, it } from "vitest";
import { CASES, read } from "./testing/cases.ts";

const quarterbacks = CASES.find(({ site, wanted }) => site.name === "fantasysharks" && wanted.position === "QB");
if (quarterbacks === undefined) throw new Error("no list of FantasySharks' quarterbacks");
const theCase = quarterbacks;
const whole = Buffer.from(theCase.bytes).toString("utf8");

/** @returns the list with so many of its first rows said to be of another position */
const withOthers = (count: number): string => whole.split("\n").map((line, index) => (index >= 1 && index <= count ? line.replace(",QB,", ",WR,") : line)).join("\n");

describe("FantasySharks' list of a position", () => {
  it("keeps nobody whom it says to be of another one, and tells how many it left out", () => {
    const reading = read(theCase, withOthers(3));
    expect(reading.projections).toHaveLength(theCase.wanted.count - 3);
    expect(reading.projections.map(({ player }) => player)).toEqual(read(theCase, whole).projections.slice(3).map(({ player }) => player));
    expect(reading.remarks).toContain(`${theCase.inquiry.label}: 3 rows of other positions left out`);
  });

  it("says whom each player's club plays, at home or away", () => {
    expect(read(theCase, whole.replace("@MIA", "BUF")).projections.slice(0, 2).map(({ opponent }) => opponent)).toEqual(["BUF", "MIA"]);
    expect(read(theCase, whole.replaceAll("@MIA", "")).projections.some(({ opponent }) => opponent !== null)).toBe(false);
  });

  it("is another list when most of it is", () => {
    expect(() => read(theCase, withOthers(31))).toThrow(/says of 31 of 60 rows that they are of another position/);
  });
});
