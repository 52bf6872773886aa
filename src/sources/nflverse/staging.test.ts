import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { CheckResult } from "../../core/check.ts";
import { SchemaDriftError } from "../../core/errors.ts";
import type { Provenance } from "../../core/manifest.ts";
import { createStager } from "../../store/stage/duckdb-stager.ts";
import type { StageInput, StageResult } from "../../store/stage/stage.ts";
import type { FetchedDataset } from "../file-source.ts";
import { requireDataset } from "../index.ts";
import { nflverse } from "./index.ts";

/** Every dataset's description against real staging and audit, on invented people. */
const dir = mkdtempSync(join(tmpdir(), "snapcount-nflverse-"));
const stager = createStager({ threads: 2 });
const signal = new AbortController().signal;
let turn = 0;

afterAll(() => {
  stager.close();
  rmSync(dir, { recursive: true, force: true });
});

function fixture(name: string): string {
  return fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
}

function written(text: string): StageInput {
  const path = join(dir, `input_${++turn}.csv`);
  writeFileSync(path, text);
  return { path, format: "csv", label: `input_${turn}.csv` };
}

const provenance: Provenance = {
  schema: "snapcount.provenance/1", source: "nflverse", dataset: "any", dt: "2025-11-23", asof_datetime: "2025-11-23T12:00:00Z", run_id: "test",
  source_name: "nflverse", source_version: "1", source_hash: "0".repeat(64), source_url: [], source_modified_time: null,
  loader_path: "snapcount:nflverse.any", inputs: {}, role: "snapshot",
};

function stage(dataset: FetchedDataset, inputs: readonly (string | StageInput)[]): Promise<StageResult> {
  return stager.stage(
    {
      label: `nflverse.${dataset.name}`, dir, fileName: `staged_${++turn}.parquet`,
      inputs: inputs.map((input) => (typeof input === "string" ? { path: fixture(input), format: "csv", label: input } : input)),
      columns: dataset.columns,
      ...(dataset.renames === undefined ? {} : { renames: dataset.renames }),
      ...(dataset.nulls === undefined ? {} : { nulls: dataset.nulls }),
      provenance,
    },
    signal,
  );
}

async function audit(dataset: FetchedDataset, result: StageResult, seasons: readonly number[] | null = null): Promise<ReadonlyMap<string, CheckResult>> {
  const answers = await stager.audit(
    {
      label: `nflverse.${dataset.name}`, staged: result.staged, coverage: result.coverage, checks: dataset.checks, key: dataset.key,
      columns: dataset.columns, mayBeEmpty: null, expectedSeasons: seasons, history: { dt: "2025-11-18", exemption: null, earlier: [] },
    },
    signal,
  );
  // The worst answer of a name: row_count is asked twice, once to warn and once to fail.
  const rank = { skipped: 0, pass: 1, warn: 2, fail: 3 };
  const worst = new Map<string, CheckResult>();
  for (const answer of answers) if (rank[answer.verdict] >= rank[worst.get(answer.name)?.verdict ?? "skipped"]) worst.set(answer.name, answer);
  return worst;
}

function failures(answers: ReadonlyMap<string, CheckResult>): readonly string[] {
  return [...answers.values()].filter((answer) => answer.verdict === "fail" && answer.name !== "row_count").map((answer) => answer.name);
}

async function rows(result: StageResult): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return stager.sample(result.staged.path, 100);
}

async function driftOf(staging: Promise<unknown>): Promise<SchemaDriftError> {
  const error = await staging.then(() => null, (cause: unknown) => cause);
  expect(error).toBeInstanceOf(SchemaDriftError);
  return error as SchemaDriftError;
}

const weekly = requireDataset(nflverse, "weekly");
const snapCounts = requireDataset(nflverse, "snap_counts");
const ids = requireDataset(nflverse, "ff_playerids");
const depthCharts = requireDataset(nflverse, "depth_charts");

describe("weekly", () => {
  it("keeps the row without player and counts it, keeps a list of one kick as text and commas inside quotes", async () => {
    const result = await stage(weekly, ["weekly.csv"]);
    const found = await rows(result);
    expect(found.map((row) => row["player_id"])).toEqual(["00-0099001", "00-0099005", "00-0099003", null]);
    expect(found[0]).toMatchObject({ headshot_url: "img/f_auto,q_auto/vale", sack_yards_lost: -17, passing_cpoe: null });
    expect(found[1]).toMatchObject({ fg_made_list: "43", fg_long: 43 });
    const answers = await audit(weekly, result, [2025]);
    expect(answers.get("unique(season,week,player_id)")?.message).toContain("1 row without player_id kept");
    expect(answers.get("not_null(player_id)")?.verdict).toBe("fail"); // one of four; one of 1,003 is normal
  });

  it("fails a season that was asked for and is not there", async () => {
    const answers = await audit(weekly, await stage(weekly, ["weekly.csv"]), [2024, 2025]);
    expect(answers.get("coverage(season)")).toMatchObject({ verdict: "fail", message: "nflverse.weekly: no rows for season 2024" });
  });

  it("refuses the frozen generation, naming what it lacks", async () => {
    const error = await driftOf(stage(weekly, [written("player_id,recent_team,season,week,interceptions\n00-0099001,NOR,2023,1,0\n")]));
    expect(error.message).toContain("nflverse.weekly");
    expect(error.issues.join()).toContain("passing_interceptions");
  });
});

