import { load } from "cheerio";
import { describe, expect, it } from "vitest";
import { renderChanges } from "./changes.ts";
import type { DatasetFacts } from "./report-page.ts";
import { inventChanges, inventDataset, inventOutcome } from "./testing/invented-page.ts";

const NOTHING = { added: [], removed: [], changed: [] };
const unchanged = inventChanges({ rows: { before: 9, after: 9, added: 0, removed: 0, changed: 0 }, columns: [], samples: NOTHING });
const textOf = (datasets: readonly DatasetFacts[], selector = "body"): string => load(renderChanges(datasets).html)(selector).text().replaceAll(/\s+/g, " ").trim();
const published = (changes: NonNullable<DatasetFacts["last"]>["changes"], given: Partial<DatasetFacts> = {}): DatasetFacts => inventDataset({ last: inventOutcome(changes === undefined ? {} : { changes }), ...given });

describe("what changed", () => {
  it("is a line a dataset, with rows to look into", () => {
    const datasets = [published(inventChanges())];
    expect(textOf(datasets, "tbody tr")).toBe("market.values2025-11-1112340price and club");
    expect(textOf(datasets, "details")).toBe("Rows of market.values that changed by 2025-11-18Added 1 of 127 name Cy Cedar, price 50Removed 1 of 33 name Di Dogwood, price 10Changed 1 of 401 Ann Ashgrove: price 100 -> 250, rosters -a +c");
  });

  it("columns that came or went are told before those whose values changed", () => {
    expect(textOf([published({ ...unchanged, schema: { added: [{ name: "club", type: "VARCHAR" }], removed: [], retyped: [] } })], "tbody td:last-child")).toBe("new column club (VARCHAR)");
  });

  it("what was published anew and is the same is named, and so is what could not be compared", () => {
    expect(textOf([published(unchanged), published({ problem: "the disk is gone" }, { dataset: "picks" })])).toBe("Published anew without a row that differs: market.values. What changed in market.picks is not known: the disk is gone");
  });

  it("rows of a repeated key and of a dataset without a key are told as what they are", () => {
    expect(textOf([published(inventChanges({ repeatedKeys: { before: 1, after: 2 } }))])).toContain("1 key before and 2 keys now stand several times; their rows are compared whole.");
    expect(textOf([published(inventChanges({ key: [], columns: [], rows: { before: 1, after: 1, added: 1, removed: 1, changed: 0 }, samples: { ...NOTHING, added: [{ id: 7 }] } }))], "tbody td:last-child")).toBe("whole rows");
  });

  it("says so when there is nothing to tell; an earlier run's publish is none of this one's", () => {
    expect(textOf([published(undefined), published(inventChanges(), { isOfThisRun: false })])).toBe("This run published nothing that readers had another snapshot of before.");
  });
});
