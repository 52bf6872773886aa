import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AuditContext, impliedResults, judge, type Measured } from "./audit.ts";
import type { Check } from "./check.ts";
import { worstVerdict } from "./check.ts";
import { planMeasurement } from "./measurement.ts";
import type { EarlierSnapshot } from "./snapshot-history.ts";
import { GAME_COLUMNS } from "./team-coverage.ts";

const context: AuditContext = {
  label: "nflverse.weekly", rows: 12_201, key: ["season", "week", "player_id"], contract: null, mayBeEmpty: null, expectedSeasons: [2025], firstWeek: 1, lastWeek: Infinity, history: { dt: "2025-11-27", exemption: null, earlier: [] }, surroundings: null,
  columns: [{ name: "season", type: "INTEGER" }, { name: "week", type: "INTEGER" }, { name: "player_id", type: "VARCHAR" }, { name: "points", type: "DOUBLE" }],
  coverage: { season_min: 2025, season_max: 2025, weeks: { 2025: [1, 2, 3] } },
};
const nothing: Measured = { ok: true, values: {} };
const measured = (values: Record<string, unknown>): Measured => ({ ok: true, values });
const unique: Check = { kind: "unique", columns: ["season", "week", "player_id"] };

describe("what is judged without a check", () => {
  it("never lets zero rows be green, unless the dataset says why it may be empty", () => {
    expect(impliedResults([unique], context).map((result) => result.verdict)).toEqual(["pass"]);
    expect(impliedResults([unique], { ...context, rows: 0 })).toMatchObject([{ name: "not_empty", verdict: "fail", message: "nflverse.weekly: no rows" }]);
    expect(impliedResults([unique], { ...context, rows: 0, mayBeEmpty: "no injuries in July" })).toMatchObject([{ verdict: "pass", message: "nflverse.weekly: no rows, which may be: no injuries in July" }]);
  });

  it("fails a dataset without checks", () => {
    expect(worstVerdict(impliedResults([], context))).toBe("fail");
  });
});

