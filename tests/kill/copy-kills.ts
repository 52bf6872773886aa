import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLocalStore } from "../../src/store/local/index.ts";
import { stageSample } from "../../src/store/testing/fixtures.ts";
import { validatePartitions } from "../../src/store/validate.ts";
import { buildChild } from "./build-child.ts";
import { createChance } from "./chance.ts";

export interface CopyKillResult {
  readonly kills: number;
  /** Kills that met a COPY which had begun to write. */
  readonly amidWriting: number;
  readonly failures: readonly string[];
  readonly ms: number;
}

const LONGEST_MS = 40;

/** Kills processes amid DuckDB's COPY into the stage folder; readers and the last good snapshot must not notice. */
export async function runCopyKills(kills: number): Promise<CopyKillResult> {
  const root = mkdtempSync(join(tmpdir(), "snapcount-copy-kill-"));
  const child = await buildChild("copy-child");
  try {
    const startedAt = performance.now();
    const workers = await Promise.all([0, 1].map((worker) => killInTurn(child, join(root, `home-${worker}`), Math.ceil((kills - worker) / 2), createChance(worker))));
    const failures = workers.flatMap((worker) => worker.failures);
    return { kills, amidWriting: workers.reduce((sum, worker) => sum + worker.amidWriting, 0), failures, ms: performance.now() - startedAt };
  } finally {
    rmSync(root, { recursive: true, force: true });
    rmSync(child);
  }
}

async function killInTurn(child: string, home: string, kills: number, chance: () => number): Promise<Pick<CopyKillResult, "amidWriting" | "failures">> {
  const failures: string[] = [];
  let amidWriting = 0;
  const store = await openLocalStore({ rawRoot: join(home, "raw"), dataRoot: home, now: () => new Date() });
  await store.publish([await stageSample(store, { source: "nflverse", dataset: "weekly", dt: "2025-11-16" })], []);
  for (let kill = 0; kill < kills; kill += 1) {
    await killAmidCopy(child, home, chance() * LONGEST_MS);
    if (stagedFiles(home).length > 0) amidWriting += 1;
    const { actions } = await store.heal();
    const left = stagedFiles(home);
    const partitions = await validatePartitions(store, { all: true, deep: true });
    if (left.length > 0) failures.push(`kill ${kill}: ${left.join(", ")} was left in the stage folder (${actions.join("; ")})`);
    if (partitions.length !== 1 || partitions[0]?.valid !== true) failures.push(`kill ${kill}: ${JSON.stringify(partitions)}`);
  }
  store.close();
  return { amidWriting, failures };
}

function killAmidCopy(program: string, home: string, delayMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, JSON.stringify({ home })], { stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), delayMs));
    child.once("error", reject);
    child.once("exit", () => resolve());
  });
}

function stagedFiles(home: string): readonly string[] {
  const stage = join(home, "stage");
  return existsSync(stage) ? readdirSync(stage, { recursive: true, encoding: "utf8" }).filter((path) => path.includes(".parquet")) : [];
}
