import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { DbtError } from "../../src/core/errors.ts";
import { nflverse } from "../../src/sources/nflverse/index.ts";
import { createDbtRunner, type DbtEvent, type DbtReport, type DbtRunner, parseManifest, parseRunResults, writeRegistrySeed } from "../../src/transform/index.ts";
import { failureOf } from "../../src/transform/summary.ts";
import { rowsOf } from "./dbt-home.ts";
import { CLUBS, game, NEWER, writeLeague } from "./invented-league.ts";
import { createSnapshotTree, type SnapshotTree } from "./snapshot-tree.ts";

// Two invocations of dbt in one case: seconds alone, a minute where everything else runs beside them.
vi.setConfig({ testTimeout: 180_000 });

/** The packaged project, run by the real dbt in one home: an invocation costs seconds, so the cases follow each other. */
const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const PROJECT = join(REPOSITORY, "dbt", "ff_data_transform");
const DBT = join(REPOSITORY, ".venv", "dbt", "bin", "dbt");

let tree: SnapshotTree;
let home = "";
let dbt: DbtRunner;
const never = new AbortController().signal;

function runner(env: Readonly<Record<string, string>> = {}): DbtRunner {
  const target = join(home, "dbt", "ff_data_transform", "target");
  return createDbtRunner({
    dbtPath: DBT, home, projectDir: PROJECT, targetDir: target, duckdbPath: join(target, "dev.duckdb"), rawRoot: tree.rawRoot, opsRoot: join(home, "data", "ops"), runAt: new Date("2025-11-18T12:00:00Z"),
    seedDirs: [join(home, "profile-seeds"), join(home, "seeds")], threads: 2, env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
  });
}

/** Seeds are there in every home; tests of them are never no_data. */
const SEEDS = ["corrections_stg_sheets__transactions", "dim_field_goal_distance", "dim_franchise", "dim_name_alias", "dim_scoring_measure", "dim_scoring_rule", "dim_team_conference_division", "dim_timeframe", "snapshot_registry"];

/** Every file below the project with its size and time: dbt must leave all as they are. */
function fingerprint(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !join(entry.parentPath, entry.name).includes("/target/"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => `${path} ${statSync(path).size} ${statSync(path).mtimeMs}`);
}

const warehouse = (sql: string): Promise<readonly Record<string, unknown>[]> => rowsOf(join(home, "dbt", "ff_data_transform", "target", "dev.duckdb"), sql);

function stateOf(report: DbtReport, name: string): string | undefined {
  return report.nodes.find((node) => node.name === name)?.state;
}

beforeAll(() => {
  tree = createSnapshotTree();
  home = tree.dir;
  dbt = runner();
});
afterAll(() => tree.remove());

