import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inventPlayers } from "../tests/support/invented-sleeper.ts";
import { type BenchRow, benchRow } from "./bench.ts";
import { interleave } from "./interleaved.ts";
import { createBare, publishPlayers } from "./sleeper-work.ts";

/** Goal: 12,000 players, 15 MB in memory, to a published snapshot in at most twice JSON.parse plus a bare COPY. */
const PLAYERS = 12_000;
const ROUNDS = 15;

export async function run(): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(tmpdir(), "bench-sleeper-"));
  try {
    const answer = Buffer.from(JSON.stringify(inventPlayers(PLAYERS)));
    const rows = await publishPlayers(answer, join(dir, "first"));
    const bare = await createBare(answer, join(dir, "first"));
    const { ours, theirs } = await interleave(ROUNDS, (round) => publishPlayers(answer, join(dir, `home-${round}`)), (round) => bare(join(dir, `bare-${round}.parquet`)));
    return [benchRow("sleeper: 12,000 players, published", ours / theirs, "x", 2, `${Math.round(ours)} ms against ${Math.round(theirs)} ms, ${rows} rows of ${(answer.length / 1e6).toFixed(1)} MB`)];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
