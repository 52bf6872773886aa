import { load } from "cheerio";
import { describe, expect, it } from "vitest";
import { drawBar, renderMoves } from "./value-moves.ts";

const list = { label: "market price", beforeDt: "2025-11-11", afterDt: "2025-11-18" };
const moves = [{ name: "Ann Ashgrove", about: ["WR", "main"], before: 100, after: 1_250 }, { name: "2026 Early 1st", about: ["main"], before: 900, after: 800 }];

describe("the largest moves", () => {
  it("are a table with both values, the change and its sign; what all have in common is said once", () => {
    const $ = load(renderMoves([{ ...list, moves }]).html);
    expect($("caption").text()).toBe("market price (main): the 2 largest moves from 2025-11-11 to 2025-11-18, the last two published snapshots.");
    expect($("tbody tr").get().map((row) => $(row).children().get().map((cell) => $(cell).text()))).toEqual([["Ann Ashgrove WR", "100", "1,250", "+1,150", ""], ["2026 Early 1st", "900", "800", "\u2212100", ""]]);
  });

  it("losses go left of the middle, gains right", () => {
    const bar = (share: number): readonly number[] => { const rect = load(drawBar(share).html)("rect").attr() ?? {}; return [Number(rect["x"]), Number(rect["width"])]; };
    expect([bar(1), bar(-0.5)]).toEqual([[0, 99], [-49.5, 49.5]]);
  });

  it("says so when nothing moved, or there are no two snapshots", () => {
    expect(renderMoves([{ ...list, moves: [] }]).html).toBe("<p>market price: nothing moved from 2025-11-11 to 2025-11-18.</p>");
    expect(renderMoves([]).html).toMatch(/there are no two yet/);
    expect(load(renderMoves([{ ...list, moves: moves.slice(0, 1) }]).html)("caption").text()).toMatch(/: the largest move from/);
  });
});
