import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columns, needing } from "./columns.ts";

const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/);

describe("columns", () => {
  it("keeps order and type, and marks everything but the needed ones optional", () => {
    expect(needing("a c", [...columns("INTEGER", "a b"), ...columns("VARCHAR", "c", { accepts: ["BIGINT"] })])).toEqual([
      { name: "a", type: "INTEGER" },
      { name: "b", type: "INTEGER", required: false },
      { name: "c", type: "VARCHAR", accepts: ["BIGINT"] },
    ]);
  });

  it("refuses a needed name that is no column, and a column that stands twice", () => {
    expect(() => needing("a x", columns("INTEGER", "a b"))).toThrow("needed but not described: x");
    expect(() => needing("a", [...columns("INTEGER", "a b"), ...columns("DOUBLE", "b")])).toThrow("column b is described twice");
  });

  it("makes exactly the needed columns required, whatever they are", () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 12 }), fc.nat(), (names, cut) => {
        const needed = names.slice(0, cut % (names.length + 1));
        const described = needing(needed.join(" \n "), columns("DOUBLE", names.join("  ")));
        expect(described.map((column) => column.name)).toEqual(names);
        expect(described.filter((column) => column.required !== false).map((column) => column.name)).toEqual(needed);
      }),
    );
  });
});
