import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TableChanges } from "../src/core/change-report.ts";
import { createStager, ROW_GROUP_ROWS } from "../src/store/stage/duckdb-stager.ts";
import { withSession } from "../src/store/stage/session.ts";
import { type BenchRow, benchRow, median } from "./bench.ts";
import { CONTRACT, writeSeasons } from "./ingest-data.ts";
import { PROVENANCE } from "./ingest-work.ts";

/**
 * What changed between two snapshots of 27 seasons x 18.5k rows x 114 columns, against writing one: a week's usual change (a few hundred
 * rows corrected in one column, a week gone), and the worst (two columns of every row). Nobody waits for it but dbt: it may
 * take as long as writing did.
 */
const ROUNDS = 5;
const SEASONS = 27;
const KEY = ["season", "week", "player_id"];
const USUAL = `SELECT * REPLACE (CASE WHEN hash(player_id, season, week) % 1000 = 0 THEN count_3 + 1 ELSE count_3 END AS count_3) FROM before WHERE NOT (season = 2025 AND week = 3)`;
const WORST = `SELECT * REPLACE (count_3 + 1 AS count_3, coalesce(measure_1, 0) + 0.5 AS measure_1) FROM before`;

export async function run(): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(tmpdir(), "bench-changes-"));
  try {
    const upstream = await writeSeasons(join(dir, "upstream"), SEASONS);
    const before = await write(upstream, join(dir, "before"));
    const [usual, worst] = [await change(before, USUAL, join(dir, "usual.parquet")), await change(before, WORST, join(dir, "worst.parquet"))];
    const times = { write: [] as number[], usual: [] as number[], worst: [] as number[] };
    // Interleaved, so that a slow minute of the machine hits all alike; the first round warms up and is not counted.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const stageDir = join(dir, `stage-${round}`);
      const measured = { write: await timed(() => write(upstream, stageDir)), usual: await timed(() => compare(before, usual, 480)), worst: await timed(() => compare(before, worst, 500_013)) };
      rmSync(stageDir, { recursive: true });
      if (round > 0) for (const name of ["write", "usual", "worst"] as const) times[name].push(measured[name]);
    }
    const [writeMs, usualMs, worstMs] = [median(times.write), median(times.usual), median(times.worst)];
    return [
      benchRow("changes: a usual publish against writing the dataset", (100 * usualMs) / writeMs, "%", 100, `${Math.round(usualMs)} ms against ${Math.round(writeMs)} ms`),
      benchRow("changes: every row differs", (100 * worstMs) / writeMs, "%", 130, `${Math.round(worstMs)} ms`),
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function write(upstream: readonly string[], dir: string): Promise<string> {
  mkdirSync(dir);
  const inputs = upstream.map((path) => ({ path, format: "parquet" as const, label: path }));
  const { staged } = await createStager().stage({ label: "bench.weekly", dir, fileName: "weekly.parquet", inputs, columns: CONTRACT, provenance: PROVENANCE }, new AbortController().signal);
  return staged.path;
}

async function change(before: string, select: string, path: string): Promise<string> {
  await withSession({}, new AbortController().signal, (session) => session.run(`COPY (WITH before AS (FROM read_parquet('${before}')) ${select}) TO '${path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP_ROWS})`));
  return path;
}

async function compare(before: string, after: string, expected: number): Promise<void> {
  const [answer] = await createStager().compare([{ before, after, key: KEY, samples: 5 }], new AbortController().signal);
  const changed = (answer as TableChanges | undefined)?.rows?.changed;
  if (changed !== expected) throw new Error(`${expected} rows differ, ${changed ?? JSON.stringify(answer)} were found`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
