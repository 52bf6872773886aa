import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readUtf8 } from "./utf8.ts";

/** What the platform's own decoder makes of it. */
function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

describe("UTF-8", () => {
  it("is read as a decoder that takes no wrong byte reads it, its byte order mark left out", () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: "binary" }).map((text) => new TextEncoder().encode(text)), fc.string({ unit: "binary" }).map((text) => new TextEncoder().encode(`\uFEFF${text}`)), fc.uint8Array()), (bytes) => {
      expect(readUtf8(bytes)).toBe(decode(bytes));
    }));
    expect(readUtf8(Uint8Array.of(0xe9, 0x74))).toBeNull();
  });

  it("is read from a part of a buffer", () => {
    expect(readUtf8(new TextEncoder().encode("before and after").subarray(7, 10))).toBe("and");
  });
});
