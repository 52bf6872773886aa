import type { Deal, Goods } from "../../fantasy/deals.ts";
import { FRANCHISES, franchiseOf } from "../../fantasy/franchises.ts";
import type { Player } from "../../fantasy/players.ts";

type Json = Readonly<Record<string, unknown>>;
/** Ids count up from here in the order of the deals; beyond 2^53, as real ones are. */
const FIRST_ID = 1_200_000_000_000_000_000n;

/** `/league/{id}/transactions/{week}`: the newest first. In every other week somebody else wanted the claimed player too, and lost. */
export function transactionsOf(deals: readonly Deal[], week: number): readonly Json[] {
  return deals.flatMap((deal, index) => (deal.leg === week ? [...toTransactions(deal, index), ...lostClaims(deal, index)] : [])).toReversed();
}

function base(deal: Deal, index: number, type: string, rosterIds: readonly number[]): Json {
  const created = Date.parse(deal.at);
  return {
    transaction_id: String(FIRST_ID + BigInt(index) * 1_000n),
    type,
    status: "complete",
    status_updated: created,
    created: type === "trade" ? created - 7_200_000 : created,
    creator: franchiseOf(rosterIds[0] ?? 1).userId,
    leg: deal.leg,
    roster_ids: rosterIds,
    consenter_ids: rosterIds,
    adds: null,
    drops: null,
    draft_picks: [],
    waiver_budget: [],
    settings: null,
    metadata: null,
  };
}

function toTransactions(deal: Deal, index: number): readonly Json[] {
  switch (deal.kind) {
    // Auction and rookie draft are held elsewhere; Sleeper is told their result.
    case "auction": case "draft": return [];
    case "claim": return [{ ...base(deal, index, "waiver", [deal.to]), adds: { [deal.contract.player.id]: deal.to }, drops: { [deal.drops.id]: deal.to }, settings: { waiver_bid: deal.contract.split[0] ?? 0, seq: 0 }, metadata: { notes: "Your waiver claim was processed successfully!" } }];
    case "cut": return [{ ...base(deal, index, "free_agent", [deal.from]), drops: { [deal.player.id]: deal.from } }];
    case "trade": {
      const [one, other] = deal.sides;
      const goes = (players: readonly Player[], to: number): Record<string, number> => Object.fromEntries(players.map(({ id }) => [id, to]));
      return [{
        ...base(deal, index, "trade", [one.rosterId, other.rosterId]),
        adds: { ...goes(one.gives.players, other.rosterId), ...goes(other.gives.players, one.rosterId) },
        drops: { ...goes(one.gives.players, one.rosterId), ...goes(other.gives.players, other.rosterId) },
        draft_picks: [...pickMoves(one.gives, one.rosterId, other.rosterId), ...pickMoves(other.gives, other.rosterId, one.rosterId)],
      }];
    }
  }
}

function pickMoves({ picks }: Goods, from: number, to: number): readonly Json[] {
  return picks.map(({ season, round }) => ({ season: String(season), round, roster_id: from, previous_owner_id: from, owner_id: to, league_id: null }));
}

/** They list adds that never happened. */
function lostClaims(deal: Deal, index: number): readonly Json[] {
  if (deal.kind !== "claim" || deal.leg % 2 === 1) return [];
  const rival = (deal.to % FRANCHISES.length) + 1;
  const [won] = toTransactions(deal, index);
  return [{ ...won, transaction_id: String(FIRST_ID + BigInt(index) * 1_000n + 1n), status: "failed", creator: franchiseOf(rival).userId, roster_ids: [rival], consenter_ids: [rival], adds: { [deal.contract.player.id]: rival }, drops: null, settings: { waiver_bid: 0, seq: 1 }, metadata: { notes: "This player was claimed by another owner." } }];
}
