import { describe, expect, it } from "vitest";
import type { CheckResult } from "../core/check.ts";
import type { DatasetOutcome } from "../core/outcome.ts";
import { describeAudited, describeCheckResults, describeFetched, describeFreshness, describeLoaded, describePublished } from "./run-findings.ts";

const ID = { source: "nflverse", dataset: "snap_counts", dt: "2025-11-23" };
const outcome = (overrides: Partial<DatasetOutcome>): DatasetOutcome => ({ ...ID, outcome: "published", verdict: "pass", rows: 1_200, previousRows: 1_071, path: "/home/a b/snap_counts.parquet", servingDt: ID.dt, reason: null, fix: null, durationMs: 5, ...overrides });
const check = (name: string, verdict: CheckResult["verdict"]): CheckResult => ({ name, kind: "row_count", verdict, observed: 3, threshold: 50, message: `${name} saw 3 of 50`, evidence: [{ player: "nobody's business" }] });

describe("what was loaded", () => {
  it("is one line a dataset, with the change and a link to the file", () => {
    const { key, content } = describeLoaded("nflverse", [outcome({}), outcome({ dataset: "weekly", outcome: "lkg", verdict: null, path: null, servingDt: "2025-11-16", reason: "404 | not\nthere" })]);
    expect(key).toBe("loaded-nflverse");
    expect(content).toMatchObject({ type: "markdown" });
    const lines = content.type === "markdown" ? content.text.split("\n") : [];
    expect(lines).toHaveLength(4);
    expect(lines[2]).toBe("| snap_counts | published | pass | 1,200 | +129 | [2025-11-23](<file:///home/a b/snap_counts.parquet>) |  |");
    expect(lines[3]).toBe(String.raw`| weekly | lkg |  | 1,200 |  | 2025-11-16 | 404 \| not there |`);
  });

  it.each([[1_200, "0"], [1_300, "-100"], [null, ""]])("compared with %s rows the change is %s", (previousRows, change) => {
    const { content } = describeLoaded("nflverse", [outcome({ previousRows })]);
    expect(content.type === "markdown" ? content.text.split("\n")[2]?.split(" | ")[4] : null).toBe(change);
  });
});

it("a dataset's checks are a table under a key of their own, without the offending rows", () => {
  expect(describeCheckResults(ID, [check("row_count", "fail")])).toEqual({
    key: "checks-nflverse-snap-counts",
    content: { type: "table", rows: [{ check: "row_count", verdict: "fail", observed: 3, threshold: 50, message: "row_count saw 3 of 50" }] },
    description: "Checks of nflverse.snap_counts",
  });
});

it("an audit's event names the checks that failed and that warned", () => {
  expect(describeAudited(ID, "fail", 3, [check("a", "pass"), check("b", "fail"), check("c", "warn"), check("d", "skipped")])).toEqual({
    event: "snapcount.dataset.audited",
    resource: { id: "snapcount://nflverse/snap_counts", name: "nflverse.snap_counts" },
    payload: { dt: "2025-11-23", verdict: "fail", rows: 3, failed: ["b"], warned: ["c"] },
  });
});

it("freshness is told with its verdict, also when all is well", () => {
  expect(describeFreshness({ source: "nflverse", dataset: "weekly", verdict: "pass", message: "fresh", ageHours: 1, clocks: [] })).toMatchObject({ event: "snapcount.dataset.freshness", resource: { id: "snapcount://nflverse/weekly" }, payload: { verdict: "pass", message: "fresh" } });
});

it("a published snapshot is an asset made from the provider's files", () => {
  const url = "https://example.org/snap_counts_2025.parquet";
  const events = describePublished({ source: "nflverse", dataset: "snap_counts", dt: ID.dt, row_count: 1_200, sha256: "ab", source_url: [url] }, "warn", "/raw/file.parquet");
  expect(events.map(({ event, resource }) => [event, resource.id])).toEqual([["prefect.asset.referenced", url], ["prefect.asset.materialization.succeeded", "snapcount://nflverse/snap_counts"]]);
  expect(events[1]?.payload).toEqual({ dt: ID.dt, rows: 1_200, sha256: "ab", verdict: "warn", path: "/raw/file.parquet" });
});

it("a snapshot of more answers than a person would read is made from their hosts", () => {
  const urls = Array.from({ length: 250 }, (_, week) => `https://${week % 2 === 0 ? "one" : "two"}.example.org/week/${week}`);
  const events = describePublished({ source: "ffanalytics", dataset: "projections", dt: ID.dt, row_count: 1, sha256: "ab", source_url: urls }, "pass", "/raw/file.parquet");
  expect(events.map(({ resource }) => resource.id)).toEqual(["https://one.example.org", "https://two.example.org", "snapcount://ffanalytics/projections"]);
});

it("fetched files are listed on their run only", () => {
  const { key, content } = describeFetched(ID, [{ asset: { label: "a.parquet" }, payload: { sizeBytes: 10, sha256: "ab", url: "https://example.org/a.parquet" } }]);
  expect(key).toBeNull();
  expect(content).toEqual({ type: "table", rows: [{ file: "a.parquet", bytes: 10, sha256: "ab", url: "https://example.org/a.parquet" }] });
});
