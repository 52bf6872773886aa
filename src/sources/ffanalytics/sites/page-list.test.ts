import { describe, expect, it } from "vitest";
import { CASES, read } from "./testing/cases.ts";

function caseOf(name: string): (typeof CASES)[number] {
  const found = CASES.find(({ site, wanted }) => site.name === name && wanted.position === "QB" && wanted.week === 12);
  if (found === undefined) throw new Error(`no list of ${name}`);
  return found;
}
/** The same with what is written in the first so many places changed. */
const changed = (text: string, written: string, put: string, places: number): string => text.split(written).reduce((all, part, index) => `${all}${index <= places ? put : written}${part}`);
const textOf = ({ bytes }: (typeof CASES)[number]): string => Buffer.from(bytes).toString("utf8");

describe("what a page says of itself", () => {
  it.each([["cbs", "/QB/2025/12/", "/QB/2025/13/", /of week 13, 12: another list/], ["cbs", "/QB/2025/12/", "/RB/2025/12/", /of position RB, QB: another list/], ["fftoday", "Season=2025", "Season=2024", /of season 2024, 2025: another list/]])("%s: one header of another list is another list, though others are right", (name, written, put, message) => {
    const theCase = caseOf(name);
    expect(() => read(theCase, changed(textOf(theCase), written, put, 1))).toThrow(message);
  });

  it("FantasyPros' rows: a few that lead to another week are no other list, most of them are", () => {
    const theCase = caseOf("fantasypros");
    expect(read(theCase, changed(textOf(theCase), "?week=12", "?week=11", 5)).projections).toHaveLength(theCase.wanted.count);
    expect(() => read(theCase, changed(textOf(theCase), "?week=12", "?week=11", 40))).toThrow(/of week 11, 12: another list/);
  });
});
