import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readOutline } from "./markdown.ts";

describe("the outline of a document", () => {
  it("has GitHub's anchors, also for punctuation and repeated headings", () => {
    const { headings } = readOutline("# Local vs Cloud: `a_b`, now!\n## Same\n### Same ##\n#no heading");
    expect(headings.map((heading) => [heading.depth, heading.slug])).toEqual([[1, "local-vs-cloud-a_b-now"], [2, "same"], [3, "same-1"]]);
  });

  it("reads nothing inside a fence as prose, and ends a fence only with its own mark", () => {
    const { headings, fences, codeSpans, links, proseLines } = readOutline("````sh\n# x\n```\n`a` [b](c)\n````\n`d` [e](f.md#g)\n~~~\n~~~");
    expect(headings).toEqual([]);
    expect(fences.map((fence) => [fence.line, fence.language, fence.lines])).toEqual([[1, "sh", ["# x", "```", "`a` [b](c)"]], [7, "", []]]);
    expect(codeSpans).toEqual([{ line: 6, text: "d" }]);
    expect(links).toEqual([{ line: 6, text: "f.md#g" }]);
    expect([...proseLines]).toEqual([6]);
  });

  it("reads code spans of several backticks, and no link inside code", () => {
    expect(readOutline("``a ` b`` and `[x](y)`")).toMatchObject({ codeSpans: [{ text: "a ` b" }, { text: "[x](y)" }], links: [] });
  });

  it("never throws, and every line lies inside or outside of a fence", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("```", "~~~", "````", "# h", "`a`", "[a](b)", "", "x ` y `` z"), { maxLength: 12 }), (lines) => {
        const { proseLines, fences, headings } = readOutline(lines.join("\n"));
        const inside = fences.reduce((sum, fence) => sum + fence.lines.length, 0);
        // Each fence has one opening line and, unless the document ends before, one closing line.
        expect(proseLines.size + inside + 2 * fences.length - Math.max(1, lines.length)).toBeLessThanOrEqual(1);
        expect(headings.every((heading) => proseLines.has(heading.line))).toBe(true);
      }),
    );
  });
});
