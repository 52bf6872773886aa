import { describe, expect, it } from "vitest";
import type { CheckResult } from "../../core/check.ts";
import { collectAttention, withCode } from "./attention.ts";
import type { DatasetFacts } from "./report-page.ts";
import { inventCheck, inventDataset, inventLost, inventOutcome, inventPage, inventRun } from "./testing/invented-page.ts";

const told = (given: Parameters<typeof inventPage>[0]): readonly string[] => collectAttention(inventPage(given)).map(({ verdict, who, what, since }) => `${verdict} ${who}: ${what}${since === null ? "" : ` (${since})`}`);

describe("what needs a person", () => {
  it("is told once for every cause, whatever it cost", () => {
    expect(told({ datasets: [inventLost(), inventLost({ dataset: "picks" }), inventLost({ dataset: "other" }, { reason: "another cause" })] })).toEqual([
      "fail market.values and market.picks: Rejected; readers still see 2025-11-11 (7 days old) (since 2025-11-18, 1 run)",
      "fail market.other: Rejected; readers still see 2025-11-11 (7 days old) (since 2025-11-18, 1 run)",
    ]);
  });

  it("is of earlier runs too, as long as it stands", () => {
    const found = told({ datasets: [inventLost({ isOfThisRun: false, serving: null, trouble: { sinceDt: "2025-11-01", runs: 12 } }, { outcome: "failed", reason: "no answer" })] });
    expect(found).toEqual(["fail market.values: Failed: no answer; there is nothing for readers yet (since 2025-11-01, 12 runs)"]);
  });

  it("what costs readers comes before what is only to be read", () => {
    const warned = inventDataset({ dataset: "warned", last: inventOutcome({ verdict: "warn", reason: "few rows" }) });
    const stale = inventDataset({ dataset: "stale", age: { level: "fail", hours: 200, limitHours: 48, message: "data changed 8.3 d ago" } });
    const kept = inventLost({ dataset: "kept" }, { outcome: "lkg", reason: "the provider is away" });
    expect(told({ datasets: [warned, kept, stale, inventLost()] }).map((line) => line.split(":")[0])).toEqual(["fail market.values", "fail market.stale", "warn market.kept", "warn market.warned"]);
  });

  it("is how old the data are, when they are too old to rely on, though every clock is fresh", () => {
    const aged = (verdict: CheckResult["verdict"]): DatasetFacts => inventDataset({ checks: [inventCheck(), inventCheck({ name: "data_age", kind: "freshness", verdict, message: "newest event was 20.0 d ago; stale after 8.0 d (in season)" })] });
    expect(told({ datasets: [aged("fail"), { ...aged("fail"), dataset: "picks" }] })).toEqual(["fail market.values and market.picks: Data age: newest event was 20.0 d ago; stale after 8.0 d (in season)"]);
    expect(told({ datasets: [aged("warn")] })).toEqual(["warn market.values: Data age: newest event was 20.0 d ago; stale after 8.0 d (in season)"]);
    expect(told({ datasets: [aged("pass"), aged("skipped")] })).toEqual([]);
  });

  it("is told of a dataset's age once: not again when its clocks say that it is old, and not of one that was lost", () => {
    const checks = [inventCheck({ name: "data_age", kind: "freshness", verdict: "fail", message: "newest event was 20.0 d ago" })];
    const stale = inventDataset({ checks, age: { level: "fail", hours: 480, limitHours: 48, message: "data changed 20.0 d ago" } });
    expect(told({ datasets: [stale] })).toEqual(["fail market.values: Old: data changed 20.0 d ago"]);
    expect(told({ datasets: [inventLost({ checks })] })).toHaveLength(1);
  });

  it("are warnings of what readers see, also when a later run found nothing new", () => {
    const unchanged = inventDataset({ last: inventOutcome({ outcome: "unchanged", verdict: "warn", reason: "nothing new" }), checks: [inventCheck({ verdict: "warn", message: "few rows" })] });
    expect(told({ datasets: [unchanged] })).toEqual(["warn market.values: Published with a warning: few rows"]);
    // The newest audit may be of a later answer that was rejected.
    expect(told({ datasets: [{ ...unchanged, checks: [inventCheck({ verdict: "fail", message: "no rows" })] }] })).toEqual(["warn market.values: Published with a warning: see its manifest"]);
  });

  it("names failing models up to five, and counts the rest", () => {
    const failed = Array.from({ length: 8 }, (_, nth) => ({ name: `test_${nth}`, message: `${nth} rows` }));
    const found = told({ run: inventRun({ dbt: [{ command: "test", ok: false, total: 90, failed, warned: ["one is odd"], durationMs: 5 }] }) });
    expect(found).toHaveLength(7);
    expect(found.slice(-2)).toEqual(["fail dbt test: 3 further failures; `snapcount dbt test` lists all", "warn dbt test: one is odd"]);
  });

  it("commands between backticks become code; a backtick without its fellow stays one", () => {
    const html = (text: string): string => withCode(text).map((part) => part.html).join("");
    expect(html("run `a <b>` now")).toBe("run <code>a &lt;b&gt;</code> now");
    expect(html("it`s `fine` and `open")).toBe("it<code>s </code>fine<code> and </code>open");
    expect(html("one ` only")).toBe("one ` only");
  });
});
