import type { Verdict } from "../../core/check.ts";
import { type Markup, markup } from "./markup.ts";

/** A verdict is told by shape, colour and word; the shapes stand once in the page and are referred to. */
export const verdictShapes: Markup = markup`<svg class="unseen" aria-hidden="true" focusable="false">
<symbol id="mark-pass" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M4.8 8.3l2.2 2.2 4.3-4.7" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"/></symbol>
<symbol id="mark-warn" viewBox="0 0 16 16"><path d="M8 1.6l6.9 12.4H1.1z" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/><path d="M8 6v3.6" stroke="currentColor" stroke-width="1.7" stroke-linecap="round"/><circle cx="8" cy="11.8" r="1" fill="currentColor"/></symbol>
<symbol id="mark-fail" viewBox="0 0 16 16"><path d="M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2z" fill="currentColor"/><path d="M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2" stroke="var(--paper)" stroke-width="1.7" stroke-linecap="round"/></symbol>
<symbol id="mark-skipped" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="2.2 2.2"/><path d="M5 8h6" stroke="currentColor" stroke-width="1.7" stroke-linecap="round"/></symbol>
</svg>`;

/** @returns the shape, with the word for who does not see it. @param word what the verdict means here; null: text beside it says so */
export function drawVerdict(verdict: Verdict, word: string | null = verdict): Markup {
  return markup`<svg class="mark ${verdict}" aria-hidden="true" focusable="false"><use href="#mark-${verdict}"/></svg>${word === null ? null : markup`<span class="unseen">${word} </span>`}`;
}
