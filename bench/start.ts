import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatManifest, type Manifest } from "../src/core/manifest.ts";
import { openLocalStore } from "../src/store/local/index.ts";
import type { BenchRow } from "./bench.ts";
import { median } from "./bench.ts";
import { writeFileSync } from "node:fs";

const ROUNDS = 15;

function timeCommand(command: string, args: readonly string[], env: NodeJS.ProcessEnv): number {
  const startedAt = process.hrtime.bigint();
  const { status, stderr } = spawnSync(command, args, { env, stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}: ${stderr}`);
  return Number(process.hrtime.bigint() - startedAt) / 1e6;
}

/** Interleaved, so that a slow minute of the machine hits every candidate alike. */
function medians(candidates: Readonly<Record<string, () => number>>): Record<string, number> {
  const samples: Record<string, number[]> = {};
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, run] of Object.entries(candidates)) (samples[name] ??= []).push(run());
  }
  return Object.fromEntries(Object.entries(samples).map(([name, values]) => [name, median(values)]));
}

/** A store of `count` partitions (20 datasets), manifests only beside tiny files: `status` must not read them. */
async function fillStore(home: string, count: number): Promise<void> {
  const datasets = 20;
  const rawRoot = join(home, "data", "raw");
  for (let index = 0; index < count; index += 1) {
    const dataset = `table_${index % datasets}`;
    const dt = new Date(Date.UTC(2020, 0, 1 + Math.floor(index / datasets))).toISOString().slice(0, 10);
    const dir = join(rawRoot, "bench", dataset, `dt=${dt}`);
    mkdirSync(dir, { recursive: true });
    const file = `${dataset}_${dt}.parquet`;
    writeFileSync(join(dir, file), "PAR1");
    writeFileSync(join(dir, "_meta.json"), formatManifest(manifestOf(dataset, dt, file)));
  }
  const store = await openLocalStore({ rawRoot, dataRoot: join(home, "data"), now: () => new Date("2025-11-18T00:00:00Z") });
  await store.rebuildRegistry();
  store.close();
}

function manifestOf(dataset: string, dt: string, file: string): Manifest {
  return {
    schema: "snapcount.manifest/1", source: "bench", dataset, dt, asof_datetime: `${dt}T12:00:00.000Z`, run_id: "bench", source_name: "bench", source_version: "1",
    source_hash: "0".repeat(64), source_url: [], source_modified_time: null, loader_path: `snapcount:bench.${dataset}`, inputs: {}, role: "snapshot",
    output_parquet: [file], row_count: 300, columns: [{ name: "a", type: "INTEGER" }], size_bytes: 4, sha256: "0".repeat(64), coverage: null, verdict: "pass", warnings: [], rebuilt: false,
  };
}

/** How long a person waits for nothing: process start, help, and `status` as the store grows. */
export async function run(): Promise<BenchRow[]> {
  const small = mkdtempSync(join(tmpdir(), "snapcount-bench-"));
  const large = mkdtempSync(join(tmpdir(), "snapcount-bench-"));
  try {
    await fillStore(small, 100);
    await fillStore(large, 10_000);
    const bin = join(import.meta.dirname, "..", "bin", "snapcount");
    const env = { ...process.env, NO_COLOR: "1" };
    const time = medians({
      node: () => timeCommand(process.execPath, ["-e", "0"], env),
      version: () => timeCommand(process.execPath, [bin, "--version"], env),
      help: () => timeCommand(process.execPath, [bin, "--help"], env),
      small: () => timeCommand(process.execPath, [bin, "status"], { ...env, SNAPCOUNT_HOME: small }),
      large: () => timeCommand(process.execPath, [bin, "status"], { ...env, SNAPCOUNT_HOME: large }),
    });
    const ratio = (name: string, above: string, below: string, goal: number): BenchRow => {
      const value = (time[above] ?? NaN) / (time[below] ?? NaN);
      return { name, value, unit: "x", goal, ok: value <= goal, note: `${(time[above] ?? NaN).toFixed(0)} ms vs ${(time[below] ?? NaN).toFixed(0)} ms` };
    };
    return [
      ratio("snapcount --version vs node -e 0", "version", "node", 1.25),
      ratio("snapcount --help vs node -e 0", "help", "node", 1.5),
      ratio("status: 10,000 partitions vs 100", "large", "small", 1.2),
    ];
  } finally {
    rmSync(small, { recursive: true, force: true });
    rmSync(large, { recursive: true, force: true });
  }
}
