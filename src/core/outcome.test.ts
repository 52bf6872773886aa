import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DatasetEvent, decideDatasetOutcome, decideRunStatus, type Outcome } from "./outcome.ts";

const WEEK = 168;
const fresh = { dt: "2025-11-22", ageHours: 24 };
const old = { dt: "2025-11-01", ageHours: 169 };

describe("what becomes of a dataset", () => {
  it.each<[DatasetEvent, typeof fresh | null, Outcome, string | null, boolean]>([
    [{ kind: "audited", verdict: "pass" }, fresh, "published", null, false],
    [{ kind: "audited", verdict: "warn" }, null, "published", null, false],
    [{ kind: "audited", verdict: "fail" }, fresh, "quarantined", "2025-11-22", true],
    [{ kind: "audited", verdict: "fail" }, null, "quarantined", null, true],
    [{ kind: "unchanged" }, fresh, "unchanged", "2025-11-22", false],
    [{ kind: "unchanged" }, null, "failed", null, true],
    [{ kind: "failed" }, fresh, "lkg", "2025-11-22", true],
    [{ kind: "failed" }, old, "failed", "2025-11-01", true],
    [{ kind: "failed" }, null, "failed", null, true],
    [{ kind: "skipped" }, fresh, "skipped", "2025-11-22", false],
  ])("%o with %o serving: %s", (event, serving, outcome, servingDt, stale) => {
    expect(decideDatasetOutcome(event, serving, WEEK)).toEqual({ outcome, servingDt, stale });
  });
});

const entry = (dataset: string, outcome: Outcome, servingDt: string | null = null) => ({ source: "nflverse", dataset, outcome, servingDt });
const required = new Set(["nflverse.weekly"]);
const status = (...outcomes: ReturnType<typeof entry>[]): string => decideRunStatus({ outcomes, required, cancelled: false });

describe("what becomes of a run", () => {
  it("is a success when all was published, unchanged or left out", () => {
    expect(status(entry("weekly", "published"), entry("teams", "unchanged", "2025-11-01"), entry("injuries", "skipped"))).toBe("success");
  });

  it.each<[Outcome, string | null]>([["lkg", "2025-11-22"], ["quarantined", "2025-11-22"], ["failed", "2025-10-01"]])("is partial when a dataset is %s beside a published one", (outcome, servingDt) => {
    expect(status(entry("teams", "published"), entry("weekly", outcome, servingDt))).toBe("partial_success");
  });

  it("is partial when everything failed but the last good snapshots are within their window", () => {
    expect(status(entry("weekly", "lkg", "2025-11-22"))).toBe("partial_success");
  });

  it("fails when a required dataset has no snapshot at all, whatever else was published", () => {
    expect(status(entry("teams", "published"), entry("weekly", "failed"))).toBe("failed");
    expect(status(entry("teams", "published"), entry("weekly", "quarantined"))).toBe("failed");
  });

  it("fails when nothing is usable, or nothing was done", () => {
    expect(status(entry("teams", "failed"))).toBe("failed");
    expect(status(entry("teams", "failed", "2020-01-01"), entry("weekly", "failed", "2020-01-01"))).toBe("failed");
    expect(status()).toBe("failed");
  });

  it("is no full success while a partition does not fit its manifest", () => {
    expect(decideRunStatus({ outcomes: [entry("weekly", "published")], required, cancelled: false, brokenManifests: 1 })).toBe("partial_success");
  });

  it("is cancelled whatever was done before, does not depend on the order, and is a success only without losses", () => {
    const outcome = fc.constantFrom<Outcome>("published", "unchanged", "quarantined", "lkg", "failed", "skipped");
    const outcomes = fc.array(fc.record({ source: fc.constant("nflverse"), dataset: fc.constantFrom("weekly", "teams", "schedule"), outcome, servingDt: fc.constantFrom(null, "2025-11-22") }), { minLength: 1, maxLength: 6 });
    fc.assert(fc.property(outcomes, (list) => {
      const answer = decideRunStatus({ outcomes: list, required, cancelled: false });
      expect(decideRunStatus({ outcomes: list, required, cancelled: true })).toBe("cancelled");
      expect(decideRunStatus({ outcomes: [...list].reverse(), required, cancelled: false })).toBe(answer);
      expect(answer === "success").toBe(!list.some((one) => ["quarantined", "lkg", "failed"].includes(one.outcome)));
    }));
  });
});
