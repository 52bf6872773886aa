import { expect, it } from "vitest";
import { decideDatasetOutcome } from "../core/outcome.ts";
import { sources } from "./index.ts";

/** Hours, from contract/governance.md, section 8. */
const WINDOWS: Readonly<Record<string, number>> = { commissioner: 24, sleeper: 48, ktc: 48, nflverse: 168, ffanalytics: 168 };

it("a lost load falls back on a snapshot within the source's window, to the hour", () => {
  expect(sources.map(({ name }) => name).toSorted()).toEqual(Object.keys(WINDOWS).toSorted());
  for (const { name, lastKnownGoodHours } of sources) {
    const at = (ageHours: number): string => decideDatasetOutcome({ kind: "failed" }, { dt: "2025-11-16", ageHours }, lastKnownGoodHours).outcome;
    expect([at(WINDOWS[name] ?? 0), at((WINDOWS[name] ?? 0) + 0.1)], name).toEqual(["lkg", "failed"]);
  }
});
