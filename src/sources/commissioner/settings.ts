import type { GmTabLabels } from "./gm-header.ts";
import type { TimeFramePattern } from "./time-frames.ts";

/** What the operator says of the league's sheet (config/league.yaml, `sheet`). */
export interface SheetSettings {
  readonly transactionsTab: string;
  readonly labels: GmTabLabels;
  /** What the header of the transactions' tab says, in the order of TRANSACTION_COLUMNS. */
  readonly transactionsHeader: readonly string[];
  /** Dollars a season. */
  readonly capLimit: number;
  readonly draftRounds: number;
  readonly positions: readonly string[];
  readonly timeFrames: readonly TimeFramePattern[];
}
