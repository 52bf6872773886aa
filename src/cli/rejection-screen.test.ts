import pc from "picocolors";
import { describe, expect, it } from "vitest";
import type { CheckResult } from "../core/check.ts";
import type { ExplainedRejection } from "../flows/explain-rejected.ts";
import { sampleRejection } from "../store/testing/fixtures.ts";
import { describeRejection } from "./rejection-screen.ts";

const terminal = { isTty: false, width: 80, paint: pc.createColors(false), out: () => undefined, err: () => undefined };
const check = (change: Partial<CheckResult> = {}): CheckResult => ({ name: "unique(id)", kind: "unique", verdict: "fail", observed: 1, threshold: 0, message: "nflverse.weekly: 1 row repeats a (id) that an earlier row has, none allowed", evidence: [{ id: "P7", rows: 2 }], ...change });
const ID = { source: "nflverse", dataset: "weekly", dt: "2025-11-23" };

function rejection(change: Partial<ExplainedRejection> = {}, checks: readonly CheckResult[] = [check()]): ExplainedRejection {
  return {
    report: { ...sampleRejection(ID, "weekly_2025-11-23.parquet"), checks },
    file: "data/quarantine/nflverse/weekly/dt=2025-11-23/run-1/weekly_2025-11-23.parquet",
    failedBeside: [],
    payloads: [{ url: "https://provider.example/weekly.parquet", sha256: "0".repeat(64), askedAt: "2025-11-23T11:59:00.000Z", path: "data/payloads/00/000000000000*", sizeBytes: 4_200 }],
    serving: { dt: "2025-11-16", rows: 12_345 },
    next: [{ command: "snapcount quarantine release nflverse.weekly --reason WHY", effect: "publish it all the same" }],
    ...change,
  };
}

describe("the screen of a rejected snapshot", () => {
  it("says what failed, with rows, the payload, what readers see, and what can be done", () => {
    expect(describeRejection(terminal, rejection())).toEqual([
      "nflverse.weekly dt=2025-11-23 was rejected at 2025-11-23 12:00 UTC, run run-1",
      "10 rows; readers see dt=2025-11-16, 12,345 rows",
      "",
      "fail  unique(id)",
      "      1 row repeats a (id) that an earlier row has, none allowed",
      "      id  rows",
      "      P7  2",
      "",
      "from  https://provider.example/weekly.parquet",
      "      data/payloads/00/000000000000*  4.2 kB, asked 2025-11-23 11:59 UTC",
      "file  data/quarantine/nflverse/weekly/dt=2025-11-23/run-1/weekly_2025-11-23.parquet",
      "",
      "$ snapcount quarantine release nflverse.weekly --reason WHY",
    ]);
  });

  it("is one of 24 lines and 80 columns, paths aside, however much there is to say", () => {
    const wide = Object.fromEntries(Array.from({ length: 30 }, (_, nth) => [`a_long_name_of_column_${nth}`, `a value of some length in it ${nth}`]));
    const many = Array.from({ length: 30 }, (_, nth) => check({ name: `range(a_long_name_of_column_${nth})`, message: "nflverse.weekly: ".concat("a sentence that goes on ".repeat(20)), evidence: Array.from({ length: 20 }, () => wide) }));
    const [payload] = rejection().payloads;
    const next = rejection().next[0];
    const lines = describeRejection(terminal, rejection({ payloads: Array.from({ length: 14 }, () => payload ?? { url: "", sha256: "", askedAt: null, path: null, sizeBytes: null }), failedBeside: ["ktc.players (unique(id))"], next: [next, next, next].flatMap((one) => one ?? []) }, many));
    expect(lines.length).toBeLessThanOrEqual(24);
    for (const line of lines.filter((text) => !/data\//.test(text))) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(lines.join("\n")).toMatch(/and 28 more: range\([\s\S]*and 12 more payloads/);
  });

  it("tells what passed itself which of its group failed, a muted check as muted, and an answer without rows as that", () => {
    const muted = check({ verdict: "pass", muted: { reason: "known", until: "2025-12-01", verdict: "fail" } });
    expect(describeRejection(terminal, rejection({ failedBeside: ["ktc.players (unique(id))"] }, [muted])).slice(3, 5)).toEqual(["muted unique(id)", "      muted until 2025-12-01 (known): 1 row repeats a (id) that an earlier row"]);
    expect(describeRejection(terminal, rejection({ failedBeside: ["ktc.players (unique(id))"] }, [])).at(3)).toBe("beside it failed ktc.players (unique(id))");
    const unread = rejection({ file: null, serving: null, payloads: [{ url: "https://provider.example/page", sha256: "a".repeat(64), askedAt: null, path: null, sizeBytes: null }] });
    const lines = describeRejection(terminal, { ...unread, report: { ...unread.report, rows: null } });
    expect(lines[1]).toBe("no rows could be made; readers see nothing yet");
    expect(lines).toContain("      aaaaaaaaaaaa, no longer in the archive");
  });
});
