import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LegacyRow } from "./registry.ts";
import { type ReplayedDataset, replayRegistry } from "./replay.ts";

const dataset: ReplayedDataset = { checks: [{ kind: "row_count_change", minPercent: -5, maxPercent: 20, cumulative: true }, { kind: "running_season" }, { kind: "required_columns" }], mayBeEmpty: null, baseline: "2025-10-01" };
const row = (snapshot_date: string, row_count: number | null, first: number | null = 2025, last = first): LegacyRow => ({
  source: "league", dataset: "weekly", snapshot_date, status: "superseded", coverage_start_season: first, coverage_end_season: last, row_count, notes: "",
});
const verdicts = (rows: readonly LegacyRow[]) => replayRegistry(rows, () => dataset).map(({ dt, verdict }) => [dt, verdict]);

describe("a registry that is replayed", () => {
  it("compares with what would have been published: what failed is no reference, and a baseline neither", () => {
    const rows = [row("2025-10-01", 60_000, 2020, 2025), row("2025-11-11", 10_000), row("2025-11-18", 18_000, 2024), row("2025-11-25", 11_500), row("2025-12-02", 0, null), row("2025-12-09", 12_500)];
    expect(verdicts(rows)).toEqual([["2025-10-01", "skipped"], ["2025-11-11", "skipped"], ["2025-11-18", "fail"], ["2025-11-25", "pass"], ["2025-12-02", "fail"], ["2025-12-09", "pass"]]);
    const messages = replayRegistry(rows, () => dataset).map(({ message }) => message);
    expect(messages[0]).toBe("no_comparable_snapshot: there is no earlier snapshot; a baseline holds seasons before the running one");
    expect(messages[2]).toBe("no rows of season 2025, which is running on 2025-11-18; there is season 2024");
    expect(messages[4]).toBe("no rows; all rows are gone; 11,500 before (2025-11-25); no rows of season 2025, which is running on 2025-12-02; there is no season at all");
    expect(messages[5]).toContain("than the 11,500 before");
  });

  it("does not know what nobody counted, and compares nothing with it", () => {
    expect(verdicts([row("2025-11-11", null), row("2025-11-18", 900)])).toEqual([["2025-11-11", "skipped"], ["2025-11-18", "skipped"]]);
    expect(replayRegistry([row("2025-11-11", null)], () => dataset)[0]?.message).toBe("unknown: the registry does not say how many rows it has");
  });

  it("gives the same verdicts in any order of the rows", () => {
    const day = fc.integer({ min: 0, max: 60 }).map((days) => new Date(Date.UTC(2025, 9, 1) + days * 86_400_000).toISOString().slice(0, 10));
    const any = fc.tuple(day, fc.option(fc.nat(2_000)), fc.constantFrom(null, 2024, 2025)).map(([dt, rows, season]) => row(dt, rows, season));
    fc.assert(fc.property(fc.uniqueArray(any, { selector: (one) => one.snapshot_date, maxLength: 30 }).chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))), ([rows, shuffled]) => {
      expect(verdicts(shuffled)).toEqual(verdicts(rows));
    }));
  });
});
