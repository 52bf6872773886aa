import { formatDuration } from "../../core/figures.ts";
import { edgesOf, layersOf } from "./flow-layers.ts";
import { type Markup, markup } from "./markup.ts";
import type { FlowNode } from "./report-page.ts";
import { countOf } from "./sentences.ts";
import { renderTable } from "./table.ts";
import { drawVerdict } from "./verdict-mark.ts";

/** Widths the graph is drawn for, in CSS pixels: text in a drawing that is scaled down cannot be read. */
const WIDE = 1120;
const NARROW = 360;
const PAD = 14;
const TITLE = 40;
const BOX = 52;
const ROW = 26;
const GAP = { across: 64, down: 14, layers: 34 };
const WIDEST_BOX = 330;
const NARROWEST_BOX = 200;
/** Beside a box on a narrow screen: where its edges run. */
const RAIL = 18;
/** Of subflows within a box; a backfill calls one a season. */
const SUBFLOWS_SHOWN = 8;

interface Box {
  readonly flow: FlowNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly isNarrow: boolean;
}

/** The run's flows and what they called: drawn wide and narrow, of which a screen shows one, and as a table. */
export function renderFlows(root: FlowNode): Markup {
  return markup`<div class="graph wide">${drawFlows(root, layOutWide(root))}</div>
<div class="graph narrow">${drawFlows(root, layOutNarrow(root))}</div>
<p class="small">An arrow leads to what began when another had ended; flows without one between them ran at the same time. The bar in a box shows when, of the whole time, it was at work.</p>
<details><summary>The flows as a table</summary>${renderFlowTable(root)}</details>`;
}

/** What stands in boxes: the flows that the run called, or the run itself when it called none. */
function flowsOf(root: FlowNode): readonly FlowNode[] {
  return root.children.length === 0 ? [root] : root.children;
}

/** Layers from left to right; too many of them for the width stand below one another. */
function layOutWide(root: FlowNode): Layout {
  const layers = layersOf(flowsOf(root));
  const isOneLayer = layers.length === 1;
  const columns = isOneLayer ? spread(layers[0] ?? []) : layers;
  const gap = isOneLayer ? GAP.down : GAP.across;
  const width = Math.min(WIDEST_BOX, (WIDE - 2 * PAD - gap * (columns.length - 1)) / columns.length);
  if (width < NARROWEST_BOX) return layOutNarrow(root);
  const inner = Math.max(...columns.map(heightOfLayer));
  const boxes = columns.flatMap((flows, nth) => stack(flows, { x: PAD + nth * (width + gap), y: TITLE + (isOneLayer ? 0 : (inner - heightOfLayer(flows)) / 2), width }));
  return { width: 2 * PAD + columns.length * width + (columns.length - 1) * gap, height: TITLE + inner + PAD, boxes, isNarrow: false };
}

/** Flows that all ran at the same time need no order: they fill the width. */
function spread(flows: readonly FlowNode[]): readonly (readonly FlowNode[])[] {
  const columns = Math.min(flows.length, 3);
  return Array.from({ length: columns }, (_, nth) => flows.filter((_flow, at) => at % columns === nth));
}

function layOutNarrow(root: FlowNode): Layout {
  const boxes: Box[] = [];
  let y = TITLE;
  for (const layer of layersOf(flowsOf(root))) {
    boxes.push(...stack(layer, { x: PAD + RAIL, y, width: NARROW - 2 * PAD - RAIL }));
    y += heightOfLayer(layer) + GAP.layers;
  }
  return { width: NARROW, height: y - GAP.layers + PAD, boxes, isNarrow: true };
}

function stack(layer: readonly FlowNode[], { x, y, width }: Pick<Box, "x" | "y" | "width">): readonly Box[] {
  return layer.map((flow, nth) => ({ flow, x, y: y + heightOfLayer(layer.slice(0, nth)) + (nth === 0 ? 0 : GAP.down), width, height: heightOf(flow) }));
}

function heightOfLayer(layer: readonly FlowNode[]): number {
  return layer.reduce((sum, flow) => sum + heightOf(flow), 0) + GAP.down * Math.max(0, layer.length - 1);
}

/** Within a box: what it called, at any depth. */
function subflowsOf(root: FlowNode): readonly FlowNode[] {
  return root.children.flatMap((child) => [child, ...subflowsOf(child)]);
}

function heightOf(flow: FlowNode): number {
  const called = subflowsOf(flow).length;
  return BOX + ROW * Math.min(called, SUBFLOWS_SHOWN + 1) + (called > 0 ? 4 : 0);
}

function drawFlows(root: FlowNode, layout: Layout): Markup {
  const boxOf = new Map(layout.boxes.map((box) => [box.flow, box]));
  const edges = edgesOf(flowsOf(root)).flatMap(({ from, to }) => {
    const [start, end] = [boxOf.get(from), boxOf.get(to)];
    return start === undefined || end === undefined ? [] : [layout.isNarrow ? drawRailEdge(start, end) : drawEdge(start, end)];
  });
  const { width, height } = layout;
  return markup`<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${describeFlows(root)}">
<rect class="frame" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
<text class="flow" x="${PAD}" y="25">${fit(root.flow, 22)}</text><text class="took" x="${width - PAD}" y="25" text-anchor="end">${tookOf(root)}</text>
${edges}${layout.boxes.map((box) => drawBox(box, root))}</svg>`;
}

