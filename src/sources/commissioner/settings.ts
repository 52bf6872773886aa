import type { GmTabLabels } from "./gm-tab.ts";
import type { TimeFramePattern } from "./time-frames.ts";

/** What the operator says of the league's sheet (config/league.yaml, `sheet`). */
export interface SheetSettings {
  readonly transactionsTab: string;
  readonly labels: GmTabLabels;
  /** Dollars a season. */
  readonly capLimit: number;
  readonly draftRounds: number;
  readonly positions: readonly string[];
  readonly timeFrames: readonly TimeFramePattern[];
}