describe("snap_counts", () => {
  it("accepts a share of 1.01 and a row without player", async () => {
    const result = await stage(snapCounts, ["snap_counts.csv"]);
    const answers = await audit(snapCounts, result, [2025]);
    expect(answers.get("range(st_pct)")?.verdict).toBe("pass");
    expect(answers.get("unique(game_id,pfr_player_id)")?.message).toContain("1 row without pfr_player_id kept");
    expect(result.coverage).toEqual({ season_min: 2025, season_max: 2025, weeks: { "2025": [1, 2] } });
  });

  it("fails a player twice in one game, a share of 97 and a week 23", async () => {
    const text = readFileSync(fixture("snap_counts.csv"), "utf8");
    const last = "2025_02_SUD_NOR,202509140sud,2025,REG,23,Tobin Vale,ValeTo00,QB,NOR,SUD,44,97,0,0,0,0\n";
    const answers = await audit(snapCounts, await stage(snapCounts, [written(text + last)]), [2025]);
    expect(failures(answers)).toEqual(expect.arrayContaining(["unique(game_id,pfr_player_id)", "range(week)", "range(offense_pct)"]));
    expect(answers.get("unique(game_id,pfr_player_id)")?.evidence).toEqual([{ game_id: "2025_02_SUD_NOR", pfr_player_id: "ValeTo00", rows: "2" }]);
  });
});

describe("ff_playerids", () => {
  it("reads NA, NULL and blank as null, keeps ids that are text and drops the zeros MFL writes before numbers", async () => {
    const [old, known, rookie] = await rows(await stage(ids, ["ff_playerids.csv"]));
    expect(old).toMatchObject({ mfl_id: "156", gsis_id: null, sleeper_id: null, draft_year: 1994, birthdate: "1971-02-03" });
    expect(known).toMatchObject({ mfl_id: "90001", nfl_id: "038666", gsis_id: "00-0099001", college: "North College; South College", age: 24.6 });
    expect(rookie).toMatchObject({ gsis_id: "VAL990002", draft_round: null, position: "? ", team: "FA*" });
  });

  it("refuses a letter in an id that is a number, naming file, column and value", async () => {
    const text = readFileSync(fixture("ff_playerids.csv"), "utf8").replace("5990001", "59x0001");
    const error = await stage(ids, [written(text)]).then(() => null, (cause: unknown) => cause);
    expect(String(error)).toMatch(/espn_id/);
    expect(String(error)).toMatch(/59x0001/);
  });

  it("is the same with its columns in any order", async () => {
    const [header, ...body] = tableOf("ff_playerids.csv");
    const expected = await rows(await stage(ids, ["ff_playerids.csv"]));
    const order = fc.shuffledSubarray(header.map((_, index) => index), { minLength: header.length });
    await fc.assert(
      fc.asyncProperty(order, async (indexes) => {
        const text = csvOf([header, ...body].map((cells) => indexes.map((index) => cells[index] ?? "")));
        expect(await rows(await stage(ids, [written(text)]))).toEqual(expected);
      }),
      { numRuns: 10 },
    );
  });
});

describe("a changed header", () => {
  const [header, ...body] = tableOf("ff_playerids.csv");
  const without = (name: string): string => {
    const at = header.indexOf(name);
    return csvOf([header, ...body].map((cells) => cells.filter((_, index) => index !== at)));
  };
  const renamed = (name: string, to: string): string => csvOf([header.map((cell) => (cell === name ? to : cell)), ...body]);

  it("without a required column is refused by name; without an optional one it is filled with nulls", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...ids.columns), async (column) => {
        const staging = stage(ids, [written(without(column.name))]);
        if (column.required !== false) {
          expect((await driftOf(staging)).issues[0]).toContain(`no column ${column.name}`);
          return;
        }
        const result = await staging;
        expect(result.findings).toContainEqual(expect.objectContaining({ name: "combine(filled)", verdict: "pass" }));
        expect(result.staged.columns).toContainEqual({ name: column.name, type: column.type });
        expect((await rows(result)).every((row) => row[column.name] === null)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  it("with a required column in other letters is refused, never guessed", async () => {
    const required = ids.columns.filter((column) => column.required !== false);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...required), async ({ name }) => {
        expect((await driftOf(stage(ids, [written(renamed(name, name.toUpperCase()))]))).message).toContain(name);
      }),
      { numRuns: 8 },
    );
  });

  it("with a new column is kept and recorded as a warning", async () => {
    const text = csvOf([[...header, "otc_id"], ...body.map((cells) => [...cells, "7"])]);
    const result = await stage(ids, [written(text)]);
    expect(result.findings).toContainEqual(expect.objectContaining({ name: "schema_drift(additional)", verdict: "warn" }));
    expect((await rows(result)).map((row) => row["otc_id"])).toEqual(["7", "7", "7"]);
  });
});

