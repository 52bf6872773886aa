import { type Position, POSITIONS } from "../../projection.ts";

const FIRST = ["Alto", "Beppo", "Cosimo", "Dario", "Ennio", "Fosco", "Gino", "Ivo", "Lapo", "Nello"];
const LAST = ["Quercia", "Rovere", "Salice", "Tiglio", "Ulivo", "Acero", "Betulla", "Cipresso", "Faggio", "Larice"];
const TEAMS = ["BUF", "KC", "MIA", "LAR", "JAC", "SF", "GB", "NYJ"];
const PLACES = ["Porto", "Monte", "Valle", "Ponte", "Campo", "Lago", "Bosco", "Piano"];
const CLUBS = ["Otters", "Herons", "Badgers", "Lynxes"];

/** An invented player, or an invented club's defense. */
export interface Invented {
  readonly index: number;
  readonly first: string;
  readonly last: string;
  readonly name: string;
  readonly team: string;
  /** Five digits. */
  readonly id: string;
  /** What stands in place of one of the numbers. */
  readonly spoilt: Spoilt | null;
}

/** A statistic of the eighth player, and what is written instead. */
export interface Spoilt {
  readonly stat: string;
  readonly written: unknown;
}

const SPOILT_AT = 7;

/** @returns one of a hundred names: the first ten are single, the others of two */
function lastOf(nth: number): string {
  const name = LAST[nth % 10] ?? "";
  return nth < 10 ? name : `${name}-${LAST[Math.floor(nth / 10) % 10] ?? ""}`;
}

/** @param from how many come before them, on other pages. @returns so many players of a position, all of different names */
export function invent(position: Position, count: number, spoilt: Spoilt | null = null, from = 0): readonly Invented[] {
  return Array.from({ length: count }, (_, nth) => {
    const index = from + nth;
    const [first, last] = position === "DST" ? [PLACES[index % 8] ?? "", CLUBS[Math.floor(index / 8)] ?? `Club${index}`] : [FIRST[index % 10] ?? "", lastOf(Math.floor(index / 10))];
    return { index, first, last, name: `${first} ${last}`, team: TEAMS[index % TEAMS.length] ?? "", id: String(10_000 + 1_000 * POSITIONS.indexOf(position) + index), spoilt: index === SPOILT_AT ? spoilt : null };
  });
}

/** @returns a number with one decimal, another one for every statistic and player; yards are in the thousands where a comma is written */
export function numberFor(stat: string, player: Pick<Invented, "index">): number {
  // Nobody catches more passes than were thrown.
  return stat === "pass_comp" ? Math.min(anyNumber(stat, player), numberFor("pass_att", player)) : anyNumber(stat, player);
}

function anyNumber(stat: string, { index }: Pick<Invented, "index">): number {
  const scale = stat.endsWith("yds") ? 11 : 1;
  const seed = [...stat].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 97, 7);
  return Math.round((1 + ((seed + index * 13) % 89) / 10) * scale * 10) / 10;
}

/** @returns the number as an API sends it, or what was put in its place */
export function sent(stat: string, player: Invented): unknown {
  return player.spoilt?.stat === stat ? player.spoilt.written : numberFor(stat, player);
}
