import { describe, expect, it } from "vitest";
import { dbtArguments, dbtEnvironment } from "./command.ts";
import type { DbtOptions } from "./seam.ts";

const options: DbtOptions = { dbtPath: "/v/dbt", home: "/h", projectDir: "/p", targetDir: "/h/target", duckdbPath: "target/dev.duckdb", rawRoot: "data/raw", opsRoot: "data/ops", runAt: new Date("2025-11-18T12:00:00Z"), seedDirs: [], threads: 3, env: {} };
const after = (args: readonly string[], flag: string): readonly string[] => args.slice(args.indexOf(flag) + 1);

describe("dbtArguments", () => {
  it("seeds and builds models in one start, with every place in the home", () => {
    const args = dbtArguments({ command: "run" }, options, "/h/overlay");
    expect(args.join(" ")).toContain("build --project-dir /h/overlay --profiles-dir /h/overlay --target-path /h/target --log-path /h/target/logs --resource-type seed --resource-type model");
    expect(args).not.toContain("--select");
  });

  it("narrows to what is downstream of a source, seeds included where models are built", () => {
    expect(after(dbtArguments({ command: "run", sources: ["nflverse", "ktc"] }, options, "/o"), "--select")).toEqual(["source:nflverse+", "source:ktc+", "resource_type:seed"]);
    expect(after(dbtArguments({ command: "test", sources: ["nflverse"] }, options, "/o"), "--select")).toEqual(["source:nflverse+", "--indirect-selection", "buildable"]);
    expect(after(dbtArguments({ command: "build", select: ["dim_team"] }, options, "/o"), "--select")).toEqual(["dim_team"]);
    expect(after(dbtArguments({ command: "freshness", sources: ["nflverse"] }, options, "/o"), "--select")).toEqual(["source:nflverse"]);
  });
});

describe("dbtEnvironment", () => {
  it("makes every path absolute, so that the working directory decides nothing", () => {
    expect(dbtEnvironment(options)).toMatchObject({
      EXTERNAL_ROOT: "/h/data/raw", DBT_DUCKDB_PATH: "/h/target/dev.duckdb", DBT_THREADS: "3",
      RAW_NFLVERSE_SNAP_COUNTS_GLOB: "/h/data/raw/nflverse/snap_counts/dt=*/*.parquet", RAW_NFLVERSE_FF_OPPORTUNITY_GLOB: "/h/data/raw/nflverse/ff_opportunity/dt=*/*.parquet",
      RAW_NFLVERSE_SCHEDULE_GLOB: "/h/data/raw/nflverse/schedule/dt=*/*.parquet", RAW_NFLVERSE_TEAMS_GLOB: "/h/data/raw/nflverse/teams/dt=*/*.parquet",
    });
  });

  it("says where the sources' status lies, to when ages are counted, and whose limits count then", () => {
    expect(dbtEnvironment(options)).toMatchObject({ OPS_ROOT: "/h/data/ops", RUN_AT: "2025-11-18T12:00:00.000Z", SEASON_PROFILE: "in_season", SEASON_BEGAN: "2025-09-04T00:00:00.000Z" });
    expect(dbtEnvironment({ ...options, runAt: new Date("2026-06-20T12:00:00Z") })).toMatchObject({ SEASON_PROFILE: "off_season", SEASON_BEGAN: "" });
  });

  it("keeps a glob that the caller has set, and a root in the cloud as it is", () => {
    expect(dbtEnvironment({ ...options, rawRoot: "gs://bucket/raw", env: { RAW_NFLVERSE_TEAMS_GLOB: "/elsewhere/*.parquet", RAW_NFLVERSE_SCHEDULE_GLOB: "", LANG: undefined } })).toMatchObject({
      EXTERNAL_ROOT: "gs://bucket/raw", RAW_NFLVERSE_TEAMS_GLOB: "/elsewhere/*.parquet", RAW_NFLVERSE_SCHEDULE_GLOB: "gs://bucket/raw/nflverse/schedule/dt=*/*.parquet",
    });
  });
});
