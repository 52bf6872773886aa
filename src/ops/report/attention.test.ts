import { describe, expect, it } from "vitest";
import { collectAttention, withCode } from "./attention.ts";
import { inventDataset, inventLost, inventOutcome, inventPage, inventRun } from "./testing/invented-page.ts";

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
