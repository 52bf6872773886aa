import { describe, expect, it } from "vitest";
import { CASES, read } from "./testing/cases.ts";

describe("FanDuel's list", () => {
  const theCase = CASES.find(({ site, wanted }) => site.name === "fanduel" && wanted.position === "QB");
  if (theCase === undefined) throw new Error("no list of FanDuel's players");

  it("is asked for with the games, and says whom each player's club plays, at home or away", () => {
    expect(theCase.inquiry.body).toContain("gameInfo { homeTeam { abbreviation } awayTeam { abbreviation } }");
    expect(read(theCase, theCase.bytes).projections.slice(0, 2).map(({ team, opponent }) => [team, opponent])).toEqual([["BUF", "MIN"], ["KC", "MIN"]]);
  });

  it.each([["null", null], ["of other clubs", { homeTeam: { abbreviation: "DEN" }, awayTeam: { abbreviation: "LV" } }], ["without clubs", { homeTeam: null }]])("with a game that is %s tells no opponent", (_, gameInfo) => {
    const answer = JSON.parse(Buffer.from(theCase.bytes).toString("utf8")) as { readonly data: { readonly getProjections: readonly object[] } };
    const changed = JSON.stringify({ data: { getProjections: answer.data.getProjections.map((entry) => ({ ...entry, gameInfo })) } });
    expect(read(theCase, changed).projections.some(({ opponent }) => opponent !== null)).toBe(false);
  });
});
