import { describe, expect, it } from "vitest";
import { judgeStatistics } from "./lost-statistics.ts";

const row = (data_src_lower: string, pos: string, stats: object): Readonly<Record<string, unknown>> => ({ data_src_lower, pos, pass_yds: null, pass_att: null, rec: null, ...stats });
const before = [row("cbs", "QB", { pass_yds: 200, pass_att: 30 }), row("cbs", "QB", { pass_yds: 100 }), row("espn", "WR", { rec: 5 })];

describe("statistics that a site told before", () => {
  it("are missed when nobody of a position has one any more", () => {
    const [check] = judgeStatistics([row("cbs", "QB", { pass_yds: 201 }), row("espn", "WR", { rec: 6 })], before);
    expect(check).toMatchObject({ name: "statistics_kept", verdict: "warn", observed: 1, evidence: [{ list: "cbs QB", statistic: "pass_att" }] });
    expect(check?.message).toContain("first: pass_att of cbs QB");
  });

  it("are missed whatever they are: what is no part of the league's scoring is a renamed column all the same", () => {
    const told = { fg_att: 2, fg_50: 0.3, xp_att: 3, site_pts: 8 };
    const [check] = judgeStatistics([row("cbs", "K", {})], [row("cbs", "K", told)]);
    expect(check?.evidence.map(({ statistic }) => statistic)).toEqual(Object.keys(told));
  });

  it("are not missed of a site that is not there, nor when one player has it", () => {
    expect(judgeStatistics([row("cbs", "QB", { pass_yds: null, pass_att: 0 }), row("cbs", "QB", { pass_yds: 1 })], before)[0]?.verdict).toBe("pass");
    expect(judgeStatistics(before, null)[0]?.verdict).toBe("skipped");
  });
});
