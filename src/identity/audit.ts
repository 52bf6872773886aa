import type { CheckResult, Verdict } from "../core/check.ts";
import { groupBy } from "../core/group-by.ts";
import { buildCrosswalk, type Crosswalk } from "./crosswalk.ts";
import { ID_KINDS, type IdKind } from "./ids.ts";

/** Columns that the audit needs of nflverse.ff_playerids. */
export const CROSSWALK_COLUMNS = [...ID_KINDS, "name", "position", "team", "birthdate", "draft_year"] as const;

type Rows = readonly Readonly<Record<string, unknown>>[];

/** Kinds of ids that a class which plays must have: stats, rosters and projections are joined by them. */
const NEEDED: readonly IdKind[] = ["gsis_id", "sleeper_id", "espn_id"];
/**
 * Kinds of ids that stay with a player: from June 2021 to August 2026 at most 39 of the 5,488 pfr_ids changed, of the others at most 5. Not
 * ktc_id, which players lose when they leave the market, nor nfl_id, which was rewritten once.
 */
const KEPT: readonly IdKind[] = [...NEEDED, "pfr_id", "fantasypros_id", "cbs_id", "yahoo_id", "fleaflicker_id", "sportradar_id"];
/** Share of players whose ids are doubled; measured: 0.5 % in 2026 and in 2021. Such ids lead to nobody, so they are an evil that can be lived with. */
const USUAL_SHARED = 0.01;
const MOST_SHARED = 0.02;
/** Fewer are no class, but somebody's slip in a year. */
const SMALLEST_CLASS = 20;
/** Of a draft class that is one to four years old; measured: at most 14 %, in a file of June 2021. */
const MOST_NULLS = 0.25;
/** Of the players of both snapshots; corrections change single ids. */
const MOST_CHANGED = 0.01;
const EVIDENCE = 10;

/**
 * Judges a crosswalk as what everything else is joined through: each id leads to one person and each person stands once; the classes that
 * play have their ids; and what was known yesterday is known today.
 * @param before rows of the last good snapshot; null: there is none
 */
export function auditCrosswalk(rows: Rows, before: Rows | null): readonly CheckResult[] {
  const crosswalk = buildCrosswalk(rows);
  return [judgeShared(crosswalk), judgeDoubled(crosswalk), ...NEEDED.map((kind) => judgeNulls(crosswalk, kind)), judgeChanges(crosswalk, before === null ? null : buildCrosswalk(before))];
}

function judgeShared({ sharedIds, people }: Crosswalk): CheckResult {
  const sharers = new Set(sharedIds.flatMap((entry) => entry.people)).size;
  const verdict = judgeShare(sharers, people.length);
  return result("identity_ids_unique", verdict, sharers, Math.floor(people.length * USUAL_SHARED), `${sharers} players share an id with another one; such an id leads to nobody`, sharedIds.map(({ id, people: ids }) => ({ id, people: ids.join(", ") })));
}

/** Two rows of one name and birthday are one person under two ids. */
function judgeDoubled({ people }: Crosswalk): CheckResult {
  const born = people.filter(({ birthdate }) => birthdate !== null);
  const doubled = [...groupBy(born, ({ key, birthdate }) => `${key}|${birthdate ?? ""}`).values()].filter((group) => group.length > 1);
  const verdict = judgeShare(doubled.length, people.length);
  return result("identity_people_unique", verdict, doubled.length, Math.floor(people.length * USUAL_SHARED), `${doubled.length} people of one name and birthday stand in two rows`, doubled.map((group) => ({ name: group[0]?.name ?? "", rows: group.map(({ id }) => id).join(", ") })));
}

function judgeShare(count: number, of: number): Verdict {
  return count > of * MOST_SHARED ? "fail" : count > of * USUAL_SHARED ? "warn" : "pass";
}

function judgeNulls({ people }: Crosswalk, kind: IdKind): CheckResult {
  const name = `identity_nulls(${kind})`;
  // Prospects have no position yet (XX), and no ids.
  const players = people.filter(({ draftYear, position }) => draftYear !== null && position !== "XX");
  const drafted = [...groupBy(players, ({ draftYear }) => String(draftYear)).values()].filter((members) => members.length >= SMALLEST_CLASS);
  const newest = drafted.reduce((max, [member]) => Math.max(max, member?.draftYear ?? 0), 0);
  const classes = drafted.filter(([member]) => newest - (member?.draftYear ?? 0) >= 1 && newest - (member?.draftYear ?? 0) <= 4);
  if (classes.length === 0) return result(name, "skipped", null, MOST_NULLS, "no draft class to look at", []);
  const shares = classes.map((members) => ({ draft_year: members[0]?.draftYear ?? 0, share: members.filter(({ ids }) => ids[kind] === undefined).length / members.length }));
  const worst = shares.reduce((max, entry) => (entry.share > max.share ? entry : max));
  return result(name, worst.share > MOST_NULLS ? "fail" : "pass", Number(worst.share.toFixed(3)), MOST_NULLS, `the class of ${worst.draft_year} lacks ${Math.round(worst.share * 100)} % of its ${kind}, at most ${MOST_NULLS * 100} % allowed`, shares);
}

/** An id that was good and is another now, or is gone, takes a player's history away. */
function judgeChanges({ people }: Crosswalk, before: Crosswalk | null): CheckResult {
  const name = "identity_ids_kept";
  if (before === null) return result(name, "skipped", null, MOST_CHANGED, "no_comparable_snapshot: there is no earlier snapshot", []);
  const known = new Map(before.people.map((person) => [person.id, person]));
  const both = people.filter(({ id }) => known.has(id));
  const changed = both.flatMap((person) => KEPT.flatMap((kind) => {
    const [was, is] = [known.get(person.id)?.ids[kind], person.ids[kind]];
    return was === undefined || was === is ? [] : [{ player: person.id, name: person.name, kind, was, is: is ?? "gone" }];
  }));
  const gone = before.people.length - both.length;
  const share = both.length === 0 ? 1 : (new Set(changed.map(({ player }) => player)).size + gone) / before.people.length;
  const verdict = changed.length === 0 && gone === 0 ? "pass" : share > MOST_CHANGED ? "fail" : "warn";
  return result(name, verdict, changed.length + gone, Math.floor(before.people.length * MOST_CHANGED), `${changed.length} ids are others than before or gone, ${gone} players are gone`, changed);
}

function result(name: string, verdict: Verdict, observed: number | null, threshold: number, message: string, evidence: readonly object[]): CheckResult {
  return { name, kind: "source_rule", verdict, observed, threshold, message, evidence: evidence.slice(0, EVIDENCE).map((entry) => ({ ...entry })) };
}
