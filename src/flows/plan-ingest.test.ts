import { describe, expect, it } from "vitest";
import { ConfigError } from "../core/errors.ts";
import { nflverse } from "../sources/nflverse/index.ts";
import { planIngest } from "./plan-ingest.ts";

const context = { runAt: new Date("2025-11-18T12:00:00Z"), baselines: { "nflverse.weekly": "2025-10-01" }, out: null };
const plan = (parameters: object, overrides: object = {}) => planIngest(nflverse, { force: false, ...parameters }, { ...context, ...overrides });

describe("planIngest", () => {
  it("plans the six datasets that dbt reads, the running season of each", () => {
    const plans = plan({});
    expect(plans.map(({ dataset }) => dataset.name).sort()).toEqual(["ff_opportunity", "ff_playerids", "schedule", "snap_counts", "teams", "weekly"]);
    const weekly = plans.find(({ dataset }) => dataset.name === "weekly");
    expect(weekly?.assets.map(({ url }) => url)).toEqual(["https://github.com/nflverse/nflverse-data/releases/download/stats_player/stats_player_week_2025.parquet"]);
    expect(weekly?.id.dt).toBe("2025-11-18");
  });

  it("asks for the season before until the Thursday after Labor Day", () => {
    const weekly = (day: string) => plan({ datasets: ["weekly"] }, { runAt: new Date(day) })[0]?.seasons;
    expect(weekly("2026-09-09T00:00:00Z")).toEqual([2025]);
    expect(weekly("2026-09-10T00:00:00Z")).toEqual([2026]);
  });

  it("lets a narrowed run publish only to the baseline or elsewhere", () => {
    const narrowed = { datasets: ["weekly"], seasons: "2020-2024" };
    expect(() => plan(narrowed)).toThrow(/must not replace the partition dt=2025-11-18/);
    expect(plan({ ...narrowed, dt: "2025-10-01" })[0]).toMatchObject({ role: "baseline", alwaysPublish: true, seasons: [2020, 2021, 2022, 2023, 2024] });
    expect(plan(narrowed, { out: "/elsewhere" })[0]?.assets).toHaveLength(5);
  });

  it("filters rows by week when the rows go elsewhere", () => {
    expect(plan({ datasets: ["weekly"], weeks: "1-4" }, { out: "/elsewhere" })[0]?.weekFilter).toEqual({ from: 1, to: 4 });
  });

  it.each([
    ["an unknown dataset", { datasets: ["wekly"] }, /no dataset 'wekly'/],
    ["season 1900", { datasets: ["weekly"], seasons: "1900" }, /begins with season 1999/],
    ["a date in the future", { dt: "2025-11-19" }, /future/],
    ["a week that does not exist", { datasets: ["weekly"], weeks: "23" }, /no week 23/],
    ["weeks of a dataset without weeks", { datasets: ["teams"], weeks: "1" }, /no weeks to narrow by/],
  ])("refuses %s before anything is fetched", (_, parameters, message) => {
    expect(() => plan(parameters, { out: "/elsewhere" })).toThrow(message);
    expect(() => plan(parameters, { out: "/elsewhere" })).toThrow(ConfigError);
  });
});
