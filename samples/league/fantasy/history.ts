import { type League, SEASON, SEED } from "../model.ts";
import { createRng, type Rng } from "../rng.ts";
import { openingThursday } from "../schedule.ts";
import type { Contract, Deal, Goods } from "./deals.ts";
import { FORMER_OWNER, FRANCHISES } from "./franchises.ts";
import { isDefender, type LeaguePosition, type Player, playerOf, playersOf } from "./players.ts";
import { DRAFT_ROUNDS, type LeagueState, rosterOf, stateAfter } from "./state.ts";

/** How many of a position a franchise bids for, and what the best one costs. */
const AUCTION: Readonly<Record<LeaguePosition, { readonly count: number; readonly price: number }>> = {
  QB: { count: 2, price: 19 }, RB: { count: 5, price: 32 }, WR: { count: 5, price: 32 }, TE: { count: 2, price: 18 }, K: { count: 1, price: 1 }, "D/ST": { count: 1, price: 3 },
  DL: { count: 3, price: 6 }, LB: { count: 3, price: 8 }, DB: { count: 3, price: 5 },
};
/** Two managers forgot somebody: such a place is paid for and empty. */
const FORGOTTEN: readonly { readonly rosterId: number; readonly position: LeaguePosition }[] = [{ rosterId: 4, position: "K" }, { rosterId: 9, position: "D/ST" }];
const DAY_MS = 86_400_000;
const LAST_WEEK = 11;
/** Weeks of trades and of cuts without a claim; from week 9 on each week has one of both, so that every day of the sample does. */
const TRADE_WEEKS = [2, 5, 7, 9, 10, 11];
const CUT_WEEKS = [3, 6, 9, 10, 11];
const CONDITIONAL_WEEKS = [2, 5, 7, 10];

const instant = (ms: number): string => new Date(ms).toISOString();
const ALL = FRANCHISES.map(({ rosterId }) => rosterId);

/** @returns everything that was ever dealt, the oldest first */
export function dealHistory(league: League): readonly Deal[] {
  const players = playersOf(league);
  const veterans = players.filter(({ person }) => person?.draftYear !== SEASON);
  const rookies = players.filter(({ person }) => person?.draftYear === SEASON).toSorted((a, b) => Number(isDefender(a)) - Number(isDefender(b)) || b.talent - a.talent);
  const before = [...longAgo(league), ...auction(veterans), ...rookieDraft(rookies)].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return season(players, [...before, ...finalCuts(before)]);
}

/** Lines of a log that nobody reads any more; the last franchise had another manager then. */
function longAgo(league: League): readonly Deal[] {
  const rng = createRng(SEED, "long-ago");
  const retired = league.people.filter(({ club, position, draftYear }) => club === null && position !== "T" && draftYear >= 2010 && draftYear <= 2015).flatMap((person) => playerOf(person) ?? []);
  return [2022, 2023, 2024].flatMap((year) =>
    Array.from({ length: 14 }, (_, index): Deal => {
      const to = 1 + (index % 12);
      const contract = { player: rng.pick(retired), startYear: year, split: [rng.int(1, 9)], isRookie: false, rfa: false };
      const former = to === FORMER_OWNER.rosterId && year < FORMER_OWNER.until ? { formerOwner: FORMER_OWNER.owner } : {};
      return { kind: "auction", at: instant(Date.UTC(year, 7, 10, 12, index)), frame: `${year} FAAD`, leg: 0, to, contract, rfaMatched: false, ...former };
    }),
  );
}

/** Positions go one after the other, the best first; who chose first in one round chooses last in the next. */
function auction(veterans: readonly Player[]): readonly Deal[] {
  return (Object.keys(AUCTION) as LeaguePosition[]).flatMap((position, group) => {
    const { count } = AUCTION[position];
    const order = createRng(SEED, "auction", position).shuffle(ALL);
    return veterans.filter((player) => player.position === position).slice(0, count * ALL.length).flatMap((player, index): Deal[] => {
      const round = Math.floor(index / ALL.length);
      const to = (round % 2 === 0 ? order : order.toReversed())[index % ALL.length] ?? 1;
      if (FORGOTTEN.some((entry) => entry.rosterId === to && entry.position === position)) return [];
      const contract = bid(player);
      const rng = createRng(SEED, "matched", player.id);
      return [{ kind: "auction", at: instant(Date.UTC(contract.startYear, 7, 20 + group, 12, index)), frame: `${contract.startYear} FAAD`, leg: 0, to, contract, rfaMatched: rng.int(0, 11) === 0 }];
    });
  });
}

function bid(player: Player): Contract {
  const rng = createRng(SEED, "bid", player.id);
  const years = rng.int(1, 4);
  const price = Math.max(1, Math.round(AUCTION[player.position].price * player.talent ** 2.2 * (0.8 + rng.next() * 0.4)));
  const rise = rng.int(0, 2) === 0 ? 1 : 0;
  return { player, startYear: years > 1 && rng.int(0, 2) === 0 ? SEASON - 1 : SEASON, split: Array.from({ length: years }, (_, year) => price + rise * year), isRookie: false, rfa: years === 1 && rng.int(0, 3) === 0 };
}

