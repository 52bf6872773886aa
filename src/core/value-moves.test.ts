import { describe, expect, it } from "vitest";
import { columnsOfMoves, findMoves, largestMoves, type ValueColumns } from "./value-moves.ts";

const columns: ValueColumns = { label: "price", key: ["id", "market"], name: "who", about: ["position", "market"], value: "price" };
const row = (id: number, price: unknown, market = "a"): Readonly<Record<string, unknown>> => ({ id, market, who: `Player ${id}`, position: id === 2 ? null : "WR", price });

describe("value moves", () => {
  it("compares rows by their whole key, whatever their order", () => {
    expect(findMoves([row(1, 10), row(1, 90, "b")], [row(1, 70, "b"), row(1, 15)], columns)).toEqual([
      { name: "Player 1", about: ["WR", "b"], before: 90, after: 70 },
      { name: "Player 1", about: ["WR", "a"], before: 10, after: 15 },
    ]);
  });

  it("a row that came, went, stayed or has no number has not moved", () => {
    const [before, after] = [[row(1, 10), row(2, 20), row(3, null), row(4, Number.NaN), row(5, 7)], [row(2, 20), row(3, 5), row(4, 5), row(6, 9), row(5, "")]];
    expect(findMoves(before, after, columns)).toEqual([]);
  });

  it("reads DuckDB's big numbers, which are text, and leaves out what is not known of a row", () => {
    expect(findMoves([{ ...row(2, "10"), id: "2" }], [row(2, 11)], columns)).toEqual([{ name: "Player 2", about: ["a"], before: 10, after: 11 }]);
  });

  it("the largest come first, gains and losses alike, equal ones by name", () => {
    const moves = [1, -5, 3, 5].map((change, nth) => ({ name: `n${nth}`, about: [], before: 10, after: 10 + change }));
    expect(largestMoves(moves, 3).map(({ name }) => name)).toEqual(["n1", "n3", "n2"]);
  });

  it("asks for every column once", () => {
    expect(columnsOfMoves(columns)).toEqual(["id", "market", "who", "position", "price"]);
  });
});
