import { type AuditContext, impliedResults, judge } from "./audit.ts";
import { type Check, type CheckResult, type Verdict, worstVerdict } from "./check.ts";
import type { ManifestCoverage } from "./manifest.ts";
import { datasetLabel, type DatasetId } from "./partition.ts";
import type { LegacyRow } from "./registry.ts";
import { type EarlierSnapshot, OF_A_BASELINE } from "./snapshot-history.ts";

/** What is known of a dataset whose registry is replayed. */
export interface ReplayedDataset {
  readonly checks: readonly Check[];
  readonly mayBeEmpty: string | null;
  /** Date of its baseline partition, or null. */
  readonly baseline: string | null;
}

export interface ReplayedSnapshot extends DatasetId {
  readonly dt: string;
  readonly rows: number | null;
  /** `skipped`: nothing comparable was published before, or nobody knows its rows. */
  readonly verdict: Verdict;
  /** Why, in a sentence. */
  readonly message: string;
  readonly results: readonly CheckResult[];
}

/**
 * Judges every snapshot of a registry as its run would have: by the checks that a registry's columns can answer (emptiness, the change of
 * the row count, the running season), in the order of dates. A snapshot that fails was never published, so later ones are not compared
 * with it; a baseline is compared with nothing.
 * @param describe what is known of a dataset
 * @returns by source, dataset and date, whatever the order of the rows
 */
export function replayRegistry(rows: readonly LegacyRow[], describe: (id: DatasetId) => ReplayedDataset): readonly ReplayedSnapshot[] {
  const published = new Map<string, EarlierSnapshot[]>();
  return [...rows].sort(byAddress).map((row) => {
    const earlier = published.get(datasetLabel(row)) ?? [];
    published.set(datasetLabel(row), earlier);
    const dataset = describe(row);
    const snapshot = judgeRow(row, dataset, earlier);
    if (snapshot.verdict !== "fail" && row.snapshot_date !== dataset.baseline) earlier.push({ dt: row.snapshot_date, rows: row.row_count, seasons: seasonsIn(row) });
    return snapshot;
  });
}

function judgeRow(row: LegacyRow, dataset: ReplayedDataset, earlier: readonly EarlierSnapshot[]): ReplayedSnapshot {
  const { source, dataset: name, snapshot_date: dt, row_count: rows } = row;
  if (rows === null) return { source, dataset: name, dt, rows, verdict: "skipped", message: "unknown: the registry does not say how many rows it has", results: [] };
  const results = ask(rows, row, dataset, earlier);
  const worst = worstVerdict(results);
  const verdict = worst === "pass" ? (results.find(({ kind }) => kind === "row_count_change")?.verdict ?? worst) : worst;
  const telling = results.filter((result) => result.verdict === verdict && (verdict === "fail" || result.kind !== "row_count"));
  return { source, dataset: name, dt, rows, verdict, message: telling.map(({ message }) => message.slice(`${datasetLabel(row)}: `.length)).join("; "), results };
}

function ask(rows: number, row: LegacyRow, { checks, mayBeEmpty, baseline }: ReplayedDataset, earlier: readonly EarlierSnapshot[]): readonly CheckResult[] {
  const dt = row.snapshot_date;
  const asked = checks.filter(({ kind }) => kind === "row_count_change" || kind === "running_season");
  const context: AuditContext = {
    label: datasetLabel(row), rows, mayBeEmpty, coverage: coverageOf(row), columns: [], key: [], contract: null, expectedSeasons: null, firstWeek: 1,
    history: { dt, exemption: dt === baseline ? OF_A_BASELINE : null, earlier },
  };
  return [...impliedResults(asked, context), ...asked.map((check) => judge(check, { ok: true, values: {} }, context))];
}

/** A registry tells the first season and the last; those between were there in all that is known. */
function seasonsIn({ coverage_start_season: first, coverage_end_season: last }: LegacyRow): readonly number[] {
  if (first === null || last === null) return [];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

function coverageOf(row: LegacyRow): ManifestCoverage | null {
  const seasons = seasonsIn(row);
  const [first] = seasons;
  const last = seasons.at(-1);
  return first === undefined || last === undefined ? null : { season_min: first, season_max: last, weeks: Object.fromEntries(seasons.map((season) => [String(season), []])) };
}

function byAddress(a: LegacyRow, b: LegacyRow): number {
  const [left, right] = [a, b].map(({ source, dataset, snapshot_date }) => `${source}/${dataset}/${snapshot_date}`);
  return (left ?? "") < (right ?? "") ? -1 : 1;
}
