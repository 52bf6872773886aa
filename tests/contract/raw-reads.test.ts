import { existsSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sources } from "../../src/sources/index.ts";
import { nflverse } from "../../src/sources/nflverse/index.ts";
import { NEWER, OLDER, playerWeek, PLAYERS, writeLeague } from "./invented-league.ts";
import { RAW_READS, type RawRead } from "./reads.ts";
import { createSnapshotTree, type SnapshotTree } from "./snapshot-tree.ts";

let instance: DuckDBInstance;
let tree: SnapshotTree;

beforeAll(async () => {
  instance = await DuckDBInstance.create(":memory:");
  tree = createSnapshotTree();
  await writeLeague(tree);
});
afterAll(() => {
  instance.closeSync();
  tree.remove();
});

async function query(sql: string): Promise<readonly Record<string, unknown>[]> {
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
  }
}

const quoted = (name: string): string => `"${name}"`;

/** The selection as the contract describes it, in our words; all listed columns and nothing else. */
function readSql(read: RawRead, rawRoot: string, select = Object.keys(read.columns).map(quoted).join(", ")): string {
  const relation = (glob: string): string => `read_parquet('${join(rawRoot, glob)}'${read.plain ? "" : ", hive_partitioning = true"})`;
  const dt = read.plain ? "" : ", dt";
  if (read.newestPer) return `SELECT ${select}${dt} FROM ${relation(read.glob)} QUALIFY row_number() OVER (PARTITION BY ${read.newestPer.key} ORDER BY ${read.newestPer.order}) = 1`;
  const latest = read.latestOf === null ? "" : `dt = (SELECT max(dt) FROM ${relation(read.latestOf)})`;
  return `SELECT ${select}${dt} FROM ${relation(read.glob)} WHERE ${read.baseline === undefined ? latest : `dt = '${read.baseline}' OR ${latest}`}`;
}

function readOf(dataset: string): RawRead {
  const found = RAW_READS.find((read) => read.dataset === dataset);
  if (!found) throw new Error(`nothing reads ${dataset}`);
  return found;
}

/** All columns are there in types that fit, rows come, and every value survives the reader's own expressions. */
async function expectReadable(read: RawRead, rawRoot: string): Promise<void> {
  const described = await query(`DESCRIBE ${readSql(read, rawRoot)}`);
  const misfits = described.filter((row) => {
    const name = String(row["column_name"]);
    return !(name === "dt" ? /^DATE$/ : (read.columns[name] ?? /^$/)).test(String(row["column_type"]));
  });
  expect(misfits).toEqual([]);
  expect(described).toHaveLength(Object.keys(read.columns).length + (read.plain ? 0 : 1));
  const [counted] = await query(`SELECT count(COLUMNS(*))::INTEGER, count(*)::INTEGER AS all_rows FROM (${readSql(read, rawRoot)})`);
  expect(counted?.["all_rows"]).toBeGreaterThan(0);
  if (read.proves) await query(`SELECT count(COLUMNS(*)) FROM (${readSql(read, rawRoot, read.proves.join(", "))})`);
}

describe("what the reference's dbt project reads", () => {
  it("is all that our own sources publish by default", () => {
    const byDefault = sources.flatMap((source) => source.datasets.filter((dataset) => dataset.byDefault).map((dataset) => `${source.name}/${dataset.name}`));
    expect(RAW_READS.map((read) => read.dataset).filter((dataset) => !byDefault.includes(dataset))).toEqual([]);
  });

  for (const read of RAW_READS) {
    it(`${read.model} finds its ${Object.keys(read.columns).length} columns in their types over two dates`, async () => {
      await expectReadable(read, tree.rawRoot);
      if (!read.plain) expect((await query(`SELECT DISTINCT extract(year FROM dt) AS year FROM (${readSql(read, tree.rawRoot)}) ORDER BY year`)).map((row) => Number(row["year"]))).toContain(2026);
    });
  }
});

describe("the tree under test", () => {
  it("has a column in every newer file that the older one lacks", async () => {
    for (const { dataset } of RAW_READS) {
      const having = await query(`SELECT DISTINCT file_name FROM parquet_schema('${join(tree.rawRoot, dataset)}/dt=*/*.parquet') WHERE name = 'added_upstream'`);
      expect(having.map((row) => String(row["file_name"]).includes(NEWER)), dataset).toEqual([true]);
    }
  });
});

