import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

/** Of the trees whose partitions are many: what is in a file matters little, its footer and manifest are read. */
const MANY = { datasets: 100, rows: 300, columns: 20 };
const WARM_RUNS = 3;
const DROP_PAGES = `
import os, sys
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        fd = os.open(os.path.join(folder, name), os.O_RDONLY)
        os.fsync(fd)
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(fd)
`;

export async function run(): Promise<BenchRow[]> {
  return [...(await againstReadingRows()), ...(await ofManyPartitions())];
}

/** `validate --all` of 10,000 partitions: warm, with the files' pages dropped from memory, and beside a fifth of them; a process each. */
async function ofManyPartitions(): Promise<BenchRow[]> {
  const [small, large] = [mkdtempSync(join(tmpdir(), "snapcount-validate-")), mkdtempSync(join(tmpdir(), "snapcount-validate-"))];
  try {
    await createManyPartitions(small, 20);
    await createManyPartitions(large, 100);
    execFileSync("python3", ["-c", DROP_PAGES, large]);
    const cold = validateInChild(large);
    const [warm, fifth]: [Measured[], Measured[]] = [[], []];
    for (let round = 0; round < WARM_RUNS; round += 1) {
      warm.push(validateInChild(large));
      fifth.push(validateInChild(small));
    }
    const [warmMs, fifthMs] = [warm, fifth].map((runs) => median(runs.map(({ ms }) => ms))) as [number, number];
    return [
      benchRow("validate: 10,000 partitions, warm", warmMs, "ms", 2_000),
      benchRow("validate: 10,000 partitions, cold", cold.ms, "ms", 5_000, "pages of their files dropped from memory"),
      benchRow("validate: peak memory, 10,000 partitions", Math.max(cold.peakMiB, ...warm.map(({ peakMiB }) => peakMiB)), "MiB", 200),
      benchRow("validate: 10,000 partitions vs 2,000", warmMs / fifthMs, "x", 6, `${Math.round(warmMs)} ms vs ${Math.round(fifthMs)} ms`),
    ];
  } finally {
    for (const home of [small, large]) rmSync(home, { recursive: true, force: true });
  }
}

interface Measured {
  readonly ms: number;
  readonly peakMiB: number;
}

function validateInChild(home: string): Measured {
  return JSON.parse(execFileSync(process.execPath, ["--import", "tsx", join(import.meta.dirname, "validate-child.ts"), home], { encoding: "utf8" })) as Measured;
}

/** `validate --all` of 2,000 partitions against DuckDB reading all their rows, in turn. */
async function againstReadingRows(): Promise<BenchRow[]> {
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

/** One file is written; the others are its bytes under another name and date of the same length. */
async function createManyPartitions(home: string, dates: number): Promise<void> {
  const first = { source: "bench", dataset: "set_00", dt: "2020-01-01" };
  const provenance = sampleProvenance(first);
  const path = join(home, "template.parquet");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`COPY (SELECT ${columnsOf(MANY.columns)} FROM range(${MANY.rows}) t(i)) TO '${path}' (FORMAT parquet, COMPRESSION zstd, KV_METADATA {${PROVENANCE_KEY}: '${JSON.stringify(provenance)}'})`);
  const columns = (await connection.runAndReadAll(`SELECT column_name AS name, column_type AS type FROM (DESCRIBE FROM '${path}')`)).getRowObjects() as { name: string; type: string }[];
  connection.closeSync();
  instance.closeSync();
  const template = readFileSync(path).toString("latin1");
  for (let dataset = 0; dataset < MANY.datasets; dataset += 1) {
    for (let day = 0; day < dates; day += 1) {
      const id = { ...first, dataset: `set_${String(dataset).padStart(2, "0")}`, dt: new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10) };
      const dir = join(home, "raw", partitionPath(id));
      mkdirSync(dir, { recursive: true });
      const bytes = Buffer.from(template.replaceAll(first.dataset, id.dataset).replaceAll(first.dt, id.dt), "latin1");
      const { fileName, manifest } = describeItem({ ...provenance, ...id }, { path, rows: MANY.rows, columns, sizeBytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") });
      writeFileSync(join(dir, fileName), bytes);
      writeFileSync(join(dir, MANIFEST_FILE), formatManifest(manifest));
    }
  }
  rmSync(path);
  const store = await openLocalStore({ rawRoot: join(home, "raw"), dataRoot: home, now: () => new Date() });
  await store.rebuildRegistry();
  store.close();
}

function columnsOf(count: number): string {
  return Array.from({ length: count }, (_, index) => [`(hash(i + ${index}) % 1000)::INTEGER`, `(i % ${index + 7}) * 0.5::DOUBLE`, `'P' || (i % ${index + 100})`][index % 3] + ` AS c${index}`).join(", ");
}

async function createTree(home: string): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE rows AS SELECT ${columnsOf(COLUMNS)} FROM range(${ROWS}) t(i)`);
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
