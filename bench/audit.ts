import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { type Check, worstVerdict } from "../src/core/check.ts";
import type { OtherSnapshot, Surroundings } from "../src/core/surroundings.ts";
import { createStager } from "../src/store/stage/duckdb-stager.ts";
import type { StageResult } from "../src/store/stage/stage.ts";
import { type BenchRow, benchRow, median } from "./bench.ts";
import { CHECKS, CONTRACT, writeSeasons } from "./ingest-data.ts";
import { PROVENANCE } from "./ingest-work.ts";

/**
 * All checks of 27 seasons x 18.5k rows x 114 columns, against writing them as one Parquet file: bare ones, segments, references and
 * coverage by club; then with medians too.
 */
const ROUNDS = 7;
const SEASONS = 27;
const WEEKS = 22;
const CLUBS = 32;
const PLAYERS = 30_011;

const SCHEDULE = { source: "nflverse", dataset: "schedule" } as const;
const CROSSWALK = { source: "nflverse", dataset: "ff_playerids" } as const;
const GAME_COLUMNS = ["game_id", "season", "week", "home_team", "away_team", "home_score", "away_score", "gameday", "gametime"];

const WITHOUT_QUANTILES: readonly Check[] = [
  ...CHECKS,
  { kind: "not_null", column: "player_id", by: ["season"] },
  { kind: "row_count", by: ["season"], min: 18_000 },
  { kind: "range", column: "count_0", by: ["position"], min: 0, max: 1_000 },
  { kind: "accepted_values", column: "season_type", by: ["season"], values: ["REG", "POST"] },
  { kind: "references", column: "player_id", to: { ...CROSSWALK, column: "gsis_id" } },
  { kind: "team_coverage", team: "team", codes: { OAK: "LV", SD: "LAC", STL: "LA" }, games: SCHEDULE, lateHours: 72 },
];
const WITH_QUANTILES: readonly Check[] = [
  ...WITHOUT_QUANTILES,
  ...["measure_0", "measure_1"].map((column): Check => ({ kind: "outliers", column, by: ["position"], maxDeviations: 15, minRows: 50, maxRows: 0 })),
];

export async function run(): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(tmpdir(), "bench-audit-"));
  try {
    const upstream = await writeSeasons(join(dir, "upstream"), SEASONS);
    const surroundings = await writeOthers(dir);
    const times = { write: [] as number[], plain: [] as number[], quantiles: [] as number[] };
    // Interleaved, so that a slow minute of the machine hits all alike; the first round warms up and is not counted.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const stageDir = join(dir, `stage-${round}`);
      mkdirSync(stageDir);
      const writing = await timed(() => write(upstream, stageDir));
      const plain = await timed(() => audit(writing.result, WITHOUT_QUANTILES, surroundings));
      const quantiles = await timed(() => audit(writing.result, WITH_QUANTILES, surroundings));
      rmSync(stageDir, { recursive: true });
      if (round === 0) continue;
      times.write.push(writing.ms);
      times.plain.push(plain.ms);
      times.quantiles.push(quantiles.ms);
    }
    const [writeMs, plainMs, quantilesMs] = [median(times.write), median(times.plain), median(times.quantiles)];
    return [
      benchRow(`audit: ${WITHOUT_QUANTILES.length} checks against writing the dataset`, (100 * plainMs) / writeMs, "%", 15, `${Math.round(plainMs)} ms against ${Math.round(writeMs)} ms`),
      benchRow(`audit: ${WITH_QUANTILES.length} checks, medians by position among them`, (100 * quantilesMs) / writeMs, "%", 30, `${Math.round(quantilesMs)} ms`),
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function write(upstream: readonly string[], dir: string): Promise<StageResult> {
  const inputs = upstream.map((path) => ({ path, format: "parquet" as const, label: path }));
  return createStager().stage({ label: "bench.weekly", dir, fileName: "weekly.parquet", inputs, columns: CONTRACT, provenance: PROVENANCE }, new AbortController().signal);
}

async function audit({ staged, coverage }: StageResult, checks: readonly Check[], surroundings: Surroundings): Promise<void> {
  const results = await createStager().audit(
    { label: "bench.weekly", staged, coverage, checks, key: ["season", "week", "player_id"], columns: CONTRACT, mayBeEmpty: null, expectedSeasons: null, history: { dt: PROVENANCE.dt, exemption: null, earlier: [] }, surroundings },
    new AbortController().signal,
  );
  if (worstVerdict(results) !== "pass") throw new Error(`the generated data should pass: ${JSON.stringify(results.filter((result) => result.verdict !== "pass"))}`);
}

/** A crosswalk of every player, and a schedule of every week: 16 finished games. */
async function writeOthers(dir: string): Promise<Surroundings> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const copy = async (name: string, sql: string, columns: readonly string[]): Promise<OtherSnapshot> => {
    const path = join(dir, `${name}.parquet`);
    await connection.run(`COPY (${sql}) TO '${path}' (FORMAT parquet, COMPRESSION zstd)`);
    return { dt: "2025-11-23", path, columns: columns.map((column) => ({ name: column, type: "VARCHAR" })) };
  };
  const crosswalk = await copy("crosswalk", `SELECT concat('00-', lpad(i::VARCHAR, 7, '0')) AS gsis_id FROM range(${PLAYERS}) t(i)`, ["gsis_id"]);
  const schedule = await copy(
    "schedule",
    `SELECT season::INTEGER AS season, week::INTEGER AS week, concat_ws('_', season, week, game) AS game_id, concat('TE', game * 2) AS home_team, concat('TE', game * 2 + 1) AS away_team, 20 AS home_score, 17 AS away_score, '2025-09-07' AS gameday, '13:00' AS gametime
     FROM range(1999, ${1999 + SEASONS}) s(season), range(1, ${WEEKS + 1}) w(week), range(${CLUBS / 2}) g(game)`,
    GAME_COLUMNS,
  );
  connection.closeSync();
  instance.closeSync();
  return { runAt: new Date("2025-11-23T12:00:00Z"), published: new Map([["nflverse.ff_playerids", crosswalk], ["nflverse.schedule", schedule]]) };
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly result: T }> {
  const startedAt = performance.now();
  const result = await work();
  return { ms: performance.now() - startedAt, result };
}
