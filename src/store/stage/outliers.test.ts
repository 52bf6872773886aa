import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { Check, CheckResult } from "../../core/check.ts";
import { auditedTable } from "../testing/audited-table.ts";

const dir = mkdtempSync(join(tmpdir(), "outliers-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Line { readonly player: string; readonly position: string | null; readonly points: number | null }

const check = { kind: "outliers", column: "points", by: ["position"], maxDeviations: 5, minRows: 5, maxRows: 0 } as const satisfies Check;
const COLUMNS = [{ name: "player", type: "VARCHAR" }, { name: "position", type: "VARCHAR" }, { name: "points", type: "DOUBLE" }] as const;

async function asked(lines: readonly Line[], one: Check = check): Promise<CheckResult> {
  const { answers } = await auditedTable(dir, COLUMNS, lines.map((line) => ({ ...line })), [one], { key: ["player"] });
  expect(answers).toHaveLength(2);
  return answers[1] as CheckResult;
}

const position = (name: string | null, points: readonly (number | null)[]): readonly Line[] => points.map((each, index) => ({ player: `${name ?? "nobody"} ${index + 1}`, position: name, points: each }));
const backs = position("RB", [1, 2, 3, 4, 5, 6, 7]);

describe("outliers", () => {
  it("warn and list the rows that are far from the median of their own segment, the farthest first", async () => {
    const result = await asked([...position("QB", [19, 20, 20, 21, 22, 21, 4, 90]), ...backs, ...position("K", [1, 2, 3, 99])]);
    expect(result).toMatchObject({ name: "outliers(points) by position", verdict: "warn", observed: 2, threshold: 5, message: "league.table: 2 rows with points more than 5 deviations from the median, none allowed (QB 2); 2 of 3 segments by position have 5 rows and a spread" });
    expect(result.evidence).toEqual([{ player: "QB 8", points: 90, position: "QB", median: 20.5, deviations: 46.9 }, { player: "QB 7", points: 4, position: "QB", median: 20.5, deviations: 11.1 }]);
    expect(await asked([...position("QB", [19, 20, 20, 21, 22, 21, 4, 90]), ...backs], { ...check, maxRows: 2 })).toMatchObject({ verdict: "pass", observed: 2 });
    expect((await asked([...position("QB", [19, 20, 20, 21, 22, 21, 90])], { ...check, onViolation: "fail" })).verdict).toBe("fail");
  });

  it("of a segment too small, without a name or without a spread are nobody's: where that is all there is, it is skipped", async () => {
    expect(await asked([...position("QB", [1, 2, 3, 99]), ...position("K", [0, 0, 0, 0, 0, 99]), ...position(null, [1, 2, 3, 4, 5, 99])])).toMatchObject({ verdict: "skipped", message: "league.table: not_enough_rows: 0 of 3 segments by position have 5 rows and a spread" });
  });

  it("do not hide behind nulls, and a column that holds no numbers fails", async () => {
    expect(await asked([...backs, ...position("RB", [null, null, 80])])).toMatchObject({ verdict: "warn", observed: 1 });
    expect((await asked(backs, { ...check, column: "player" })).verdict).toBe("fail");
  });

  it("are the rows that the definition says, whatever the values", async () => {
    const lines = fc.array(fc.record({ position: fc.constantFrom("QB", "RB", "WR"), points: fc.integer({ min: -20, max: 20 }) }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(lines, fc.integer({ min: 1, max: 4 }), async (drawn, maxDeviations) => {
        const all = drawn.map((line, index) => ({ ...line, player: `P-${index}` }));
        const expected = all.filter((line) => {
          const points = all.filter((other) => other.position === line.position).map((other) => other.points);
          const middle = median(points);
          const spread = median(points.map((each) => Math.abs(each - middle)));
          return points.length >= 5 && spread > 0 && Math.abs(line.points - middle) / (1.4826 * spread) > maxDeviations;
        });
        const result = await asked(all, { ...check, maxDeviations });
        expect(result.evidence.map((row) => row["player"]).toSorted()).toEqual(expected.map(({ player }) => player).toSorted().slice(0, 20));
        if (result.verdict !== "skipped") expect(result.observed).toBe(expected.length);
      }),
      { numRuns: 30 },
    );
  });
});

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[(sorted.length >> 1) - 1] ?? upper)) / 2;
}
