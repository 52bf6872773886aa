import type { Player } from "./players.ts";

/** What a franchise pays a player, from `startYear` on. */
export interface Contract {
  readonly player: Player;
  readonly startYear: number;
  /** Dollars by year. */
  readonly split: readonly number[];
  /** Drafted by the franchise: may sit on the taxi squad. */
  readonly isRookie: boolean;
  /** May be matched by the franchise when it ends. */
  readonly rfa: boolean;
}

/** What one side of a trade gives. */
export interface Goods {
  readonly players: readonly Player[];
  /** Only picks that were the giver's from the start. */
  readonly picks: readonly { readonly season: number; readonly round: number; readonly condition?: string }[];
  /** Dollars of the running season's cap. */
  readonly cap: number;
}

interface Dated {
  /** Recorded time, UTC. */
  readonly at: string;
  /** As the sheet writes it: `2025 Week 9`. */
  readonly frame: string;
  /** Week as Sleeper counts it; 0: before the season, in the sheet alone. */
  readonly leg: number;
}

export type Deal = Dated &
  (
    | { readonly kind: "auction"; readonly to: number; readonly contract: Contract; readonly rfaMatched: boolean; readonly formerOwner?: string }
    | { readonly kind: "draft"; readonly to: number; readonly contract: Contract; readonly round: number; readonly overall: number }
    /** A free agent is signed for a player who leaves. */
    | { readonly kind: "claim"; readonly to: number; readonly contract: Contract; readonly drops: Player }
    | { readonly kind: "cut"; readonly from: number; readonly player: Player }
    | { readonly kind: "trade"; readonly sides: readonly [Side, Side] }
  );

export interface Side {
  readonly rosterId: number;
  readonly gives: Goods;
}
