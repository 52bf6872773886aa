import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toIsoMicros, toStorable, toStorableJson } from "./text.ts";

describe("text for a server", () => {
  it("is well formed, without NUL, and never much longer than allowed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), fc.integer({ min: 1, max: 100 }), (text, maxLength) => {
        const stored = toStorable(text, maxLength);
        expect(stored.isWellFormed()).toBe(true);
        expect(stored).not.toContain("\0");
        expect(stored.length).toBeLessThanOrEqual(maxLength + 60);
      }),
    );
  });

  it("is left alone when nothing is wrong with it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(toStorable(text.replaceAll("\0", ""), Infinity)).toBe(text.replaceAll("\0", ""));
      }),
    );
  });

  it("inside any JSON value is mended too, in names as well", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = JSON.stringify(toStorableJson(value, Infinity)) ?? "";
        expect(text).not.toContain("\\u0000");
        expect(text).not.toMatch(/\\ud[89a-f]/i);
      }),
    );
    expect(toStorableJson({ "a\0": [new Date(0), 1n, "\uD800"] }, Infinity)).toEqual({ "a\uFFFD": ["1970-01-01T00:00:00.000Z", 1, "\uFFFD"] });
  });
});

describe("instants", () => {
  it("keep their six digits and their order", () => {
    expect(toIsoMicros(1_700_000_000_123_456)).toBe("2023-11-14T22:13:20.123456Z");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000_000 }), (micros) => {
        expect(toIsoMicros(micros) < toIsoMicros(micros + 1)).toBe(true);
      }),
    );
  });
});
