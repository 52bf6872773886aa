import { describe, expect, it } from "vitest";
import { CLUBS } from "./clubs.ts";
import { createLeague, type LeagueDay } from "./model.ts";
import { expectationsOf } from "./projections.ts";
import { renderProjections } from "./render/projections/index.ts";
import { type Format, marketOf, moverOf } from "./values.ts";

const league = createLeague();
const [first, second, third] = league.days as [LeagueDay, LeagueDay, LeagueDay];

describe("the market", () => {
  it.each<Format>(["oneQb", "superflex"])("ranks 464 players and 36 picks once, by value (%s)", (format) => {
    for (const day of league.days) {
      const market = marketOf(league, day, format);
      expect(market.filter(({ asset }) => asset.kind === "player")).toHaveLength(464);
      expect(market.filter(({ asset }) => asset.kind === "pick")).toHaveLength(36);
      expect(market.map(({ rank }) => rank)).toEqual(market.map((_, index) => index + 1));
      expect(market.every(({ value }, index) => value >= 60 && value <= 9_999 && value <= (market[index - 1]?.value ?? Infinity))).toBe(true);
    }
  });

  it("has a mover each day: a hundred places up at least", () => {
    for (const [index, [before, after]] of [[first, second], [second, third]].entries()) {
      const mover = moverOf(league, index + 1);
      const rankOn = (day: LeagueDay | undefined): number => marketOf(league, day ?? first, "oneQb").find(({ asset }) => asset.kind === "player" && asset.person === mover)?.rank ?? 0;
      expect(rankOn(before) - rankOn(after)).toBeGreaterThan(100);
    }
  });

  it("pays more for a quarterback where two may play", () => {
    const best = (format: Format): number => marketOf(league, first, format).findIndex(({ asset }) => asset.kind === "player" && asset.person.position === "QB");
    expect(best("superflex")).toBeLessThan(best("oneQb"));
  });
});

describe("projections", () => {
  it("a club's receivers catch about what is thrown to them, and only clubs that play are there", () => {
    for (const week of [10, 13, 17]) {
      const expected = expectationsOf(league, first, week);
      const playing = new Set(expected.map(({ club }) => club.code));
      expect(playing.size).toSatisfy((clubs: number) => clubs >= 26 && clubs <= CLUBS.length);
      for (const code of playing) {
        const sum = (stat: string): number => expected.filter(({ club }) => club.code === code).reduce((total, { stats }) => total + (stats[stat] ?? 0), 0);
        if (sum("pass_yds") === 0) continue;
        expect(sum("pass_yds")).toSatisfy((yards: number) => yards >= 120 && yards <= 400);
        expect(sum("rec_yds") / sum("pass_yds")).toSatisfy((share: number) => share >= 0.75 && share <= 1.25);
      }
    }
  });

  it("six sites answer every week that is left, each question once", () => {
    for (const [index, day] of league.days.entries()) {
      const answers = renderProjections(league, day);
      const questions = answers.map(({ method, url, match }) => JSON.stringify([method, url, match]));
      expect(new Set(questions).size).toBe(questions.length);
      // Per week: six documents of CBS, ESPN and FantasyPros, nine of FantasySharks, eight of FFToday; FanDuel has the current week alone.
      expect(answers).toHaveLength((8 - index) * (6 + 6 + 6 + 9 + 8) + 3);
    }
  });

  it("on the second day FantasyPros shows a stranger ten rows", () => {
    const rows = (day: LeagueDay): readonly number[] => renderProjections(league, day).filter(({ name }) => name.startsWith("fantasypros-")).map(({ body }) => body.match(/<tr class="mpb-player-/g)?.length ?? 0);
    expect(new Set(rows(second))).toEqual(new Set([10]));
    expect(Math.min(...rows(first))).toBeGreaterThan(20);
  });

  it("no week is another week's", () => {
    const bodies = renderProjections(league, first).map(({ body }) => body);
    expect(new Set(bodies).size).toBe(bodies.length);
  });
});
