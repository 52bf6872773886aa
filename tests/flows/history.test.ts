import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CheckResult } from "../../src/core/check.ts";
import type { RunReport } from "../../src/flows/run-days.ts";
import type { QuarantineReport } from "../../src/store/store.ts";
import { createRecordedLeague, type RecordedLeague } from "./recorded-league.ts";

let league: RecordedLeague;
beforeEach(async () => {
  league = await createRecordedLeague();
});
afterEach(() => league.remove());

const weekly = (report: RunReport) => report.summary.datasets.find(({ dataset }) => dataset === "weekly");

/** The answers of the newest weekly snapshot that was put aside, by name. */
function putAside(): ReadonlyMap<string, CheckResult> {
  const root = join(league.home, "data", "quarantine", "nflverse", "weekly");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith("report.json")).sort();
  const report = JSON.parse(readFileSync(join(root, files.at(-1) ?? ""), "utf8")) as QuarantineReport;
  return new Map(report.checks.map((check) => [check.name, check]));
}

describe("last season's rows under this season's name", () => {
  const now = "2026-09-15T12:00:00Z";

  it("are put aside: the running season is not there", async () => {
    league.answer(league.url("weekly", 2026), { body: league.bytes("weekly") });
    const report = await league.run({ now, parameters: { datasets: ["weekly"] } });
    expect(weekly(report)?.outcome).toBe("quarantined");
    expect(putAside().get("running_season")).toMatchObject({ verdict: "fail", message: "nflverse.weekly: no rows of season 2026, which is running on 2026-09-15; there is season 2025" });
  });

  it("may be written outside of the store by somebody who asks for them", async () => {
    const out = join(league.home, "elsewhere");
    const report = await league.run({ now, parameters: { datasets: ["weekly"], seasons: "2025" }, out });
    expect(weekly(report)?.outcome).toBe("published");
    expect(existsSync(join(out, "nflverse", "weekly", "dt=2026-09-15"))).toBe(true);
  });
});

describe("what was published before", () => {
  it("is what a snapshot is compared with, on a re-run of its date as on the first; what was put aside is not", async () => {
    const parameters = { datasets: ["weekly"], force: true };
    const first = weekly(await league.run({ day: 0, parameters }));
    // Fewer rows than a week ago: a table that only grows has lost some.
    const later = league.bytes("weekly", 2);
    league.answer(league.url("weekly"), { body: later });
    const second = weekly(await league.run({ day: 1, parameters }));
    league.answer(league.url("weekly"), { body: league.bytes("weekly", 0) });
    const lost = weekly(await league.run({ day: 2, parameters }));
    expect([second?.outcome, lost?.outcome]).toEqual(["published", "quarantined"]);
    expect(putAside().get("row_count_change")).toMatchObject({ verdict: "fail", message: expect.stringMatching(/fewer than the [\d,]+ before; -1 % to \+[\d.]+ % expected \(2025-11-11\)$/) as string });

    league.answer(league.url("weekly"), { body: later });
    const third = weekly(await league.run({ day: 2, parameters }));
    const again = weekly(await league.run({ day: 2, parameters }));
    expect(third).toMatchObject({ outcome: "published", verdict: "pass", previousRows: second?.rows });
    expect(again).toMatchObject({ outcome: "published", verdict: "pass", previousRows: second?.rows });
    expect(second?.previousRows).toBe(first?.rows);
  });
});
