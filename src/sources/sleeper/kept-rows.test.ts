import { describe, expect, it } from "vitest";
import { judgeKept } from "./kept-rows.ts";

const judge = judgeKept("moves_kept", "league_id", (row) => row["is_move"] === true);
const moves = (league: string, count: number, isMove = true) => Array.from({ length: count }, () => ({ league_id: league, is_move: isMove }));

describe("what happened", () => {
  it("is never taken back: a league with fewer moves than before fails", () => {
    expect(judge([...moves("1", 2), ...moves("2", 9)], [...moves("1", 4), ...moves("2", 9)])).toMatchObject([{ verdict: "fail", observed: 1, message: "1 league(s) have less than before; first: league_id 1 has 2, 4 before" }]);
    expect(judge(moves("1", 5), moves("1", 4))).toMatchObject([{ verdict: "pass" }]);
  });

  it("may lose what was no move, one in a hundred, and a league that is told of no more", () => {
    expect(judge(moves("1", 4), [...moves("1", 4), ...moves("1", 3, false)])).toMatchObject([{ verdict: "pass" }]);
    expect(judge(moves("1", 99), moves("1", 100))).toMatchObject([{ verdict: "pass" }]);
    expect(judge(moves("2", 1), moves("1", 100))).toMatchObject([{ verdict: "pass" }]);
  });

  it("cannot be asked of the first snapshot", () => {
    expect(judge(moves("1", 4), null)).toMatchObject([{ verdict: "skipped" }]);
  });
});
