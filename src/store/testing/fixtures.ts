import { createHash } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Decision } from "../../core/decisions.ts";
import { type Manifest, PROVENANCE_KEY, type Provenance } from "../../core/manifest.ts";
import { type FileNaming, type PartitionId, parquetFileName } from "../../core/partition.ts";
import type { LastRun, PublishItem, QuarantineReport, SnapshotStore, StagedFile } from "../store.ts";

/** Small real snapshots for the suites of stores: invented numbers, real Parquet. */
export function withTempDir<T>(body: (dir: string) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), "snapcount-store-"));
  return body(dir).finally(() => rmSync(dir, { recursive: true, force: true }));
}

export function sampleProvenance(id: PartitionId, change: Partial<Provenance> = {}): Provenance {
  return {
    schema: "snapcount.provenance/1",
    ...id,
    asof_datetime: `${id.dt}T12:00:00.000Z`,
    run_id: "0190f000-0000-7000-8000-000000000001",
    source_name: id.source,
    source_version: `${id.source}@1`,
    source_hash: sha256(`${id.source}${id.dataset}${id.dt}`),
    source_url: [`https://provider.example/${id.dataset}.parquet`],
    source_modified_time: null,
    loader_path: `snapcount:${id.source}.${id.dataset}`,
    inputs: {},
    role: "snapshot",
    ...change,
  };
}

/** Writes a snapshot of `rows` rows (season, week, player_id, points) with its provenance in the footer. */
export async function writeSampleParquet(path: string, provenance: Provenance, rows: number): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    const select = `SELECT (2023 + i % 2)::INTEGER AS season, (1 + i % 18)::INTEGER AS week, 'P' || i AS player_id, i * 0.5 AS points FROM range(${rows}) t(i)`;
    await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet, KV_METADATA {${PROVENANCE_KEY}: '${JSON.stringify(provenance)}'})`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

export const SAMPLE_COLUMNS = [
  { name: "season", type: "INTEGER" },
  { name: "week", type: "INTEGER" },
  { name: "player_id", type: "VARCHAR" },
  { name: "points", type: "DECIMAL(21,1)" },
] as const;

export function describeStaged(path: string, rows: number): StagedFile {
  return { path, rows, columns: SAMPLE_COLUMNS, sizeBytes: statSync(path).size, sha256: createHash("sha256").update(readFileSync(path)).digest("hex") };
}

export function describeItem(provenance: Provenance, staged: StagedFile, naming: FileNaming = "dated"): PublishItem {
  const { source, dataset, dt } = provenance;
  const id = { source, dataset, dt };
  const fileName = parquetFileName(id, naming);
  const manifest: Manifest = {
    ...provenance,
    schema: "snapcount.manifest/1",
    output_parquet: [fileName],
    row_count: staged.rows,
    columns: [...staged.columns],
    size_bytes: staged.sizeBytes,
    sha256: staged.sha256,
    coverage: { season_min: 2023, season_max: 2024, weeks: { 2023: [1, 2], 2024: [1, 2] } },
    verdict: "pass",
    warnings: [],
    rebuilt: false,
  };
  return { id, fileName, staged, manifest };
}

export interface StageOptions {
  readonly rows?: number;
  readonly naming?: FileNaming;
  readonly provenance?: Partial<Provenance>;
  /** A finished file to copy instead of writing one. */
  readonly copyOf?: string;
}

/** Stages a snapshot in the store and describes it, ready to publish. */
export async function stageSample(store: SnapshotStore, id: PartitionId, options: StageOptions = {}): Promise<PublishItem> {
  const { rows = 10, naming = "dated" } = options;
  const provenance = sampleProvenance(id, options.provenance);
  const path = join(await store.createStageDir(id, provenance.run_id), parquetFileName(id, naming));
  if (options.copyOf === undefined) await writeSampleParquet(path, provenance, rows);
  else copyFileSync(options.copyOf, path);
  return describeItem(provenance, describeStaged(path, rows), naming);
}

export function sampleLastRun(item: PublishItem, change: Partial<LastRun> = {}): LastRun {
  return {
    schema: "snapcount.last_run/1",
    last_checked_at: item.manifest.asof_datetime,
    last_changed_at: item.manifest.asof_datetime,
    snapshot_date: item.id.dt,
    row_count: item.manifest.row_count,
    source_hash: item.manifest.source_hash,
    source_version: item.manifest.source_version,
    source_modified_time: null,
    inputs: {},
    validators: {},
    ...change,
  };
}

/** @param file name of the rejected file, or null when nothing was staged */
export function sampleRejection(id: PartitionId, file: string | null): QuarantineReport {
  return {
    schema: "snapcount.quarantine/1",
    id,
    run_id: "run-1",
    quarantined_at: "2025-11-23T12:00:00.000Z",
    file,
    rows: 10,
    provenance: sampleProvenance(id),
    checks: [],
    payloads: [],
    serving_dt: "2025-11-16",
  };
}

export function sampleDecision({ source, dataset, dt }: PartitionId, change: Partial<Decision> = {}): Decision {
  return { schema: "snapcount.decision/1", at: "2025-11-24T12:00:00.000Z", by: "operator", kind: "release", source, dataset, dt, reason: "the provider says so", row_count: null, coverage_start_season: null, coverage_end_season: null, check: null, until: null, ...change };
}

export function sha256(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex");
}
