import { formatBytes } from "../../core/figures.ts";
import { type Markup, markup } from "./markup.ts";
import type { RejectedAnswer } from "./report-page.ts";
import { ageOfDt, listNames } from "./sentences.ts";

/** What readers do not see, and why: one article an answer of a provider. */
export function renderRejected(rejected: readonly RejectedAnswer[], runAt: Date): Markup {
  return markup`${rejected.map((answer) => renderOne(answer, runAt))}`;
}

function renderOne(answer: RejectedAnswer, runAt: Date): Markup {
  return markup`<article class="rejected"><h3>${listNames(answer.datasets, 6)} <span class="since">of ${answer.dt}</span></h3>
${answer.reasons.map(({ message }) => markup`<p class="reason">${message}</p>`)}
<dl>${[
    fact(answer.reasons.length === 1 ? "Failed check" : "Failed checks", answer.reasons.map(({ name, observed, threshold }, nth) => markup`${nth === 0 ? null : ", "}<code>${name}</code>${observed === null ? null : markup`: saw ${observed}`}${threshold === null ? null : markup`, wanted ${threshold}`}`)),
    ...answer.payloads.map((payload) => fact("Payload", [describePayload(payload)])),
    ...servings(answer).map(([dt, datasets]) => fact("Keeps serving", [describeServing(answer, dt, datasets, runAt)])),
    fact("Kept for you", answer.reports.flatMap(({ dataset, report, file }, nth) => [markup`${nth === 0 ? null : ", "}<a href="${report}">report of ${dataset}</a>`, ...(file === null ? [] : [markup`, <a href="${file}">its rejected rows</a>`])])),
  ]}</dl>${renderEvidence(answer)}</article>`;
}

function fact(name: string, value: readonly Markup[]): Markup {
  return markup`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

function describePayload({ url, sha256, sizeBytes, file }: RejectedAnswer["payloads"][number]): Markup {
  const short = markup`<code>${sha256.slice(0, 12)}</code>`;
  return markup`<span class="address">${url}</span>, ${file === null ? markup`${short}, no longer in the archive` : markup`<a href="${file}">kept as ${short}</a>`}${sizeBytes === null ? null : `, ${formatBytes(sizeBytes)}`}`;
}

/** Dates that stay in use, each with the datasets it is of. */
function servings({ reports }: RejectedAnswer): readonly (readonly [string | null, RejectedAnswer["reports"]])[] {
  const dates = [...new Set(reports.map(({ servingDt }) => servingDt))];
  return dates.map((dt) => [dt, reports.filter(({ servingDt }) => servingDt === dt)]);
}

function describeServing({ reports }: RejectedAnswer, dt: string | null, own: RejectedAnswer["reports"], runAt: Date): Markup {
  const links = own.flatMap(({ dataset, serving }) => (serving === null ? [] : [markup` <a href="${serving}">${dataset}</a>`]));
  const who = own.length === reports.length ? "" : `${listNames(own.map(({ dataset }) => dataset))}: `;
  return dt === null ? markup`${who}nothing; there is no earlier snapshot` : markup`${who}<strong>${dt}</strong>, ${ageOfDt(dt, runAt)}${links.length === 0 ? null : ":"}${links}`;
}

const ROWS_SHOWN = 5;
const COLUMNS_SHOWN = 6;

/** A few of the offending rows. */
function renderEvidence({ reasons }: RejectedAnswer): readonly Markup[] {
  return reasons.flatMap(({ name, evidence }) => {
    const heads = Object.keys(evidence[0] ?? {}).slice(0, COLUMNS_SHOWN);
    if (heads.length === 0) return [];
    const rows = evidence.slice(0, ROWS_SHOWN).map((row) => markup`<tr>${heads.map((head) => markup`<td>${showValue(row[head])}</td>`)}</tr>`);
    return [markup`<div class="scroll" tabindex="0" role="region" aria-label="Rows that ${name} found"><table class="evidence"><caption>Rows that <code>${name}</code> found</caption><thead><tr>${heads.map((head) => markup`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`];
  });
}

function showValue(value: unknown): string {
  if (value === null || value === undefined) return "null";
  return typeof value === "string" ? value : JSON.stringify(value);
}
