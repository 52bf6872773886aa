import { expect, it } from "vitest";
import { collectWarnings } from "./governance.ts";
import type { FreshnessLine } from "./summary.ts";

const line = (changes: Partial<FreshnessLine>): FreshnessLine => ({ source: "market", dataset: "values", verdict: "pass", message: "market.values: data changed 3 h ago", ageHours: 3, clocks: [{ name: "data_age", verdict: "pass", message: "newest event was 4 h ago" }], ...changes });
const warnings = (freshness: FreshnessLine): readonly string[] => collectWarnings({ datasets: [], manifests: null, freshness: [freshness] });

it("tells that data are old although they move, and of what stands still only that", () => {
  const old = [{ name: "data_age", verdict: "fail", message: "newest event was 20.0 d ago" }] as const;
  expect(warnings(line({}))).toEqual([]);
  expect(warnings(line({ clocks: old }))).toEqual(["market.values: newest event was 20.0 d ago"]);
  expect(warnings(line({ verdict: "warn", message: "market.values: data changed 20.0 d ago", clocks: old }))).toEqual(["market.values: data changed 20.0 d ago"]);
});
