import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { formatManifest, MANIFEST_FILE, PROVENANCE_KEY } from "../src/core/manifest.ts";
import { partitionPath } from "../src/core/partition.ts";
import { openLocalStore } from "../src/store/local/index.ts";
import { describeItem, describeStaged, sampleProvenance } from "../src/store/testing/fixtures.ts";
import { validatePartitions } from "../src/store/validate.ts";
import { type BenchRow, benchRow, median } from "./bench.ts";

const DATASETS = 20;
const DATES = 100;
const ROWS = 5_000;
const COLUMNS = 40;
const ROUNDS = 3;

/** `validate --all` of 2,000 partitions against DuckDB reading all their rows, in turn. */
export async function run(): Promise<BenchRow[]> {
  const home = mkdtempSync(join(tmpdir(), "snapcount-validate-"));
  try {
    await createTree(home);
    const store = await openLocalStore({ rawRoot: join(home, "raw"), dataRoot: home, now: () => new Date() });
    // Validation compares with the registry's index, as after any publish.
    await store.rebuildRegistry();
    const validating: number[] = [];
    const reading: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      validating.push(await timed(async () => {
        const results = await validatePartitions(store, { all: true });
        const broken = results.find((result) => !result.valid);
        if (results.length !== DATASETS * DATES || broken !== undefined) throw new Error(`validate: ${results.length} results, first broken: ${JSON.stringify(broken)}`);
      }));
      reading.push(await timed(() => readAllRows(home)));
    }
    store.close();
    const [validateMs, readMs] = [median(validating), median(reading)];
    return [benchRow(`validate: ${DATASETS * DATES} partitions vs reading all rows`, validateMs / readMs, "x", 0.1, `${Math.round(validateMs)} ms vs ${Math.round(readMs)} ms`)];
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function timed(body: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await body();
  return performance.now() - startedAt;
}

async function createTree(home: string): Promise<void> {
  const columns = Array.from({ length: COLUMNS }, (_, index) => [`(hash(i + ${index}) % 1000)::INTEGER`, `(i % ${index + 7}) * 0.5::DOUBLE`, `'P' || (i % ${index + 100})`][index % 3] + ` AS c${index}`);
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE rows AS SELECT ${columns.join(", ")} FROM range(${ROWS}) t(i)`);
  const described = (await connection.runAndReadAll("SELECT column_name AS name, column_type AS type FROM (DESCRIBE rows)")).getRowObjects() as { name: string; type: string }[];
  for (let dataset = 0; dataset < DATASETS; dataset += 1) {
    for (let day = 0; day < DATES; day += 1) {
      const id = { source: "bench", dataset: `set_${dataset}`, dt: new Date(Date.UTC(2025, 0, 1 + day)).toISOString().slice(0, 10) };
      const dir = join(home, "raw", partitionPath(id));
      mkdirSync(dir, { recursive: true });
      const provenance = sampleProvenance(id);
      const path = join(dir, `${id.dataset}_${id.dt}.parquet`);
      await connection.run(`COPY rows TO '${path}' (FORMAT parquet, COMPRESSION zstd, KV_METADATA {${PROVENANCE_KEY}: '${JSON.stringify(provenance)}'})`);
      const { manifest } = describeItem(provenance, { ...describeStaged(path, ROWS), columns: described });
      writeFileSync(join(dir, MANIFEST_FILE), formatManifest(manifest));
    }
  }
  connection.closeSync();
  instance.closeSync();
}

async function readAllRows(home: string): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`SELECT bit_xor(hash(t)) FROM read_parquet('${home}/raw/bench/*/dt=*/*.parquet') t`);
  connection.closeSync();
  instance.closeSync();
}
