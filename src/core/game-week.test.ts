import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { currentWeek, type GameOfWeek, remainingWeeks } from "./game-week.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Thursday evening in New York. */
const opening = (season: number): number => Date.UTC(season, 8, 5, 0, 20);

/** A season as it is played: Thursday, Sunday, Monday; four rounds of playoffs after its last week. */
function season(year: number, weeks: number): readonly GameOfWeek[] {
  const regular = Array.from({ length: weeks }, (_, index) => [0, 3 * DAY, 4 * DAY].map((offset) => ({ season: year, week: index + 1, type: "regular" as const, kickoff: opening(year) + 7 * DAY * index + offset, clubs: null }))).flat();
  const playoffs = [0, 1, 2, 4].map((round) => ({ season: year, week: weeks + 1 + Math.min(round, 3), type: round === 4 ? ("super-bowl" as const) : ("playoff" as const), kickoff: opening(year) + 7 * DAY * (weeks + round) + 3 * DAY, clubs: null }));
  return [...regular, ...playoffs];
}
const at = (text: string): Date => new Date(text);
const GAMES = [...season(2024, 18), ...season(2025, 18)];

describe("the current week", () => {
  it.each([
    ["in summer", "2025-07-01T12:00:00Z", { season: 2025, week: 1 }],
    ["during the season's first game", "2025-09-05T02:00:00Z", { season: 2025, week: 1 }],
    ["after Thursday's game", "2025-09-05T12:00:00Z", { season: 2025, week: 1 }],
    ["during Monday's game", "2025-09-09T02:00:00Z", { season: 2025, week: 1 }],
    ["on Tuesday", "2025-09-09T12:00:00Z", { season: 2025, week: 2 }],
    ["in January", "2026-01-02T12:00:00Z", { season: 2025, week: 18 }],
  ])("%s", (_, now, expected) => {
    expect(currentWeek(GAMES, at(now))).toEqual(expected);
  });

  it("ends four hours after the last kickoff, and not before", () => {
    const last = opening(2025) + 4 * DAY;
    expect(currentWeek(GAMES, new Date(last + 4 * HOUR - 1))).toEqual({ season: 2025, week: 1 });
    expect(currentWeek(GAMES, new Date(last + 4 * HOUR))).toEqual({ season: 2025, week: 2 });
  });

  it("stays while one of its games was put off", () => {
    const putOff = GAMES.map((game, index) => (game.season === 2025 && game.week === 12 && GAMES[index + 1]?.week !== 12 ? { ...game, kickoff: game.kickoff + 2 * DAY } : game));
    expect(currentWeek(putOff, new Date(opening(2025) + 11 * 7 * DAY + 5 * DAY))).toEqual({ season: 2025, week: 12 });
  });

  it("is none during the playoffs, though the next season's games may be known", () => {
    const known = [...GAMES, ...season(2026, 18)];
    expect(currentWeek(known, at("2026-01-20T12:00:00Z"))).toEqual({ reason: "the regular season 2025 ended on 2026-01-06 with week 18" });
    expect(currentWeek(known, at("2026-03-01T00:00:00Z"))).toEqual({ season: 2026, week: 1 });
  });

  it("is none in spring, until a schedule is out; and without any", () => {
    expect(currentWeek(GAMES, at("2026-04-01T00:00:00Z"))).toEqual({ reason: "the schedule has no regular game of season 2026 yet" });
    expect(currentWeek([], at("2025-11-01T00:00:00Z"))).toEqual({ reason: "the schedule has no regular game of season 2025 yet" });
  });
});

describe("the remaining weeks", () => {
  it.each([
    [18, 12, 17, [12, 13, 14, 15, 16, 17]],
    [18, 17, 18, [17, 18]],
    [17, 16, 18, [16, 17]],
    [18, 18, 17, []],
  ])("of a season of %i weeks, in week %i, until %i", (weeks, week, lastWeek, expected) => {
    expect(remainingWeeks(season(2020, weeks), { season: 2020, week }, lastWeek)).toEqual(expected);
  });
});

describe("for any season", () => {
  const scene = fc.record({
    year: fc.integer({ min: 1999, max: 2090 }),
    weeks: fc.constantFrom(17, 18),
    hour: fc.integer({ min: -190 * 24, max: 170 * 24 }),
    order: fc.infiniteStream(fc.nat()),
  });

  it("every game of an earlier week is over, one of the current week is not, and no order of games matters", () => {
    fc.assert(fc.property(scene, ({ year, weeks, hour, order }) => {
      const games = season(year, weeks);
      const now = new Date(opening(year) + hour * HOUR);
      const answer = currentWeek(games, now);
      const shuffled = games.map((game) => [order.next().value, game] as const).sort(([a], [b]) => a - b).map(([, game]) => game);
      expect(currentWeek(shuffled, now)).toEqual(answer);
      const regular = games.filter(({ type }) => type === "regular");
      const isOver = ({ kickoff }: GameOfWeek): boolean => kickoff + 4 * HOUR <= now.getTime();
      // Before March the question is about the season before, of which there is no game here.
      if ("reason" in answer) {
        expect(regular.every(isOver) || (now.getUTCFullYear() === year && now.getUTCMonth() < 2)).toBe(true);
        return;
      }
      expect(regular.filter(({ week }) => week < answer.week).every(isOver)).toBe(true);
      expect(regular.filter(({ week }) => week === answer.week).every(isOver)).toBe(false);
      expect(remainingWeeks(games, answer, 17)).toEqual(Array.from({ length: Math.max(0, Math.min(17, weeks) - answer.week + 1) }, (_, index) => answer.week + index));
    }));
  });

  it("time never goes back", () => {
    fc.assert(fc.property(scene, fc.nat({ max: 60 * 24 }), ({ year, weeks, hour }, later) => {
      const games = season(year, weeks);
      const [before, after] = [hour, hour + later].map((hours) => currentWeek(games, new Date(opening(year) + hours * HOUR)));
      const week = (answer: typeof before): number => (answer === undefined || "reason" in answer ? 99 : answer.week);
      if (new Date(opening(year) + hour * HOUR).getUTCMonth() >= 2) expect(week(after)).toBeGreaterThanOrEqual(week(before));
    }));
  });
});
