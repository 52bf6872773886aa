import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { REDACTED, redactGrid, redactText } from "./redact.ts";

describe("personal data", () => {
  it.each([
    ["(555) 555-0100", REDACTED],
    ["call 555-555-0100 at night", `call ${REDACTED} at night`],
    ["555.555.0100", REDACTED],
    ["5555550100", REDACTED],
    ["+1 555 555 0100", REDACTED],
    ["+44 20 7946 0958", REDACTED],
    ["1-555-555-0100", REDACTED],
    ["15555550100", REDACTED],
    ["1 (555) 555-0100", REDACTED],
    ["555–555–0100", REDACTED],
    ["555 / 555 - 0100", REDACTED],
    ["(555)555-0100 x3", `${REDACTED} x3`],
    ["manager@example.com", REDACTED],
    ["mail <first.last+ff@example.co.uk>!", `mail <${REDACTED}>!`],
    ["имя@пример.рф", REDACTED],
  ])("%s", (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  it.each(["550/5", "70-80-125-135-140", "3-3-3-3", "$1,234.50", "($5)", "3,910", "2025 Week 4", "comp (P. Mahomes)", "-$35", "2029 Cap Space (conditional)", "100-120-1400-100", "@", "1175"])(
    "%s is none",
    (text) => {
      expect(redactText(text)).toBe(text);
    },
  );

  it("beside a manager's name is found in any form", () => {
    const grid = [["GM: Ada Example", "", "tel 55 55 55 01 00", "ada at example", "2 titles"], ["QB", "55 55 55 01 00"]];
    expect(redactGrid(grid, "GM:")).toEqual([["GM: Ada Example", "", REDACTED, "ada at example", "2 titles"], ["QB", "55 55 55 01 00"]]);
  });

  it("beside a manager's name is found when a column was put before it", () => {
    expect(redactGrid([["", "GM: Ada Example", "55 55 55 01 00"]], "GM:")).toEqual([["", "GM: Ada Example", REDACTED]]);
  });

  it.each([["a".repeat(50_000), " @"], ["@", "a.".repeat(25_000)], ["@", "1-".repeat(25_000)], ["1@", "55 ".repeat(16_000)]])("the largest cell that Google allows is read in no time, whatever stands in it", (before, after) => {
    const startedAt = performance.now();
    redactText(`${before}${after}`);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });

  it("is gone after one pass, wherever it stands", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.integer({ min: 100, max: 999 }), (before, after, area) => {
        const redacted = redactText(`${before}x(${area}) 555-0100y${after} a.b@example.org `);
        expect(redacted).not.toContain("555-0100");
        expect(redacted).not.toContain("@example.org");
        expect(redactText(redacted)).toBe(redacted);
      }),
    );
  });
});
