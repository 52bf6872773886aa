import type { Manifest, ManifestCoverage } from "./manifest.ts";

/** A published snapshot, as far as later ones are compared with it. */
export interface EarlierSnapshot {
  /** YYYY-MM-DD. */
  readonly dt: string;
  /** Null: its record does not say. */
  readonly rows: number | null;
  /** Its coverage key, ascending; empty where the dataset has no seasons. */
  readonly seasons: readonly number[];
}

/** When a snapshot is, and what was published of its dataset. */
export interface SnapshotHistory {
  /** The snapshot's own date, YYYY-MM-DD. */
  readonly dt: string;
  /** Why it need not hold what is current: a baseline, or rows written outside of the store. Null: it must. */
  readonly exemption: string | null;
  /** In any order. Baselines and what failed its audit are none of them. */
  readonly earlier: readonly EarlierSnapshot[];
}

/** Why a baseline need not hold what is current. */
export const OF_A_BASELINE = "a baseline holds seasons before the running one";

/** @returns a snapshot's place in the history, by its manifest */
export function toEarlierSnapshot({ dt, row_count, coverage }: Pick<Manifest, "dt" | "row_count" | "coverage">): EarlierSnapshot {
  return { dt, rows: row_count, seasons: seasonsOf(coverage) };
}

/** @returns the coverage key: the seasons that have rows, ascending */
export function seasonsOf(coverage: ManifestCoverage | null): readonly number[] {
  return coverage === null ? [] : Object.keys(coverage.weeks).map(Number).sort((a, b) => a - b);
}

/**
 * @param seasons coverage key to compare with; null: any
 * @returns the snapshots that one of `history.dt` may be compared with, oldest first. Only those before it: so a re-run of a date is
 *   judged as its first run was
 */
export function comparableSnapshots({ dt, earlier }: SnapshotHistory, seasons: readonly number[] | null): readonly EarlierSnapshot[] {
  return earlier.filter((snapshot) => snapshot.dt < dt && (seasons === null || isSame(snapshot.seasons, seasons))).sort((a, b) => (a.dt < b.dt ? -1 : 1));
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((season, index) => season === b[index]);
}
