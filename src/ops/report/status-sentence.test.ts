import { describe, expect, it } from "vitest";
import { collectAttention } from "./attention.ts";
import { describeStatus } from "./status-sentence.ts";
import { inventDataset, inventLost, inventPage, inventRun } from "./testing/invented-page.ts";

function status(given: Parameters<typeof inventPage>[0]): string {
  const page = inventPage(given);
  const { verdict, title, sentence } = describeStatus(page, collectAttention(page));
  return `${verdict} | ${title} | ${sentence}`;
}

const two = [inventDataset(), inventDataset({ dataset: "teams" })];

describe("the status in one sentence", () => {
  it("is calm only when nothing at all needs anybody", () => {
    expect(status({ datasets: two })).toBe("pass | Everything is fine | All 2 datasets are up to date.");
    expect(status({ datasets: [...two, inventLost({ isOfThisRun: false })] })).toBe("warn | Success | All 2 datasets are up to date; 1 thing of earlier runs or of age needs you.");
    expect(status({ datasets: [inventDataset({ age: { level: "warn", hours: 50, limitHours: 48, message: "50 h" } })] })).toBe("pass | Success | The one dataset is up to date; 1 warning to read.");
  });

  it("says why a run was no full success, of every kind of loss", () => {
    const datasets = [...two, inventLost({ dataset: "a" }), inventLost({ dataset: "b" }, { outcome: "lkg" }), inventLost({ dataset: "c", serving: null }, { outcome: "failed" })];
    expect(status({ run: inventRun({ status: "partial_success" }), datasets })).toBe("warn | Partial success | 2 of 5 datasets are up to date; market.a was rejected, market.b was not loaded, market.c was lost, and readers keep the last good snapshots.");
    expect(status({ run: inventRun({ status: "partial_success", brokenManifests: ["x"] }), datasets: two })).toBe("warn | Partial success | All 2 datasets are up to date; 1 snapshot did not fit the manifest.");
  });

  it("tells what dbt and errors did", () => {
    const dbt = [{ command: "test" as const, ok: false, total: 9, failed: [{ name: "a", message: "a" }, { name: "b", message: "b" }], warned: [], durationMs: 1 }];
    expect(status({ run: inventRun({ status: "failed", dbt }), datasets: two })).toBe("fail | Failed | All 2 datasets are up to date; 2 dbt models or tests failed.");
    expect(status({ run: inventRun({ status: "failed", error: { name: "E", message: "the disk is full", fix: null } }) })).toBe("fail | Failed | the disk is full");
    expect(status({ run: inventRun({ flow: "dbt_run", dbt: [{ command: "run", ok: true, total: 9, failed: [], warned: [], durationMs: 1 }] }), datasets: [] })).toBe("pass | Everything is fine | dbt_run loaded no dataset and built what it was to build.");
  });

  it("a run that had nothing to do, or was cancelled, says so", () => {
    expect(status({ run: inventRun({ skipped: "it is the off-season" }) })).toBe("skipped | Nothing to do | it is the off-season");
    expect(status({ run: inventRun({ status: "cancelled" }) })).toMatch(/^warn \| Cancelled \| /);
  });
});
