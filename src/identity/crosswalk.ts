import { compareTexts } from "../core/compare.ts";
import { groupBy } from "../core/group-by.ts";
import { cleanId, ID_KINDS, type IdKind } from "./ids.ts";
import { nameKey, withFullFirstName } from "./names.ts";
import { positionOf } from "./positions.ts";
import { teamOf } from "./teams.ts";

/** One person of the crosswalk. */
export interface Person {
  /** mfl_id: the house's player id. */
  readonly id: string;
  readonly name: string;
  /** The name made comparable, and its suffix. */
  readonly key: string;
  readonly suffix: string;
  readonly position: string;
  /** nflverse's code; null without a team. */
  readonly team: string | null;
  readonly draftYear: number | null;
  readonly birthdate: string | null;
  readonly ids: Readonly<Partial<Record<IdKind, string>>>;
}

/** A name that a source uses for somebody whom the crosswalk calls otherwise (dbt's seed dim_name_alias). */
export interface Alias {
  readonly alias: string;
  readonly canonical: string;
  /** Only for a player of this position; null: for every one. */
  readonly position: string | null;
  /** What the player is then looked for as; null: as asked. */
  readonly treatAs: string | null;
}

/**
 * Everybody, ready to be looked up.
 *
 * Invariants
 * 1. A person is in it once, whatever the order of the rows.
 * 2. An id that two people share leads to neither.
 */
export interface Crosswalk {
  readonly people: readonly Person[];
  /** `gsis_id:00-0036442` -> the one person who has it. */
  readonly byId: ReadonlyMap<string, Person>;
  readonly byName: ReadonlyMap<string, readonly Person[]>;
  readonly byFullName: ReadonlyMap<string, readonly Person[]>;
  readonly aliases: ReadonlyMap<string, readonly Alias[]>;
  /** Ids that lead to nobody because several people have them. */
  readonly sharedIds: readonly { readonly id: string; readonly people: readonly string[] }[];
}

/** @param rows of nflverse.ff_playerids, as they come; rows without an mfl_id or a name are nobody */
export function buildCrosswalk(rows: readonly Readonly<Record<string, unknown>>[], aliases: readonly Alias[] = []): Crosswalk {
  const people = uniquePeople(rows.flatMap(toPerson));
  const owners = ownersOfIds(people);
  const shared = [...owners].filter(([, persons]) => persons.length > 1).map(([id, persons]) => ({ id, people: persons.map((person) => person.id) }));
  return {
    people,
    byId: new Map([...owners].flatMap(([key, [first, ...others]]) => (first === undefined || others.length > 0 ? [] : [[key, first] as const]))),
    byName: groupBy(people, ({ key }) => key),
    byFullName: groupBy(people, ({ key }) => withFullFirstName(key)),
    aliases: groupBy(aliases.toSorted((a, b) => compareTexts(JSON.stringify(a), JSON.stringify(b))), ({ alias }) => aliasKey(alias)),
    sharedIds: shared,
  };
}

function ownersOfIds(people: readonly Person[]): ReadonlyMap<string, readonly Person[]> {
  const owners = new Map<string, Person[]>();
  for (const person of people) {
    for (const kind of ID_KINDS) {
      const id = person.ids[kind];
      if (id === undefined) continue;
      const known = owners.get(`${kind}:${id}`);
      if (known === undefined) owners.set(`${kind}:${id}`, [person]);
      else known.push(person);
    }
  }
  return owners;
}

/** Aliases tell suffixes apart: `Will Fuller V` is an alias, `Will Fuller` is its canonical name. */
export function aliasKey(name: string): string {
  const { key, suffix } = nameKey(name);
  return `${key}|${suffix}`;
}

function toPerson(row: Readonly<Record<string, unknown>>): readonly Person[] {
  const id = cleanId(row["mfl_id"]);
  const name = typeof row["name"] === "string" ? row["name"].trim() : "";
  if (id === null || name === "") return [];
  const ids = Object.fromEntries(ID_KINDS.flatMap((kind) => { const value = cleanId(row[kind]); return value === null ? [] : [[kind, value]]; }));
  const draftYear = Number(row["draft_year"] ?? Number.NaN);
  return [{ id, name, ...nameKey(name), position: positionOf(cleanId(row["position"]) ?? ""), team: teamOf(cleanId(row["team"])), draftYear: Number.isInteger(draftYear) && draftYear > 1900 ? draftYear : null, birthdate: cleanId(row["birthdate"]), ids }];
}

/** Of rows with one mfl_id the fullest stays; the file's order decides nothing. */
function uniquePeople(people: readonly Person[]): readonly Person[] {
  const fullness = ({ ids }: Person): number => Object.keys(ids).length;
  const sorted = people.toSorted((a, b) => compareTexts(a.id, b.id) || fullness(b) - fullness(a) || compareTexts(JSON.stringify(a), JSON.stringify(b)));
  return sorted.filter((person, index) => person.id !== sorted[index - 1]?.id);
}
