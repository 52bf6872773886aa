import type { GameOfWeek } from "../../core/game-week.ts";
import { newYorkToUtc } from "../../core/season.ts";

/** The dataset that says when games are played, and the columns of it that tell. Times are New York's (nflverse's own convention). */
export const GAMES = { source: "nflverse", dataset: "schedule", columns: ["season", "week", "game_type", "gameday", "gametime", "home_team", "away_team"] } as const;

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{2}:\d{2}$/;
/** A game whose hour is not set yet is played in the afternoon. */
const UNKNOWN_TIME = "13:00";

/** @param rows of the published schedule. @returns its games; a row without a date is none yet */
export function readGames(rows: readonly Readonly<Record<string, unknown>>[]): readonly GameOfWeek[] {
  return rows.flatMap(({ season, week, game_type: type, gameday, gametime, home_team: home, away_team: away }) => {
    if (typeof gameday !== "string" || !DATE.test(gameday)) return [];
    const time = typeof gametime === "string" && TIME.test(gametime) ? gametime : UNKNOWN_TIME;
    return [{ season: Number(season), week: Number(week), kickoff: newYorkToUtc(gameday, time), type: type === "REG" ? "regular" : type === "SB" ? "super-bowl" : "playoff", clubs: typeof home === "string" && typeof away === "string" ? [home, away] : null }];
  });
}
