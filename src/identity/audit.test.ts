import { describe, expect, it } from "vitest";
import { auditCrosswalk } from "./audit.ts";

type Row = Record<string, unknown>;
const people = (): Row[] =>
  Array.from({ length: 600 }, (_, n) => ({ mfl_id: String(n + 1), name: `Invented Person${n}`, position: "WR", team: "KC", draft_year: 2020 + (n % 6), birthdate: `2000-01-${String((n % 28) + 1).padStart(2, "0")}`, gsis_id: `00-${n}`, sleeper_id: `${n + 5000}`, espn_id: `${n + 9000}`, cbs_id: `${n + 100}` }));
const verdicts = (rows: readonly Row[], before: readonly Row[] | null = people()): Readonly<Record<string, string>> => Object.fromEntries(auditCrosswalk(rows, before).map(({ name, verdict }) => [name, verdict]));
const GOOD = { identity_ids_unique: "pass", identity_people_unique: "pass", "identity_nulls(gsis_id)": "pass", "identity_nulls(sleeper_id)": "pass", "identity_nulls(espn_id)": "pass", identity_ids_kept: "pass" };
const change = (count: number, body: (row: Row, index: number) => void): Row[] => {
  const rows = people();
  rows.slice(0, count).forEach(body);
  return rows;
};

describe("a crosswalk", () => {
  it("that is whole, and as it was", () => {
    expect(verdicts(people())).toEqual(GOOD);
    expect(verdicts(people(), null)).toEqual({ ...GOOD, identity_ids_kept: "skipped" });
  });

  it.each<[string, Row[], Readonly<Record<string, string>>]>([
    ["doubled ids", change(40, (row) => { row["sleeper_id"] = "5599"; }), { identity_ids_unique: "fail", identity_ids_kept: "fail" }],
    ["a few doubled ids", change(8, (row) => { row["espn_id"] = "9599"; }), { identity_ids_unique: "warn", identity_ids_kept: "fail" }],
    ["people in two rows", [...people(), ...people().slice(0, 20).map((row) => ({ ...row, mfl_id: `x${String(row["mfl_id"])}`, gsis_id: null, sleeper_id: null, espn_id: null }))], { identity_people_unique: "fail" }],
    ["a class that lost its ids", people().map((row) => (row["draft_year"] === 2023 ? { ...row, sleeper_id: "NA" } : row)), { "identity_nulls(sleeper_id)": "fail", identity_ids_kept: "fail" }],
    ["ids that were good and are others", change(30, (row, n) => { row["gsis_id"] = `99-${n}`; }), { identity_ids_kept: "fail" }],
    ["one id that was corrected", change(1, (row) => { row["gsis_id"] = "99-1"; }), { identity_ids_kept: "warn" }],
    ["a kind of ids that is gone, though nobody needs it every week", people().map((row) => ({ ...row, cbs_id: null })), { identity_ids_kept: "fail" }],
    ["two players who changed their ids", change(2, (row, n) => { row["espn_id"] = String(9001 - n); }), { identity_ids_unique: "pass", identity_ids_kept: "warn" }],
    ["one slip in a draft year, and a class that lost its ids", people().map((row, n) => (n === 0 ? { ...row, draft_year: 2099 } : row["draft_year"] === 2023 ? { ...row, sleeper_id: "NA" } : row)), { "identity_nulls(sleeper_id)": "fail" }],
    ["players that are gone", people().slice(30), { identity_ids_kept: "fail" }],
  ])("%s", (_, rows, expected) => {
    expect(verdicts(rows)).toMatchObject(expected);
  });

  it("the newest class may still lack ids", () => {
    expect(verdicts(people().map((row) => (row["draft_year"] === 2025 ? { ...row, gsis_id: null } : row)), people().map((row) => (row["draft_year"] === 2025 ? { ...row, gsis_id: null } : row)))).toEqual(GOOD);
  });
});
