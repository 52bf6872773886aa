import { median } from "./median.ts";
import { currentSeason, phaseSpan, type SeasonPhase, seasonPhase } from "./nfl-calendar.ts";
import type { EarlierSnapshot } from "./snapshot-history.ts";

/**
 * What a dataset's row count usually does within a week, told by the median of earlier weeks and the median distance from it (MAD): one
 * bad snapshot among them moves neither.
 *
 * A change is taken over seven days at least. Football has a weekly rhythm (next to nothing on Saturday, most of a week's rows on Monday),
 * and day by day every Monday would look like an error.
 */
const CYCLE_DAYS = 7;
/**
 * Eight changes: four weeks of two loads. Of sound changes with normal noise 5 deviations from the median then call one in sixty far
 * outside; with four changes it would be one in thirteen (simulated, 40,000 draws).
 */
const FEWEST_CHANGES = 8;
const FAR_DEVIATIONS = 5;
/** Two months of daily loads; what was usual longer ago says less. */
const MOST_CHANGES = 60;
/** MAD of normal noise times this is its standard deviation. */
const DEVIATIONS_PER_MAD = 1.4826;
/** The contract lets its steadiest tables (cap space, the market, rosters) move by 10 % either way: none is held closer by its habit alone. */
const ALWAYS_NORMAL = 0.1;
const DAY_MS = 86_400_000;

/** A snapshot whose rows are known. Its day is read only where it counts: a long history is mostly passed over. */
interface Counted extends EarlierSnapshot {
  readonly rows: number;
}

interface Point {
  /** Days since the epoch. */
  readonly day: number;
  readonly rows: number;
}

export interface UsualChange {
  readonly isFarOutside: boolean;
  /** `+1,933 rows in 11 days, where 8 earlier changes in regular weeks come to +143 a day`. */
  readonly message: string;
}

/**
 * @param before comparable snapshots, oldest first
 * @returns whether the change since a week ago is far outside of what the same phase of the season has seen; null: too few earlier changes
 */
export function judgeUsualChange(now: { readonly dt: string; readonly rows: number }, before: readonly EarlierSnapshot[]): UsualChange | null {
  const today = pointOf(now);
  const phase = seasonPhase(new Date(now.dt));
  const series = before.filter((snapshot): snapshot is Counted => snapshot.rows !== null);
  const weekAgo = pointBefore(series, series.length - 1, today.day - CYCLE_DAYS)?.point;
  const rates = ratesIn(phase, currentSeason(new Date(now.dt)), series);
  if (weekAgo === undefined || rates.length < FEWEST_CHANGES) return null;

  const rate = median(rates);
  const deviation = DEVIATIONS_PER_MAD * median(rates.map((other) => Math.abs(other - rate)));
  const days = today.day - weekAgo.day;
  const change = today.rows - weekAgo.rows;
  // Which games a day's file holds depends on the hour it was fetched at: a week more or less is no news.
  const tolerance = Math.max(FAR_DEVIATIONS * deviation * days, Math.abs(rate) * CYCLE_DAYS, ALWAYS_NORMAL * weekAgo.rows);
  const stands = phase === "off-season" && change === 0;
  return {
    isFarOutside: !stands && Math.abs(change - rate * days) > tolerance,
    message: `${signed(change)} rows in ${days} days, where ${rates.length} earlier changes ${IN_PHASE[phase]} come to ${signed(rate)} a day`,
  };
}

const IN_PHASE: Readonly<Record<SeasonPhase, string>> = { regular: "in regular weeks", playoffs: "in playoffs", "off-season": "off season" };

/** @returns rows a day, by the newest snapshots of the phase in this season and those before it, each since the newest one a week before it */
function ratesIn(phase: SeasonPhase, thisSeason: number, series: readonly Counted[]): readonly number[] {
  const rates: number[] = [];
  let season = thisSeason;
  let span = phaseSpan(phase, season);
  let from = series.length - 1;
  for (let to = series.length - 1, snapshot = series[to]; snapshot !== undefined && rates.length < MOST_CHANGES; snapshot = series[(to -= 1)]) {
    // Dates compare as texts: most of a long history is passed over without reading one.
    while (snapshot.dt < span.from) span = phaseSpan(phase, (season -= 1));
    if (snapshot.dt >= span.to) continue;
    const end = pointOf(snapshot);
    const start = pointBefore(series, Math.min(from, to), end.day - CYCLE_DAYS);
    if (start === null) break;
    from = start.index;
    rates.push((end.rows - start.point.rows) / (end.day - start.point.day));
  }
  return rates;
}

/** @returns the newest point of the series, from index `last` down, that is not after `day` */
function pointBefore(series: readonly Counted[], last: number, day: number): { readonly index: number; readonly point: Point } | null {
  for (let index = last, snapshot = series[index]; snapshot !== undefined; snapshot = series[(index -= 1)]) {
    const point = pointOf(snapshot);
    if (point.day <= day) return { index, point };
  }
  return null;
}

function pointOf({ dt, rows }: Pick<Counted, "dt" | "rows">): Point {
  return { day: Date.parse(dt) / DAY_MS, rows };
}

const oneDecimal = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

function signed(value: number): string {
  return `${value > 0 ? "+" : ""}${oneDecimal.format(value)}`;
}
