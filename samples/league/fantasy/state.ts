import { SEASON } from "../model.ts";
import type { Contract, Deal, Side } from "./deals.ts";
import { FRANCHISES } from "./franchises.ts";
import type { Player } from "./players.ts";

export const CAP = 250;
export const YEARS = [0, 1, 2, 3, 4].map((offset) => SEASON + offset);
export const DRAFT_ROUNDS = 5;

export interface FranchiseState {
  readonly rosterId: number;
  readonly contracts: readonly Contract[];
  /** What cut players still cost in each of YEARS. */
  readonly cuts: readonly { readonly player: Player; readonly deadCap: readonly number[] }[];
  /** Cap of the running season got by trades; negative: given. */
  readonly tradedCap: number;
}

export interface TradedPick {
  readonly season: number;
  readonly round: number;
  /** Rosters: whose it was, and whose it is. */
  readonly origin: number;
  readonly holder: number;
  /** Empty: none. */
  readonly condition: string;
}

/** How things stand after some deals. */
export interface LeagueState {
  readonly franchises: readonly FranchiseState[];
  /** Every other pick is its first owner's. */
  readonly tradedPicks: readonly TradedPick[];
}

const BEFORE_ALL: LeagueState = { franchises: FRANCHISES.map(({ rosterId }) => ({ rosterId, contracts: [], cuts: [], tradedCap: 0 })), tradedPicks: [] };

/** @returns how things stand after the deals, in their order */
export function stateAfter(deals: readonly Deal[], from: LeagueState = BEFORE_ALL): LeagueState {
  return deals.reduce(applyDeal, from);
}

function applyDeal(state: LeagueState, deal: Deal): LeagueState {
  switch (deal.kind) {
    case "auction": case "draft": return change(state, deal.to, (franchise) => sign(franchise, deal.contract));
    case "claim": return change(state, deal.to, (franchise) => sign(release(franchise, deal.drops), deal.contract));
    case "cut": return change(state, deal.from, (franchise) => release(franchise, deal.player));
    case "trade": return exchange(state, deal.sides);
  }
}

function change(state: LeagueState, rosterId: number, how: (franchise: FranchiseState) => FranchiseState): LeagueState {
  return { ...state, franchises: state.franchises.map((franchise) => (franchise.rosterId === rosterId ? how(franchise) : franchise)) };
}

/** A contract that has ended before the running season leaves no trace. */
function sign(franchise: FranchiseState, contract: Contract): FranchiseState {
  return contract.startYear + contract.split.length <= SEASON ? franchise : { ...franchise, contracts: [...franchise.contracts, contract] };
}

/** Who is cut costs half of this season and a quarter of each later one, in whole dollars. */
function release(franchise: FranchiseState, player: Player): FranchiseState {
  const contract = contractOf(franchise, player);
  const deadCap = amountsOf(contract).map((amount, year) => Math.ceil((amount ?? 0) / (year === 0 ? 2 : 4)));
  return { ...franchise, contracts: franchise.contracts.filter((other) => other !== contract), cuts: [...franchise.cuts, { player, deadCap }] };
}

function exchange(state: LeagueState, [one, other]: readonly [Side, Side]): LeagueState {
  const moved = [hand(state, one, other.rosterId), hand(state, other, one.rosterId)].flat();
  const taken = change(change(state, one.rosterId, (franchise) => without(franchise, one)), other.rosterId, (franchise) => without(franchise, other));
  const given = moved.reduce((so, { to, contract }) => change(so, to, (franchise) => ({ ...franchise, contracts: [...franchise.contracts, contract] })), taken);
  const cap = one.gives.cap - other.gives.cap;
  const settled = change(change(given, one.rosterId, (franchise) => ({ ...franchise, tradedCap: franchise.tradedCap - cap })), other.rosterId, (franchise) => ({ ...franchise, tradedCap: franchise.tradedCap + cap }));
  const picks = [one, other].flatMap(({ rosterId, gives }) => gives.picks.map(({ season, round, condition = "" }): TradedPick => ({ season, round, origin: rosterId, holder: rosterId === one.rosterId ? other.rosterId : one.rosterId, condition })));
  return { ...settled, tradedPicks: [...settled.tradedPicks, ...picks] };
}

function hand(state: LeagueState, { rosterId, gives }: Side, to: number): readonly { readonly to: number; readonly contract: Contract }[] {
  return gives.players.map((player) => ({ to, contract: { ...contractOf(rosterOf(state, rosterId), player), isRookie: false } }));
}

const without = (franchise: FranchiseState, { gives }: Side): FranchiseState => ({ ...franchise, contracts: franchise.contracts.filter(({ player }) => !gives.players.includes(player)) });

export function rosterOf(state: LeagueState, rosterId: number): FranchiseState {
  const franchise = state.franchises[rosterId - 1];
  if (franchise === undefined) throw new Error(`there is no roster ${rosterId}`);
  return franchise;
}

function contractOf(franchise: FranchiseState, player: Player): Contract {
  const contract = franchise.contracts.find((candidate) => candidate.player.id === player.id);
  if (contract === undefined) throw new Error(`roster ${franchise.rosterId} has no ${player.name}`);
  return contract;
}

/** @returns dollars in each of YEARS; null: no contract that year */
export function amountsOf({ startYear, split }: Contract): readonly (number | null)[] {
  return YEARS.map((year) => split[year - startYear] ?? null);
}