/** Says the graph in words. */
function describeFlows(root: FlowNode): string {
  const layers = layersOf(flowsOf(root)).map((layer) => layer.map((flow) => `${flow.flow} (${flow.state}, ${tookOf(flow)})`).join(" beside "));
  return `${root.flow} took ${tookOf(root)}: ${layers.join(", then ")}. The table below has every flow.`;
}

function drawEdge(from: Box, to: Box): Markup {
  const [x, y, tox, toy] = [from.x + from.width, from.y + from.height / 2, to.x, to.y + to.height / 2];
  const middle = (x + tox) / 2;
  return markup`<path class="edge" d="M${x} ${y}C${middle} ${y} ${middle} ${toy} ${tox - 5} ${toy}"/>${drawTip(tox, toy)}`;
}

/** Down the left side, where nothing stands. */
function drawRailEdge(from: Box, to: Box): Markup {
  const [y, toy] = [from.y + from.height / 2, to.y + to.height / 2];
  const rail = from.x - RAIL + 4;
  return markup`<path class="edge" d="M${from.x} ${y}H${rail}V${toy}H${to.x - 5}"/>${drawTip(to.x, toy)}`;
}

function drawTip(x: number, y: number): Markup {
  return markup`<path class="tip" d="M${x} ${y}l-7 -4v8z"/>`;
}

function drawBox({ flow, x, y, width, height }: Box, root: FlowNode): Markup {
  const called = subflowsOf(flow);
  const shown = called.slice(0, SUBFLOWS_SHOWN);
  const track = { x: x + 12, width: width - 24 - 74 };
  return markup`<g class="box ${flow.verdict}"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>
${drawMark(flow, x + 12, y + 10)}<text class="flow" x="${x + 34}" y="${y + 22}">${fit(flow.flow, Math.floor((width - 44) / 7.4))}</text>
${drawTrack(flow, root, { ...track, y: y + 34, height: 6 })}<text class="took" x="${x + width - 12}" y="${y + 41}" text-anchor="end">${tookOf(flow)}</text>
${shown.map((child, nth) => drawSubflow(child, root, { ...track, y: y + BOX + nth * ROW, right: x + width - 12 }))}
${called.length > shown.length ? markup`<text class="more" x="${x + 34}" y="${y + BOX + shown.length * ROW + 12}">and ${called.length - shown.length} more</text>` : null}</g>
`;
}

/** Its track lies below that of the flow that called it: equal places are equal times. */
function drawSubflow(flow: FlowNode, root: FlowNode, { x, y, width, right }: Omit<Track, "height"> & { readonly right: number }): Markup {
  return markup`${drawMark(flow, x + 2, y, 12)}<text class="subflow" x="${x + 22}" y="${y + 10}">${fit(flow.flow, Math.floor((right - x - 92) / 6.7))}</text><text class="took" x="${right}" y="${y + 10}" text-anchor="end">${tookOf(flow)}</text>
${drawTrack(flow, root, { x, y: y + 15, width, height: 2 })}`;
}

function drawMark({ verdict }: FlowNode, x: number, y: number, size = 16): Markup {
  return markup`<use class="mark ${verdict}" href="#mark-${verdict}" x="${x}" y="${y}" width="${size}" height="${size}"/>`;
}

interface Track {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** When within the whole run it was at work. */
function drawTrack({ startedAfterMs, durationMs }: FlowNode, root: FlowNode, { x, y, width, height }: Track): Markup {
  const whole = Math.max(1, root.durationMs ?? 0, ...subflowsOf(root).map((flow) => (flow.startedAfterMs ?? 0) + (flow.durationMs ?? 0)));
  const share = (ms: number): number => Math.min(1, Math.max(0, ms / whole)) * width;
  const bar = startedAfterMs === null || durationMs === null ? null : { x: Math.min(x + share(startedAfterMs), x + width - 2), width: Math.max(2, share(durationMs)) };
  return markup`<rect class="track" x="${x}" y="${y}" width="${width}" height="${height}" rx="${height / 2}"/>${bar === null ? null : markup`<rect class="worked" x="${bar.x.toFixed(1)}" y="${y}" width="${Math.min(bar.width, x + width - bar.x).toFixed(1)}" height="${height}" rx="${height / 2}"/>`}`;
}

function tookOf({ durationMs }: FlowNode): string {
  return durationMs === null ? "not ended" : formatDuration(durationMs);
}

/** The table has the whole name. */
function fit(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}\u2026`;
}

function renderFlowTable(root: FlowNode): Markup {
  const deep = (flow: FlowNode, depth: number): readonly { readonly flow: FlowNode; readonly depth: number }[] => [{ flow, depth }, ...flow.children.flatMap((child) => deep(child, depth + 1))];
  const rows = deep(root, 0).map(({ flow, depth }) => ({
    cells: [
      markup`<span class="depth-${Math.min(depth, 3)}">${flow.flow}</span>`,
      markup`${drawVerdict(flow.verdict, null)}${flow.state}`,
      flow.startedAfterMs === null ? "never" : `+${formatDuration(flow.startedAfterMs)}`,
      tookOf(flow),
      flow.tasks === 0 ? "none" : countOf(flow.tasks, "task"),
    ],
  }));
  return renderTable("flows reflow", { caption: "Every flow of the run, each below the one that called it.", columns: [{ head: "Flow" }, { head: "State" }, { head: "Began", kind: "number" }, { head: "Took", kind: "number" }, { head: "Tasks of its own", kind: "number" }], rows });
}