describe("which rows the reference's dbt project sees", () => {
  it("takes the newest partition, and the baseline beside it where it asks for one", async () => {
    const dates = async (dataset: string): Promise<readonly unknown[]> => (await query(`SELECT DISTINCT dt FROM (${readSql(readOf(dataset), tree.rawRoot)}) ORDER BY dt`)).map((row) => row["dt"]);
    expect(await dates("nflverse/weekly")).toEqual([OLDER, NEWER]);
    expect(await dates("nflverse/snap_counts")).toEqual([OLDER, NEWER]);
    expect(await dates("nflverse/ff_playerids")).toEqual([NEWER]);
    expect(await dates("nflverse/ff_opportunity")).toEqual([NEWER]);
  });

  it("takes the newest word on every game and club over all partitions", async () => {
    expect(await query(`SELECT game_id, home_score, dt FROM (${readSql(readOf("nflverse/schedule"), tree.rawRoot)}) ORDER BY game_id`)).toEqual([
      { game_id: "2024_01_GB_KC", home_score: 20, dt: OLDER },
      { game_id: "2025_01_GB_KC", home_score: 20, dt: NEWER },
      { game_id: "2025_02_GB_KC", home_score: 20, dt: NEWER },
    ]);
    expect(await query(`SELECT team, "full" FROM (${readSql(readOf("nflverse/teams"), tree.rawRoot)}) ORDER BY team`)).toEqual([{ team: "GB", full: "Northfield Otters" }, { team: "KC", full: "Westport Cranes" }]);
  });

  it("keeps ids as they are: rookies' as text, MFL's and Sleeper's as numbers", async () => {
    expect(await query(`SELECT mfl_id, gsis_id, sleeper_id FROM (${readSql(readOf("nflverse/ff_playerids"), tree.rawRoot)}) WHERE mfl_id IN (900001, 900004) ORDER BY mfl_id`)).toEqual([
      { mfl_id: "900001", gsis_id: "00-9000001", sleeper_id: "7001" },
      { mfl_id: "900004", gsis_id: "VEL516487", sleeper_id: null },
    ]);
  });
});

describe("these tests notice", () => {
  const broken: readonly { readonly what: string; readonly select: string; readonly says: RegExp }[] = [
    { what: "a column that the oldest file lacks", select: "* EXCLUDE (birthdate)", says: /birthdate/ },
    { what: "a text where the reader mixes with -1", select: "* REPLACE (CAST(mfl_id AS VARCHAR) || 'x' AS mfl_id)", says: /-1|mfl_id|Conversion|cast/i },
  ];
  for (const { what, select, says } of broken) {
    it(what, async () => {
      const other = createSnapshotTree();
      try {
        const path = await other.write(nflverse, "ff_playerids", OLDER, PLAYERS);
        const rewritten = `${path.slice(0, -".parquet".length)}_rewritten.parquet`;
        await query(`COPY (SELECT ${select} FROM read_parquet('${path}', hive_partitioning = false)) TO '${rewritten}' (FORMAT parquet)`);
        rmSync(path);
        const read = readOf("nflverse/ff_playerids");
        const answer = query(readSql(read, other.rawRoot, `${Object.keys(read.columns).map(quoted).join(", ")}, ${(read.proves ?? []).join(", ")}`));
        await expect(answer).rejects.toThrow(says);
      } finally {
        other.remove();
      }
    });
  }

  it("a column that a later file lacks", async () => {
    const other = createSnapshotTree();
    try {
      await other.write(nflverse, "weekly", OLDER, [playerWeek(2024, 1)]);
      const path = await other.write(nflverse, "weekly", NEWER, [playerWeek(2025, 1)]);
      const rewritten = `${path.slice(0, -".parquet".length)}_rewritten.parquet`;
      await query(`COPY (SELECT * EXCLUDE (gwfg_made) FROM read_parquet('${path}', hive_partitioning = false)) TO '${rewritten}' (FORMAT parquet)`);
      rmSync(path);
      await expect(query(readSql(readOf("nflverse/weekly"), other.rawRoot))).rejects.toThrow(/gwfg_made/);
    } finally {
      other.remove();
    }
  });
});

const SHARED = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "shared", "data");

if (existsSync(SHARED)) {
  describe("real upstream files of two generations under one glob", () => {
    // Older first: the oldest file's schema is what the readers get.
    const generations: Readonly<Record<string, readonly [string, string]>> = {
      "nflverse/ff_playerids": ["providers/nflverse/db_playerids_2021-06-12.csv", "providers/nflverse/db_playerids_2026-08-22.csv"],
      "nflverse/weekly": ["providers/nflverse/stats_player_week_2024_sample1000.csv", "providers/nflverse/stats_player_week_2025__after_week2_thursday.csv"],
      "nflverse/snap_counts": ["providers/nflverse/snap_counts_2021.csv", "providers/nflverse/snap_counts_2024_week1.parquet"],
      "nflverse/schedule": ["reference/samples/nflverse/schedule/schedule.parquet", "providers/nflverse/schedules__games_2026-08-09.parquet"],
      "nflverse/teams": ["reference/samples/nflverse/teams/teams.parquet", "providers/nflverse/teams_nfldata.csv"],
    };
    for (const [dataset, files] of Object.entries(generations)) {
      it(`${dataset}: ${files.map((file) => basename(file)).join(" and ")}`, async () => {
        const other = createSnapshotTree();
        try {
          for (const [dt, file] of [[OLDER, files[0]], [NEWER, files[1]]] as const) {
            await other.stage(nflverse, basename(dataset), dt, [{ path: join(SHARED, file), format: file.endsWith(".csv") ? "csv" : "parquet", label: basename(file) }]);
          }
          await expectReadable(readOf(dataset), other.rawRoot);
        } finally {
          other.remove();
        }
      });
    }
  });
}
