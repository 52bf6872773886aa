import { formatCount } from "../../core/figures.ts";
import { datasetLabel } from "../../core/partition.ts";
import { signed } from "./dataset-matrix.ts";
import { type Markup, markup } from "./markup.ts";
import type { DatasetFacts } from "./report-page.ts";
import { countOf, shortDate } from "./sentences.ts";

const WIDTH = 200;
const HEIGHT = 56;
/** Room for the last dot and for the mark of a rejected date. */
const EDGE = 5;

interface Point {
  readonly dt: string;
  readonly rows: number;
}

/** Small multiples: rows of every snapshot, each from zero, over the same dates. */
export function renderRowsOverTime(datasets: readonly DatasetFacts[]): Markup {
  const shown = datasets.filter(({ snapshots }) => snapshots.some(({ rows }) => rows !== null));
  if (shown.length === 0) return markup`<p>There is no snapshot yet.</p>`;
  const dates = shown.flatMap((dataset) => [...dataset.snapshots.map(({ dt }) => dt), ...rejectedDates(dataset)]).toSorted();
  const span = { first: dates[0] ?? "", last: dates.at(-1) ?? "" };
  return markup`<p class="small">${span.first === span.last ? `All of ${span.first}.` : `From ${span.first} to ${span.last}; every area starts at zero rows.`} A cross is a date that was rejected.</p>
<div class="multiples">${shown.map((dataset) => renderFigure(dataset, span))}</div>`;
}

function rejectedDates({ last, trouble }: DatasetFacts): readonly string[] {
  return trouble !== null && last?.outcome === "quarantined" && last.dt !== null ? [last.dt] : [];
}

function renderFigure(dataset: DatasetFacts, span: { readonly first: string; readonly last: string }): Markup {
  const points = dataset.snapshots.flatMap(({ dt, rows }): readonly Point[] => (rows === null ? [] : [{ dt, rows }]));
  const [first, last] = [points[0], points.at(-1)];
  const change = points.length < 2 || first === undefined || last === undefined ? null : last.rows - first.rows;
  return markup`<figure><figcaption><span class="source">${dataset.source}.</span><wbr>${dataset.dataset}</figcaption>
${drawRows(points, { ...span, rejected: rejectedDates(dataset), label: describePoints(dataset, points) })}
<p><strong>${formatCount(last?.rows)}</strong>${change === null ? null : markup` <span class="change">${change === 0 ? "no change" : `${signed(change)} since ${shortDate(first?.dt ?? "")}`}</span>`}</p></figure>`;
}

function describePoints(dataset: DatasetFacts, points: readonly Point[]): string {
  const [first, last] = [points[0], points.at(-1)];
  const rejected = rejectedDates(dataset).map((dt) => `; ${dt} was rejected`).join("");
  const said = `${datasetLabel(dataset)}: ${countOf(points.length, "snapshot")}, ${formatCount(first?.rows)} rows on ${first?.dt ?? ""}`;
  return `${said}${points.length < 2 ? "" : `, ${formatCount(last?.rows)} on ${last?.dt ?? ""}`}${rejected}`;
}

interface Frame {
  readonly first: string;
  readonly last: string;
  readonly rejected: readonly string[];
  /** Says the chart in words. */
  readonly label: string;
}

/** @param points oldest first. @returns an area over the days, with a dot at every snapshot while they are few */
export function drawRows(points: readonly Point[], { first, last, rejected, label }: Frame): Markup {
  const most = Math.max(1, ...points.map(({ rows }) => rows));
  const [from, to] = [Date.parse(first), Date.parse(last)];
  const x = (dt: string): number => round(to === from ? WIDTH / 2 : EDGE + ((Date.parse(dt) - from) / (to - from)) * (WIDTH - 2 * EDGE));
  const y = (rows: number): number => round(HEIGHT - EDGE - (rows / most) * (HEIGHT - 2 * EDGE));
  const line = points.map(({ dt, rows }) => `${x(dt)} ${y(rows)}`).join("L");
  const floor = HEIGHT - EDGE;
  const [start, end] = [points[0], points.at(-1)];
  const dots = points.length <= 12 ? points : points.slice(-1);
  return markup`<svg class="rows" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}"><path class="floor" d="M0 ${floor}H${WIDTH}"/>
${points.length < 2 || start === undefined || end === undefined ? null : markup`<path class="area" d="M${x(start.dt)} ${floor}L${line}L${x(end.dt)} ${floor}Z"/><path class="line" d="M${line}"/>`}
${dots.map(({ dt, rows }) => markup`<circle class="dot" cx="${x(dt)}" cy="${y(rows)}" r="${dt === end?.dt ? 3 : 2}"/>`)}
${rejected.map((dt) => markup`<path class="cross" d="M${x(dt) - 4} ${floor - 4}l8 8m0 -8l-8 8"/>`)}</svg>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
