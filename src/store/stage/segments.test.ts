import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { Check, CheckResult } from "../../core/check.ts";
import { worstVerdict } from "../../core/check.ts";
import { auditedTable } from "../testing/audited-table.ts";

/** A check `by` something, against the same check over one file a segment. */
const dir = mkdtempSync(join(tmpdir(), "segments-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

type Row = Readonly<Record<"position" | "points" | "kind", string | number | null>>;

const rowsOfATable: fc.Arbitrary<Row[]> = fc.array(
  fc.record({ position: fc.constantFrom("QB", "RB", "o'r\"", null), points: fc.oneof(fc.integer({ min: -3, max: 9 }), fc.constant(null)), kind: fc.constantFrom("REG", "POST", "PRE") }),
  { minLength: 1, maxLength: 25 },
);
const checks: readonly Check[] = [
  { kind: "row_count", min: 3, max: 6 },
  { kind: "not_null", column: "points", maxNullRatio: 0.3 },
  { kind: "not_null", column: "points", where: "kind = 'REG'" },
  { kind: "range", column: "points", min: 0, max: 8 },
  { kind: "accepted_values", column: "kind", values: ["REG", "POST"], onViolation: "warn" },
];
const by = (check: Check): Check => ({ ...check, by: ["position"] }) as Check;

async function answers(rows: readonly Row[], asked: readonly Check[]): Promise<readonly CheckResult[]> {
  return (await auditedTable(dir, [{ name: "position", type: "VARCHAR" }, { name: "points", type: "INTEGER" }, { name: "kind", type: "VARCHAR" }], rows, asked)).answers.slice(1);
}

describe("checks by segment", () => {
  it("answer what the whole check answers of the worst segment alone, and list just the violating ones", async () => {
    await fc.assert(
      fc.asyncProperty(rowsOfATable, async (rows) => {
        const positions = [...new Set(rows.map(({ position }) => position))];
        const segmented = await answers(rows, checks.map(by));
        const alone = await Promise.all(positions.map((position) => answers(rows.filter((row) => row.position === position), checks)));
        for (const [index, result] of segmented.entries()) {
          const each = alone.map((results) => results[index] as CheckResult);
          expect(result.verdict).toBe(worstVerdict(each));
          const violating = positions.filter((_, at) => each[at]?.verdict !== "pass");
          expect(result.evidence.map((row) => row["position"]).toSorted()).toEqual(violating.toSorted());
          for (const row of result.evidence) expect(row["observed"]).toEqual(each[positions.indexOf(row["position"] as string)]?.observed);
        }
      }),
      { numRuns: 25 },
    );
  });

  it("are told apart by name, and fail where a column of theirs is absent or DuckDB refuses one of them", async () => {
    const results = await answers([{ position: "QB", points: 1, kind: "REG" }], [by({ kind: "row_count", min: 1 }), { kind: "row_count", min: 1, by: ["team"] }, by({ kind: "not_null", column: "points", where: "no such thing" })]);
    expect(results.map(({ name, verdict }) => [name, verdict])).toEqual([["row_count by position", "pass"], ["row_count by team", "fail"], ["not_null(points) by position", "fail"]]);
    expect(results[1]?.message).toContain("there is no column team");
    expect(results[2]?.message).toContain("could not be measured");
  });
});
