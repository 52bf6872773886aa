import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeMismatch, sniffFormat } from "./sniff.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const sniff = (text: string) => sniffFormat(bytes(text).subarray(0, 512), bytes(text).subarray(-4), bytes(text).length);

describe("sniffFormat", () => {
  it.each([
    ["PAR1xxxxxxxxPAR1", "parquet"],
    ["player_id,season\n1,2025\n", "csv"],
    ["\uFEFFplayer_id,season\n", "csv"],
    ['\n {"a": 1}', "json"],
    ["[1]", "json"],
    ["<!DOCTYPE html><title>Sign in</title>", "html"],
    ["Not Found", "text"],
    ["", "empty"],
    [" \n ", "empty"],
  ])("%j is %s", (text, format) => expect(sniff(text).format).toBe(format));

  it("knows a Parquet file that lost its end", () => {
    expect(sniff("PAR1 and so on")).toMatchObject({ format: "parquet", truncated: true });
    expect(sniff("PAR1")).toMatchObject({ truncated: true });
  });

  it("never throws, and gives every payload one format", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (payload) => {
        const { format } = sniffFormat(payload.subarray(0, 512), payload.subarray(-4), payload.length);
        expect(["parquet", "csv", "json", "html", "text", "empty"]).toContain(format);
      }),
    );
  });

  it("calls whole Parquet only what begins and ends with its magic", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 100 }), (middle) => {
        const whole = new Uint8Array([...bytes("PAR1"), ...middle, ...bytes("PAR1")]);
        expect(sniffFormat(whole, whole.subarray(-4), whole.length).truncated).toBe(false);
        const cut = whole.subarray(0, -1);
        const endsByChance = new TextDecoder().decode(cut.subarray(-4)) === "PAR1";
        expect(sniffFormat(cut, cut.subarray(-4), cut.length).truncated).toBe(!endsByChance);
      }),
    );
  });

  it("says what came instead, with the page's title", () => {
    expect(describeMismatch(["parquet", "csv"], sniff("<html><title>Unicorn!</title></html>"))).toBe("expected parquet or csv, got an HTML page titled 'Unicorn!'");
    expect(describeMismatch(["parquet"], sniff("Not Found"))).toBe("expected parquet, got text that begins 'Not Found'");
  });
});
