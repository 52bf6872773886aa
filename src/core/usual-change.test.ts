import { describe, expect, it } from "vitest";
import type { EarlierSnapshot } from "./snapshot-history.ts";
import { judgeUsualChange } from "./usual-change.ts";

const DAY_MS = 86_400_000;
const dayAfter = (dt: string, days: number): string => new Date(Date.parse(dt) + days * DAY_MS).toISOString().slice(0, 10);

/** One snapshot every `step` days, with the rows of each. */
function series(from: string, step: number, rows: readonly number[]): EarlierSnapshot[] {
  return rows.map((count, index) => ({ dt: dayAfter(from, index * step), rows: count, seasons: [] }));
}

const weeks = (count: number, rowsOf: (week: number) => number): number[] => Array.from({ length: count }, (_, index) => rowsOf(index + 1));
/** Rows of a running season after its n-th week, byes and all. */
const season = (week: number): number => week * 1_000 + (week % 3) * 40;

describe("the usual change of a week", () => {
  it("is not known before eight weekly changes, so that a season's second week is judged by nothing it has not seen", () => {
    expect(judgeUsualChange({ dt: "2025-09-16", rows: 2_100 }, series("2025-09-09", 7, [1_003]))).toBeNull();
    expect(judgeUsualChange({ dt: "2025-11-04", rows: 9_000 }, series("2025-09-09", 7, weeks(8, season)))).toBeNull();
    expect(judgeUsualChange({ dt: "2025-11-11", rows: 10_040 }, series("2025-09-09", 7, weeks(9, season)))).toMatchObject({ isFarOutside: false });
  });

  it("grows by a week as it did before, may lack one or bring two, and is far outside with three more", () => {
    const before = series("2025-09-09", 7, weeks(10, season));
    const judge = (rows: number): boolean | undefined => judgeUsualChange({ dt: "2025-11-18", rows }, before)?.isFarOutside;
    expect([10_040, 11_040, 12_040, 13_041, 14_000].map(judge)).toEqual([false, false, false, true, true]);
    expect(judgeUsualChange({ dt: "2025-11-18", rows: 14_000 }, before)?.message).toBe("+3,960 rows in 7 days, where 9 earlier changes in regular weeks come to +148.6 a day");
  });

  it("does not take every Monday of daily loads for an error", () => {
    // Thursday's game, Sunday's and Monday's, as they reach the file a day later.
    const gained = [60, 0, 0, 850, 90, 0, 0];
    const rows = Array.from({ length: 40 }, (_, day) => Array.from({ length: day + 1 }, (_unused, index) => gained[index % 7] ?? 0).reduce((sum, next) => sum + next, 0));
    const snapshots = series("2025-09-05", 1, rows);
    const judged = snapshots.flatMap((snapshot, index) => judgeUsualChange({ dt: snapshot.dt, rows: snapshot.rows ?? 0 }, snapshots.slice(0, index)) ?? []);
    expect(judged.length).toBeGreaterThan(20);
    expect(judged.filter(({ isFarOutside }) => isFarOutside)).toEqual([]);
  });

  it("is told by the same phase of the season: what the regular weeks brought says nothing of the off-season", () => {
    const regular = series("2025-09-09", 7, weeks(18, season));
    expect(judgeUsualChange({ dt: "2026-03-10", rows: 18_000 }, regular)).toBeNull();
    const off = series("2026-02-17", 7, weeks(12, () => 18_000));
    expect(judgeUsualChange({ dt: "2026-05-12", rows: 18_000 }, [...regular, ...off])).toMatchObject({ isFarOutside: false });
    expect(judgeUsualChange({ dt: "2026-05-12", rows: 20_000 }, [...regular, ...off])?.isFarOutside).toBe(true);
  });

  it("finds nothing odd in standing still off season, however fast it grew before", () => {
    const growing = series("2026-03-03", 7, weeks(12, (week) => 10_000 + week * 2_000));
    expect(judgeUsualChange({ dt: "2026-08-04", rows: 34_000 }, growing)?.isFarOutside).toBe(false);
    expect(judgeUsualChange({ dt: "2026-08-04", rows: 35_000 }, growing)?.isFarOutside).toBe(true);
  });

  it("lets one bad week among the earlier ones, and unknown counts, change nothing", () => {
    const rows = weeks(12, () => 464).map((count, index) => (index === 5 ? 50 : count));
    const before = [...series("2025-09-09", 7, rows), { dt: "2025-11-28", rows: null, seasons: [] }];
    expect(judgeUsualChange({ dt: "2025-12-02", rows: 464 }, before)?.isFarOutside).toBe(false);
    expect(judgeUsualChange({ dt: "2025-12-02", rows: 520 }, before)?.isFarOutside).toBe(true);
  });
});
