import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadOverrides } from "./governance.ts";
import { findPackageRoot } from "./load.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "snapcount-governance-"));
  mkdirSync(join(home, "config"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const read = (text: string) => {
  writeFileSync(join(home, "config", "governance.yaml"), text);
  return loadOverrides(home, findPackageRoot());
};

describe("config/governance.yaml", () => {
  it("of the checkout overrides nothing, and is read where the home has none", () => {
    expect(loadOverrides(home, findPackageRoot())).toEqual({ file: join(findPackageRoot(), "config", "governance.yaml"), overrides: { datasets: {}, sources: {} } });
  });

  it("of the home comes first; an empty one overrides nothing", () => {
    expect(read("")).toEqual({ file: join(home, "config", "governance.yaml"), overrides: { datasets: {}, sources: {} } });
    expect(read("datasets: { ktc.players: { checks: { row_count: { min: 3, reason: small } } } }").overrides.datasets).toEqual({ "ktc.players": { checks: { row_count: { min: 3, reason: "small" } } } });
  });

  it.each([
    ["an unknown key", "dataset: {}", /governance\.yaml: .*Unrecognized key.*"dataset"/],
    ["an unknown key below a dataset", "datasets: { ktc.players: { check: {} } }", /Unrecognized key.*"check".*ktc\.players/],
    ["no reason", "datasets: { ktc.players: { checks: { row_count: { min: 3 } } } }", /reason/],
    ["an empty reason", "sources: { ktc: { lastKnownGoodHours: 3, reason: ' ' } }", /an override needs a reason/],
    ["text for a number", "datasets: { ktc.players: { checks: { row_count: { min: three, reason: x } } } }", /expected number/],
    ["a window of no time", "sources: { ktc: { lastKnownGoodHours: 0, reason: x } }", />0/],
    ["broken YAML", "datasets: [", /governance\.yaml: .*line 1/],
  ])("with %s is refused, naming file and place", (_, text, seen) => expect(() => read(text)).toThrow(seen));
});
