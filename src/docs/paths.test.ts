import { describe, expect, it } from "vitest";
import { claimedPath } from "./paths.ts";

describe("a word claims that a file exists", () => {
  it.each([
    ["src/core/check.ts", "src/core/check.ts"],
    ["src/core/check.ts:12", "src/core/check.ts"],
    ["./bin/snapcount", "bin/snapcount"],
    ["src/", "src"],
    ["docs/ops/", "docs/ops"],
    ["Makefile", "Makefile"],
    ["README.md", "README.md"],
    [".ci/run", ".ci/run"],
  ])("%s", (word, path) => {
    expect(claimedPath(word)).toBe(path);
  });

  it.each([
    ["a folder that runs write", "data/raw/nflverse"],
    ["the rendered sample", "samples/rendered/index.json"],
    ["the warehouse", "dbt/ff_data_transform/target/dev.duckdb"],
    ["a glob", "src/**/*.ts"],
    ["a placeholder", "src/sources/<name>/index.ts"],
    ["a placeholder in capitals", "src/sources/NAME/index.ts"],
    ["an address", "https://example.org/src/core"],
    ["another tree", "/etc/hosts"],
    ["upwards", "../shared/style.md"],
    ["a word with a slash", "and/or"],
    ["a word", "src"],
  ])("not %s: %s", (_what, word) => {
    expect(claimedPath(word)).toBeNull();
  });
});