describe("judge", () => {
  it("says in a sentence what was seen, against what", () => {
    expect(judge({ kind: "row_count", min: 1_000 }, nothing, context)).toEqual({
      name: "row_count", kind: "row_count", verdict: "pass", observed: 12_201, threshold: "at least 1,000", evidence: [], message: "nflverse.weekly: 12,201 rows, at least 1,000 expected",
    });
    expect(judge({ kind: "row_count", min: 1, max: 10 }, nothing, context)).toMatchObject({ verdict: "fail", message: "nflverse.weekly: 12,201 rows, 1 to 10 expected" });
  });

  it("counts rows without a part of the key apart from repeated ones", () => {
    const values = { asked: "100", values_0: "100", values_1: "100", values_2: "97", surplus: "0", keys: "0" };
    expect(judge(unique, measured(values), context)).toMatchObject({ verdict: "pass", observed: 0, message: "nflverse.weekly: every (season, week, player_id) is unique; 3 rows without player_id kept" });
    expect(judge(unique, measured({ ...values, surplus: "1" }), context)).toMatchObject({ verdict: "fail", message: "nflverse.weekly: 1 row repeats a (season, week, player_id) that an earlier row has, none allowed; 3 rows without player_id kept" });
    expect(judge({ ...unique, allowed: 2 }, measured({ ...values, surplus: "2" }), context).verdict).toBe("pass");
    expect(judge({ ...unique, onViolation: "warn" }, measured({ ...values, surplus: "2" }), context).verdict).toBe("warn");
  });

  it("weighs nulls against all rows that were asked", () => {
    const check: Check = { kind: "not_null", column: "player_id", maxNullRatio: 0.07 };
    const rows = { ...context, rows: 100 };
    expect(judge(check, measured({ asked: "100", values: "94" }), rows)).toMatchObject({ verdict: "pass", observed: 6, message: "nflverse.weekly: 6 rows without player_id (6 %), at most 7 % allowed" });
    expect(judge(check, measured({ asked: "100", values: "92" }), rows).verdict).toBe("fail");
  });

  it("fails a check of a column that does not exist, and one that could not be measured", () => {
    expect(judge({ kind: "not_null", column: "gsis_id" }, nothing, context)).toMatchObject({ verdict: "fail", message: "nflverse.weekly: not_null(gsis_id) cannot be answered: there is no column gsis_id" });
    expect(judge({ kind: "range", column: "points", min: 0, onViolation: "warn" }, { ok: false, seen: "boom" }, context)).toMatchObject({ verdict: "fail", message: "nflverse.weekly: range(points) could not be measured: boom" });
  });

  it("tells a check that nobody could answer from one that found something", () => {
    const schedule = { source: "nflverse", dataset: "schedule", column: "game_id" };
    const surroundings = { runAt: new Date(0), published: new Map([["nflverse.schedule", { dt: "2025-11-23", path: "schedule.parquet", columns: [] }]]) };
    const points: Check = { kind: "not_null", column: "points" };
    const unanswered = [
      judge({ kind: "not_null", column: "gsis_id" }, nothing, context),
      judge(points, { ok: false, seen: "boom" }, context),
      judge({ kind: "references", column: "points", to: schedule }, nothing, { ...context, surroundings }),
      judge({ kind: "coverage", weeks: true }, nothing, { ...context, columns: [] }),
    ];
    expect(unanswered.map(({ verdict, unanswered: open }) => [verdict, open])).toEqual(Array.from({ length: 4 }, () => ["fail", true]));
    expect(judge(points, measured({ asked: "9", values: "1" }), context)).not.toHaveProperty("unanswered");
  });

  it("names a check that throws as it is always named, so that it is no other check's answer", () => {
    const broken = { kind: "row_count", by: ["points"], get min() { throw new Error("boom"); } } as unknown as Check;
    const thrown = judge(broken, { ok: true, values: {}, table: [{ points: 1, rows: 1 }] }, context);
    expect(thrown).toMatchObject({ name: "row_count by points", verdict: "fail", unanswered: true, message: "nflverse.weekly: row_count by points could not be judged: boom" });
  });

  it("compares names and types of the schema", () => {
    const required: Check = { kind: "required_columns" };
    expect(judge(required, nothing, context)).toMatchObject({ verdict: "pass", message: "nflverse.weekly: all 3 columns of the schema are there" });
    expect(judge(required, nothing, { ...context, contract: [{ name: "points", type: "INTEGER" }, { name: "team", type: "VARCHAR" }] })).toMatchObject({
      verdict: "fail", message: "nflverse.weekly: 2 of 5 columns do not fit: points (DOUBLE instead of INTEGER), team (missing)",
    });
  });

  it("names seasons and weeks that are missing", () => {
    const check: Check = { kind: "coverage", weeks: true };
    expect(judge(check, nothing, context)).toMatchObject({ verdict: "pass", message: "nflverse.weekly: season 2025, every week up to the last one of each" });
    const holes = { ...context, expectedSeasons: [2024, 2025], coverage: { season_min: 2025, season_max: 2025, weeks: { 2025: [1, 3] } } };
    expect(judge(check, nothing, holes)).toMatchObject({ verdict: "fail", message: "nflverse.weekly: no rows for season 2024; week 2 of 2025" });
    expect(judge(check, nothing, { ...context, columns: [] })).toMatchObject({ verdict: "fail", message: "nflverse.weekly: coverage cannot be answered: there is no column season" });
    expect(judge(check, nothing, { ...context, rows: 0, coverage: null, mayBeEmpty: "July" }).verdict).toBe("skipped");
    expect(judge(check, nothing, { ...context, rows: 0, coverage: null }).verdict).toBe("fail");
  });

  it("compares row counts only with a snapshot of the same seasons", () => {
    const check: Check = { kind: "row_count_change", minPercent: -5, maxPercent: 20 };
    const after = (...earlier: readonly EarlierSnapshot[]): AuditContext => ({ ...context, history: { ...context.history, earlier } });
    const reference = { dt: "2025-11-16", rows: 10_268, seasons: [2025] };
    expect(judge(check, nothing, after(reference))).toMatchObject({ verdict: "pass", observed: 18.83, message: "nflverse.weekly: 12,201 rows, 18.8 % more than the 10,268 before; -5 % to +20 % expected (2025-11-16)" });
    const other = { dt: "2025-11-16", rows: 18_981, seasons: [2024] };
    expect(judge(check, nothing, after(other))).toMatchObject({ verdict: "skipped", message: "nflverse.weekly: no_comparable_snapshot: the snapshot of 2025-11-16 has other seasons" });
    expect(judge(check, nothing, context).verdict).toBe("skipped");
    expect(judge(check, nothing, { ...after(reference), rows: 0, coverage: null }).verdict).toBe("fail");
  });

  it("fails current rows without the running season, and asks a baseline for none", () => {
    const check: Check = { kind: "running_season" };
    const last = { ...context, coverage: { season_min: 2024, season_max: 2024, weeks: { 2024: [1] } } };
    expect(judge(check, nothing, context)).toMatchObject({ verdict: "pass", observed: "season 2025", threshold: "season 2025", message: "nflverse.weekly: season 2025 is there" });
    expect(judge(check, nothing, last)).toMatchObject({ verdict: "fail", observed: "season 2024", message: "nflverse.weekly: no rows of season 2025, which is running on 2025-11-27; there is season 2024" });
    expect(judge({ ...check, onViolation: "warn" }, nothing, last).verdict).toBe("warn");
    expect(judge(check, nothing, { ...last, history: { ...context.history, exemption: "a baseline holds seasons before the running one" } })).toMatchObject({ verdict: "skipped", message: "nflverse.weekly: a baseline holds seasons before the running one" });
    expect(judge(check, nothing, { ...context, rows: 0, coverage: null, mayBeEmpty: "July" }).verdict).toBe("skipped");
    expect(judge(check, nothing, { ...context, coverage: null })).toMatchObject({ verdict: "fail", message: "nflverse.weekly: no rows of season 2025, which is running on 2025-11-27; there is no season at all" });
  });
});

