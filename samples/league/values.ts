import { type League, type LeagueDay, SEASON, SEED } from "./model.ts";
import { type Person, type Position } from "./people.ts";
import { createRng } from "./rng.ts";
import { talentOf } from "./talent.ts";

/** Somebody or something that the dynasty market has a value for. */
export type Asset =
  | { readonly kind: "player"; readonly person: Person }
  | { readonly kind: "pick"; readonly season: number; readonly tier: (typeof TIERS)[number]; readonly round: number };

/** The market of a day in one format: the dearest first. */
export interface Valued {
  readonly asset: Asset;
  /** 60 to 9,999. */
  readonly value: number;
  /** From 1, over players and picks together. */
  readonly rank: number;
}

const TIERS = ["Early", "Mid", "Late"] as const;
/** As many as the market has had since 2025. */
const PLAYERS = 464;
const MARKET: ReadonlySet<Position> = new Set(["QB", "RB", "WR", "TE"]);
/** How much a format pays for a position. */
const WORTH = {
  oneQb: { QB: 0.75, RB: 1, WR: 1, TE: 0.8 },
  superflex: { QB: 1.15, RB: 0.95, WR: 0.97, TE: 0.75 },
} as const;
export type Format = keyof typeof WORTH;

/**
 * Each day has its mover: somebody of the middle whom everybody wants after his best game.
 * @returns the person whose value leaps from that day on
 */
export function moverOf(league: League, dayIndex: number): Person {
  const receivers = league.people.filter((person) => person.position === "WR" && person.depth === 3);
  return createRng(SEED, "mover", dayIndex).pick(receivers);
}

export function marketOf(league: League, day: LeagueDay, format: Format): readonly Valued[] {
  const dayIndex = league.days.indexOf(day);
  const movers = new Set(league.days.slice(0, dayIndex + 1).map((_, index) => moverOf(league, index).number));
  const scored = [...playersOfMarket(league), ...picksOfMarket()].map((asset) => ({ asset, score: scoreOf(asset, format, dayIndex, movers) }));
  const ranked = scored.toSorted((a, b) => b.score - a.score);
  return ranked.map(({ asset }, index) => ({ asset, rank: index + 1, value: 60 + Math.round(9_939 * (1 - index / ranked.length) ** 1.7) }));
}

/** Everybody with a club, and as many of the youngest without one as make the list whole. */
function playersOfMarket(league: League): readonly Asset[] {
  const known = league.people.filter(({ position }) => MARKET.has(position));
  const withClub = known.filter(({ club }) => club !== null);
  const without = known.filter(({ club }) => club === null).toSorted((a, b) => b.draftYear - a.draftYear || a.number - b.number);
  return [...withClub, ...without.slice(0, PLAYERS - withClub.length)].map((person) => ({ kind: "player", person }));
}

/** The next three drafts, four rounds each. */
function picksOfMarket(): readonly Asset[] {
  return [1, 2, 3].flatMap((ahead) => [1, 2, 3, 4].flatMap((round) => TIERS.map((tier): Asset => ({ kind: "pick", season: SEASON + ahead, tier, round }))));
}

function scoreOf(asset: Asset, format: Format, dayIndex: number, movers: ReadonlySet<number>): number {
  if (asset.kind === "pick") return 0.8 / (asset.round + TIERS.indexOf(asset.tier) * 0.3) - (asset.season - SEASON) * 0.03;
  const { person } = asset;
  const worth = WORTH[format][person.position as keyof (typeof WORTH)[Format]];
  const youth = 1.15 - (SEASON - person.draftYear) * 0.035;
  const drift = (createRng(SEED, "drift", dayIndex, person.number).next() - 0.5) * 0.01;
  return talentOf(person) * worth * youth + drift + (movers.has(person.number) ? 0.25 : 0);
}
