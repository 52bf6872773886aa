import { describe, expect, it } from "vitest";
import { hashPayloads, isUnchanged } from "./unchanged.ts";

const making = { sourceHash: "a".repeat(64), sourceVersion: "1", inputs: { "nflverse.ff_playerids": "2025-11-01" } };
const reference = { source_hash: making.sourceHash, source_version: "1", inputs: making.inputs };

describe("isUnchanged", () => {
  it("holds for equal payloads, version and inputs", () => {
    expect(isUnchanged(making, reference)).toBe(true);
  });
  it.each([
    ["no snapshot yet", null],
    ["other bytes", { ...reference, source_hash: "b".repeat(64) }],
    ["another parser", { ...reference, source_version: "2" }],
    ["another crosswalk", { ...reference, inputs: { "nflverse.ff_playerids": "2025-11-02" } }],
    ["an input more", { ...reference, inputs: { ...making.inputs, "nflverse.schedule": "2025-11-01" } }],
  ])("does not hold with %s", (_, other) => {
    expect(isUnchanged(making, other)).toBe(false);
  });
});

describe("hashPayloads", () => {
  it("does not depend on the order of the files", () => {
    expect(hashPayloads(["b", "a"])).toBe(hashPayloads(["a", "b"]));
    expect(hashPayloads(["a"])).not.toBe(hashPayloads(["a", "a"]));
  });
});
