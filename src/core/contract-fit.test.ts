import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareWithContract, type DatasetContract } from "./contract-fit.ts";

const contract: DatasetContract = { version: "2", columns: [{ name: "season", type: "INTEGER" }, { name: "team", type: "VARCHAR", required: false }] };
const season = { name: "season", type: "INTEGER" };
const team = { name: "team", type: "VARCHAR" };
const of = (version: string, ...columns: { name: string; type: string }[]) => compareWithContract({ source_version: version, columns }, contract);

describe("a published file against its dataset's contract", () => {
  it("fits in any order and with columns beyond it, whatever version wrote it", () => {
    expect(of("2", team, { name: "new", type: "DOUBLE" }, season)).toBeNull();
    expect(of("1", season, team)).toBeNull();
  });

  it("is broken where a file of this version lacks a column, also an optional one, or has it in another type", () => {
    expect(of("2", season)).toEqual({ kind: "broken", message: "column team is missing, the contract says VARCHAR" });
    expect(of("2", { ...season, type: "VARCHAR" }, team)).toEqual({ kind: "broken", message: "column season is VARCHAR, the contract says INTEGER" });
  });

  it("tells a file of another version apart from a broken one", () => {
    expect(of("1", season)).toEqual({ kind: "other-version", message: "written by version 1 of the source, now 2: column team is missing, the contract says VARCHAR" });
  });

  it("tells three columns and counts the rest", () => {
    const wide = { version: "1", columns: ["a", "b", "c", "d", "e"].map((name) => ({ name, type: "BIGINT" as const })) };
    expect(compareWithContract({ source_version: "1", columns: [] }, wide)?.message).toMatch(/^column a is missing.*; b is missing.*; c is missing, the contract says BIGINT; and 2 more$/);
  });

  it("fits exactly where every column of the contract is there in its type", () => {
    const types = fc.constantFrom("INTEGER" as const, "VARCHAR" as const, "DOUBLE" as const);
    const table = fc.uniqueArray(fc.record({ name: fc.constantFrom("a", "b", "c", "d"), type: types }), { selector: ({ name }) => name });
    fc.assert(fc.property(table, table, (declared, columns) => {
      const fits = declared.every(({ name, type }) => columns.some((column) => column.name === name && column.type === type));
      expect(compareWithContract({ source_version: "1", columns }, { version: "1", columns: declared }) === null).toBe(fits);
    }));
  });
});
