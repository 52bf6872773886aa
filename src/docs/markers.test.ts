import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findBlocks, replaceBlocks } from "./markers.ts";

const open = (name: string): string => `<!-- generated:${name} -->`;
const close = (name: string): string => `<!-- /generated:${name} -->`;
const problemsOf = (...lines: readonly string[]): readonly string[] => findBlocks(lines.join("\n")).problems.map(({ line, message }) => `${line}: ${message}`);

describe("generated parts", () => {
  it("are found with their lines", () => {
    expect(findBlocks(["# t", open("a"), "x", "y", close("a"), "z"].join("\n")).blocks).toEqual([{ name: "a", openLine: 2, closeLine: 5, content: "x\ny" }]);
  });

  it("are named when unclosed, nested, closed without being open, or there twice", () => {
    expect(problemsOf(open("a"), "x")).toEqual(["1: generated:a is never closed"]);
    expect(problemsOf(open("a"), open("b"), close("b"), close("a"))).toEqual(["2: generated:b opens inside generated:a", "3: generated:b is closed here but not open"]);
    expect(problemsOf(close("a"))).toEqual(["1: generated:a is closed here but not open"]);
    expect(problemsOf(open("a"), close("a"), open("a"), close("a"))).toEqual(["3: generated:a stands here a second time"]);
  });

  it("are not looked for inside fenced code, nor amid a sentence", () => {
    expect(findBlocks(["```", open("a"), "```", `see ${open("b")} there`].join("\n"))).toEqual({ blocks: [], problems: [] });
  });

  it("stay as they are in a document with marker problems", () => {
    const text = [open("a"), "x"].join("\n");
    expect(replaceBlocks(text, new Map([["a", "new"]]))).toBe(text);
  });

  const prose = fc.array(fc.string().filter((line) => !line.includes("\n") && !/^ {0,3}(`{3}|~{3})/.test(line) && !line.includes("generated:")), { maxLength: 4 });
  const document = fc.record({ before: prose, first: prose, between: prose, second: prose, after: prose });
  const textOf = (part: { before: string[]; first: string[]; between: string[]; second: string[]; after: string[] }): string =>
    [...part.before, open("one"), ...part.first, close("one"), ...part.between, open("two"), ...part.second, close("two"), ...part.after].join("\n");

  it("take what is given, and nothing else moves, whatever stands around them", () => {
    fc.assert(
      fc.property(document, prose, (part, given) => {
        const written = replaceBlocks(textOf(part), new Map([["one", given.join("\n")]]));
        expect(written).toBe(textOf({ ...part, first: given.join("\n") === "" ? [] : given }));
        expect(findBlocks(written).blocks.map((block) => block.content)).toEqual([given.join("\n"), part.second.join("\n")]);
        expect(replaceBlocks(written, new Map([["one", given.join("\n")]]))).toBe(written);
      }),
    );
  });
});
