import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GameOfWeek } from "../../core/game-week.ts";
import { type Delivery, judgeDeliveries, type Received } from "./deliveries.ts";
import type { Position, Projection } from "./projection.ts";

const list = (site: string, week: number, pos: Position, count: number, yards = (index: number): number => 300 - index + week / 10): readonly Projection[] =>
  Array.from({ length: count }, (_, index) => ({ site, player: `Invented ${pos}${index}`, team: null, pos, siteId: `${index}`, idKind: null, season: 2025, week, stats: { pass_yds: yards(index) } }));
const received = (site: string, week: number, ...lists: readonly (readonly Projection[])[]): Received => ({ site, week, projections: lists.flat(), withheld: [], silence: null, problems: [] });
const judge = (all: readonly Received[], games: readonly GameOfWeek[] | null = null): readonly Delivery[] => judgeDeliveries(all, games);
const told = (deliveries: readonly Delivery[]): readonly unknown[] => deliveries.map(({ site, week, used, leftOut, problems }) => [site, week, used.length, leftOut.length, problems.join("; ")]);

describe("what sites send", () => {
  it("is used when nothing speaks against it", () => {
    expect(told(judge([received("cbs", 12, list("cbs", 12, "QB", 40)), received("espn", 12, list("espn", 12, "QB", 25))]))).toEqual([["cbs", 12, 40, 0, ""], ["espn", 12, 25, 0, ""]]);
  });

  it("what a site's module withholds is kept beside", () => {
    expect(told(judge([{ ...received("fantasypros", 12, list("fantasypros", 12, "QB", 30)), withheld: list("fantasypros", 12, "RB", 10), problems: ["ten backs"] }]))).toEqual([["fantasypros", 12, 30, 10, "ten backs"]]);
  });

  it("a week that repeats an earlier one is dropped, not only the next one", () => {
    const same = (index: number): number => 250 - index;
    const deliveries = judge([14, 12, 13].map((week) => received("cbs", week, list("cbs", week, "QB", 30, week === 13 ? undefined : same))));
    expect(told(deliveries)).toEqual([["cbs", 14, 0, 0, "QB: the 30 rows are those of week 12: dropped"], ["cbs", 12, 30, 0, ""], ["cbs", 13, 30, 0, ""]]);
  });

  it("columns that changed places are left out: more attempts than any game had, more passes caught than thrown", () => {
    const passing = (site: string, stats: Projection["stats"]): Received => received(site, 12, list(site, 12, "QB", 30).map((projection) => ({ ...projection, stats })));
    expect(told(judge([passing("cbs", { pass_att: 270, pass_comp: 22, pass_yds: 35 }), passing("espn", { pass_att: 22, pass_comp: 35, pass_yds: 270 }), passing("nfl", { pass_att: 0.1, pass_comp: 0.2 })]))).toEqual([
      ["cbs", 12, 0, 30, "QB: pass_att 270 (Invented QB0), at most 75: left out, its numbers are of something else"],
      ["espn", 12, 0, 30, "QB: pass_comp 35 of pass_att 22 (Invented QB0): left out, its numbers are of something else"],
      ["nfl", 12, 30, 0, ""],
    ]);
  });

  it("a season's numbers in a week, and what is no number, are left out with the player they were seen at", () => {
    const deliveries = judge([received("cbs", 12, list("cbs", 12, "QB", 30, (index) => 4000 - index)), received("espn", 12, list("espn", 12, "QB", 30, (index) => (index === 3 ? Number.NaN : 200)))]);
    expect(told(deliveries)).toEqual([
      ["cbs", 12, 0, 30, "QB: pass_yds 4000 (Invented QB0), at most 500: left out, its numbers are of something else"],
      ["espn", 12, 0, 30, "QB: pass_yds NaN (Invented QB3): left out, its numbers are of something else"],
    ]);
    expect(judge([received("cbs", 0, list("cbs", 0, "QB", 30, (index) => 4000 - index))])[0]?.used).toHaveLength(30);
  });

  describe("a list whose games", () => {
    const CLUBS = ["BUF", "MIA", "KC", "LAR", "JAC", "SF", "GB", "NYJ"];
    /** Each week another club is met; the first is at home. */
    const pairsOf = (week: number): readonly (readonly [string, string])[] => [0, 1, 2, 3].map((pair) => [CLUBS[pair] ?? "", CLUBS[4 + ((pair + week) % 4)] ?? ""]);
    const games = [12, 13].flatMap((week) => pairsOf(week).map(([home, away]): GameOfWeek => ({ season: 2025, week, type: "regular", kickoff: 0, clubs: [home === "LAR" ? "LA" : home, away === "JAC" ? "JAX" : away] })));
    /** @param played the week whose games the list tells of */
    const playing = (week: number, played: number, but = 0): Received => received("fanduel", week, list("fanduel", week, "QB", 24).map((row, index) => {
      const [home, away] = pairsOf(index < but ? 99 : played)[index % 4] ?? ["", ""];
      return index % 8 < 4 ? { ...row, team: home, opponent: away } : { ...row, team: away, opponent: home };
    }));

    it("are those of its week is used, however the site writes the clubs", () => {
      expect(told(judge([playing(12, 12), playing(13, 13)], games))).toEqual([["fanduel", 12, 24, 0, ""], ["fanduel", 13, 24, 0, ""]]);
    });

    it("are another week's is dropped: no address or title tells of it", () => {
      expect(told(judge([playing(12, 13)], games))).toEqual([["fanduel", 12, 0, 0, "QB: 8 of 8 of its games are not played in that week, first: BUF-SF: dropped, it is another week's list"]]);
    });

    it("are another week's takes nothing from that week", () => {
      expect(told(judge([playing(12, 13), playing(13, 13)], games)).map((entry) => (entry as readonly unknown[])[2])).toEqual([0, 24]);
    });

    it("differ in a few, or are told of none, or of a schedule that is not known, is used", () => {
      expect(judge([playing(12, 12, 3)], games)[0]?.used).toHaveLength(24);
      expect(judge([received("espn", 12, list("espn", 12, "QB", 24))], games)[0]?.used).toHaveLength(24);
      expect(judge([playing(12, 13)])[0]?.used).toHaveLength(24);
      expect(judge([playing(12, 13)], games.filter(({ week }) => week === 13))[0]?.used).toHaveLength(24);
    });
  });

  it("every row is used, left out with a reason, or dropped with one", () => {
    const some = fc.array(fc.record({ site: fc.constantFrom("cbs", "espn", "nfl"), week: fc.constantFrom(12, 13), pos: fc.constantFrom<Position>("QB", "K"), count: fc.nat({ max: 40 }), yards: fc.constantFrom(100, 100.5, 900) }), { maxLength: 8 });
    fc.assert(fc.property(some, (entries) => {
      const unique = [...new Map(entries.map((entry) => [`${entry.site}${entry.week}`, entry])).values()];
      const all = unique.map(({ site, week, pos, count, yards }) => received(site, week, list(site, week, pos, count, () => yards)));
      judge(all).forEach(({ used, leftOut, problems }, index) => {
        const rows = all[index]?.projections.length ?? 0;
        expect(used.length + leftOut.length).toBeLessThanOrEqual(rows);
        expect(used.length < rows).toBe(problems.length > 0);
      });
    }));
  });
});
