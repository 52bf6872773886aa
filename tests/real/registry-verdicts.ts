import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadConfig } from "../../src/config/load.ts";
import type { Check } from "../../src/core/check.ts";
import { datasetLabel } from "../../src/core/partition.ts";
import { parseRegistryCsv } from "../../src/core/registry.ts";
import { type ReplayedSnapshot, replayRegistry } from "../../src/core/replay.ts";
import { sources } from "../../src/sources/index.ts";

/** The reference's real registry, judged as our runs would have judged it, and the table of it that stands in docs/governance.md. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
export const REGISTRY = join(ROOT, "..", "shared", "data", "reference", "dbt", "ff_data_transform", "seeds", "snapshot_registry.csv");
export const DOCUMENT = join(ROOT, "docs", "governance.md");
export const PART = "registry-verdicts";

/** Governance's bounds of any other table (section 4): for tables that are no dataset of ours, such as marts. */
const OTHER: Check = { kind: "row_count_change", minPercent: -50, maxPercent: 50 };

export function replayReference(): readonly ReplayedSnapshot[] {
  const { baselines } = loadConfig({ home: ROOT }, {}, ROOT).config;
  return replayRegistry(parseRegistryCsv(readFileSync(REGISTRY, "utf8")), (id) => {
    const dataset = sources.find(({ name }) => name === id.source)?.datasets.find(({ name }) => name === id.dataset);
    const checks = dataset?.checks ?? [];
    return { checks: checks.some(({ kind }) => kind === "row_count_change") ? checks : [...checks, OTHER], mayBeEmpty: dataset?.mayBeEmpty ?? null, baseline: baselines[datasetLabel(id)] ?? null };
  });
}

/** @returns the Markdown between the document's markers */
export function renderVerdicts(snapshots: readonly ReplayedSnapshot[]): string {
  const rows = snapshots.map((snapshot) => `| ${datasetLabel(snapshot)} | ${snapshot.dt} | ${snapshot.rows?.toLocaleString("en-US") ?? ""} | ${snapshot.verdict} | ${snapshot.message} |`);
  const counted = (["pass", "warn", "fail", "skipped"] as const).map((verdict) => `${snapshots.filter((snapshot) => snapshot.verdict === verdict).length} ${verdict}`);
  return [`${snapshots.length} snapshots: ${counted.join(", ")}.`, "", "| Dataset | Snapshot | Rows | Verdict | Why |", "|---|---|---|---|---|", ...rows].join("\n");
}
