import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeAgainstHistory } from "./against-history.ts";
import type { EarlierSnapshot } from "./snapshot-history.ts";

const bounds = { minPercent: -10, maxPercent: 10 };
const seasonal = (dt: string, rows: number | null, ...seasons: readonly number[]): EarlierSnapshot => ({ dt, rows, seasons });

const judge = (dt: string, rows: number, seasons: readonly number[], earlier: readonly EarlierSnapshot[], mayBeEmpty = false) =>
  judgeAgainstHistory({ rows, seasons, history: { dt, exemption: null, earlier }, bounds, mayBeEmpty });

describe("a row count against what was published", () => {
  it("is compared with the newest snapshot of the same seasons, over one of others", () => {
    const earlier = [seasonal("2025-11-16", 10_268, 2025), seasonal("2025-11-21", 18_981, 2024)];
    expect(judge("2025-11-27", 10_300, [2025], earlier)).toMatchObject({ verdict: "pass", message: "10,300 rows, 0.3 % more than the 10,268 before; -10 % to +10 % expected (2025-11-16)", threshold: "-10 % to +10 %" });
  });

  it("is skipped with the reason where nothing is comparable", () => {
    expect(judge("2025-10-27", 8_222, [2025], []).message).toBe("no_comparable_snapshot: there is no earlier snapshot");
    expect(judge("2025-10-27", 8_222, [2025], [seasonal("2025-10-01", 97_415, 2024, 2025)])).toMatchObject({ verdict: "skipped", message: "no_comparable_snapshot: the snapshot of 2025-10-01 has other seasons" });
    expect(judge("2025-10-27", 8_222, [2025], [seasonal("2025-10-01", 9, 2024), seasonal("2025-10-08", 9, 2024)]).message).toBe("no_comparable_snapshot: all 2 earlier snapshots have other seasons, the newest of 2025-10-08");
    expect(judge("2025-10-27", 8_222, [2025], [seasonal("2025-10-01", null, 2025)]).verdict).toBe("skipped");
  });

  it("warns of what is unusual though the bounds allow it, and says both", () => {
    const weekly = Array.from({ length: 12 }, (_, week) => seasonal(new Date(Date.UTC(2025, 8, 9 + 7 * week)).toISOString().slice(0, 10), 7_500 + (week % 2) * 20));
    const wide = { minPercent: -50, maxPercent: 50 };
    const answer = (rows: number) => judgeAgainstHistory({ rows, seasons: [], history: { dt: "2025-12-02", exemption: null, earlier: weekly }, bounds: wide, mayBeEmpty: false });
    expect(answer(7_510)).toMatchObject({ verdict: "pass", message: "7,510 rows, 0.1 % fewer than the 7,520 before; -50 % to +50 % expected (2025-11-25); usual: -10 rows in 7 days, where 11 earlier changes in regular weeks come to +2.9 a day" });
    expect(answer(9_500)).toMatchObject({ verdict: "warn", message: expect.stringContaining("; far outside the usual: +1,980 rows in 7 days") as string });
    expect(answer(900).verdict).toBe("warn");
    expect(judgeAgainstHistory({ rows: 900, seasons: [], history: { dt: "2025-12-02", exemption: null, earlier: weekly }, bounds, mayBeEmpty: false }).verdict).toBe("fail");
  });
});

describe("any history", () => {
  const day = fc.integer({ min: 0, max: 700 }).map((days) => new Date(Date.UTC(2025, 0, 1) + days * 86_400_000).toISOString().slice(0, 10));
  /** Wild ones, and ones that hardly move: only among these can anything be unusual. */
  const rows = fc.oneof(fc.nat(50_000), { arbitrary: fc.integer({ min: 7_400, max: 7_420 }), weight: 20 });
  const snapshot = fc.record({ dt: day, rows: fc.option(rows, { freq: 12 }), seasons: fc.constantFrom<readonly number[]>([], [2025], [2024, 2025]) });
  /** Mostly long enough to know what is usual; one snapshot a date, as in a store. */
  const history = fc.uniqueArray(snapshot, { selector: ({ dt }) => dt, minLength: 0, maxLength: 80, size: "max" });
  const question = fc.record({
    dt: day,
    rows: fc.oneof(fc.nat(50_000), fc.integer({ min: 6_000, max: 9_000 }), fc.integer({ min: 7_300, max: 7_500 })),
    seasons: fc.constantFrom<readonly number[]>([], [2025]),
    earlier: history,
    bounds: fc.record({ minPercent: fc.integer({ min: -50, max: 0 }), maxPercent: fc.nat(100) }),
    cumulative: fc.boolean(),
    mayBeEmpty: fc.boolean(),
  });
  type Question = typeof question extends fc.Arbitrary<infer Value> ? Value : never;
  const ask = ({ dt, earlier, cumulative, bounds: { minPercent, maxPercent }, ...rest }: Question) =>
    judgeAgainstHistory({ ...rest, history: { dt, exemption: null, earlier }, bounds: { minPercent, maxPercent, ...(cumulative ? { cumulative } : {}) } });

  it("gives the same answer in any order", () => {
    fc.assert(fc.property(question.chain((one) => fc.tuple(fc.constant(one), fc.shuffledSubarray([...one.earlier], { minLength: one.earlier.length }))), ([one, shuffled]) => {
      expect(ask({ ...one, earlier: shuffled })).toEqual(ask(one));
    }));
  });

  it("judges the re-run of a date as its first run, whatever was published on it or since", () => {
    fc.assert(fc.property(question, history, (one, later) => {
      const since = later.filter(({ dt }) => dt >= one.dt);
      expect(ask({ ...one, earlier: [...one.earlier.filter(({ dt }) => dt < one.dt), ...since] })).toEqual(ask({ ...one, earlier: one.earlier.filter(({ dt }) => dt < one.dt) }));
    }));
  });

  it("gives the same verdict when all counts are some times as large", () => {
    fc.assert(fc.property(question, fc.constantFrom(2, 8, 64), (one, times) => {
      const larger = one.earlier.map((snapshot) => ({ ...snapshot, rows: snapshot.rows === null ? null : snapshot.rows * times }));
      expect(ask({ ...one, rows: one.rows * times, earlier: larger })).toMatchObject({ verdict: ask(one).verdict, percent: ask(one).percent });
    }), { numRuns: 500 });
  });

  it("fails no rows after some, unless there may be none", () => {
    fc.assert(fc.property(question, fc.integer({ min: 1, max: 50_000 }), (one, before) => {
      const earlier = [...one.earlier.filter(({ dt }) => dt < "2026-12-01"), { dt: "2026-12-01", rows: before, seasons: [2025] }];
      expect(ask({ ...one, dt: "2026-12-02", rows: 0, earlier }).verdict).toBe(one.mayBeEmpty ? "warn" : "fail");
    }));
  });

  it("never fails growth", () => {
    fc.assert(fc.property(question, (one) => {
      const answer = ask(one);
      if (answer.percent !== null && answer.percent >= 0) expect(answer.verdict).not.toBe("fail");
    }));
  });
});
