import type { CheckResult } from "../../core/check.ts";
import { type Crosswalk, resolve } from "../../identity/index.ts";
import { sourceRule } from "../source-rule.ts";
import type { Entry } from "./entries.ts";
import { readPickName } from "./pick-name.ts";
import type { Scope } from "./settings.ts";

/** Share of players that must be known: the reference's bound; 461 of 464 were in May 2026. */
const LEAST_MAPPED = 0.9;

/** Every rank once over players and picks together: two of one rank are two lists mixed. */
export function uniqueRanks(entries: readonly Entry[], scopes: readonly Scope[]): CheckResult {
  const doubled = scopes.flatMap((scope) => {
    const owners = new Map<number, string[]>();
    for (const { name, values } of entries) {
      const rank = values[scope]?.rank;
      if (rank !== null && rank !== undefined) owners.set(rank, [...(owners.get(rank) ?? []), name]);
    }
    return [...owners].filter(([, names]) => names.length > 1).map(([rank, names]) => ({ scope, rank, names: names.join(", ") }));
  });
  return sourceRule("unique_ranks", doubled.length > 0 ? "warn" : "pass", doubled.length, 0, `${doubled.length} rank(s) are given twice over players and picks`, doubled);
}

/** Of a market: 464 players since 2025, and another count is another list; picks of two drafts at the least (contract ktc.md, section 6). */
const PLAYERS = { min: 400, max: 600 };
const PICKS = { min: 24, max: Infinity };

export const playersPerMarket = (rows: Rows, scopes: readonly Scope[]): CheckResult => rowsPerMarket("players", rows, scopes, PLAYERS);
export const picksPerMarket = (rows: Rows, scopes: readonly Scope[]): CheckResult => rowsPerMarket("picks", rows, scopes, PICKS);

type Rows = readonly Readonly<Record<string, unknown>>[];

/** The table's own count is of all markets together, where a whole one hides that another was cut. */
function rowsPerMarket(what: string, rows: Rows, scopes: readonly Scope[], { min, max }: typeof PLAYERS): CheckResult {
  const counts = scopes.map((scope) => ({ market_scope: scope, rows: rows.filter((row) => row["market_scope"] === scope).length }));
  const odd = counts.filter((market) => market.rows < min || market.rows > max);
  const expected = max === Infinity ? `at least ${min}` : `${min} to ${max}`;
  const message = `${(odd.length > 0 ? odd : counts).map((market) => `${market.market_scope} has ${market.rows} ${what}`).join(", ")}; ${expected} are expected`;
  return sourceRule(`${what}_per_market`, odd.length > 0 ? "fail" : "pass", odd.length, 0, message, odd);
}

/** Every pick's name tells season and round. */
export function readablePicks(entries: readonly Entry[]): CheckResult {
  const strange = entries.filter(({ isPick, name }) => isPick && readPickName(name) === null).map(({ name }) => ({ pick_name: name }));
  return sourceRule("pick_names", strange.length > 0 ? "warn" : "pass", strange.length, 0, strange.length === 0 ? "every pick names its season and round" : `${strange.length} pick(s) have a name of no known form; first: '${strange[0]?.pick_name ?? ""}'`, strange);
}

/** Rungs come in whole rounds of Early, Mid and Late: a pick less is a list that was cut. */
export function wholeRounds(entries: readonly Entry[]): CheckResult {
  const rungs = entries.flatMap(({ name, isPick }) => { const pick = isPick ? readPickName(name) : null; return pick?.tier == null ? [] : [pick]; });
  const counts = new Map<string, number>();
  for (const { season, round } of rungs) counts.set(`${season} round ${round}`, (counts.get(`${season} round ${round}`) ?? 0) + 1);
  const broken = [...counts].filter(([, count]) => count !== 3).map(([round, count]) => ({ round, picks: count }));
  return sourceRule("whole_rounds", broken.length > 0 ? "warn" : "pass", broken.length, 0, `${broken.length} round(s) are not Early, Mid and Late`, broken);
}

/** Players that the crosswalk knows by mfl_id, else by name, position and team; those it does not, the most valuable first. */
export function knownPlayers(entries: readonly Entry[], crosswalk: Crosswalk | null): CheckResult {
  if (crosswalk === null) return sourceRule("known_players", "skipped", null, LEAST_MAPPED, "no crosswalk is published: run nfl_data_pipeline, then names are looked up", []);
  const players = entries.filter(({ isPick }) => !isPick);
  const unknown = players
    .filter(({ name, position, team, mflId, ktcId }) => resolve(crosswalk, { name, position, team, ids: { mfl_id: mflId, ktc_id: ktcId } }).kind !== "person")
    .map(({ name, position, team, values }) => ({ player: name, position, team, value: values.dynasty_1qb?.value ?? 0 }))
    .sort((a, b) => b.value - a.value || (a.player < b.player ? -1 : 1));
  const share = players.length === 0 ? 0 : 1 - unknown.length / players.length;
  const message = `${players.length - unknown.length} of ${players.length} players are known${unknown[0] === undefined ? "" : `; most valuable unknown: ${unknown[0].player} (${unknown[0].value})`}`;
  return sourceRule("known_players", share < LEAST_MAPPED ? "warn" : "pass", Math.round(share * 1000) / 1000, LEAST_MAPPED, message, unknown);
}
