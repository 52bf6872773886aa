import { expect, it } from "vitest";
import { describeRun, type ReportedDataset, type RunNotice } from "./run-message.ts";

const dataset = (changes: Partial<ReportedDataset>): ReportedDataset => ({ source: "nflverse", dataset: "weekly", dt: "2025-11-18", outcome: "published", verdict: "pass", rows: 1_020, previousRows: 1_000, servingDt: "2025-11-18", reason: null, ageHours: 0.2, stale: null, ...changes });
const notice = (changes: Partial<RunNotice>): RunNotice => ({ flow: "data_pipeline", runId: "0192f3c4-1111", runAt: new Date("2025-11-18T12:00:00Z"), status: "success", durationMs: 4_200, datasets: [], remarks: [], ...changes });

it("tells status, and of each dataset its date, rows, change, age and warnings", () => {
  const told = describeRun(notice({ datasets: [dataset({}), dataset({ dataset: "teams", dt: "2025-11-04", outcome: "unchanged", rows: 1, previousRows: 1, ageHours: 336 }), dataset({ source: "ktc", dataset: "players", verdict: "warn", rows: 464, previousRows: 50, reason: "50 before" })] }), "live");
  expect(told).toMatchObject({ kind: "run_summary", tone: "attention", title: "data_pipeline: success" });
  expect(told.lines).toEqual([
    "ktc: 1 published",
    "- players 2025-11-18: published, 464 rows, +828 %, <1 h old; 50 before",
    "nflverse: 1 published, 1 unchanged",
    "- weekly 2025-11-18: published, 1,020 rows, +2 %, <1 h old",
    "- teams 2025-11-04: unchanged, 1 row, 14.0 d old",
    "run 0192f3c4 of 2025-11-18 12:00 UTC, 4.2 s",
  ]);
});

it("tells what was lost first, with what readers see instead", () => {
  const lost = [dataset({ dataset: "a" }), dataset({ dataset: "b", outcome: "quarantined", verdict: "fail", rows: 18_981, servingDt: "2025-11-11", ageHours: 168, reason: "no rows of season 2025" }), dataset({ dataset: "c", outcome: "failed", rows: null, servingDt: null, ageHours: null, reason: "404" })];
  const told = describeRun(notice({ status: "partial_success", remarks: ["dbt run: 12 in order"], datasets: lost }), "sample");
  expect(told).toMatchObject({ tone: "attention", title: "data_pipeline: partial success (profile sample)" });
  expect(told.lines.slice(0, 4)).toEqual([
    "dbt run: 12 in order",
    "nflverse: 1 failed, 1 put aside, 1 published",
    "- c 2025-11-18: failed; 404",
    "- b 2025-11-18: put aside, 18,981 rows, +1798.1 %, 2025-11-11 stays in use, 7.0 d old; no rows of season 2025",
  ]);
});
