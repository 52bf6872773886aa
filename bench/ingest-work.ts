import { open, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import PQueue from "p-queue";
import { worstVerdict } from "../src/core/check.ts";
import type { Provenance } from "../src/core/manifest.ts";
import { createStager, ROW_GROUP_ROWS } from "../src/store/stage/duckdb-stager.ts";
import type { StageInput } from "../src/store/stage/stage.ts";
import { CHECKS, CONTRACT } from "./ingest-data.ts";

const PROVENANCE: Provenance = {
  schema: "snapcount.provenance/1", source: "bench", dataset: "weekly", dt: "2025-11-23", asof_datetime: "2025-11-23T12:00:00Z", run_id: "bench",
  source_name: "bench", source_version: "1", source_hash: "0".repeat(64), source_url: [], source_modified_time: null, loader_path: "bench", inputs: {}, role: "snapshot",
};

export interface Ingested {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly rows: number;
}

/** The whole way of a dataset after the download: archive, hash, stage, audit, hash, fsync. */
export async function ingest(upstream: readonly string[], dir: string): Promise<Ingested> {
  const archive = join(dir, "payloads");
  const stageDir = join(dir, "stage");
  mkdirSync(archive, { recursive: true });
  mkdirSync(stageDir, { recursive: true });
  // Four downloads at once is the default concurrency of a run: so many payloads are archived side by side.
  const downloads = new PQueue({ concurrency: 4 });
  const inputs = await downloads.addAll(upstream.map((path) => () => archivePayload(path, archive)));
  const stager = createStager();
  const signal = new AbortController().signal;
  const { staged, coverage } = await stager.stage({ label: "bench.weekly", dir: stageDir, fileName: "weekly.parquet", inputs, columns: CONTRACT, provenance: PROVENANCE }, signal);
  const results = await stager.audit(
    { label: "bench.weekly", staged, coverage, checks: CHECKS, key: ["season", "week", "player_id"], columns: CONTRACT, mayBeEmpty: null, expectedSeasons: null, history: { dt: "2025-11-18", exemption: null, earlier: [] } },
    signal,
  );
  if (worstVerdict(results) !== "pass") throw new Error(`the generated data should pass: ${JSON.stringify(results.filter((result) => result.verdict !== "pass"))}`);
  await sync(staged.path);
  await sync(dirname(staged.path));
  stager.close();
  return { sha256: staged.sha256, sizeBytes: staged.sizeBytes, rows: staged.rows };
}

/** As the payload archive does it: the name is the hash of the bytes, and the bytes are durable before they are used. */
async function archivePayload(path: string, archive: string): Promise<StageInput> {
  const bytes = await readFile(path);
  const target = join(archive, createHash("sha256").update(bytes).digest("hex"));
  await writeFile(target, bytes, { flush: true });
  return { path: target, format: "parquet", label: basename(path) };
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What a script without archive, audit and fsync would do: one COPY, sorted, of the same row-group size. */
export async function bareCopy(upstream: readonly string[], dir: string): Promise<void> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const path = join(dir, "bare.parquet");
  const list = upstream.map((file) => `'${file}'`).join(", ");
  await connection.run(`COPY (SELECT * FROM read_parquet([${list}], union_by_name = true) ORDER BY season, week, player_id) TO '${path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP_ROWS})`);
  connection.closeSync();
  instance.closeSync();
  await rm(path);
}
