import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { Check, CheckResult } from "../../core/check.ts";
import type { OtherSnapshot } from "../../core/surroundings.ts";
import { auditedTable } from "../testing/audited-table.ts";

const dir = mkdtempSync(join(tmpdir(), "references-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const check = { kind: "references", column: "player_id", to: { source: "nflverse", dataset: "ff_playerids", column: "gsis_id" } } as const satisfies Check;
const NAME = "references(player_id -> nflverse.ff_playerids.gsis_id)";

async function crosswalk(ids: readonly (string | null)[]): Promise<OtherSnapshot> {
  const { staged } = await auditedTable(dir, [{ name: "gsis_id", type: "VARCHAR" }], ids.map((id) => ({ gsis_id: id })), []);
  return { dt: "2025-11-21", path: staged.path, columns: staged.columns };
}

/** @param known ids of the published crosswalk; null: none is published */
async function asked(one: Check, ids: readonly (string | null)[], known: readonly (string | null)[] | null): Promise<CheckResult> {
  const published = new Map(known === null ? [] : [["nflverse.ff_playerids", await crosswalk(known)] as const]);
  const { answers } = await auditedTable(dir, [{ name: "player_id", type: "VARCHAR" }, { name: "position", type: "VARCHAR" }], ids.map((id) => ({ player_id: id, position: id === "D" ? "DST" : "QB" })), [one], { surroundings: { runAt: new Date(0), published } });
  expect(answers).toHaveLength(2);
  return answers[1] as CheckResult;
}

describe("references", () => {
  it("names the values that the other dataset lacks, with their rows, and of which snapshot it is", async () => {
    expect(await asked(check, ["A", "B", "B", "C", null], ["A", null])).toEqual({
      name: NAME, kind: "references", verdict: "fail", observed: 2, threshold: 0, evidence: [{ player_id: "B", rows: "2" }, { player_id: "C", rows: "1" }],
      message: "league.table: 2 of 3 values of player_id (66.67 %; 3 rows) are not in nflverse.ff_playerids.gsis_id of 2025-11-21, none allowed",
    });
    expect(await asked({ ...check, maxMissingRatio: 0.67, onViolation: "warn" }, ["A", "B", "B", "C"], ["A"])).toMatchObject({ verdict: "pass" });
  });

  it("leaves out what `where` leaves out: a club's defense is nobody's id", async () => {
    expect(await asked({ ...check, where: "position <> 'DST'" }, ["A", "D"], ["A"])).toMatchObject({ verdict: "pass", observed: 0, message: "league.table: every value of player_id is in nflverse.ff_playerids.gsis_id of 2025-11-21 (1 asked)" });
    expect(await asked(check, ["A", "D"], ["A"])).toMatchObject({ verdict: "fail" });
  });

  it("is skipped with the reason where nothing is published to compare with, and fails where that has no such column", async () => {
    expect(await asked(check, ["A"], null)).toMatchObject({ name: NAME, verdict: "skipped", message: "league.table: no_reference: there is no published snapshot of nflverse.ff_playerids to compare with" });
    expect(await asked({ ...check, to: { ...check.to, column: "pfr_id" } }, ["A"], ["A"])).toMatchObject({ verdict: "fail", message: expect.stringContaining("nflverse.ff_playerids of 2025-11-21 has no column pfr_id") as string });
  });

  it("takes the column's values, whatever other columns are called", async () => {
    const published = new Map([["nflverse.ff_playerids", await crosswalk(["A"])]]);
    const names = ["player_id", "value", "rows", "known", "asked", "missing"];
    const rows = ["A", "B"].map((id, nth) => Object.fromEntries(names.map((name) => [name, name === "player_id" ? id : `${nth}`])));
    const { answers } = await auditedTable(dir, names.map((name) => ({ name, type: "VARCHAR" })), rows, [check], { surroundings: { runAt: new Date(0), published } });
    expect(answers[1]).toMatchObject({ verdict: "fail", observed: 1, evidence: [{ player_id: "B", rows: "1" }] });
  });

  it("fails where the other file cannot be read", async () => {
    const published = new Map([["nflverse.ff_playerids", { dt: "2025-11-21", path: join(dir, "gone.parquet"), columns: [{ name: "gsis_id", type: "VARCHAR" }] }]]);
    const { answers } = await auditedTable(dir, [{ name: "player_id", type: "VARCHAR" }], [{ player_id: "A" }], [check], { surroundings: { runAt: new Date(0), published } });
    expect(answers[1]).toMatchObject({ verdict: "fail", message: expect.stringContaining("could not be measured") as string });
  });

  it("counts what a set would count", async () => {
    const id = fc.constantFrom("A", "B", "C", "o'neil", "", null);
    await fc.assert(
      fc.asyncProperty(fc.array(id, { minLength: 1, maxLength: 12 }), fc.array(id, { maxLength: 6 }), fc.double({ min: 0, max: 1, noNaN: true }), async (ids, known, maxMissingRatio) => {
        const values = new Set(ids.filter((each) => each !== null));
        const missing = [...values].filter((each) => !known.includes(each));
        const result = await asked({ ...check, maxMissingRatio }, ids, known);
        expect([result.observed, result.verdict]).toEqual([missing.length, missing.length > values.size * maxMissingRatio ? "fail" : "pass"]);
      }),
      { numRuns: 25 },
    );
  });
});
