import type { Crosswalk } from "./crosswalk.ts";
import { type Query, resolve } from "./resolve.ts";

/** A place where somebody is named. */
export interface Mention extends Query {
  readonly dataset: string;
  /** As people find it: `Andy!B17`, a transaction's id. */
  readonly where: string;
}

export interface Unmapped {
  readonly dataset: string;
  /** The first of the places, in the order of their names. */
  readonly where: string;
  readonly name: string;
  readonly position: string;
  readonly rows: number;
  readonly reason: string;
}

/** @returns who is named and not known, once a dataset, name and position; whatever the order of the mentions */
export function reportUnmapped(crosswalk: Crosswalk, mentions: readonly Mention[]): readonly Unmapped[] {
  const groups = new Map<string, { first: Mention; where: string; rows: number; reason: string }>();
  const known = new Map<string, string | null>();
  for (const mention of mentions) {
    const question = JSON.stringify([mention.name, mention.position, mention.slot, mention.team, mention.season, mention.ids]);
    if (!known.has(question)) {
      const answer = resolve(crosswalk, mention);
      known.set(question, answer.kind === "none" ? answer.reasons.join("; ") : null);
    }
    const reason = known.get(question) ?? null;
    if (reason === null) continue;
    const key = JSON.stringify([mention.dataset, mention.name, mention.position ?? mention.slot ?? ""]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: mention, where: mention.where, rows: 1, reason });
    else {
      group.rows += 1;
      // The reason goes with the place that is shown.
      if (mention.where < group.where) Object.assign(group, { where: mention.where, reason });
    }
  }
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, { first, where, rows, reason }]) => ({ dataset: first.dataset, where, name: first.name, position: first.position ?? first.slot ?? "", rows, reason }));
}
