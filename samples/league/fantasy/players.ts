import { CLUBS } from "../clubs.ts";
import { ids } from "../ids.ts";
import type { League } from "../model.ts";
import type { Person, Position } from "../people.ts";
import { talentOf } from "../talent.ts";

/** Positions as the fantasy league has them. */
export type LeaguePosition = "QB" | "RB" | "WR" | "TE" | "K" | "D/ST" | "DL" | "LB" | "DB";

/** Whom a franchise can have: a person, or a club's defense. */
export interface Player {
  /** Sleeper's id: a number as text, or the club's code. */
  readonly id: string;
  readonly name: string;
  readonly position: LeaguePosition;
  /** 0 to 1. */
  readonly talent: number;
  /** Null for a defense. */
  readonly person: Person | null;
}

const LEAGUE_POSITION: Readonly<Record<Position, LeaguePosition | null>> = { QB: "QB", RB: "RB", WR: "WR", TE: "TE", K: "K", LB: "LB", DE: "DL", DT: "DL", CB: "DB", S: "DB", T: null };
const DEFENDERS: ReadonlySet<LeaguePosition> = new Set(["DL", "LB", "DB"]);

export const isDefender = ({ position }: Player): boolean => DEFENDERS.has(position);

/** Sleeper's code of a club where it is not nflverse's. */
export const sleeperTeam = (code: string): string => (code === "LA" ? "LAR" : code);

/** Null for linemen, whom nobody can have. */
export function playerOf(person: Person): Player | null {
  const position = LEAGUE_POSITION[person.position];
  return position === null ? null : { id: String(ids.sleeper(person)), name: `${person.first} ${person.last}`, position, talent: talentOf(person), person };
}

/** @returns everybody with a club and every defense, the best first within a position */
export function playersOf(league: League): readonly Player[] {
  const people = league.people.filter((person) => person.club !== null).flatMap((person) => playerOf(person) ?? []);
  const defenses = CLUBS.map((club, index): Player => ({ id: sleeperTeam(club.code), name: `${club.location} ${club.nickname}`, position: "D/ST", talent: 0.3 + ((index * 7) % 32) / 64, person: null }));
  return [...people, ...defenses].toSorted((a, b) => b.talent - a.talent);
}
