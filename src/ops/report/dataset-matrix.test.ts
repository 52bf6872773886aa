import { load } from "cheerio";
import { describe, expect, it } from "vitest";
import { judgeFamily } from "./check-families.ts";
import { renderMatrix } from "./dataset-matrix.ts";
import { inventCheck, inventDataset, inventLost, inventOutcome } from "./testing/invented-page.ts";

function rowsOf(...datasets: Parameters<typeof renderMatrix>[0]): readonly (readonly string[])[] {
  const $ = load(renderMatrix(datasets, []).html);
  return $("table.matrix tbody tr").get().map((row) => $(row).children().get().map((cell) => $(cell).text().replaceAll(/\s+/g, " ").trim()));
}

describe("the matrix of datasets", () => {
  it("says of each what readers see, how old it is, what its audit said, and what the last run did", () => {
    expect(rowsOf(inventDataset())).toEqual([["market.values", "2025-11-18 manifest", "120", "+20", "fresh under 1 h of 2 d", "·no check", "·no check", "·no check", "·no check", "·no check", "pass 1", "·no check", "·no check", "published"]]);
    expect(rowsOf(inventLost())[0]?.slice(1, 5)).toEqual(["2025-11-11 manifest", "100", "·first snapshot", "stale 7 d of 2 d"]);
    expect(rowsOf(inventLost())[0]?.at(-1)).toBe("quarantined");
    expect(rowsOf(inventDataset({ isOfThisRun: false, last: inventOutcome({ outcome: "unchanged" }) }))[0]?.at(-1)).toBe("unchanged earlier run");
    expect(rowsOf(inventLost({}, { outcome: "lkg" }))[0]?.at(-1)).toBe("not loaded");
  });

  it("links the dates to the files, with names that tell them apart", () => {
    const $ = load(renderMatrix([inventDataset()], []).html);
    expect($("td a").get().map((link) => [$(link).attr("href"), $(link).attr("aria-label")])).toEqual([
      ["../data/raw/market/values/dt=2025-11-18/values.parquet", "Parquet file of market.values of 2025-11-18"],
      ["../data/raw/market/values/dt=2025-11-18/_meta.json", "Manifest of market.values of 2025-11-18"],
    ]);
  });

  it("shows a muted check as muted, with what it saw, and counts it as passed", () => {
    const muted = inventCheck({ message: "the list is short", muted: { reason: "known", until: "2025-12-01", verdict: "fail" } });
    const $ = load(renderMatrix([inventDataset({ checks: [muted, inventCheck()] })], []).html);
    expect($("table.matrix td.check").text()).toMatch(/pass 2 1 muted/);
    expect($("table.findings tbody tr").text()).toMatch(/muted.*muted until 2025-12-01 \(known\): the list is short/);
  });

  it("a family of checks stands as its worst answer, passed of asked; skipped ones were not asked", () => {
    const checks = [inventCheck(), inventCheck({ verdict: "warn" }), inventCheck({ kind: "row_count_change", verdict: "skipped" }), inventCheck({ kind: "unique", verdict: "skipped" })];
    expect(judgeFamily(checks, "Rows")).toMatchObject({ verdict: "warn", passed: 1, asked: 2 });
    expect(judgeFamily(checks, "Keys")).toMatchObject({ verdict: "skipped", passed: 0, asked: 0 });
    expect(judgeFamily(checks, "Nulls")).toBeNull();
    expect(rowsOf(inventDataset({ checks }))[0]?.slice(5, 11)).toEqual(["·no check", "skipped –", "·no check", "·no check", "·no check", "warn 1/2"]);
  });

  it("has the words of every answer that was no pass", () => {
    const $ = load(renderMatrix([inventDataset({ checks: [inventCheck(), inventCheck({ name: "unique(id)", verdict: "fail", message: "2 rows repeat" })] })], ["market.other"]).html);
    expect($("table.findings tbody tr").text().trim()).toBe("market.valuesfailunique(id)2 rows repeat");
    expect($(".small").text()).toBe("Never loaded here: market.other.");
    expect(load(renderMatrix([inventDataset()], []).html)("details").length).toBe(0);
  });
});
