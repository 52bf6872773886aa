import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RunRequest } from "../../src/flows/execute.ts";
import { readLedger } from "../../src/ops/index.ts";
import { createRecordedLeague, type RecordedLeague } from "./recorded-league.ts";

let league: RecordedLeague;
let runs = 0;
beforeEach(async () => {
  league = await createRecordedLeague();
});
afterEach(() => league.remove());

/** @returns verdict and message of the check of snap counts that reads the schedule, and the outcomes of the run */
async function snapCounts(datasets: readonly string[], request: Partial<RunRequest> & { readonly day?: number; readonly now?: string } = {}) {
  const flowRunId = `01a2199b-76f7-7f48-9c87-${String(++runs).padStart(12, "0")}`;
  const report = await league.run({ ...request, parameters: { datasets: [...datasets] }, flowRunId });
  const ledger = readLedger(join(league.home, "data", "ops", "ledger.db"));
  try {
    const check = ledger.showRun(flowRunId)?.checks.find(({ dataset, name }) => dataset === "snap_counts" && name === "references(game_id -> nflverse.schedule.game_id)");
    return { outcomes: report.summary.datasets.map(({ dataset, outcome }) => [dataset, outcome]), verdict: check?.verdict, message: check?.message };
  } finally {
    ledger.close();
  }
}

describe("a check that reads another dataset", () => {
  it("waits for the run's own snapshot of it, whatever order they are asked in", async () => {
    expect(await snapCounts(["snap_counts", "schedule"])).toMatchObject({ verdict: "pass", message: expect.stringContaining("nflverse.schedule.game_id of 2025-11-04") as string });
    expect(await snapCounts(["snap_counts", "schedule"], { day: 1 })).toMatchObject({ verdict: "pass", message: expect.stringContaining("of 2025-11-11") as string });
  });

  it("takes the newest published one where the run does not load it, and where the run lost it", async () => {
    await snapCounts(["schedule"]);
    expect(await snapCounts(["snap_counts"], { day: 1 })).toMatchObject({ verdict: "pass", message: expect.stringContaining("of 2025-11-04") as string });
    league.answer(league.url("schedule"), { status: 404 });
    // Two weeks old: beyond the window in which it may stand in, and still what readers get.
    expect(await snapCounts(["snap_counts", "schedule"], { day: 2 })).toMatchObject({ outcomes: [["snap_counts", "published"], ["schedule", "failed"]], verdict: "pass", message: expect.stringContaining("of 2025-11-04") as string });
  });

  it("is skipped with the reason where there is none, and the dataset is published all the same", async () => {
    league.answer(league.url("schedule"), { status: 404 });
    expect(await snapCounts(["snap_counts", "schedule"])).toEqual({
      outcomes: [["snap_counts", "published"], ["schedule", "failed"]], verdict: "skipped", message: "nflverse.snap_counts: no_reference: there is no published snapshot of nflverse.schedule to compare with",
    });
  });
});
