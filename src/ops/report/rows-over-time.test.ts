import { load } from "cheerio";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawRows, renderRowsOverTime } from "./rows-over-time.ts";
import { inventDataset, inventLost } from "./testing/invented-page.ts";

const frame = { first: "2025-01-01", last: "2025-12-31", rejected: [], label: "rows" };

describe("rows over time", () => {
  it("draws every dataset over the same dates, and says it in words", () => {
    const $ = load(renderRowsOverTime([inventDataset(), inventLost({ dataset: "picks" })]).html);
    expect($("svg.rows").get().map((svg) => $(svg).attr("aria-label"))).toEqual([
      "market.values: 2 snapshots, 100 rows on 2025-11-11, 120 on 2025-11-18",
      "market.picks: 1 snapshot, 100 rows on 2025-11-11; 2025-11-18 was rejected",
    ]);
    expect($("figure p").get().map((text) => $(text).text())).toEqual(["120 +20 since 11 Nov", "100"]);
    expect($("figure").map((_, figure) => $(figure).find(".cross").length).get()).toEqual([0, 1]);
  });

  it("leaves out a dataset of which no row count is known", () => {
    expect(renderRowsOverTime([inventDataset({ snapshots: [{ dt: "2025-11-18", rows: null }] })]).html).toBe("<p>There is no snapshot yet.</p>");
  });

  it("one snapshot is a dot in the middle of the only day", () => {
    const $ = load(drawRows([{ dt: "2025-11-18", rows: 5 }], { ...frame, first: "2025-11-18", last: "2025-11-18" }).html);
    expect([$("circle").attr("cx"), $(".area").length]).toEqual(["100", 0]);
  });

  it("everything lies within the drawing, whatever the rows and dates", () => {
    const day = fc.date({ min: new Date("2025-01-01"), max: new Date("2025-12-31"), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
    fc.assert(fc.property(fc.uniqueArray(fc.record({ dt: day, rows: fc.nat() }), { selector: ({ dt }) => dt, maxLength: 40 }), (points) => {
      const $ = load(drawRows(points.toSorted((a, b) => (a.dt < b.dt ? -1 : 1)), frame).html);
      const line = $(".line").attr("d") ?? "M0 0";
      const numbers = [...line.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
      expect(numbers.length).toBe(points.length < 2 ? 1 : points.length);
      expect(numbers.every(([x, y]) => x >= 0 && x <= 200 && y >= 0 && y <= 56)).toBe(true);
    }), { numRuns: 50 });
  });
});
