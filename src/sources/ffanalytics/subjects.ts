import { type Candidate, type Crosswalk, nameKey, resolve } from "../../identity/index.ts";
import type { Projection } from "./projection.ts";
import { defenseIdOf, mflDefense, mflTeam } from "./teams.ts";

/** Whom a projection is about. */
export interface Subject {
  /** `mfl:13589`, `dst:BUF`, or `name:alto quercia|QB|BUF` for somebody whom the crosswalk does not know. */
  readonly key: string;
  readonly mflId: string | null;
  readonly defenseId: number | null;
  /** The crosswalk's; null for those it does not know. */
  readonly position: string | null;
  /** The crosswalk's, in MFL's code. */
  readonly team: string | null;
}

/** One site's say on somebody. */
export interface Voice {
  readonly projection: Projection;
  readonly subject: Subject;
}

/** A subject, and how sure it is that the site's row is about it. */
interface Finding {
  readonly subject: Subject;
  readonly certainty: number;
}

const BY_ID = 2;
const BY_TEAM = 1;
const BY_NAME = 0;

/**
 * Who is meant: the site's id in the crosswalk, else name, position and team, else name and position if that leads to one person. A wrong
 * player is worse than none: who is not certain is kept under name, position and team, where nobody else gets in.
 *
 * Invariants
 * 1. Every projection becomes one voice, in the order they come; the order decides nothing else.
 * 2. Two players of one site and week are never one subject: of rows that one name leads to the same person, the certain one stays.
 * @param crosswalk null: everybody is known by name, position and team only
 */
export function identify(projections: readonly Projection[], crosswalk: Crosswalk | null): readonly Voice[] {
  const known = new Map<string, Finding>();
  const findings = projections.map((projection) => {
    // The same people come back week after week.
    const question = `${projection.site}|${projection.siteId ?? ""}|${projection.player}|${projection.pos}|${projection.team ?? ""}|${projection.season}`;
    const finding = known.get(question) ?? find(projection, crosswalk);
    known.set(question, finding);
    return finding;
  });
  const subjects = settle(projections, findings);
  const named = settleNames(projections, subjects);
  return projections.map((projection, index) => ({ projection, subject: named[index] ?? nameSubject(projection) }));
}

function find(projection: Projection, crosswalk: Crosswalk | null): Finding {
  const { player, pos, siteId, idKind, season } = projection;
  const team = mflTeam(projection.team);
  if (pos === "DST") return { subject: defenseSubject(mflDefense(player) ?? team) ?? nameSubject(projection), certainty: BY_ID };
  if (crosswalk === null) return { subject: nameSubject(projection), certainty: BY_NAME };
  const answer = resolve(crosswalk, { name: player, position: pos, team, season, ...(idKind === null || siteId === null ? {} : { ids: { [idKind]: siteId } }) });
  if (answer.kind !== "person" || isTie(answer.candidates)) return { subject: nameSubject(projection), certainty: BY_NAME };
  const { id, position, team: club } = answer.person;
  const own = mflTeam(club);
  return { subject: { key: `mfl:${id}`, mflId: id, defenseId: null, position, team: own }, certainty: answer.by === "id" ? BY_ID : own !== null && own === team ? BY_TEAM : BY_NAME };
}

/**
 * Of namesakes who fit alike the league's sheet means the one drafted last; a site that lists hundreds of players may mean the other (in
 * 2014 two tight ends of one name played, and the elder was the starter).
 */
function isTie([best, second]: readonly Candidate[]): boolean {
  return best !== undefined && best.score === second?.score;
}

function defenseSubject(team: string | null): Subject | null {
  return team === null ? null : { key: `dst:${team}`, mflId: null, defenseId: defenseIdOf(team), position: "DST", team };
}

function nameSubject({ player, pos, team }: Projection, more = ""): Subject {
  return { key: `name:${nameKey(player).key}|${pos}|${mflTeam(team) ?? "-"}${more}`, mflId: null, defenseId: null, position: null, team: null };
}

/** Rows of one site that lead to one person, and are about several: the one that is certain keeps the person, the others their names. */
function settle(projections: readonly Projection[], findings: readonly Finding[]): readonly Subject[] {
  const subjects = findings.map(({ subject }) => subject);
  for (const rows of contests(projections, subjects, ({ mflId }) => mflId !== null)) {
    const best = Math.max(...rows.map((row) => findings[row]?.certainty ?? BY_NAME));
    const winners = new Set(rows.filter((row) => findings[row]?.certainty === best).map((row) => labelOf(projections[row])));
    for (const row of rows) {
      const projection = projections[row];
      if (projection !== undefined && !(winners.size === 1 && winners.has(labelOf(projection)))) subjects[row] = nameSubject(projection);
    }
  }
  return subjects;
}

/** Namesakes of one position and team whom a site tells apart by its ids stay apart. */
function settleNames(projections: readonly Projection[], before: readonly Subject[]): readonly Subject[] {
  const subjects = [...before];
  for (const rows of contests(projections, before, ({ mflId, defenseId }) => mflId === null && defenseId === null)) {
    for (const row of rows) {
      const projection = projections[row];
      if (projection !== undefined) subjects[row] = nameSubject(projection, `|${projection.site}:${labelOf(projection)}`);
    }
  }
  return subjects;
}

/** What a site tells two of its players apart by. */
function labelOf(projection: Projection | undefined): string {
  return projection?.siteId ?? mflTeam(projection?.team ?? null) ?? "";
}

/** @returns rows, in groups of one site, week and subject, where the site tells of more than one player */
function contests(projections: readonly Projection[], subjects: readonly Subject[], applies: (subject: Subject) => boolean): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>();
  projections.forEach((projection, row) => {
    const subject = subjects[row];
    if (subject === undefined || !applies(subject)) return;
    const key = `${projection.site}|${projection.season}|${projection.week}|${subject.key}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  });
  return [...groups.values()].filter((rows) => rows.length > 1 && new Set(rows.map((row) => labelOf(projections[row]))).size > 1);
}
