import { type Markup, markup } from "./markup.ts";
import type { Place } from "./report-page.ts";

/** Links to what lies in the home. */
export function renderPlaces(places: readonly Place[]): Markup {
  if (places.length === 0) return markup`<p>Nothing lies in this home yet.</p>`;
  return markup`<dl class="places">${places.map(({ what, links }) => markup`<div><dt>${what}</dt><dd>${links.map(({ text, href }) => markup`<a href="${href}">${text}</a> `)}</dd></div>`)}</dl>`;
}
