import { load } from "cheerio";
import { describe, expect, it } from "vitest";
import { renderFlows } from "./flow-graph.ts";
import type { FlowNode } from "./report-page.ts";
import { inventFlow } from "./testing/invented-page.ts";

const draw = (root: FlowNode): ReturnType<typeof load> => load(renderFlows(root).html);
const pipeline = inventFlow("data_pipeline", {
  durationMs: 10_000,
  children: [
    inventFlow("sheets_pipeline", { durationMs: 4_000, children: [inventFlow("copy", { durationMs: 1_000 }), inventFlow("parse", { startedAfterMs: 1_000, durationMs: 3_000 })] }),
    inventFlow("market_pipeline", { verdict: "warn", state: "PartialSuccess", durationMs: 2_000 }),
    inventFlow("dbt_run", { startedAfterMs: 4_000, durationMs: 6_000 }),
  ],
});

/** Every box within the drawing, none over another. */
function boxesOf($: ReturnType<typeof load>, which: string): readonly { readonly x: number; readonly y: number; readonly right: number; readonly bottom: number }[] {
  return $(`.${which} .box > rect:first-child`).get().map((element) => {
    const { x = "", y = "", width = "", height = "" } = $(element).attr() ?? {};
    return { x: Number(x), y: Number(y), right: Number(x) + Number(width), bottom: Number(y) + Number(height) };
  });
}

describe("the flows of a run, drawn", () => {
  it.each(["wide", "narrow"])("stand apart from each other within the %s drawing", (which) => {
    const $ = draw(pipeline);
    const boxes = boxesOf($, which);
    const { width = "", height = "" } = $(`.${which} svg`).attr() ?? {};
    expect(boxes).toHaveLength(3);
    for (const box of boxes) expect(box.x >= 0 && box.y >= 0 && box.right <= Number(width) && box.bottom <= Number(height)).toBe(true);
    for (const one of boxes) for (const other of boxes) if (one !== other) expect(one.right <= other.x || other.right <= one.x || one.bottom <= other.y || other.bottom <= one.y).toBe(true);
    expect($(`.${which} path.edge`).length).toBe(2);
  });

  it("are told in words and in a table as well", () => {
    const $ = draw(pipeline);
    expect($(".wide svg").attr("aria-label")).toBe("data_pipeline took 10.0 s: sheets_pipeline (Completed, 4.0 s) beside market_pipeline (PartialSuccess, 2.0 s), then dbt_run (Completed, 6.0 s). The table below has every flow.");
    expect($("table.flows tbody tr").get().map((row) => $(row).children().get().map((cell) => $(cell).text()).join("|"))).toEqual([
      "data_pipeline|Completed|+0 ms|10.0 s|3 tasks", "sheets_pipeline|Completed|+0 ms|4.0 s|3 tasks", "copy|Completed|+0 ms|1.0 s|3 tasks", "parse|Completed|+1.0 s|3.0 s|3 tasks",
      "market_pipeline|PartialSuccess|+0 ms|2.0 s|3 tasks", "dbt_run|Completed|+4.0 s|6.0 s|3 tasks",
    ]);
  });

  it("a flow alone is a box of its own, and a backfill's many subflows are counted", () => {
    const seasons = Array.from({ length: 27 }, (_, nth) => inventFlow(`fetch_season_${nth}`));
    const $ = draw(inventFlow("data_pipeline", { children: [inventFlow("nfl_data_pipeline", { children: seasons })] }));
    expect($(".wide text.more").text()).toBe("and 19 more");
    expect($("table.flows tbody tr").length).toBe(29);
    expect(boxesOf(draw(inventFlow("market_pipeline")), "wide")).toHaveLength(1);
  });

  it("the bar of a flow lies where in the whole time it was at work", () => {
    const $ = draw(pipeline);
    const [track, worked] = ["track", "worked"].map((name) => $(`.wide .box rect.${name}`).last().attr() ?? {});
    const share = (value: string | undefined): number => (Number(value) - Number(track?.["x"])) / Number(track?.["width"]);
    expect(share(worked?.["x"])).toBeCloseTo(0.4, 2);
    expect(Number(worked?.["width"]) / Number(track?.["width"])).toBeCloseTo(0.6, 2);
  });

  it("a run that did not end has no bar, and too long a name is cut only in the drawing", () => {
    const $ = draw(inventFlow("x".repeat(200), { durationMs: null, state: "Crashed", verdict: "fail" }));
    expect($(".worked").length).toBe(0);
    expect($(".wide .box text.flow").text()).toMatch(/^x+…$/);
    expect($("table.flows th[scope=row]").text()).toBe("x".repeat(200));
  });
});
