import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { type BenchRow, benchRow, median } from "./bench.ts";
import { writeSeasons } from "./ingest-data.ts";
import { bareCopy, ingest, type Ingested } from "./ingest-work.ts";

/**
 * Goal 1: 27 seasons x 18.5k rows x 114 columns, archived, hashed, staged, audited and made durable, take at most the time of a bare
 * sorted COPY; at most 512 MiB, 1.1 GiB at four times the seasons.
 */
const ROUNDS = 7;
const SEASONS = 27;
const MANY_SEASONS = 108;
const MEMORY_ROUNDS = 3;

interface ChildReport {
  readonly made: Ingested | null;
  readonly peakMiB: number;
}

export async function run(): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(tmpdir(), "bench-ingest-"));
  try {
    const upstream = await writeSeasons(join(dir, "upstream"), SEASONS);
    const { ratio, ms, bytes, hashes } = await compare(upstream, dir);
    const child = await bundleChild();
    const few = peak(child, upstream, dir);
    const many = peak(child, await writeSeasons(join(dir, "many"), MANY_SEASONS), dir);
    return [
      benchRow("ingest: 27 seasons against a bare sorted COPY", ratio, "x", 1, `${Math.round(ms.ingest)} ms against ${Math.round(ms.bare)} ms, ${(bytes / 1e6).toFixed(1)} MB out`),
      benchRow("ingest: peak memory, 27 seasons", few.peakMiB, "MiB", 512),
      benchRow("ingest: peak memory, 108 seasons", many.peakMiB, "MiB", 1126),
      benchRow("ingest: different files out of equal input", hashes - 1, "files", 0, `${ROUNDS + 1} runs`),
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }

  function peak(child: string, upstream: readonly string[], home: string): ChildReport {
    const reports = Array.from({ length: MEMORY_ROUNDS }, () => runChild(child, upstream, home));
    return { made: reports[0]?.made ?? null, peakMiB: median(reports.map((report) => report.peakMiB)) };
  }
}

/** Interleaved, so that a slow minute of the machine hits both alike; the first round warms up and is not counted. */
async function compare(upstream: readonly string[], dir: string): Promise<{ ratio: number; ms: { ingest: number; bare: number }; bytes: number; hashes: number }> {
  const times = { ingest: [] as number[], bare: [] as number[] };
  const hashes = new Set<string>();
  let bytes = 0;
  for (let round = 0; round <= ROUNDS; round += 1) {
    const home = join(dir, "home");
    mkdirSync(home);
    const ingestMs = await timed(async () => {
      const made = await ingest(upstream, home);
      hashes.add(made.sha256);
      bytes = made.sizeBytes;
    });
    const bareMs = await timed(() => bareCopy(upstream, home));
    rmSync(home, { recursive: true });
    if (round === 0) continue;
    times.ingest.push(ingestMs);
    times.bare.push(bareMs);
  }
  const ms = { ingest: median(times.ingest), bare: median(times.bare) };
  return { ratio: ms.ingest / ms.bare, ms, bytes, hashes: hashes.size };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** A child under tsx would count its compiler as memory; the bundle lies where `node_modules` is found. */
async function bundleChild(): Promise<string> {
  const outfile = join(import.meta.dirname, "../node_modules/.cache/snapcount/ingest-child.mjs");
  await build({ entryPoints: [join(import.meta.dirname, "ingest-child.ts")], bundle: true, platform: "node", format: "esm", target: "node20", packages: "external", outfile, logLevel: "error" });
  return outfile;
}

function runChild(child: string, upstream: readonly string[], dir: string): ChildReport {
  const home = mkdtempSync(join(dir, "child-"));
  const { status, stdout, stderr } = spawnSync(process.execPath, [child, "ingest", home, ...upstream], { encoding: "utf8" });
  rmSync(home, { recursive: true });
  if (status !== 0) throw new Error(`the ingest child ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as ChildReport;
}