function rookieDraft(rookies: readonly Player[]): readonly Deal[] {
  const order = createRng(SEED, "draft-order").shuffle(ALL);
  return Array.from({ length: DRAFT_ROUNDS * ALL.length }, (_, index): Deal => {
    const [round, player] = [1 + Math.floor(index / ALL.length), rookies[index]];
    if (player === undefined) throw new Error(`there are ${rookies.length} rookies for ${DRAFT_ROUNDS} rounds`);
    const dollarsAYear = Math.max(1, 5 - round);
    const contract = { player, startYear: SEASON, split: [dollarsAYear, dollarsAYear, dollarsAYear], isRookie: true, rfa: false };
    return { kind: "draft", at: instant(Date.UTC(SEASON, 4, 14, 18, index)), frame: `${SEASON} Rookie Draft`, leg: 0, to: order[index % ALL.length] ?? 1, contract, round, overall: index + 1 };
  });
}

/** The taxi squad holds four and a defender: whom a franchise drafted beyond that leaves before the season. */
function finalCuts(deals: readonly Deal[]): readonly Deal[] {
  const state = stateAfter(deals);
  return ALL.flatMap((rosterId, index) => {
    const rookies = rosterOf(state, rosterId).contracts.filter(({ isRookie }) => isRookie).map(({ player }) => player);
    const extra = [...rookies.filter((player) => isDefender(player)).slice(1), ...rookies.filter((player) => !isDefender(player)).slice(4)];
    return extra.map((player, nth): Deal => ({ kind: "cut", at: instant(Date.UTC(SEASON, 7, 30, 16, index * 2 + nth)), frame: `${SEASON} Preseason Week 2`, leg: 0, from: rosterId, player }));
  });
}

/** Each week a claim, in some a trade and a cut; each choice looks at how things stand by then. */
function season(players: readonly Player[], before: readonly Deal[]): readonly Deal[] {
  const deals = [...before];
  let state = stateAfter(before);
  const play = (deal: Deal): void => {
    deals.push(deal);
    state = stateAfter([deal], state);
  };
  for (let week = 1; week <= LAST_WEEK; week += 1) {
    const rng = createRng(SEED, "week", week);
    const saturday = openingThursday(SEASON) + (week - 1) * 7 * DAY_MS + 2 * DAY_MS;
    const dated = (hour: number): Pick<Deal, "at" | "frame" | "leg"> => ({ at: instant(saturday + hour * 3_600_000), frame: `${SEASON} Week ${week}`, leg: week });
    const [first, second, third, fourth] = rng.shuffle(ALL) as [number, number, number, number];
    play({ ...dated(9), ...claim(state, players, first, week, rng) });
    if (TRADE_WEEKS.includes(week)) play({ ...dated(15), ...trade(state, second, third, week) });
    if (CUT_WEEKS.includes(week)) play({ ...dated(20), kind: "cut", from: fourth, player: worst(state, fourth, "WR") });
  }
  return deals;
}

function claim(state: LeagueState, players: readonly Player[], to: number, week: number, rng: Rng): { readonly kind: "claim"; readonly to: number; readonly contract: Contract; readonly drops: Player } {
  const position = rng.pick<LeaguePosition>(["RB", "WR", "DL", "LB", "DB"]);
  const taken = new Set(state.franchises.flatMap(({ contracts }) => contracts.map(({ player }) => player.id)));
  const player = players.filter((candidate) => candidate.position === position && !taken.has(candidate.id))[week % 3];
  if (player === undefined) throw new Error(`nobody is left to be claimed as ${position}`);
  return { kind: "claim", to, contract: { player, startYear: SEASON, split: [rng.int(1, 4)], isRookie: false, rfa: false }, drops: worst(state, to, position) };
}

/** A receiver and cap for a back and a pick; some of the picks depend on something. */
function trade(state: LeagueState, one: number, other: number, week: number): { readonly kind: "trade"; readonly sides: readonly [{ rosterId: number; gives: Goods }, { rosterId: number; gives: Goods }] } {
  const pick = { season: SEASON + 1 + (week % 3), round: 1 + (week % 4), ...(CONDITIONAL_WEEKS.includes(week) ? { condition: "yes, if the receiver starts six games" } : {}) };
  return {
    kind: "trade",
    sides: [
      { rosterId: one, gives: { players: [worst(state, one, "WR")], picks: [], cap: 1 + (week % 5) } },
      { rosterId: other, gives: { players: [worst(state, other, "RB")], picks: [pick], cap: 0 } },
    ],
  };
}

/** Who of a position the franchise can best do without. */
function worst(state: LeagueState, rosterId: number, position: LeaguePosition): Player {
  const candidates = rosterOf(state, rosterId).contracts.filter(({ player, isRookie }) => player.position === position && !isRookie).toSorted((a, b) => a.player.talent - b.player.talent);
  const player = candidates[0]?.player;
  if (player === undefined) throw new Error(`roster ${rosterId} has no ${position}`);
  return player;
}
