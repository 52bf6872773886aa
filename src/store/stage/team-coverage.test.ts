import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { Check, CheckResult } from "../../core/check.ts";
import { columns } from "../../sources/columns.ts";
import { auditedTable } from "../testing/audited-table.ts";
import type { TableRequest } from "./stage.ts";

const dir = mkdtempSync(join(tmpdir(), "team-coverage-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const check = { kind: "team_coverage", team: "posteam", codes: { OAK: "LV", SD: "LAC" }, games: { source: "nflverse", dataset: "schedule" }, lateHours: 72 } as const satisfies Check;
/** Tuesday noon after the Monday game of week 3. */
const TUESDAY = new Date("2025-09-23T12:00:00Z");

type Game = readonly [season: number, week: number, home: string, away: string, gameday: string, score?: number | null, gametime?: string];
type Cell = readonly [season: number, week: number, team: string | null];

/** @param games a score is given unless it is null @param cells one row each */
async function asked(games: readonly Game[], cells: readonly Cell[], changes: Partial<TableRequest> & { readonly runAt?: Date; readonly unrecorded?: readonly string[] } = {}): Promise<CheckResult> {
  const scheduleColumns = [...columns("INTEGER", "season week home_score away_score"), ...columns("VARCHAR", "game_id home_team away_team gameday gametime")];
  const schedule = await auditedTable(dir, scheduleColumns, games.map(([season, week, home, away, gameday, score = 20, time = "13:00"]) => ({ game_id: `${season}_${week}_${away}_${home}`, season, week, home_team: home, away_team: away, home_score: score, away_score: score, gameday, gametime: time })), []);
  const { runAt = TUESDAY, unrecorded, ...rest } = changes;
  const published = new Map([["nflverse.schedule", { dt: "2025-09-23", path: schedule.staged.path, columns: schedule.staged.columns }]]);
  const table = cells.map(([season, week, team]) => ({ season: String(season), week, posteam: team }));
  const { answers } = await auditedTable(dir, [...columns("VARCHAR", "season posteam"), ...columns("INTEGER", "week")], table, [unrecorded === undefined ? check : { ...check, unrecorded }], { surroundings: { runAt, published }, ...rest });
  expect(answers).toHaveLength(2);
  return answers[1] as CheckResult;
}

/** Three weeks of 2025: four clubs, one bye each in week 2, the last game on Monday night. */
const season: readonly Game[] = [
  [2025, 1, "LV", "LAC", "2025-09-07"], [2025, 1, "CHI", "MIN", "2025-09-08"], [2025, 2, "LV", "CHI", "2025-09-14"], [2025, 3, "CHI", "LAC", "2025-09-21"], [2025, 3, "LV", "MIN", "2025-09-22", 20, "20:15"],
  [2025, 4, "MIN", "LAC", "2025-09-28", null],
];
const played = season.filter((game) => game[5] !== null);
const cellsOf = (games: readonly Game[]): Cell[] => games.flatMap(([year, week, home, away]) => [[year, week, home], [year, week, away]] as Cell[]);
const without = (...left: readonly string[]): readonly Cell[] => cellsOf(played).filter(([year, week, team]) => !left.includes(`${year} ${week} ${team ?? ""}`));

describe("coverage by season, week and club", () => {
  it("expects both clubs of every finished game: byes and coming games are no holes", async () => {
    expect(await asked(season, [...cellsOf(played), [2025, 1, null]])).toMatchObject({ name: "team_coverage(season,week,posteam)", verdict: "pass", observed: 10, threshold: 10, message: "league.table: all 10 cells of season, week and club by nflverse.schedule of 2025-09-23 have rows, in 1 season" });
  });

  it("expects nothing of a game that had not begun at the run's instant, although the schedule knows its score: a replay", async () => {
    const monday = new Date("2025-09-23T00:14:00Z");
    expect(await asked(season, without("2025 3 LV", "2025 3 MIN"), { runAt: monday })).toMatchObject({ verdict: "pass", observed: 8, threshold: 8 });
    expect(await asked(season, without("2025 3 LV", "2025 3 MIN"), { runAt: new Date("2025-09-23T00:15:00Z") })).toMatchObject({ verdict: "warn", observed: 8, threshold: 10 });
  });

  it("fails a club that is missing below the newest week, and says which", async () => {
    expect(await asked(season, without("2025 1 CHI", "2025 2 LV"))).toMatchObject({
      verdict: "fail", observed: 8, threshold: 10,
      evidence: [{ season: 2025, week: 1, clubs: "CHI", verdict: "fail" }, { season: 2025, week: 2, clubs: "LV", verdict: "fail" }],
      message: "league.table: CHI in week 1 of 2025 played, and have no rows; LV in week 2 of 2025 played, and have no rows; rows for 8 of 10 cells of season, week and club by nflverse.schedule of 2025-09-23",
    });
  });

  it("fails a hole below the newest week although its game was played just now: what came later is there", async () => {
    const games: readonly Game[] = [[2025, 1, "LV", "LAC", "2025-09-07"], [2025, 1, "CHI", "MIN", "2025-09-08", 20, "20:15"], [2025, 2, "LV", "CHI", "2025-09-11"]];
    expect((await asked(games, cellsOf([games[0] as Game, games[2] as Game]), { runAt: new Date("2025-09-11T23:00:00Z") })).verdict).toBe("fail");
    expect((await asked(games, cellsOf([games[0] as Game]), { runAt: new Date("2025-09-11T23:00:00Z") })).verdict).toBe("warn");
  });

  it("fails a whole week that is missing below the newest one", async () => {
    expect((await asked(season, without("2025 2 LV", "2025 2 CHI"))).verdict).toBe("fail");
  });

  it("warns of a late game of the newest week, until three days after its kickoff", async () => {
    const monday = without("2025 3 LV", "2025 3 MIN");
    expect(await asked(season, monday)).toMatchObject({ verdict: "warn", observed: 8, evidence: [{ week: 3, clubs: "LV, MIN", why: "are not there yet: a late game" }] });
    expect((await asked(season, monday, { runAt: new Date("2025-09-26T00:15:00Z") })).verdict).toBe("warn");
    expect((await asked(season, monday, { runAt: new Date("2025-09-26T00:15:01Z") })).verdict).toBe("fail");
  });

  it("warns of a newest week that has not come at all, and fails when the file is two weeks behind", async () => {
    expect(await asked(season, cellsOf(played.filter((game) => game[1] < 3)), { runAt: new Date("2025-09-26T12:00:00Z") })).toMatchObject({ verdict: "warn", evidence: [{ week: 3, why: "are not there yet: the file ends with week 2" }] });
    expect((await asked(season, cellsOf(played.filter((game) => game[1] < 2)), { runAt: new Date("2025-09-26T12:00:00Z") })).verdict).toBe("fail");
  });

  it("excuses a season's last week no longer than a week from its first kickoff, though the next season is months away", async () => {
    const cells = cellsOf(played.filter((game) => game[1] < 3));
    expect((await asked(season, cells, { runAt: new Date("2025-09-28T17:00:00Z") })).verdict).toBe("warn");
    expect(await asked(season, cells, { runAt: new Date("2025-09-28T17:00:01Z") })).toMatchObject({ verdict: "fail", evidence: [{ week: 3, clubs: "CHI, LAC, LV, MIN", why: "played, and have no rows" }] });
  });

  it("knows nothing late in a season that is over", async () => {
    expect((await asked(season, cellsOf(played.filter((game) => game[1] < 3)), { runAt: new Date("2026-09-20T12:00:00Z") })).verdict).toBe("fail");
  });

  it("takes the weeks and playoffs of a season from the schedule, whether it had 17 weeks or 18", async () => {
    const games: readonly Game[] = [[2020, 17, "CHI", "LV", "2021-01-03"], [2020, 18, "CHI", "MIN", "2021-01-10"], [2021, 17, "CHI", "LV", "2022-01-02"], [2021, 18, "CHI", "LV", "2022-01-09"], [2021, 22, "LV", "MIN", "2022-02-13"]];
    expect(await asked(games, cellsOf(games))).toMatchObject({ verdict: "pass", observed: 10 });
    expect((await asked(games, cellsOf(games.filter((game) => game[1] !== 22)))).verdict).toBe("fail");
  });

  it("compares clubs whatever they are called in the two datasets", async () => {
    const moved: readonly Game[] = [[2016, 1, "OAK", "SD", "2016-09-11"]];
    expect((await asked(moved, [[2016, 1, "LV"], [2016, 1, " lac"]])).verdict).toBe("pass");
    expect((await asked([[2016, 1, "LV", "LAC", "2016-09-11"]], [[2016, 1, "OAK"], [2016, 1, "SD"]])).verdict).toBe("pass");
  });

  it("fails rows of a game that has not been played, and warns of a club that has no game", async () => {
    expect(await asked(season, [...cellsOf(played), [2025, 4, "MIN"]])).toMatchObject({ verdict: "fail", evidence: [{ week: 4, clubs: "MIN", why: "have rows, and have not played yet" }] });
    expect(await asked(season, [...cellsOf(played), [2025, 2, "MIN"]])).toMatchObject({ verdict: "warn", evidence: [{ week: 2, clubs: "MIN", why: "have rows, and no game in the schedule" }] });
    // The schedule is from before the game; the statistics are not.
    expect((await asked(season, [...cellsOf(season)], { runAt: new Date("2025-09-30T12:00:00Z") })).verdict).toBe("pass");
  });

  it("does not expect a game that upstream has nothing of, and does not mind when it comes", async () => {
    const unrecorded = ["2025_2_CHI_LV"];
    expect(await asked(season, without("2025 2 CHI", "2025 2 LV"), { unrecorded })).toMatchObject({ verdict: "pass", observed: 8, threshold: 8 });
    expect((await asked(season, cellsOf(played), { unrecorded })).verdict).toBe("pass");
    expect((await asked(season, without("2025 1 CHI"), { unrecorded })).verdict).toBe("fail");
    expect((await asked(season, cellsOf(played), { unrecorded: [] })).verdict).toBe("pass");
  });

  it("asks only for the weeks of a narrowed run, and is skipped where no game is finished", async () => {
    expect((await asked(season, cellsOf(played.filter((game) => game[1] === 2)), { expectedWeeks: { from: 2, to: 2 } })).verdict).toBe("pass");
    expect(await asked(season.map((game) => [...game.slice(0, 5), null] as unknown as Game), [[2024, 1, "LV"]], { runAt: new Date("2025-09-01T12:00:00Z") })).toMatchObject({ verdict: "warn" });
    expect(await asked([], [[2025, 1, null]])).toMatchObject({ verdict: "skipped", message: "league.table: no_finished_games: nflverse.schedule of 2025-09-23 has none in the file's seasons and weeks" });
  });

  it("is green exactly where no cell is missing, and fails for every hole below the newest week", async () => {
    const clubs = ["A", "B", "C", "D"];
    const games = fc.uniqueArray(fc.record({ week: fc.integer({ min: 1, max: 5 }), pair: fc.constantFrom(0, 2), finished: fc.boolean() }), { selector: ({ week, pair }) => `${week} ${pair}`, minLength: 1 });
    await fc.assert(
      fc.asyncProperty(games, fc.infiniteStream(fc.boolean()), async (drawn, coin) => {
        const schedule = drawn.map(({ week, pair, finished }): Game => [2025, week, clubs[pair] ?? "", clubs[pair + 1] ?? "", "2025-09-01", finished ? 3 : null]);
        const expected = cellsOf(schedule.filter((game) => game[5] !== null));
        const there = expected.filter(() => coin.next().value);
        fc.pre(there.length > 0);
        const missing = expected.filter((cell) => !there.includes(cell));
        const newest = Math.max(...there.map(([, week]) => week));
        const { verdict, observed } = await asked(schedule, there);
        expect(observed).toBe(there.length);
        expect(verdict === "pass").toBe(missing.length === 0);
        if (missing.some(([, week]) => week < newest)) expect(verdict).toBe("fail");
      }),
      { numRuns: 30 },
    );
  });
});
