import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError, WrongProfileError } from "../../src/core/errors.ts";
import type { RunReport } from "../../src/flows/run-days.ts";
import { createRecordedLeague, type RecordedLeague } from "./recorded-league.ts";

let league: RecordedLeague;
beforeEach(async () => {
  league = await createRecordedLeague();
});
afterEach(() => league.remove());

const outcomeOf = (report: RunReport, dataset: string) => report.summary.datasets.find((outcome) => outcome.dataset === dataset);
const rawFiles = (dataset: string): readonly string[] => {
  const root = join(league.home, "data", "raw", "nflverse", dataset);
  return existsSync(root) ? readdirSync(root).flatMap((dt) => readdirSync(join(root, dt)).map((file) => `${dt}/${file}`)).sort() : [];
};
const stageIsEmpty = (): boolean => {
  const stage = join(league.home, "data", "stage");
  return !existsSync(stage) || readdirSync(stage, { recursive: true, withFileTypes: true }).every((entry) => !entry.isFile());
};

describe("a good day", () => {
  it("publishes the six datasets that dbt reads, audited, and leaves nothing in the stage", async () => {
    const report = await league.run();
    expect(report.status).toBe("success");
    expect(report.summary.datasets.map(({ dataset, outcome, verdict }) => [dataset, outcome, verdict])).toEqual(
      // The Monday game is late on this day: its score is there, its players are not.
      [["ff_playerids", "pass"], ["schedule", "pass"], ["teams", "pass"], ["weekly", "warn"], ["snap_counts", "warn"], ["ff_opportunity", "warn"]].map(([dataset, verdict]) => [dataset, "published", verdict]),
    );
    expect(rawFiles("weekly")).toEqual(["dt=2025-11-04/_meta.json", "dt=2025-11-04/weekly_2025-11-04.parquet"]);
    expect(stageIsEmpty()).toBe(true);
    expect(report.summary.manifests).toEqual({ checked: 6, broken: [] });
  });

  it("makes no new file of equal payloads, and moves only the time of the last look", async () => {
    await league.run();
    const report = await league.run({ now: "2025-11-05T12:00:00Z" });
    expect(report.status).toBe("success");
    expect(report.summary.datasets.every(({ outcome }) => outcome === "unchanged")).toBe(true);
    expect(rawFiles("weekly")).toHaveLength(2);
    const lastRun = JSON.parse(readFileSync(join(league.home, "data", ".metadata", "nflverse", "weekly", "last_run.json"), "utf8")) as Record<string, string>;
    expect(lastRun).toMatchObject({ last_checked_at: "2025-11-05T12:00:00.000Z", last_changed_at: "2025-11-04T12:00:00.000Z", snapshot_date: "2025-11-04" });
  });

  it("publishes equal payloads again when it is told to", async () => {
    await league.run();
    const report = await league.run({ now: "2025-11-05T12:00:00Z", parameters: { force: true, datasets: ["teams"] } });
    expect(outcomeOf(report, "teams")).toMatchObject({ outcome: "published", dt: "2025-11-05" });
  });

  it("asks conditionally the next time, and believes a 304 only while the archived bytes verify", async () => {
    await league.run();
    const report = await league.run({ now: "2025-11-05T12:00:00Z" });
    expect(outcomeOf(report, "weekly")?.outcome).toBe("unchanged");
    const payloads = join(league.home, "data", "payloads");
    for (const file of readdirSync(payloads, { recursive: true, withFileTypes: true })) if (file.isFile()) writeFileSync(join(file.parentPath, file.name), "spoilt");
    const again = await league.run({ now: "2025-11-06T12:00:00Z" });
    expect(again.status).toBe("success");
    expect(outcomeOf(again, "weekly")?.outcome).toBe("unchanged");
  });

  it("grows over the three days and keeps every partition", async () => {
    const reports = [await league.run({ day: 0 }), await league.run({ day: 1 }), await league.run({ day: 2 })];
    expect(reports.map(({ status }) => status)).toEqual(["success", "success", "success"]);
    expect(outcomeOf(reports[2] as RunReport, "weekly")?.previousRows).toBe(outcomeOf(reports[1] as RunReport, "weekly")?.rows);
    expect(outcomeOf(reports[1] as RunReport, "teams")?.outcome).toBe("unchanged");
    expect(rawFiles("weekly").filter((file) => file.endsWith(".parquet"))).toHaveLength(3);
  });
});