describe("every check", () => {
  const other = { source: "nflverse", dataset: "schedule", column: "game_id" };
  const published = new Map([["nflverse.schedule", { dt: "2025-11-23", path: "schedule.parquet", columns: GAME_COLUMNS.map((name) => ({ name, type: "VARCHAR" })) }]]);
  const column = fc.constantFrom("season", "week", "player_id", "points", "absent", 'quo"te');
  const check: fc.Arbitrary<Check> = fc.oneof(
    fc.record({ kind: fc.constant("row_count" as const), min: fc.nat() }),
    fc.record({ kind: fc.constant("required_columns" as const) }),
    fc.record({ kind: fc.constant("unique" as const), columns: fc.uniqueArray(column, { minLength: 1 }) }),
    fc.record({ kind: fc.constant("not_null" as const), column }),
    fc.record({ kind: fc.constant("range" as const), column, min: fc.integer() }),
    fc.record({ kind: fc.constant("accepted_values" as const), column, values: fc.array(fc.string()) }),
    fc.record({ kind: fc.constant("coverage" as const), weeks: fc.boolean() }),
    fc.record({ kind: fc.constant("row_count" as const), min: fc.nat(), by: fc.uniqueArray(column, { minLength: 1 }) }),
    fc.record({ kind: fc.constant("not_null" as const), column, by: fc.uniqueArray(column, { minLength: 1 }) }),
    fc.record({ kind: fc.constant("outliers" as const), column, by: fc.uniqueArray(column, { minLength: 1 }), maxDeviations: fc.nat(), minRows: fc.nat(), maxRows: fc.nat() }),
    fc.record({ kind: fc.constant("references" as const), column, to: fc.constant(other) }),
    fc.record({ kind: fc.constant("team_coverage" as const), team: column, codes: fc.constant({}), games: fc.constant(other), lateHours: fc.nat() }),
    fc.record({ kind: fc.constant("row_count_change" as const), minPercent: fc.integer({ min: -100, max: 0 }), maxPercent: fc.nat(100) }),
    fc.record({ kind: fc.constant("running_season" as const) }),
  );

  it("leaves one result with a sentence, and is never green when it could not be measured", () => {
    fc.assert(fc.property(fc.array(check, { minLength: 1, maxLength: 8 }), (checks) => {
      for (const one of checks) {
        planMeasurement(one, context.columns, context.key, { runAt: new Date(0), files: new Map([["nflverse.schedule", "schedule"]]) });
        const result = judge(one, { ok: false, seen: "boom" }, { ...context, surroundings: { runAt: new Date(0), published } });
        expect(result.verdict).toBe("fail");
        expect(result.message.startsWith("nflverse.weekly: ")).toBe(true);
      }
    }));
  });
});
