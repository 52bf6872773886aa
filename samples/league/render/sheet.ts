import { SEASON } from "../model.ts";
import type { Contract, Deal, Goods } from "../fantasy/deals.ts";
import { FORMER_OWNER, FRANCHISES, type Franchise, franchiseOf } from "../fantasy/franchises.ts";
import { type FilledSlot, isMandatory } from "../fantasy/lineup.ts";
import type { Player } from "../fantasy/players.ts";
import type { FantasyDay } from "../fantasy/season.ts";
import { amountsOf, CAP, DRAFT_ROUNDS, type LeagueState, rosterOf, YEARS } from "../fantasy/state.ts";
import { type GmTabContent, gmTabGrid, type SheetGrid, type TabPick, TRANSACTIONS_HEADER } from "./gm-tab-grid.ts";

const WAIVER_WIRE = "Waiver Wire";
/** Number of the log's first line. */
const FIRST_SORT = 3_001;
/** Somebody whom the commissioner writes wrong wherever he comes up: dbt's seed dim_name_alias knows. */
const MISSPELT_INDEX = 3;

/** @returns the commissioner's workbook as a person sees it, by title of the tab */
export function renderSheet({ deals, state, lineups }: Omit<FantasyDay, "sheet">): ReadonlyMap<string, SheetGrid> {
  const misspelt = misspeltPlayer(deals);
  const write: NameOf = (player) => (player.id === misspelt.id ? misspell(player.name) : player.name);
  const tabs = FRANCHISES.map((franchise): [string, SheetGrid] => [franchise.owner, gmTabGrid(tabOf(franchise, state, lineups[franchise.rosterId - 1]?.slots ?? [], write))]);
  return new Map([...tabs, ["TRANSACTIONS", transactionsGrid(deals, write)]]);
}

type NameOf = (player: Player) => string;

/** The seeds that a league gives dbt, as file name and text. */
export function renderSeeds(days: readonly FantasyDay[]): ReadonlyMap<string, string> {
  const deals = days.at(-1)?.deals ?? [];
  const misspelt = misspeltPlayer(deals);
  const franchise = (owner: string, { rosterId, teamName, division }: Franchise, from: number, to: number): string =>
    [`F${String(rosterId).padStart(3, "0")}`, teamName, division, 2012, owner, franchiseOf(rosterId).owner === owner ? owner : `${owner} (former)`, from, to, to === 9999].join(",");
  const franchises = FRANCHISES.flatMap((entry) => (entry.rosterId === FORMER_OWNER.rosterId ? [franchise(FORMER_OWNER.owner, entry, 2012, FORMER_OWNER.until - 1), franchise(entry.owner, entry, FORMER_OWNER.until, 9999)] : [franchise(entry.owner, entry, 2012, 9999)]));
  const frames = [2022, 2023, 2024, SEASON].flatMap((season) => timeFrames(season));
  return new Map([
    ["dim_franchise.csv", lines("franchise_id,franchise_name,division,established_season,owner_name,gm_tab,season_start,season_end,is_current_owner", franchises)],
    ["dim_timeframe.csv", lines("timeframe_string,season,period_type,week,sort_sequence", frames)],
    ["dim_name_alias.csv", lines("alias_name,canonical_name,alias_type,notes,position,treat_as_position", [`${misspell(misspelt.name)},${misspelt.name},misspelling,two letters swapped,,`])],
  ]);
}

const lines = (header: string, rows: readonly string[]): string => `${[header, ...rows].join("\n")}\n`;

/** In the order of a year: draft, auction, preseason, weeks, offseason. */
function timeFrames(season: number): readonly string[] {
  const frames: readonly (readonly [name: string, period: string, week: number | null])[] = [
    ["Rookie Draft", "rookie_draft", null], ["FAAD", "faad", null],
    ...[1, 2, 3].map((week) => [`Preseason Week ${week}`, "preseason", week] as const),
    ...Array.from({ length: 18 }, (_, index) => [`Week ${index + 1}`, "regular", index + 1] as const),
    ["Offseason", "offseason", null],
  ];
  return frames.map(([name, period, week], index) => [`${season} ${name}`, season, period, week ?? "", season * 100 + index + 1].join(","));
}

/** Of the auction, so that he is in the log and mostly on a tab. */
function misspeltPlayer(deals: readonly Deal[]): Player {
  const deal = deals.filter((entry) => entry.kind === "auction" && entry.contract.startYear === SEASON && entry.contract.player.position === "WR")[MISSPELT_INDEX];
  if (deal?.kind !== "auction") throw new Error("the auction has nobody to misspell");
  return deal.contract.player;
}

const misspell = (name: string): string => name.replace(/(.)(.)(?=.$)/, "$2$1");

