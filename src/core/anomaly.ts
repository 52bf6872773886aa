import type { OnViolation, RowCountBounds, Verdict } from "./check.ts";
import { formatCount } from "./figures.ts";

export interface RowCountChange extends RowCountBounds {
  readonly current: number;
  /** Rows of the snapshot to compare with; null when its record does not say. */
  readonly previous: number | null;
  readonly mayBeEmpty: boolean;
  readonly onViolation?: OnViolation | undefined;
}

export interface RowCountAnswer {
  readonly verdict: Verdict;
  /** Null when there is nothing to divide by. */
  readonly percent: number | null;
  /** Without the dataset's name: `1,200 rows, 20.0 % more than the 1,000 before; -5 % to +20 % expected`. */
  readonly message: string;
}

/** A loss this many times the tolerated one is no longer a doubt but a loss of data. */
const FAIL_FACTOR = 3;
/** A table that only grows may lose this much to corrections. */
const CUMULATIVE_LOSS_PERCENT = 1;

/**
 * Compares a row count with an earlier snapshot's (governance, section 3). All rows gone is a fail, unless the dataset may be empty.
 * Without `onViolation` a change beyond the bounds warns, and a loss fails beyond three times the lower bound (1 % for tables that only
 * grow): growth never fails by itself, because the second week of a season doubles the first.
 */
export function judgeRowCountChange(change: RowCountChange): RowCountAnswer {
  const { current, previous } = change;
  const rows = `${formatCount(current)} rows`;
  if (previous === null) return { verdict: "skipped", percent: null, message: `no_comparable_snapshot: the earlier snapshot does not say how many rows it has; now ${rows}` };
  if (previous === 0) {
    return current === 0
      ? { verdict: change.mayBeEmpty ? "pass" : "warn", percent: null, message: "no rows, as in the snapshot before" }
      : { verdict: "warn", percent: null, message: `new_data: ${rows}, none in the snapshot before` };
  }
  const percent = ((current - previous) / previous) * 100;
  if (current === 0) return { verdict: change.mayBeEmpty ? "warn" : "fail", percent, message: `all rows are gone; ${formatCount(previous)} before` };
  const seen = `${rows}, ${difference(percent)} the ${formatCount(previous)} before; ${describeBounds(change)} expected`;
  return { verdict: verdictOf(percent, change), percent, message: seen };
}

function verdictOf(percent: number, change: RowCountChange): Verdict {
  const isLoss = percent < lossLimit(change);
  if (percent >= change.minPercent && percent <= change.maxPercent && !isLoss) return "pass";
  return change.onViolation ?? (isLoss ? "fail" : "warn");
}

function lossLimit({ minPercent, cumulative }: RowCountBounds): number {
  return cumulative === true ? -CUMULATIVE_LOSS_PERCENT : FAIL_FACTOR * minPercent;
}

/** @returns `-5 % to +20 %`: what passes. Of a table that only grows the least is what it may lose. */
export function describeBounds({ minPercent, maxPercent, cumulative }: RowCountBounds): string {
  const least = cumulative === true ? Math.max(minPercent, -CUMULATIVE_LOSS_PERCENT) : minPercent;
  return `${signed(least)} to ${maxPercent === Infinity ? "any growth" : signed(Number(maxPercent.toFixed(1)))}`;
}

function difference(percent: number): string {
  if (percent === 0) return "as many as";
  return `${Math.abs(percent).toFixed(1)} % ${percent > 0 ? "more" : "fewer"} than`;
}

function signed(percent: number): string {
  return `${percent > 0 ? "+" : ""}${percent} %`;
}
