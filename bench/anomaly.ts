import { type AuditContext, judge } from "../src/core/audit.ts";
import type { Check } from "../src/core/check.ts";
import { judgeFreshness } from "../src/core/freshness.ts";
import { datasetLabel } from "../src/core/partition.ts";
import type { RegistryRow } from "../src/core/registry.ts";
import type { EarlierSnapshot } from "../src/core/snapshot-history.ts";
import { type BenchRow, benchRow, median } from "./bench.ts";

const DATASETS = 200;
const SNAPSHOTS = 500;
const ROUNDS = 15;
const DAY_MS = 86_400_000;
const DAY = 24;

const CHECKS: readonly Check[] = [{ kind: "row_count_change", minPercent: -50, maxPercent: 50 }, { kind: "running_season" }];
const FRESHNESS = { inSeason: { warnAfterHours: 2 * DAY, failAfterHours: 7 * DAY, reason: "bench" }, offSeason: { warnAfterHours: 14 * DAY, failAfterHours: 30 * DAY, reason: "bench" } };

/** A day in each phase of the season: the rarer the phase, the further back its snapshots lie. */
const DAYS = ["2026-11-26", "2027-01-20", "2027-05-20"] as const;

/**
 * Anomaly and freshness of each dataset's newest snapshot against all its others. In the clock: 100,000 registry rows in memory are grouped
 * by dataset, made to histories, and judged; freshness of every dataset. Outside: making the rows. No file is read.
 */
export function run(): Promise<BenchRow[]> {
  return Promise.resolve(DAYS.map((dt) => {
    const rows = createRegistry(dt);
    const times: number[] = [];
    const cpuBefore = process.cpuUsage();
    for (let round = 0; round < ROUNDS; round += 1) {
      const startedAt = performance.now();
      const verdicts = judgeAll(rows, dt);
      times.push(performance.now() - startedAt);
      // A bench of answers that are wrong would measure nothing.
      if (verdicts.pass !== 2 * DATASETS || verdicts.usual !== DATASETS || verdicts.fresh !== DATASETS) throw new Error(`anomaly: ${JSON.stringify(verdicts)}`);
    }
    const cpu = process.cpuUsage(cpuBefore);
    return benchRow(`anomaly and freshness: ${DATASETS} datasets x ${SNAPSHOTS} snapshots on ${dt}`, median(times), "ms", 100, `slowest of ${ROUNDS}: ${Math.round(Math.max(...times))} ms; ${Math.round((cpu.user + cpu.system) / 1000 / ROUNDS)} ms of processor time each`);
  }));
}

/** Daily snapshots up to `dt`, as a registry has them, by dataset and date. All have the same seasons: the most that can be comparable. */
function createRegistry(dt: string): readonly RegistryRow[] {
  return Array.from({ length: DATASETS }, (_, dataset) => Array.from({ length: SNAPSHOTS }, (_unused, index): RegistryRow => ({
    source: "bench",
    dataset: `set_${dataset}`,
    snapshot_date: new Date(Date.parse(dt) - (SNAPSHOTS - 1 - index) * DAY_MS).toISOString().slice(0, 10),
    status: index === SNAPSHOTS - 1 ? "current" : "superseded",
    coverage_start_season: 2026,
    coverage_end_season: 2026,
    row_count: 10_000 + index * 3 + ((index * 7919) % 40),
    notes: "",
  }))).flat();
}

function judgeAll(rows: readonly RegistryRow[], dt: string): { readonly pass: number; readonly usual: number; readonly fresh: number } {
  const now = new Date(`${dt}T12:00:00Z`);
  const counts = { pass: 0, usual: 0, fresh: 0 };
  for (const { label, snapshots } of groupByDataset(rows)) {
    const newest = snapshots.at(-1);
    if (newest === undefined) continue;
    const context = contextOf(label, newest, dt, snapshots);
    const answers = CHECKS.map((check) => judge(check, { ok: true, values: {} }, context));
    counts.pass += answers.filter(({ verdict }) => verdict === "pass").length;
    counts.usual += answers.filter(({ message }) => message.includes("; usual: ")).length;
    const asked = { publishedAt: new Date(newest.dt), lastChangedAt: new Date(newest.dt), lastCheckedAt: now, newestEventAt: new Date(newest.dt), newestEvent: { column: "asof_date", ...FRESHNESS }, thresholds: FRESHNESS, checking: FRESHNESS, now };
    if (judgeFreshness(asked).level === "fresh") counts.fresh += 1;
  }
  return counts;
}

/** A registry stands by dataset and date. */
function groupByDataset(rows: readonly RegistryRow[]): readonly { readonly label: string; readonly snapshots: readonly EarlierSnapshot[] }[] {
  const groups: { first: RegistryRow; label: string; snapshots: EarlierSnapshot[] }[] = [];
  for (const row of rows) {
    let group = groups.at(-1);
    if (group === undefined || group.first.dataset !== row.dataset || group.first.source !== row.source) {
      group = { first: row, label: datasetLabel(row), snapshots: [] };
      groups.push(group);
    }
    group.snapshots.push({ dt: row.snapshot_date, rows: row.row_count, seasons: row.coverage_end_season === null ? [] : [row.coverage_end_season] });
  }
  return groups;
}

function contextOf(label: string, newest: EarlierSnapshot, dt: string, earlier: readonly EarlierSnapshot[]): AuditContext {
  return {
    label, rows: newest.rows ?? 0, columns: [], key: [], contract: null, mayBeEmpty: null, expectedSeasons: null, firstWeek: 1, lastWeek: Infinity, surroundings: null, history: { dt, exemption: null, earlier },
    coverage: { season_min: 2026, season_max: 2026, weeks: { 2026: [] } },
  };
}
