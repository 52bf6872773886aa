import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { inventSheet } from "../tests/support/invented-sheet.ts";
import { type BenchRow, benchRow, median } from "./bench.ts";
import { interleave } from "./interleaved.ts";
import { createBare, publishSheet, type SheetBytes } from "./sheets-work.ts";

/** Goal: twelve franchises' tabs and 4,000 transactions to published snapshots in at most 4x csv-parse plus bare COPYs, at most 250 MiB. */
const ROUNDS = 11;
const MEMORY_ROUNDS = 3;

export async function run(): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(tmpdir(), "bench-sheets-"));
  try {
    const sheet = inventedBytes();
    const rows = await publishSheet(sheet, join(dir, "first"));
    const bare = await createBare(sheet, join(dir, "first"));
    const { ours, theirs } = await interleave(ROUNDS, (round) => publishSheet(sheet, join(dir, `home-${round}`)), (round) => bare(join(dir, `bare-${round}`)));
    return [
      benchRow("sheet: 12 tabs and 4,000 transactions, published", ours / theirs, "x", 4, `${Math.round(ours)} ms against ${Math.round(theirs)} ms, ${rows} rows in 8 tables`),
      benchRow("sheet: peak memory, with Google's SDKs", await peakMiB(sheet, dir), "MiB", 250),
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function inventedBytes(): SheetBytes {
  const tabs = [...inventSheet({ franchises: 12, transactions: 4_000 })];
  return {
    answer: JSON.stringify(tabs.map(([title, values]) => ({ title, values }))),
    csv: tabs.map(([, values]) => values.map((row) => row.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",")).join("\n")),
  };
}

async function peakMiB(sheet: SheetBytes, dir: string): Promise<number> {
  const outfile = join(import.meta.dirname, "../node_modules/.cache/snapcount/sheets-child.mjs");
  await build({ entryPoints: [join(import.meta.dirname, "sheets-child.ts")], bundle: true, platform: "node", format: "esm", target: "node20", packages: "external", outfile, logLevel: "error" });
  const answerFile = join(dir, "answer.json");
  writeFileSync(answerFile, sheet.answer);
  const peaks = Array.from({ length: MEMORY_ROUNDS }, (_, round) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [outfile, answerFile, join(dir, `child-${round}`)], { encoding: "utf8" });
    if (status !== 0) throw new Error(`the sheet child ended with ${status}: ${stderr}`);
    return (JSON.parse(stdout) as { readonly peakMiB: number }).peakMiB;
  });
  return median(peaks);
}
