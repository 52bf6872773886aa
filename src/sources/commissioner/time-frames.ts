import { cellAt, type Grid } from "./cells.ts";
import { TRANSACTION_COLUMNS, type TimeFrame } from "./transactions.ts";

/** How a league writes its time frames: a regular expression over the whole text, with the groups `season` and perhaps `week`. */
export interface TimeFramePattern {
  readonly pattern: string;
  readonly period: TimeFrame["period"];
}

/** A row of dbt's seed dim_timeframe. */
export interface KnownTimeFrame extends TimeFrame {
  readonly text: string;
}

export interface TimeFrames {
  readonly byText: ReadonlyMap<string, TimeFrame>;
  /** In the sheet, not in the seed: rows to add to it, in the order of the calendar. Empty without a seed. */
  readonly proposed: readonly KnownTimeFrame[];
}

/**
 * Gives every time frame of the tab its season, period and week. The seed decides where it knows one; the others are read by the
 * league's patterns, and stand where their first transaction stands (so do all of the seed's rows: measured over 109 of them).
 */
export function readTimeFrames(grid: Grid, patterns: readonly TimeFramePattern[], known: readonly KnownTimeFrame[]): TimeFrames {
  const byText = new Map<string, TimeFrame>(known.map(({ text, ...frame }) => [text, frame]));
  const found = new Map<string, KnownTimeFrame>();
  const [textColumn, idColumn] = [TRANSACTION_COLUMNS.indexOf("Time Frame"), TRANSACTION_COLUMNS.indexOf("Sort")];
  grid.forEach((_, row) => {
    const text = cellAt(grid, row, textColumn);
    const frame = found.get(text) ?? (byText.has(text) ? null : matchPattern(text, patterns));
    if (frame === null) return;
    const id = Number(cellAt(grid, row, idColumn).replaceAll(",", ""));
    const isLowest = Number.isSafeInteger(id) && id > 0 && id < (frame.sequence ?? Infinity);
    if (isLowest || !found.has(text)) found.set(text, { ...frame, text, sequence: isLowest ? id : frame.sequence });
  });
  for (const { text, ...frame } of found.values()) byText.set(text, frame);
  const proposed = known.length === 0 ? [] : [...found.values()].sort((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0));
  return { byText, proposed };
}

function matchPattern(text: string, patterns: readonly TimeFramePattern[]): KnownTimeFrame | null {
  for (const { pattern, period } of patterns) {
    const groups = new RegExp(`^(?:${pattern})$`).exec(text)?.groups;
    if (groups !== undefined) return { text, season: Number(groups["season"]), period, week: groups["week"] === undefined ? null : Number(groups["week"]), sequence: null };
  }
  return null;
}