function tabOf({ rosterId, owner, gm }: Franchise, state: LeagueState, lineup: readonly FilledSlot[], write: NameOf): GmTabContent {
  const { cuts, tradedCap } = rosterOf(state, rosterId);
  const slots = lineup.map(({ slot, contract }, index) => slotOf(slot, contract, isMandatory(index), write));
  const dead = YEARS.map((_, year) => cuts.reduce((sum, { deadCap }) => sum + (deadCap[year] ?? 0), 0));
  const traded = YEARS.map((_, year) => (year === 0 ? tradedCap : 0));
  return {
    gm,
    phone: `(555) 555-01${String(rosterId).padStart(2, "0")}`,
    email: `${owner.toLowerCase()}@example.com`,
    firstYear: SEASON,
    slots,
    cuts: cuts.map(({ player, deadCap }) => ({ player: write(player), position: player.position, amounts: deadCap.map((amount) => (amount === 0 ? null : amount)) })),
    ...picksOf(rosterId, owner, state),
    available: YEARS.map((_, year) => CAP - slots.reduce((sum, { amounts }) => sum + (amounts[year] ?? 0), 0) - (dead[year] ?? 0) + (traded[year] ?? 0)),
    dead,
    traded,
  };
}

/** A starting place without a player costs a dollar this season. */
function slotOf(slot: string, contract: Contract | null, mandatory: boolean, write: NameOf): GmTabContent["slots"][number] {
  if (contract === null) return { slot, player: "", amounts: mandatory ? [1] : [] };
  const { player, isRookie, rfa } = contract;
  return { slot, player: `${write(player)}${isRookie ? " (RS)" : ""}`, amounts: amountsOf(contract), rfa };
}

function picksOf(rosterId: number, owner: string, { tradedPicks }: LeagueState): Pick<GmTabContent, "ownPicks" | "acquiredPicks"> {
  const ownPicks = YEARS.flatMap((first) =>
    Array.from({ length: DRAFT_ROUNDS }, (_, index): TabPick => {
      const [year, round] = [first + 1, index + 1];
      const traded = tradedPicks.find((pick) => pick.origin === rosterId && pick.season === year && pick.round === round);
      return traded === undefined ? { owner, year, round, condition: "-" } : { owner: `Traded to ${franchiseOf(traded.holder).owner}`, year, round, condition: "none" };
    }),
  );
  const acquiredPicks = tradedPicks.filter(({ holder }) => holder === rosterId).map(({ origin, season, round, condition }): TabPick => ({ owner: franchiseOf(origin).owner, year: season, round, condition: condition === "" ? "-" : condition }));
  return { ownPicks, acquiredPicks };
}

function transactionsGrid(deals: readonly Deal[], write: NameOf): SheetGrid {
  const rows = deals.flatMap((deal) => logLines(deal, write)).map((line, index) => [...line, (FIRST_SORT + index).toLocaleString("en-US")]);
  return [[...TRANSACTIONS_HEADER], ...rows.toReversed()];
}

/** The columns of a line but the last. */
function logLines(deal: Deal, write: NameOf): readonly (readonly string[])[] {
  const { frame } = deal;
  const signing = (from: string, to: string, contract: Contract, matched: boolean, type: string, pick: readonly string[] = ["-", "-", "-"]): readonly string[] =>
    [frame, from, to, ...pick, contract.player.position, write(contract.player), ...termsOf(contract), matched ? "yes" : "-", "-", type];
  const cut = (from: number, player: Player): readonly string[] => [frame, franchiseOf(from).owner, WAIVER_WIRE, "-", "-", "-", player.position, write(player), "-", "-", "-", "-", "Cut"];
  switch (deal.kind) {
    case "auction": return [signing(WAIVER_WIRE, deal.formerOwner ?? franchiseOf(deal.to).owner, deal.contract, deal.rfaMatched, "Signing")];
    case "draft": return [signing("-", franchiseOf(deal.to).owner, deal.contract, false, "Draft", [franchiseOf(deal.to).owner, String(deal.round), String(deal.overall)])];
    case "claim": return [cut(deal.to, deal.drops), signing(WAIVER_WIRE, franchiseOf(deal.to).owner, deal.contract, false, "Signing")];
    case "cut": return [cut(deal.from, deal.player)];
    case "trade": {
      const [one, other] = deal.sides;
      return [...tradeLines(frame, one.rosterId, other.rosterId, one.gives, write), ...tradeLines(frame, other.rosterId, one.rosterId, other.gives, write)];
    }
  }
}

const termsOf = ({ split }: Contract): readonly string[] => [`${split.reduce((sum, amount) => sum + amount, 0)}/${split.length}`, split.join("-")];

function tradeLines(frame: string, from: number, to: number, { players, picks, cap }: Goods, write: NameOf): readonly (readonly string[])[] {
  const [giver, taker] = [franchiseOf(from).owner, franchiseOf(to).owner];
  return [
    ...players.map((player) => [frame, giver, taker, "-", "-", "-", player.position, write(player), "-", "-", "-", "-", "Trade"]),
    ...picks.map(({ season, round, condition }) => [frame, giver, taker, giver, String(round), "TBD", "-", `${season} ${ordinal(round)} Round${condition === undefined ? "" : " (conditional)"}`, "-", "-", "-", "-", "Trade"]),
    ...(cap === 0 ? [] : [[frame, giver, taker, "-", "-", "-", "-", `${SEASON} Cap Space`, "-", String(cap), "-", "-", "Trade"]]),
  ];
}

const ordinal = (round: number): string => ["1st", "2nd", "3rd"][round - 1] ?? `${round}th`;
