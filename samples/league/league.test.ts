import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CLUBS } from "./clubs.ts";
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

  it("brings a late game, a corrected tackle, a trade and a cut", () => {
    const [first, second, third] = league.days.map((day) => statLines(league, day));
    const gamesOf = (lines: typeof first, week: number): number => new Set(lines?.filter((line) => line.game.week === week).map((line) => line.game.gameId)).size;
    expect(gamesOf(second, 9) - gamesOf(first, 9)).toBe(1);
    const tackles = (lines: typeof first): number => lines?.find((line) => line.person.number === league.correction.personNumber && line.game.week === 9)?.stats["def_tackles_solo"] ?? 0;
    expect(tackles(third) - tackles(first)).toBe(1);
    const moved = league.people.filter((person) => person.club !== null && league.clubOf(person, 11) !== league.clubOf(person, 8));
    expect(moved.some((person) => league.clubOf(person, 11) === null)).toBe(true);
    expect(moved.some((person) => league.clubOf(person, 11) !== null)).toBe(true);
  });
});

describe("the rendering", () => {
  it("is the same byte for byte each time, and lists an unchanged file instead of copying it", async () => {
    const dirs = [mkdtempSync(join(tmpdir(), "sample-a-")), mkdtempSync(join(tmpdir(), "sample-b-"))];
    try {
      for (const dir of dirs) await renderSample(dir);
      const prints = dirs.map((dir) =>
        readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => `${entry.name} ${createHash("sha256").update(readFileSync(join(entry.parentPath, entry.name))).digest("hex")}`).sort(),
      );
      expect(prints[0]).toEqual(prints[1]);
      expect(prints[0]?.filter((print) => print.startsWith("teams_"))).toHaveLength(1);
      expect(prints[0]?.filter((print) => print.startsWith("stats_player_week_"))).toHaveLength(3);
    } finally {
      for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
    }
  });
});

const crosswalk = join(import.meta.dirname, "..", "..", "..", "shared", "data", "providers", "nflverse", "db_playerids_2026-08-22.csv");
if (existsSync(crosswalk)) {
  it("invents nobody who exists", () => {
    const text = readFileSync(crosswalk, "utf8");
    const column = (text.split("\n", 1)[0] ?? "").split(",").indexOf("merge_name");
    const real = new Set(text.split("\n").map((line) => line.split(",")[column]));
    expect(real.size).toBeGreaterThan(10_000);
    expect(league.people.filter((person) => real.has(`${person.first} ${person.last}`.toLowerCase()))).toEqual([]);
  });
}
