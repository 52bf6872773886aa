import { describe, expect, it } from "vitest";
import { abridge, type ChangeReport, compareSchemas, describeCell, describeSchema, hasChanges, nameColumn, summarizeRows } from "./change-report.ts";

const report = (given: Partial<ChangeReport> = {}): ChangeReport => ({
  beforeDt: "2025-11-11", afterDt: "2025-11-18", schema: { added: [], removed: [], retyped: [] }, key: ["id"],
  rows: { before: 10, after: 10, added: 0, removed: 0, changed: 0 }, repeatedKeys: { before: 0, after: 0 }, columns: [], samples: { added: [], removed: [], changed: [] }, ...given,
});

describe("a change report", () => {
  it("is said in a few signs, without what is none", () => {
    const rows = (added: number, removed: number, changed: number) => summarizeRows(report({ rows: { before: 0, after: 0, added, removed, changed } }));
    expect([rows(12, 3, 1_240), rows(0, 3, 0), rows(0, 0, 40), rows(0, 0, 0)]).toEqual(["+12 -3 ~1k", "-3", "~40", "="]);
  });

  it("knows columns that came, went and changed their type", () => {
    const schema = compareSchemas([{ name: "id", type: "INTEGER" }, { name: "old", type: "VARCHAR" }, { name: "same", type: "DOUBLE" }], [{ name: "same", type: "DOUBLE" }, { name: "id", type: "BIGINT" }, { name: "new", type: "DATE" }]);
    expect(describeSchema(schema)).toEqual(["new column new (DATE)", "column old (VARCHAR) is gone", "column id was INTEGER, is BIGINT"]);
    expect([hasChanges(report({ schema })), hasChanges(report())]).toEqual([true, false]);
  });

  it("calls a row by its name where the key is only an id", () => {
    const text = (name: string) => ({ name, type: "VARCHAR" });
    expect(nameColumn([text("id"), text("away_qb_name"), text("player_name"), text("name")], ["id"])).toBe("player_name");
    expect(nameColumn([text("name"), { name: "full_name", type: "INTEGER" }], ["name"])).toBeNull();
  });

  it.each([
    [40, 41, "40 -> 41"],
    [null, "CIN", "null -> CIN"],
    ["a\nb", "", "a b -> "],
    [["1", "2", "2"], ["2", "3"], "-1 -2 +3"],
    [["1", "2"], ["2", "1"], "another order"],
    [[0, 2, 0], [0, 2.5, 1], "2 of 3 numbers differ"],
    [null, [1], "null -> [1]"],
  ])("shows a cell that was %j and is %j", (before, after, text) => {
    expect(describeCell({ column: "x", before, after })).toBe(text);
  });

  it("is recorded with what a person reads of a row", () => {
    const wide = Object.fromEntries(Array.from({ length: 114 }, (_, nth) => [`c${nth}`, nth === 3 ? null : "x".repeat(5_000)]));
    const cells = Object.keys(wide).map((column) => ({ column, before: "x".repeat(5_000), after: 1 }));
    const kept = abridge(report({ key: ["c7"], samples: { added: [wide], removed: [wide], changed: [{ who: { c7: "a" }, cells }] } }));
    expect(Object.keys(kept.samples.added[0] ?? {})).toEqual(["c7", "c0", "c1", "c2", "c4", "c5", "c6", "c8", "c9"]);
    expect(kept.samples.changed[0]?.cells.length).toBe(8);
    expect(JSON.stringify(kept).length).toBeLessThan(8_000);
  });
});
