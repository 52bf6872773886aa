import type { Entry, MarketValue } from "./entries.ts";
import { readPickName } from "./pick-name.ts";
import type { Scope } from "./settings.ts";

/** An entry that has a value in a market. */
interface Priced {
  readonly entry: Entry;
  readonly market: MarketValue;
  readonly scope: Scope;
}

export interface PlayerRow {
  readonly [column: string]: string | number | null;
  readonly player_name: string;
  readonly value: number;
  readonly market_scope: Scope;
}

/** @returns one row a player and scope, in the page's order, scope after scope. @param asof YYYY-MM-DD */
export function playerRows(entries: readonly Entry[], scopes: readonly Scope[], asof: string): readonly PlayerRow[] {
  return pricedIn(entries.filter(({ isPick }) => !isPick), scopes).map(({ entry, market, scope }) => ({
    player_name: entry.name,
    position: entry.position,
    team: entry.team,
    asset_type: "player",
    rank: market.rank,
    value: market.value,
    positional_rank: market.positionalRank,
    market_scope: scope,
    asof_date: asof,
    ktc_player_id: entry.ktcId,
    mfl_id: entry.mflId,
    overall_tier: market.overallTier,
    positional_tier: market.positionalTier,
  }));
}

/** @returns one row a pick and scope; season, round and tier are null where the name is none of the known forms */
export function pickRows(entries: readonly Entry[], scopes: readonly Scope[], asof: string): readonly Readonly<Record<string, string | number | null>>[] {
  return pricedIn(entries.filter(({ isPick }) => isPick), scopes).map(({ entry, market, scope }) => {
    const pick = readPickName(entry.name);
    return {
      pick_name: entry.name,
      draft_year: pick?.season ?? null,
      pick_round: pick?.round ?? null,
      pick_tier: pick?.tier ?? null,
      asset_type: "pick",
      market_scope: scope,
      rank: market.rank,
      value: market.value,
      asof_date: asof,
      ktc_player_id: entry.ktcId,
      pick_slot: pick?.slot ?? null,
      overall_tier: market.overallTier,
    };
  });
}

function pricedIn(entries: readonly Entry[], scopes: readonly Scope[]): readonly Priced[] {
  return scopes.flatMap((scope) => entries.flatMap((entry) => { const market = entry.values[scope]; return market === null ? [] : [{ entry, market, scope }]; }));
}

const MOST_NAMED = 5;

/** @returns a line for the run's log, when the market has no value of somebody */
export function describeUnpriced(entries: readonly Entry[], scope: Scope): readonly string[] {
  const names = entries.filter(({ values }) => values[scope] === null).map(({ name }) => name);
  if (names.length === 0) return [];
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : "";
  return [`${scope} has no value of ${names.length} ${names.length === 1 ? "entry" : "entries"}, left out: ${names.slice(0, MOST_NAMED).join(", ")}${more}`];
}
