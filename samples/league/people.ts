import { CLUBS } from "./clubs.ts";
import { inventNames } from "./names.ts";
import { createRng } from "./rng.ts";

export type Position = "QB" | "RB" | "WR" | "TE" | "K" | "LB" | "DE" | "DT" | "CB" | "S" | "T";

export interface Person {
  readonly number: number;
  readonly first: string;
  readonly last: string;
  readonly position: Position;
  /** Club of the running season, or null: a free agent or retired. */
  readonly club: string | null;
  /** Place on the club's depth chart, from 1. */
  readonly depth: number;
  readonly birthdate: string;
  readonly draftYear: number;
  readonly gsisId: string | null;
  readonly pfrId: string;
}

/** A club's roster in the sample: enough of each position for a whole game. */
const ROSTER: readonly [Position, number][] = [["QB", 2], ["RB", 3], ["WR", 5], ["TE", 2], ["K", 1], ["LB", 3], ["DE", 2], ["DT", 1], ["CB", 3], ["S", 2], ["T", 5]];
/** Real crosswalks remember everybody who ever played; so does this one. */
const REMEMBERED = 12_160;
const PAST_POSITIONS: readonly Position[] = ["QB", "RB", "WR", "TE", "K", "LB", "DE", "CB", "S"];

/** @returns everybody, players of the running season first. */
export function invent(seed: number, season: number): readonly Person[] {
  const names = createRng(seed, "names");
  const people = inventNames(REMEMBERED, (items) => names.shuffle(items));
  const places = CLUBS.flatMap((club) => ROSTER.flatMap(([position, count]) => Array.from({ length: count }, (_, index) => ({ club: club.code, position, depth: index + 1 }))));
  return people.map(({ first, last }, number) => {
    const place = places[number];
    const rng = createRng(seed, "person", number);
    const draftYear = place === undefined ? rng.int(1999, season - 1) : rng.int(season - 9, season);
    const isRookie = place !== undefined && draftYear === season && place.depth > 1;
    return {
      number,
      first,
      last,
      position: place?.position ?? rng.pick(PAST_POSITIONS),
      club: place?.club ?? null,
      depth: place?.depth ?? 0,
      birthdate: `${draftYear - 22}-${String(rng.int(1, 12)).padStart(2, "0")}-${String(rng.int(1, 28)).padStart(2, "0")}`,
      draftYear,
      // A rookie carries an Elias id until the league assigns one; one in eight of the past has none at all.
      gsisId: isRookie && number % 97 === 0 ? `${last.slice(0, 3).toUpperCase()}${100_000 + number}` : place === undefined && number % 8 === 0 ? null : `00-00${80_000 + number}`,
      pfrId: `${last.slice(0, 4)}${first.slice(0, 2)}${String(number).padStart(5, "0")}`,
    };
  });
}
