import { expect, it } from "vitest";
import { buildCrosswalk } from "../../../identity/index.ts";
import { identify } from "../subjects.ts";
import { CASES, read } from "./testing/cases.ts";

it("RTSports' players are known by their stats_id, whatever they are called; its own number for them is in nobody's crosswalk", () => {
  const theCase = CASES.find(({ site, wanted }) => site.name === "rtsports" && wanted.position === "QB");
  if (theCase === undefined) throw new Error("no list of RTSports' quarterbacks");
  const { projections } = read(theCase, theCase.bytes);
  const [first] = projections;
  expect([first?.siteId, first?.idKind]).toEqual(["910000", "stats_id"]);
  const crosswalk = buildCrosswalk([{ mfl_id: "4711", stats_id: 910_000, name: "Called Otherwise", position: "QB", team: "BUF" }]);
  expect(identify(projections, crosswalk).map(({ subject }) => subject.mflId).slice(0, 2)).toEqual(["4711", null]);
});
