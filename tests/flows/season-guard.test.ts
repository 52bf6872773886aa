import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRecordedLeague, type RecordedLeague } from "./recorded-league.ts";

/** A schedule starts its flow all year round; the run itself knows whether it is its time. */
let league: RecordedLeague;
beforeAll(async () => {
  league = await createRecordedLeague();
});
afterAll(() => league.remove());

const run = (when: string, now: string) => league.run({ flows: ["nfl_data_pipeline"], parameters: { when, datasets: ["schedule"] }, dbt: false, now });

describe("a run that is wanted only at certain times", () => {
  it("goes by the calendar while no schedule is published", async () => {
    const skipped = await run("off-season", "2025-11-04T12:00:00Z");
    expect(skipped.summary).toMatchObject({ skipped: "the season runs until 2026-02-15", datasets: [] });
    expect(skipped.status).toBe("success");
    expect((await run("in-season", "2025-11-04T12:00:00Z")).summary.datasets).toHaveLength(1);
  });

  it("goes by the published schedule from then on", async () => {
    expect((await run("after-games", "2025-11-04T08:00:00Z")).summary.skipped).toBeNull();
    const saturday = await run("after-games", "2025-11-08T12:00:00Z");
    expect(saturday.summary.skipped).toMatch(/^no game has ended within the last day; the next one is on 2025-11-/);
    expect((await run("in-season", "2025-07-01T12:00:00Z")).summary.skipped).toContain("it is off season");
  });

  it("refuses a time it does not know", async () => {
    await expect(run("sometimes", "2025-11-04T12:00:00Z")).rejects.toThrow(/when|parameters/);
  });
});
