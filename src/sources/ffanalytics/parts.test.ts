import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigSchema } from "../../config/config.ts";
import { ffanalytics, SITES } from "./index.ts";

describe("the sites, as doctor shows them", () => {
  const partsOf = (league: object): ReturnType<NonNullable<typeof ffanalytics.describeParts>> => ffanalytics.describeParts?.(ConfigSchema.parse({ home: "/nowhere", ...league })) ?? [];

  it("by default those without a real answer behind their parsers are off, and said to be so", () => {
    expect(partsOf({}).map(({ name, isOn, about }) => [name, isOn, about.startsWith("not verified: ")])).toEqual([
      ["fantasypros", true, false], ["fantasysharks", true, false], ["espn", true, false], ["fftoday", true, false], ["cbs", true, false], ["fanduel", true, false], ["nfl", false, true], ["rtsports", false, true], ["walterfootball", false, true],
    ]);
  });

  it("who switches one on is still told", () => {
    const parts = partsOf({ ffanalytics: { sites: ["espn", "nfl", "rtsports"], weights: { nfl: 0.5 } } });
    expect(parts.filter(({ isOn }) => isOn).map(({ name, about }) => `${name}: ${about}`)).toEqual([
      "espn: weight 0.1155; weekly QB RB WR TE K DST",
      "nfl: not verified: its parser was written without a real answer at hand; weight 0.5; weekly QB RB WR TE K DST",
      "rtsports: not verified: its parser was written without a real answer at hand; weight 0.0997; season only",
    ]);
  });

  it("and as the guide's table has them", () => {
    const guide = readFileSync(join(import.meta.dirname, "../../../docs/projections.md"), "utf8");
    const listed = (positions: readonly string[]): string => positions.join(" ") || "none";
    for (const { name, verified, positions } of SITES) {
      const isOn = partsOf({}).find((part) => part.name === name)?.isOn ?? false;
      expect(guide).toContain(`| ${name} | ${isOn ? "on" : "off"} | ${verified ? "verified against real ones" : "not verified: no real one was at hand"} | ${listed(positions.weekly)} | ${listed(positions.season)} |`);
    }
  });
});
