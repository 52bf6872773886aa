import { describe, expect, it } from "vitest";
import { judgeSchedule } from "./schedule-rules.ts";

const game = (season: number, week: number, gameday: string, score: number | null, type = "REG") => ({ game_id: `${season}_${week}`, season, game_type: type, week, gameday, home_score: score });
const verdicts = (...games: readonly ReturnType<typeof game>[]): readonly string[] => judgeSchedule(games).map(({ name, verdict }) => `${name} ${verdict}`);

describe("a schedule", () => {
  it("has 17 weeks of a regular season until 2020, and 18 since; playoffs come after", () => {
    expect(verdicts(game(2020, 17, "2021-01-03", 1), game(2021, 18, "2022-01-09", 1), game(2020, 18, "2021-01-09", 1, "WC"))).toEqual(["season_weeks pass", "played_in_order pass"]);
    expect(verdicts(game(2020, 18, "2021-01-10", 1))).toEqual(["season_weeks fail", "played_in_order pass"]);
  });

  it("has no score of a game that comes more than a week after one without; another season's do not count", () => {
    expect(verdicts(game(2025, 10, "2025-11-10", null), game(2025, 11, "2025-11-17", 20), game(2024, 1, "2024-09-05", null))).toEqual(["season_weeks pass", "played_in_order pass"]);
    expect(verdicts(game(2025, 10, "2025-11-10", null), game(2025, 12, "2025-11-18", 20))).toEqual(["season_weeks pass", "played_in_order fail"]);
  });
});