describe("the packaged dbt project", () => {
  it("builds in an empty home: every model is an empty, typed table and says no_data, and so do its tests", async () => {
    const before = fingerprint(PROJECT);
    const built = await dbt.invoke({ command: "run", signal: never });
    expect(failureOf(built)).toBeNull();
    const models = built.nodes.filter((node) => node.kind === "model");
    expect(models.map((node) => node.rows)).toEqual(Array.from({ length: 27 }, () => 0));
    // Runs that left nothing are no dataset that nobody has loaded.
    expect(models.filter(({ state }) => state !== "no_data").map(({ name }) => name).toSorted()).toEqual(["ops_data_quality", "ops_model_metrics", "ops_run_ledger", "ops_source_status"]);
    expect(built.nodes.find((node) => node.name === "dim_player_id_xref")?.missing).toEqual(["nflverse.ff_playerids"]);
    expect(await warehouse("SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE table_name = 'dim_schedule' AND column_name IN ('game_date', 'week', 'is_neutral') ORDER BY name")).toEqual([
      { name: "game_date", type: "DATE" }, { name: "is_neutral", type: "BOOLEAN" }, { name: "week", type: "INTEGER" },
    ]);

    const tested = await dbt.invoke({ command: "test", signal: never });
    expect(failureOf(tested)).toBeNull();
    expect(tested.metrics.byState).toMatchObject({ fail: 0, error: 0, skipped: 0 });
    expect(tested.nodes.filter((node) => node.state === "success").flatMap((node) => node.tests.slice(0, 1)).filter((name) => !SEEDS.includes(name) && !name.startsWith("ops_"))).toEqual([]);

    expect(fingerprint(PROJECT)).toEqual(before);
    expect(existsSync(join(PROJECT, "seeds", "snapshot_registry.csv"))).toBe(false);
  });

  it("builds what is downstream of a source from its snapshots, with the profile's seeds and the home's registry", async () => {
    await writeLeague(tree, ["ff_playerids", "teams", "schedule", "weekly", "snap_counts"]);
    await writeRegistrySeed([{ source: "nflverse", dataset: "weekly", snapshot_date: NEWER, status: "current", coverage_start_season: 2025, coverage_end_season: 2025, row_count: 3, notes: 'said "so", twice' }], join(home, "seeds"));
    mkdirSync(join(home, "profile-seeds"));
    writeFileSync(join(home, "profile-seeds", "dim_team_conference_division.csv"), "team_abbr,conference,division\nKC,AFC,Sea\nGB,NFC,Land\n");
    const events: DbtEvent[] = [];
    const built = await dbt.invoke({ command: "build", sources: ["nflverse"], signal: never, onEvent: (event) => events.push(event) });
    expect(failureOf(built)).toBeNull();
    // Everybody's players are looked up in the crosswalk, so models of other sources are downstream of it too.
    expect(built.noData.toSorted()).toEqual([
      "fct_asset_market_values", "mart_cap_situation", "mart_contract_snapshot_current", "mart_fantasy_projections", "mart_fasa_targets", "stg_ktc_assets", "stg_nflverse__ff_opportunity",
      "stg_sheets__contracts_active", "stg_sheets__contracts_cut", "stg_sheets__transactions", "stg_sleeper__fa_pool", "stg_sleeper__rosters",
    ]);
    expect(stateOf(built, "unique_combination_stg_nflverse__ff_opportunity_gsis_id__game_id__stat_name")).toBe("no_data");
    expect(built.nodes.find((node) => node.name === "dim_team")).toMatchObject({ state: "success", rows: 2 });

    expect(await warehouse("SELECT team_id, team_name, division FROM dim_team ORDER BY team_id")).toEqual([{ team_id: "GB", team_name: "Northfield Otters", division: "Land" }, { team_id: "KC", team_name: "Westport Cranes", division: "Sea" }]);
    expect(await warehouse("SELECT dataset, notes FROM snapshot_registry")).toEqual([{ dataset: "weekly", notes: 'said "so", twice' }]);
    // mfl_id is the player; the doubled Sleeper id stays with whom more providers know; who is known to nobody is left out.
    expect(await warehouse("SELECT player_id, sleeper_id, team, corrections FROM dim_player_id_xref ORDER BY player_id")).toEqual([
      { player_id: "900001", sleeper_id: "7001", team: "KC", corrections: "" },
      { player_id: "900002", sleeper_id: "7002", team: "GB", corrections: "" },
      { player_id: "900003", sleeper_id: null, team: "FA", corrections: "sleeper_id_cleared" },
      { player_id: "900004", sleeper_id: null, team: "LA", corrections: "" },
    ]);
    // Season 2025 comes from the newest snapshot alone, 2024 from the baseline; nulls make no row.
    expect(await warehouse("SELECT season, week, player_key, stat_value FROM stg_nflverse__player_stats WHERE stat_name = 'completions' ORDER BY season, week")).toEqual([
      { season: 2024, week: 1, player_key: "900001", stat_value: 21 }, { season: 2025, week: 1, player_key: "900001", stat_value: 21 }, { season: 2025, week: 2, player_key: "00-7777777", stat_value: 21 },
    ]);
    expect(await warehouse("SELECT count(*)::INTEGER AS rows FROM stg_nflverse__player_stats WHERE stat_value IS NULL OR stat_name = 'pat_made'")).toEqual([{ rows: 0 }]);
    expect(await warehouse("SELECT game_id, home_score, roof, is_neutral FROM dim_schedule ORDER BY game_id")).toEqual([
      { game_id: "2024_01_GB_KC", home_score: 20, roof: "outdoors", is_neutral: false }, { game_id: "2025_01_GB_KC", home_score: 20, roof: "outdoors", is_neutral: false }, { game_id: "2025_02_GB_KC", home_score: 20, roof: null, is_neutral: true },
    ]);

    const total = events[0]?.total ?? 0;
    expect(total).toBe(built.nodes.length);
    expect(events.filter((event) => event.status !== "started")).toHaveLength(total);
  });

  it("fails with the test's name and its rows when a snapshot holds a bad row", async () => {
    await tree.write(nflverse, "schedule", NEWER, [game(2025, 1), game(2025, 99, { gameday: "2025-12-01", away_team: "ZZZ" })]);
    const built = await dbt.invoke({ command: "build", select: ["dim_schedule"], signal: never });
    expect(built.ok).toBe(false);
    expect(built.failedTests.map((test) => [test.name, test.models[0], test.failures])).toEqual([
      ["accepted_range_dim_schedule_week__22__1", "dim_schedule", 1],
      ["known_in_dim_schedule_away_team_id__team_id__ref_dim_team_", "dim_schedule", 1],
    ]);
    expect(built.failedTests[0]?.rows).toMatchObject([{ game_id: "2025_99_GB_KC", week: 99 }]);
    const failure = failureOf(built);
    expect(failure).toBeInstanceOf(DbtError);
    expect(failure?.message).toContain("accepted_range_dim_schedule_week__22__1: 1 row breaks the rule of dim_schedule, for example {\"game_id\":\"2025_99_GB_KC\"");
    expect(failure?.message).toContain("(and 1 more)");
  });

  it("works without a runner: relative globs from the working directory, and the environment's own where set", async () => {
    const elsewhere = createSnapshotTree();
    try {
      await elsewhere.write(nflverse, "teams", NEWER, CLUBS);
      const target = join(home, "plain");
      const teams = join(elsewhere.rawRoot, "nflverse", "teams", "dt=*", "*.parquet");
      await promisify(execFile)(DBT, ["--no-version-check", "build", "--project-dir", PROJECT, "--profiles-dir", PROJECT, "--target-path", target, "--log-path", target, "--resource-type", "seed", "--resource-type", "model", "--select", "+dim_team", "dim_schedule"], {
        cwd: home, env: { PATH: process.env["PATH"], HOME: process.env["HOME"], DBT_TARGET: "ci", RAW_NFLVERSE_TEAMS_GLOB: teams, DO_NOT_TRACK: "1" },
      });
      const sql = new Map(parseRunResults(JSON.parse(readFileSync(join(target, "run_results.json"), "utf8")), parseManifest(JSON.parse(readFileSync(join(target, "manifest.json"), "utf8")))).map((node) => [node.name, `${node.state} ${node.compiledSql ?? ""}`]));
      expect(sql.get("dim_schedule")).toMatch(/^success [^]*read_parquet\('data\/raw\/nflverse\/schedule\/dt=\*\/\*\.parquet'/);
      expect(sql.get("dim_team")).toMatch(/^success /);
      expect(sql.get("dim_team")).toContain(`read_parquet('${teams}'`);
    } finally {
      elsewhere.remove();
    }
  });

  it("says what is wrong with a broken profile in one line, without a stack", async () => {
    const answer = runner({ DBT_TARGET: "nowhere" }).invoke({ command: "run", signal: never });
    await expect(answer).rejects.toThrow(/^dbt run stopped before anything ran: .*does not have a target named 'nowhere'/);
    await expect(answer).rejects.not.toThrow(/Traceback|\n/);
  });
});