describe("two generations", () => {
  it("of depth charts become one table: one name for one fact, each generation's own columns null in the other", async () => {
    const result = await stage(depthCharts, ["depth_charts_2024.csv", "depth_charts_2025.csv"]);
    const found = await rows(result);
    expect(found).toHaveLength(6);
    expect(found[0]).toMatchObject({ season: 2024, week: 1, team: "NOR", player_name: "Tobin Vale", pos_abb: "QB", depth_team: "1", jersey_number: "07", chart_at: null, pos_rank: null });
    expect(found[3]).toMatchObject({ season: null, team: "NOR", player_name: "Tobin Vale", pos_abb: "QB", depth_team: null, chart_at: "2025-08-03 10:09:07", pos_rank: 1 });
    expect(result.staged.columns.map((column) => column.name)).not.toContain("dt");
    expect(failures(await audit(depthCharts, result))).toEqual(["not_null(gsis_id)"]); // two of six; 1 % is normal
  });

  it("of depth charts: a generation that loses a column of its own fails, although the other never had it", async () => {
    const daily = readFileSync(fixture("depth_charts_2025.csv"), "utf8").replace("pos_rank", "position_rank");
    expect(failures(await audit(depthCharts, await stage(depthCharts, [written(daily)])))).toContain("not_null(pos_rank)");
    const byWeek = readFileSync(fixture("depth_charts_2024.csv"), "utf8").replace("depth_team", "depth");
    expect(failures(await audit(depthCharts, await stage(depthCharts, [written(byWeek)])))).toContain("not_null(depth_team)");
    const neither = readFileSync(fixture("depth_charts_2025.csv"), "utf8").replace("dt,", "day,");
    expect(failures(await audit(depthCharts, await stage(depthCharts, [written(neither)])))).toEqual(expect.arrayContaining(["not_null(season)", "not_null(depth_team)"]));
  });

  it("of depth charts: a roster is refused", async () => {
    const error = await driftOf(stage(depthCharts, [written("season,team,position,full_name,gsis_id\n2025,NOR,QB,Tobin Vale,00-0099001\n")]));
    expect(error.issues.join()).toContain("pos_abb");
  });

  it("of injuries become one table; two true reports of one player are allowed", async () => {
    const injuries = requireDataset(nflverse, "injuries");
    const result = await stage(injuries, ["injuries_2024.csv", "injuries_2025.csv"]);
    const found = await rows(result);
    expect(found.map((row) => [row["season_type"], row["date_modified"]])).toEqual([[null, "2024-09-07 03:34:33"], [null, "2024-09-08 14:17:06"], ["REG", null]]);
    const answers = await audit(injuries, result, [2024, 2025]);
    expect(answers.get("unique(season,week,team,gsis_id)")).toMatchObject({ verdict: "pass", observed: 1 });
    expect(failures(answers)).toEqual([]);
  });
});

describe("teams", () => {
  it("reads ids with leading zeros as the numbers they are, and NA as null", async () => {
    const teams = requireDataset(nflverse, "teams");
    const result = await stage(teams, ["teams.csv"]);
    expect((await rows(result))[0]).toMatchObject({ season: 2024, team: "NOR", full: "Northport Gulls", nfl_team_id: 200, pff: "1", sbr_wins: null });
    expect(failures(await audit(teams, result))).toEqual([]);
  });

  it("refuses the file with colors and logos", async () => {
    const error = await driftOf(stage(requireDataset(nflverse, "teams"), [written("team_abbr,team_name,team_id\nNOR,Northport Gulls,0200\n")]));
    expect(error.issues.join()).toContain("full");
  });
});

function tableOf(name: string): readonly [readonly string[], ...(readonly (readonly string[])[])] {
  const [header = [], ...body]: string[][] = parse(readFileSync(fixture(name), "utf8"));
  return [header, ...body];
}

function csvOf(table: readonly (readonly string[])[]): string {
  return table.map((cells) => cells.map((cell) => (cell.includes(",") ? `"${cell}"` : cell)).join(",")).join("\n");
}
