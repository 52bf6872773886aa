import type { GameOfWeek } from "../../core/game-week.ts";
import { teamOf } from "../../identity/index.ts";
import type { Projection } from "./projection.ts";

/** By season and week, who meets whom: `BUF-MIA` and `MIA-BUF`. */
export type Meetings = ReadonlyMap<string, ReadonlySet<string>>;

const weekOf = ({ season, week }: Pick<GameOfWeek, "season" | "week">): string => `${season}|${week}`;

/** @param games null: no schedule is known, and nothing can be told by it */
export function meetingsOf(games: readonly GameOfWeek[] | null): Meetings {
  const meetings = new Map<string, Set<string>>();
  for (const game of games ?? []) {
    if (game.clubs === null || game.type !== "regular") continue;
    const [home, away] = game.clubs.map(teamOf);
    const ofWeek = meetings.get(weekOf(game)) ?? new Set();
    meetings.set(weekOf(game), ofWeek.add(`${home}-${away}`).add(`${away}-${home}`));
  }
  return meetings;
}

/**
 * An answer that names no week says by its games which one it is of: a site that has gone on to the next week, or still shows the last one,
 * under an address that names none, is noticed by nothing else. A game that was moved, or a player who was traded, makes no other week: most
 * of what the list says has to be wrong.
 * @returns in one phrase what does not fit: `29 of 30 of its games are not played in that week, first: BUF-MIA`; null: it fits, or tells nothing
 */
export function findOtherWeek(projections: readonly Projection[], meetings: Meetings): string | null {
  const [first] = projections;
  const played = first === undefined ? undefined : meetings.get(weekOf(first));
  if (played === undefined) return null;
  const written = new Map(projections.flatMap(({ team, opponent = null }) => (team === null || opponent === null ? [] : [[`${team}-${opponent}`, [team, opponent]] as const])));
  const told = new Set([...written.values()].map((clubs) => clubs.map(teamOf)).flatMap(([team, opponent]) => (team == null || opponent == null ? [] : [`${team}-${opponent}`])));
  const wrong = [...told].filter((meeting) => !played.has(meeting));
  return wrong.length > told.size / 2 ? `${wrong.length} of ${told.size} of its games are not played in that week, first: ${wrong[0] ?? ""}` : null;
}