describe("bad input", () => {
  const others = ["ff_playerids", "schedule", "teams", "snap_counts", "ff_opportunity"];

  /** Spoils the weekly file on the second day: everything else is published, the first day's weekly stays. */
  async function spoil(...answers: Parameters<RecordedLeague["answer"]> extends [string, ...infer Rest] ? Rest : never): Promise<RunReport> {
    await league.run({ day: 0 });
    const before = rawFiles("weekly");
    league.answer(league.url("weekly"), ...answers);
    const report = await league.run({ day: 1 });
    expect(report.status).toBe("partial_success");
    for (const dataset of others) expect(outcomeOf(report, dataset)?.outcome).toMatch(/published|unchanged/);
    expect(rawFiles("weekly")).toEqual(before);
    expect(stageIsEmpty()).toBe(true);
    return report;
  }

  it("tries a truncated download again, then keeps the last good snapshot", async () => {
    const report = await spoil({ body: league.bytes("weekly", 1).subarray(0, 50_000) });
    expect(outcomeOf(report, "weekly")).toMatchObject({ outcome: "lkg", servingDt: "2025-11-04" });
    expect(outcomeOf(report, "weekly")?.reason).toMatch(/stats_player_week_2025\.parquet: truncated/);
  });

  it("accepts a download that was truncated once and is whole the second time", async () => {
    league.answer(league.url("weekly"), { body: league.bytes("weekly").subarray(0, 50_000) }, { body: league.bytes("weekly") });
    expect(outcomeOf(await league.run(), "weekly")?.outcome).toBe("published");
  });

  it("waits as long as a 429 says, then goes on", async () => {
    league.answer(league.url("weekly"), { status: 429, headers: { "retry-after": "2" } }, { body: league.bytes("weekly") });
    const report = await league.run();
    expect(report.status).toBe("success");
  });

  it("says that an HTML page is no Parquet file", async () => {
    const report = await spoil({ body: "<!DOCTYPE html><html><head><title>Unicorn!</title></head></html>" });
    expect(outcomeOf(report, "weekly")?.reason).toMatch(/expected parquet or csv.*got an HTML page titled 'Unicorn!'/);
  });

  it("says that a file is empty", async () => {
    expect(outcomeOf(await spoil({ body: "" }), "weekly")?.reason).toMatch(/got an empty file/);
  });

  it("refuses a damaged Parquet file", async () => {
    const bytes = Buffer.from(league.bytes("weekly", 1));
    bytes.fill(0xff, 100, bytes.length - 8);
    const report = await spoil({ body: bytes });
    expect(outcomeOf(report, "weekly")?.outcome).toBe("lkg");
    expect(outcomeOf(report, "weekly")?.reason).toMatch(/stats_player_week_2025\.parquet/);
  });

  it("names the required columns that a changed header has lost", async () => {
    const report = await spoil({ body: "player_id,season,week,season_type,club\n00-0012345,2025,9,REG,KC\n" });
    expect(outcomeOf(report, "weekly")?.reason).toMatch(/team/);
    expect(outcomeOf(report, "weekly")?.fix).toMatch(/schema/);
  });

  it("quarantines a table that lost rows, and serves the day before", async () => {
    await league.run({ day: 1 });
    league.answer(league.url("weekly"), { body: league.bytes("weekly", 0) });
    const report = await league.run({ day: 2 });
    expect(outcomeOf(report, "weekly")).toMatchObject({ outcome: "quarantined", verdict: "fail", servingDt: "2025-11-11" });
    expect(outcomeOf(report, "weekly")?.fix).toMatch(/snapcount quarantine show nflverse\.weekly/);
    expect(rawFiles("weekly")).toEqual(["dt=2025-11-11/_meta.json", "dt=2025-11-11/weekly_2025-11-11.parquet"]);
    const quarantine = join(league.home, "data", "quarantine", "nflverse", "weekly", "dt=2025-11-18");
    expect(readdirSync(join(quarantine, readdirSync(quarantine)[0] ?? "")).sort()).toEqual(["report.json", "weekly_2025-11-18.parquet"]);
  });

  it("quarantines a header without rows: zero rows are never green", async () => {
    const header = "season,team,nfl,nfl_team_id,espn,pfr,pff,pfflabel,fo,full,location,short_location,nickname,hyphenated,sbr,sbr_wins,sbr_name,draft_kings\n";
    league.answer(league.url("teams"), { body: header });
    const report = await league.run();
    expect(outcomeOf(report, "teams")?.outcome).toBe("quarantined");
    expect(report.status).toBe("failed");
    expect(rawFiles("teams")).toEqual([]);
  });

  it("reads a CSV behind a .parquet address by its bytes", async () => {
    const csv = "season,week,season_type,team,opponent_team,player_id,position\n";
    league.answer(league.url("weekly"), { body: csv });
    expect(outcomeOf(await league.run(), "weekly")?.reason).toMatch(/fit the schema|required|missing/);
  });

  it("loses the dataset, not the others, when one season of five is not there", async () => {
    for (const season of [2020, 2021, 2022, 2023, 2024]) league.answer(league.url("weekly", season), season === 2022 ? { status: 404, body: "Not Found" } : { body: league.bytes("weekly") });
    const report = await league.run({ parameters: { datasets: ["weekly"], seasons: "2020-2024", dt: "2025-10-01" } });
    expect(report.status).toBe("failed");
    expect(outcomeOf(report, "weekly")?.reason).toMatch(/stats_player_week_2022\.parquet: the provider answered 404/);
    expect(rawFiles("weekly")).toEqual([]);
  });

  it("names an address that the recording does not have", async () => {
    const report = await league.run({ parameters: { datasets: ["injuries"] } });
    expect(outcomeOf(report, "injuries")?.reason).toMatch(/injuries_2025\.parquet: not recorded in this profile/);
  });

  it.each([
    ["an unknown dataset", { datasets: ["wekly"] }],
    ["season 1900", { datasets: ["weekly"], seasons: "1900" }],
    ["a date in the future", { dt: "2025-12-24" }],
    ["a narrowed run into the current partition", { datasets: ["weekly"], weeks: "1-4" }],
  ])("refuses %s before anything is fetched or written", async (_, parameters) => {
    await expect(league.run({ parameters })).rejects.toThrow(ConfigError);
    expect(existsSync(join(league.home, "data", "raw"))).toBe(false);
  });

  it("refuses the store of another profile", async () => {
    await league.run();
    writeFileSync(join(league.home, "data", ".profile"), "live\n");
    await expect(league.run()).rejects.toThrow(WrongProfileError);
  });

  it("says what is wrong with a folder that cannot be written", async () => {
    writeFileSync(join(league.home, "data"), "a file where a folder is needed");
    await expect(league.run()).rejects.toThrow(/data/);
  });

  it("lets two runs at the same time both end well", async () => {
    const reports = await Promise.all([league.run(), league.run()]);
    for (const report of reports) expect(report.status).toBe("success");
    expect(rawFiles("weekly")).toEqual(["dt=2025-11-04/_meta.json", "dt=2025-11-04/weekly_2025-11-04.parquet"]);
  });
});

describe("a narrowed run", () => {
  it("writes the baseline partition, which shows as historical", async () => {
    league.answer(league.url("weekly", 2024), { body: league.bytes("weekly") });
    const report = await league.run({ parameters: { datasets: ["weekly"], seasons: "2024", dt: "2025-10-01" } });
    // The recorded file holds 2025 only: season 2024, which was asked for, is not in it.
    expect(outcomeOf(report, "weekly")).toMatchObject({ outcome: "quarantined" });
    expect(outcomeOf(report, "weekly")?.reason).toMatch(/2024/);
  });

  it("publishes chosen weeks to another folder and leaves the store alone", async () => {
    const out = join(league.home, "elsewhere");
    const report = await league.run({ parameters: { datasets: ["weekly"], weeks: "1-4" }, out });
    expect(outcomeOf(report, "weekly")).toMatchObject({ outcome: "published" });
    expect(existsSync(join(out, "nflverse", "weekly", "dt=2025-11-04", "weekly_2025-11-04.parquet"))).toBe(true);
    expect(rawFiles("weekly")).toEqual([]);
  });
});
