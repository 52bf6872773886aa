import { aliasKey, type Crosswalk, type Person } from "./crosswalk.ts";
import { cleanId, ID_KINDS, type IdKind } from "./ids.ts";
import { nameKey, withFullFirstName } from "./names.ts";
import { fitPosition, fitSlot, isDefense } from "./positions.ts";
import { defenseOf, isClubName, teamOf } from "./teams.ts";

/** Somebody as a source names them. */
export interface Query {
  readonly name: string;
  readonly ids?: Readonly<Partial<Record<IdKind, unknown>>>;
  readonly position?: string | null;
  /** A place in a roster (`IDP BN`), where no position is told. */
  readonly slot?: string | null;
  readonly team?: string | null;
  /** When they are named: nobody plays before being drafted. */
  readonly season?: number | null;
}

/** Somebody who might be meant, with what speaks for it. */
export interface Candidate {
  readonly person: Person;
  /** 0: is not meant. */
  readonly score: number;
  readonly because: readonly string[];
}

/** Who it is, and why: the steps that were taken, in their order. */
export type Resolution =
  | { readonly kind: "person"; readonly person: Person; readonly by: "id" | "name" | "alias" | "nickname"; readonly reasons: readonly string[]; readonly candidates: readonly Candidate[] }
  | { readonly kind: "defense"; readonly team: string; readonly reasons: readonly string[] }
  | { readonly kind: "none"; readonly reasons: readonly string[]; readonly candidates: readonly Candidate[] };

/** A career that began this long before the season is another player's of the same name. */
const LONG_CAREER_YEARS = 15;

/**
 * Ids first; then the name as the league's aliases, its spelling and its nicknames have it, decided by position, roster place, team and
 * season. Two people who fit alike are told as two: a wrong player is worse than none.
 */
export function resolve(crosswalk: Crosswalk, query: Query): Resolution {
  return byIds(crosswalk, query) ?? byClub(query) ?? byName(crosswalk, query);
}

function byIds(crosswalk: Crosswalk, { ids = {} }: Query): Resolution | null {
  const found = ID_KINDS.flatMap((kind) => {
    const id = cleanId(ids[kind]);
    const person = id === null ? undefined : crosswalk.byId.get(`${kind}:${id}`);
    return person === undefined ? [] : [{ person, reason: `${kind} ${id ?? ""} is ${describePerson(person)}` }];
  });
  const [first] = found;
  if (first === undefined) return null;
  const reasons = found.map(({ reason }) => reason);
  if (found.every(({ person }) => person === first.person)) return { kind: "person", person: first.person, by: "id", reasons, candidates: [] };
  return { kind: "none", reasons: [...reasons, "its ids belong to different people"], candidates: [] };
}

function byClub({ name, position }: Query): Resolution | null {
  const asked = position != null && isDefense(position);
  const team = asked || isClubName(name) ? defenseOf(name) : null;
  if (team !== null) return { kind: "defense", team, reasons: [`${name} is the defense of ${team}`] };
  return asked ? { kind: "none", reasons: [`no club is called ${name}`], candidates: [] } : null;
}

function byName(crosswalk: Crosswalk, query: Query): Resolution {
  const { name, position = null } = query;
  if (nameKey(name).key === "") return { kind: "none", reasons: ["there is no name"], candidates: [] };
  const alias = (crosswalk.aliases.get(aliasKey(name)) ?? []).find((entry) => entry.position === null || (position !== null && position !== "-" && fitPosition(position, entry.position) > 0));
  if (alias !== undefined) {
    const under = decide(crosswalk, { ...query, name: alias.canonical, position: alias.treatAs ?? position }, "alias", [`'${name}' is an alias of ${alias.canonical}${alias.position === null ? "" : ` for a ${alias.position}`}`]);
    if (under.kind === "person") return under;
  }
  const direct = decide(crosswalk, query, "name", []);
  if (direct.kind === "person" || direct.candidates.length > 0) return direct;
  return decide(crosswalk, query, "nickname", [`nobody is called ${name}`]);
}

