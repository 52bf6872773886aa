import { formatCount } from "../../core/figures.ts";
import type { ValueMove } from "../../core/value-moves.ts";
import { signed } from "./dataset-matrix.ts";
import { type Markup, markup } from "./markup.ts";
import type { MovesOfLabel } from "./report-page.ts";
import { countOf } from "./sentences.ts";
import { renderTable } from "./table.ts";

const COLUMNS = [{ head: "Who" }, { head: "Before", kind: "number" }, { head: "After", kind: "number" }, { head: "Change", kind: "number" }, { head: "Share of the largest", kind: "bar" }];

/** The largest moves of each kind of value. */
export function renderMoves(lists: readonly MovesOfLabel[]): Markup {
  if (lists.length === 0) return markup`<p>Moves are shown between two snapshots of a dataset that has values; there are no two yet.</p>`;
  return markup`${lists.map(renderList)}`;
}

function renderList({ label, beforeDt, afterDt, moves }: MovesOfLabel): Markup {
  if (moves.length === 0) return markup`<p>${label}: nothing moved from ${beforeDt} to ${afterDt}.</p>`;
  const largest = Math.max(...moves.map(({ before, after }) => Math.abs(after - before)));
  const common = sharedWords(moves);
  const rows = moves.map((move) => ({ cells: describeMove(move, largest, common) }));
  return renderTable("moves", { caption: markup`<strong>${label}</strong>${common.length === 0 ? null : ` (${common.join(", ")})`}: the ${countOf(moves.length, "largest move").replace(/^1 /, "")} from ${beforeDt} to ${afterDt}, the last two published snapshots.`, columns: COLUMNS, rows });
}

/** What is true of all of them is said once. */
function sharedWords(moves: readonly ValueMove[]): readonly string[] {
  return moves.length < 2 ? [] : (moves[0]?.about ?? []).filter((word) => moves.every(({ about }) => about.includes(word)));
}

function describeMove({ name, about, before, after }: ValueMove, largest: number, common: readonly string[]): readonly Markup[] {
  const change = after - before;
  const words = about.filter((word) => !common.includes(word));
  return [
    markup`${name}${words.length === 0 ? null : markup` <span class="aside">${words.join(", ")}</span>`}`,
    markup`${formatCount(before)}`,
    markup`${formatCount(after)}`,
    markup`<strong class="${change < 0 ? "down" : "up"}">${signed(change)}</strong>`,
    drawBar(change / largest),
  ];
}

/** @param share −1 to 1: losses go left of the middle, gains right. The numbers beside it say the same. */
export function drawBar(share: number): Markup {
  const width = Math.round(Math.abs(share) * 990) / 10;
  return markup`<svg class="bar" viewBox="-100 0 200 12" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="${share < 0 ? "down" : "up"}" x="${share < 0 ? -width : 0}" y="2" width="${width}" height="8"/><path class="middle" d="M0 0V12"/></svg>`;
}
