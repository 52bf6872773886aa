import type { GameOfWeek } from "../../core/game-week.ts";
import { findOtherWeek, meetingsOf } from "./other-week.ts";
import { findImplausible } from "./plausible.ts";
import { POSITIONS, type Position, type Projection } from "./projection.ts";
import { isSameRow } from "./same-row.ts";

/** What one site's answers for one week came to. */
export interface Received {
  readonly site: string;
  readonly week: number;
  readonly projections: readonly Projection[];
  /** Of lists that its module calls cut or shown in part: true as far as they go, and no list to make a consensus of. */
  readonly withheld: readonly Projection[];
  /** Why the site has nothing to say of this week, which is no problem; null: it has. */
  readonly silence: string | null;
  /** In a sentence each: questions that were not answered, answers that could not be read. */
  readonly problems: readonly string[];
}

/** The same, judged beside the other sites and weeks. */
export interface Delivery {
  readonly site: string;
  readonly week: number;
  /** What the consensus is made of. */
  readonly used: readonly Projection[];
  /** Read, and no part of the consensus; the raw table keeps it. */
  readonly leftOut: readonly Projection[];
  readonly silence: string | null;
  readonly problems: readonly string[];
}

/** Fewer rows may be equal by chance. */
const LEAST_REPEATED = 10;

/**
 * Judges what the sites sent, position by position, because sites fail so: a list that repeats another week's (a cache), that tells of games
 * of another week, or that holds numbers nobody is projected for (a season's in a week's column). What is wrong is left out with its reason;
 * what is another week's is not kept at all, since its week is unknown.
 * @param games of the published schedule; null: there is none
 */
export function judgeDeliveries(received: readonly Received[], games: readonly GameOfWeek[] | null): readonly Delivery[] {
  const lists = received.flatMap(splitByPosition);
  const meetings = meetingsOf(games);
  const ofOtherGames = findAll(lists, ({ projections }) => { const seen = findOtherWeek(projections, meetings); return seen === null ? null : `${seen}: dropped, it is another week's list`; });
  const dropped: Reasons = new Map([...ofOtherGames, ...findRepeated(lists.filter((list) => !ofOtherGames.has(list)))]);
  const fresh = lists.filter((list) => !dropped.has(list));
  const implausible = findAll(fresh, ({ projections }) => { const seen = findImplausible(projections); return seen === null ? null : `${seen}: left out, its numbers are of something else`; });
  return received.map(({ site, week, withheld, silence, problems }) => {
    const own = lists.filter((list) => list.site === site && list.week === week);
    const reasonOf = (list: List): string | undefined => dropped.get(list) ?? implausible.get(list);
    return {
      site,
      week,
      used: own.filter((list) => reasonOf(list) === undefined).flatMap(({ projections }) => projections),
      leftOut: [...withheld, ...own.filter((list) => implausible.has(list)).flatMap(({ projections }) => projections)],
      silence,
      problems: [...problems, ...own.flatMap((list) => { const reason = reasonOf(list); return reason === undefined ? [] : [`${list.pos}: ${reason}`]; })],
    };
  });
}

/** A site's rows of one position and week. */
interface List {
  readonly site: string;
  readonly week: number;
  readonly pos: Position;
  readonly projections: readonly Projection[];
}

type Reasons = ReadonlyMap<List, string>;

function splitByPosition({ site, week, projections }: Received): readonly List[] {
  const byPosition = new Map<Position, Projection[]>(POSITIONS.map((pos) => [pos, []]));
  for (const projection of projections) byPosition.get(projection.pos)?.push(projection);
  return [...byPosition].filter(([, rows]) => rows.length > 0).map(([pos, rows]) => ({ site, week, pos, projections: rows }));
}

function findAll(lists: readonly List[], reasonOf: (list: List) => string | null): Reasons {
  return new Map(lists.flatMap((list) => { const reason = reasonOf(list); return reason === null ? [] : [[list, reason] as const]; }));
}

/** The later of two weeks with the same players and numbers: a cache without week in its name served the first one again (contract, section 3). */
function findRepeated(lists: readonly List[]): Reasons {
  const reasons = new Map<List, string>();
  const earlier = new Map<string, List[]>();
  for (const list of lists.toSorted((a, b) => a.week - b.week)) {
    const key = `${list.site}|${list.pos}`;
    const before = earlier.get(key) ?? [];
    const original = before.find(({ projections }) => isRepetition(projections, list.projections));
    if (original === undefined) earlier.set(key, [...before, list]);
    else reasons.set(list, `the ${list.projections.length} rows are those of week ${original.week}: dropped`);
  }
  return reasons;
}

function isRepetition(a: readonly Projection[], b: readonly Projection[]): boolean {
  return a.length >= LEAST_REPEATED && a.length === b.length && a.every((row, index) => { const other = b[index]; return other !== undefined && isSameRow(row, other); });
}
