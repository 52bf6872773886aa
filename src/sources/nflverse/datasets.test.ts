import { describe, expect, it } from "vitest";
import { columnsNamed } from "../../core/measurement.ts";
import { isName } from "../../core/partition.ts";
import { requireDataset } from "../index.ts";
import { nflverse } from "./index.ts";
import { WEEKLY_STATISTICS } from "./schema.ts";

function required(name: string): readonly string[] {
  return requireDataset(nflverse, name).columns.filter((column) => column.required !== false).map((column) => column.name);
}

function typeOf(name: string, column: string): string | undefined {
  return requireDataset(nflverse, name).columns.find((other) => other.name === column)?.type;
}

describe("the ten datasets", () => {
  it("are loaded by default where dbt reads them, and on request otherwise", () => {
    const names = (byDefault: boolean): readonly string[] => nflverse.datasets.filter((dataset) => dataset.byDefault === byDefault).map((dataset) => dataset.name).toSorted();
    expect(names(true)).toEqual(["ff_opportunity", "ff_playerids", "schedule", "snap_counts", "teams", "weekly"]);
    expect(names(false)).toEqual(["depth_charts", "injuries", "players", "season"]);
  });

  for (const dataset of nflverse.datasets) {
    it(`${dataset.name}: key, checks and flags speak of columns that exist, and none is called dt`, () => {
      const names = new Set(dataset.columns.map((column) => column.name));
      expect(isName(dataset.name)).toBe(true);
      for (const column of [...dataset.key, ...dataset.checks.flatMap(columnsNamed)]) expect([...names]).toContain(column);
      for (const renamed of Object.values(dataset.renames ?? {})) expect([...names]).toContain(renamed);
      expect(names.has("dt")).toBe(false);
      if (dataset.filterSeasons || dataset.firstSeason !== null) expect([...names]).toContain("season");
      if (dataset.filterWeeks) expect([...names]).toContain("week");
    });

    it(`${dataset.name}: looks at emptiness, keys and loss of rows, and says how old it may be`, () => {
      const kinds = new Set(dataset.checks.map((check) => check.kind));
      for (const kind of ["row_count", "required_columns", "unique", "not_null", "row_count_change"] as const) expect([...kinds]).toContain(kind);
      expect(dataset.checks.some((check) => check.kind === "unique" && check.columns.join() === dataset.key.join())).toBe(true);
      for (const threshold of [...Object.values(dataset.freshness), ...Object.values(nflverse.checking)]) expect(threshold.failAfterHours).toBeGreaterThan(threshold.warnAfterHours);
    });
  }

  it("fail rather than warn when a table that grows loses more than 1 %", () => {
    for (const name of ["weekly", "snap_counts", "ff_opportunity", "injuries"]) {
      const change = requireDataset(nflverse, name).checks.find((check) => check.kind === "row_count_change");
      expect(change).toMatchObject({ minPercent: -5, maxPercent: 20, cumulative: true });
      expect(change?.onViolation).toBeUndefined();
    }
  });
});

describe("what dbt selects is required", () => {
  it("71 statistics of weekly, its keys and fantasy points", () => {
    const statistics = WEEKLY_STATISTICS.trim().split(/\s+/);
    expect(new Set(statistics).size).toBe(71);
    expect(required("weekly").toSorted()).toEqual(
      [...statistics, "player_id", "season", "week", "season_type", "team", "opponent_team", "position", "fantasy_points", "fantasy_points_ppr"].toSorted(),
    );
    expect(requireDataset(nflverse, "weekly").columns).toHaveLength(115);
    expect(requireDataset(nflverse, "season").columns).toHaveLength(143);
  });

  it("32 statistics of ff_opportunity, out of 159 columns", () => {
    const keys = ["season", "posteam", "week", "game_id", "player_id", "position"];
    expect(required("ff_opportunity").filter((name) => !keys.includes(name))).toHaveLength(32);
    expect(requireDataset(nflverse, "ff_opportunity").columns).toHaveLength(159);
  });

  it("the four columns of teams that only nfldata's file has", () => {
    expect(required("teams")).toEqual(["season", "team", "full", "location"]);
  });

  it("every id of the crosswalk but swish_id, which the crosswalk of 2021 did not have", () => {
    const ids = requireDataset(nflverse, "ff_playerids").columns.filter((column) => column.name.endsWith("_id"));
    expect(ids).toHaveLength(20);
    expect(ids.filter((column) => column.required === false).map((column) => column.name)).toEqual(["swish_id"]);
  });
});

describe("types are decreed", () => {
  it("numbers where dbt computes, text where ids have letters or zeros", () => {
    for (const column of ["mfl_id", "sleeper_id", "espn_id"]) expect(typeOf("ff_playerids", column)).toBe("BIGINT");
    for (const column of ["gsis_id", "pfr_id", "cfbref_id", "sportradar_id", "nfl_id", "birthdate"]) expect(typeOf("ff_playerids", column)).toBe("VARCHAR");
    for (const column of ["draft_year", "draft_round", "draft_pick"]) expect(typeOf("ff_playerids", column)).toBe("INTEGER");
    expect(typeOf("weekly", "def_sacks")).toBe("DOUBLE");
    expect(typeOf("weekly", "fg_made_list")).toBe("VARCHAR");
    expect(typeOf("schedule", "gameday")).toBe("VARCHAR");
  });

  it("season and week are whole numbers in every dataset that has them", () => {
    for (const dataset of nflverse.datasets) {
      for (const column of dataset.columns) if (column.name === "season" || column.name === "week") expect(column.type).toBe("INTEGER");
    }
  });
});
