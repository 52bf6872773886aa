import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadProfile } from "../../src/http/index.ts";
import { CLUBS } from "./clubs.ts";
import { FORMER_OWNER, FRANCHISES } from "./fantasy/franchises.ts";
import { createLeague, SEASON } from "./model.ts";
import { renderSample } from "./render.ts";
import { statLines } from "./stats.ts";

const league = createLeague();

describe("the model", () => {
  it("has 32 clubs that each play 17 games in 18 weeks, never twice in one, with one bye between weeks 5 and 15", () => {
    const games = league.games.filter((game) => game.season === SEASON && game.type === "REG");
    expect(games).toHaveLength(272);
    for (const club of CLUBS) {
      const weeks = games.filter((game) => game.home === club.code || game.away === club.code).map((game) => game.week).sort((a, b) => a - b);
      expect(new Set(weeks).size).toBe(17);
      const bye = Array.from({ length: 18 }, (_, index) => index + 1).find((week) => !weeks.includes(week)) ?? 0;
      expect(bye).toBeGreaterThanOrEqual(5);
      expect(bye).toBeLessThanOrEqual(15);
    }
  });

  it("ends every season with 13 playoff games and one champion", () => {
    for (const season of [1999, 2020, 2024]) {
      const playoffs = league.games.filter((game) => game.season === season && game.type !== "REG");
      expect(playoffs.map((game) => game.type).join(" ")).toBe("WC WC WC WC WC WC DIV DIV DIV DIV CON CON SB");
    }
  });

  it("gives everybody another name and every game another id", () => {
    expect(new Set(league.people.map((person) => `${person.first} ${person.last}`)).size).toBe(league.people.length);
    expect(new Set(league.games.map((game) => game.gameId)).size).toBe(league.games.length);
  });

  it("brings each day a late game, a corrected tackle, a trade and a cut among the clubs", () => {
    const [first = [], second = [], third = []] = league.days.map((day) => statLines(league, day));
    const gamesOf = (lines: typeof first, week: number): number => new Set(lines.filter((line) => line.game.week === week).map((line) => line.game.gameId)).size;
    expect([gamesOf(second, 9) - gamesOf(first, 9), gamesOf(third, 10) - gamesOf(second, 10)]).toEqual([1, 1]);
    const tackles = (lines: typeof first, { personNumber, week }: { readonly personNumber: number; readonly week: number }): number => lines.find((line) => line.person.number === personNumber && line.game.week === week)?.stats["def_tackles_solo"] ?? 0;
    const corrected = (before: typeof first, after: typeof first): number => league.corrections.filter((correction) => correction.week <= 10 && tackles(before, correction) > 0 && tackles(after, correction) - tackles(before, correction) === 1).length;
    expect([corrected(first, second), corrected(second, third)]).toEqual([1, 1]);
    for (const { lastWeek } of league.days) {
      const moved = league.people.filter((person) => person.club !== null && league.clubOf(person, lastWeek) !== league.clubOf(person, lastWeek - 1));
      expect(moved.map((person) => league.clubOf(person, lastWeek) === null).toSorted()).toEqual([false, true]);
    }
  });
});

describe("the rendering", () => {
  const dirs = [mkdtempSync(join(tmpdir(), "sample-a-")), mkdtempSync(join(tmpdir(), "sample-b-"))] as const;
  beforeAll(async () => { for (const dir of dirs) await renderSample(dir); }, 180_000);
  afterAll(() => { for (const dir of dirs) rmSync(dir, { recursive: true, force: true }); });
  const filesOf = (dir: string): readonly string[] => readdirSync(dir, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [relative(dir, join(entry.parentPath, entry.name))] : [])).toSorted();

  it("is the same byte for byte each time", () => {
    const [prints, again] = dirs.map((dir) => filesOf(dir).map((file) => `${file} ${createHash("sha256").update(readFileSync(join(dir, file))).digest("hex")}`));
    expect(prints?.length).toBeGreaterThan(500);
    expect(prints).toEqual(again);
  });

  it("is a profile of three days: each names all its files, and what does not change stands there once", () => {
    const profile = loadProfile(dirs[0]);
    expect(profile.days.map(({ now }) => now?.toISOString())).toEqual(["2025-11-04T12:00:00.000Z", "2025-11-11T12:00:00.000Z", "2025-11-18T12:00:00.000Z"]);
    expect(profile.days.map(({ sheets }) => basename(sheets?.tabs ?? ""))).toEqual(["2025-11-03", "2025-11-10", "2025-11-10"]);
    const named = new Set(profile.days.flatMap(({ payloads }) => payloads.answers.flatMap(({ file }) => (file === null ? [] : [relative(dirs[0], file)]))));
    expect(filesOf(dirs[0]).filter((file) => file.startsWith("files/"))).toEqual([...named].toSorted());
    const versions = (stem: string): number => [...named].filter((file) => file.startsWith(`files/${stem}_`)).length;
    expect(Object.fromEntries(["teams", "db_playerids", "stats_player_week_2025", "dynasty-rankings", "sleeper-league-users", "sleeper-draft-picks", "sleeper-league-rosters"].map((stem) => [stem, versions(stem)]))).toEqual({
      teams: 1, db_playerids: 2, stats_player_week_2025: 3, "dynasty-rankings": 3, "sleeper-league-users": 1, "sleeper-draft-picks": 1, "sleeper-league-rosters": 3,
    });
  });
});

const crosswalk = join(import.meta.dirname, "..", "..", "..", "shared", "data", "providers", "nflverse", "db_playerids_2026-08-22.csv");
if (existsSync(crosswalk)) {
  it("invents nobody who exists", () => {
    const text = readFileSync(crosswalk, "utf8");
    const column = (text.split("\n", 1)[0] ?? "").split(",").indexOf("merge_name");
    const real = new Set(text.split("\n").map((line) => line.split(",")[column]));
    expect(real.size).toBeGreaterThan(10_000);
    const invented = [...league.people.map(({ first, last }) => `${first} ${last}`), ...FRANCHISES.map(({ gm }) => gm), FORMER_OWNER.owner];
    expect(invented.filter((name) => real.has(name.toLowerCase()))).toEqual([]);
  });
}