function decide(crosswalk: Crosswalk, query: Query, by: "name" | "alias" | "nickname", before: readonly string[]): Exclude<Resolution, { readonly kind: "defense" }> {
  const { key, suffix } = nameKey(query.name);
  const people = by === "nickname" ? (crosswalk.byFullName.get(withFullFirstName(key)) ?? []) : (crosswalk.byName.get(key) ?? []);
  const candidates = people.map((person) => weigh(person, suffix, query)).toSorted((a, b) => b.score - a.score || (a.person.id < b.person.id ? -1 : 1));
  const [best, second] = candidates;
  const called = by === "nickname" ? `who may be called ${query.name}` : `called ${query.name}`;
  const reasons = [...before, `${people.length === 0 ? "nobody" : people.length === 1 ? "one person" : `${people.length} people`} ${called}`];
  if (best === undefined || best.score === 0) return { kind: "none", reasons: best === undefined ? reasons : [...reasons, `none of them fits: ${best.because.join(", ")}`], candidates };
  if (second !== undefined && second.score === best.score) {
    const later = laterDrafted(candidates, query.season ?? null);
    if (later !== null) return { kind: "person", person: later, by, reasons: [...reasons, `${describePerson(later)}: of those who fit alike, drafted last before ${query.season ?? ""}`], candidates };
    return { kind: "none", reasons: [...reasons, `${describePerson(best.person)} and ${describePerson(second.person)} fit alike: tell a position, a team or a season`], candidates };
  }
  // A nickname alone is no ground: something else must speak for it.
  if (by === "nickname" && (query.position == null || query.position === "-") && query.team == null && query.slot == null) return { kind: "none", reasons: [...reasons, "a nickname needs a position or a team beside it"], candidates };
  return { kind: "person", person: best.person, by, reasons: [...reasons, `${describePerson(best.person)}: ${best.because.join(", ")}`], candidates };
}

/** Rookies of neighbouring years are both around; a gap of this many years tells a career that is over from one that is not. */
const CLEAR_GAP_YEARS = 2;

/** @returns of the best candidates the one who was clearly drafted last, or null */
function laterDrafted(candidates: readonly Candidate[], season: number | null): Person | null {
  if (season === null) return null;
  const tied = candidates.filter(({ score }) => score === candidates[0]?.score).map(({ person }) => person);
  const [first, second] = tied.toSorted((a, b) => (b.draftYear ?? 0) - (a.draftYear ?? 0));
  if (first === undefined || first.draftYear === null) return null;
  return first.draftYear - (second?.draftYear ?? 0) >= CLEAR_GAP_YEARS ? first : null;
}

/** @returns 0 for somebody who cannot be meant */
function weigh(person: Person, suffix: string, { position = null, slot = null, team = null, season = null }: Query): Candidate {
  const because: string[] = [];
  const impossible = (reason: string): Candidate => ({ person, score: 0, because: [reason] });
  const own = person.suffix;
  if (suffix !== "" && own !== "" && suffix !== own) return impossible(`is ${own.toUpperCase()}, not ${suffix.toUpperCase()}`);
  if (season !== null && person.draftYear !== null && person.draftYear > season + 1) return impossible(`was drafted in ${person.draftYear}, after ${season}`);
  const asked = position === null || position.trim() === "" || position.trim() === "-" ? null : position;
  const fit = asked !== null ? fitPosition(asked, person.position) : slot !== null ? fitSlot(slot, person.position) : 50;
  if (fit === 0) return impossible(`plays ${person.position}, not ${asked ?? slot ?? ""}`);
  because.push(asked !== null ? `${person.position} for ${asked}` : slot !== null ? `${person.position} in ${slot}` : "by name alone");
  let score = fit * 10;
  if (suffix === own) score += suffix === "" ? 1 : 50;
  if (team !== null && teamOf(team) !== null) {
    if (person.team === teamOf(team)) {
      score += 200;
      because.push(`of ${person.team ?? ""}`);
    }
  }
  const since = season === null || person.draftYear === null ? null : season - person.draftYear;
  if (since !== null && since > LONG_CAREER_YEARS) score = Math.max(1, score - 500);
  if (since !== null && since <= LONG_CAREER_YEARS) because.push(`drafted ${person.draftYear ?? ""}`);
  return { person, score, because };
}

/** `Josh Hines-Allen (LB JAX, drafted 2019, mfl 14000)` */
export function describePerson({ name, position, team, draftYear, id }: Person): string {
  return `${name} (${[position, team ?? "no team"].join(" ")}${draftYear === null ? "" : `, drafted ${draftYear}`}, mfl ${id})`;
}
