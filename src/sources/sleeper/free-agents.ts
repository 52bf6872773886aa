import type { ListedPlayer } from "./players.ts";

/** Contract sleeper.md, section 3.3: what dbt accepts, without team defenses, whose ids are no numbers. */
export const FREE_AGENT_POSITIONS: readonly string[] = ["QB", "RB", "WR", "TE", "K", "PK", "DL", "LB", "DB", "S", "CB", "DE", "DT"];
export const FREE_AGENT_STATUSES: readonly string[] = ["Active", "Injured Reserve", "Questionable", "Doubtful", "Out", "PUP"];

export const POSITIONS: ReadonlySet<string> = new Set(FREE_AGENT_POSITIONS);
const STATUSES: ReadonlySet<string> = new Set(FREE_AGENT_STATUSES);

/** A defense's id is its club's code: text, which dbt's joins to numbers would stumble over. */
export function isPerson(id: string): boolean {
  return /^\d+$/.test(id);
}

/** @param rostered ids. @returns whether a manager of the league can sign the player */
export function isFreeAgent({ id, position, status }: ListedPlayer, rostered: ReadonlySet<string>): boolean {
  return POSITIONS.has(position ?? "") && STATUSES.has(status ?? "") && isPerson(id) && !rostered.has(id);
}
