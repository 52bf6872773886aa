import { formatDuration, formatMinute } from "../../core/figures.ts";
import { dtOf } from "../../core/partition.ts";
import { collectAttention, renderAttention } from "./attention.ts";
import { renderChanges } from "./changes.ts";
import { renderMatrix } from "./dataset-matrix.ts";
import { renderFlows } from "./flow-graph.ts";
import { type Markup, markup } from "./markup.ts";
import { renderPlaces } from "./places.ts";
import { renderRejected } from "./rejected.ts";
import type { ReportPage } from "./report-page.ts";
import { renderRowsOverTime } from "./rows-over-time.ts";
import { longDate } from "./sentences.ts";
import { describeStatus, goodOnes, type StatusSentence } from "./status-sentence.ts";
import { STYLE } from "./style.ts";
import { renderMoves } from "./value-moves.ts";
import { drawVerdict, verdictShapes } from "./verdict-mark.ts";

interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Markup;
}

/**
 * The page of a run: one file that asks for nothing else and runs nothing, which its policy forbids as well. Everything that came from
 * outside is escaped.
 */
export function renderReportPage(page: ReportPage): string {
  const attention = collectAttention(page);
  const status = describeStatus(page, attention);
  const sections: readonly Section[] = [
    { id: "attention", title: "What needs you", content: renderAttention(attention) },
    ...(page.rejected.length === 0 ? [] : [{ id: "rejected", title: "Rejected", content: renderRejected(page.rejected, page.run.runAt) }]),
    { id: "datasets", title: "Datasets", content: renderMatrix(page.datasets, page.neverLoaded) },
    { id: "changes", title: "What changed", content: renderChanges(page.datasets) },
    { id: "flows", title: "Flows", content: renderFlows(page.flows) },
    { id: "rows", title: "Rows over time", content: renderRowsOverTime(page.datasets) },
    { id: "moves", title: "Largest moves", content: renderMoves(page.moves) },
    { id: "places", title: "Where things lie", content: renderPlaces(page.places) },
  ];
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>${status.title} · ${page.profile} · ${dtOf(page.run.runAt)} · Snapcount</title>
<style>${STYLE}</style>
</head>
<body>
${verdictShapes}
${renderHeader(page, status, sections)}
<main>
${sections.map(({ id, title, content }) => markup`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${content}</section>
`)}</main>
${renderFooter(page)}
</body>
</html>
`.html;
}

function renderHeader(page: ReportPage, { verdict, title, sentence }: StatusSentence, sections: readonly Section[]): Markup {
  return markup`<header><div>
<p class="eyebrow"><strong>Snapcount</strong> ${page.profile} <span aria-hidden="true">·</span> ${page.run.flow}</p>
<h1>${longDate(page.run.runAt)}</h1>
<div class="status ${verdict}">${drawVerdict(verdict, null)}<p><strong>${title}.</strong> ${sentence}</p></div>
${renderFigures(page)}
<nav aria-label="Parts of this page"><ul>${sections.map(({ id, title: text }) => markup`<li><a href="#${id}">${text}</a></li>`)}</ul></nav>
</div></header>`;
}

function renderFigures(page: ReportPage): Markup {
  const { good, all } = goodOnes(page);
  const judged = page.datasets.filter(({ age }) => age !== null);
  const fresh = judged.filter(({ age }) => age?.level === "fresh");
  const asked = page.datasets.flatMap(({ checks }) => checks.filter(({ verdict }) => verdict !== "skipped"));
  const passed = asked.filter(({ verdict }) => verdict === "pass");
  const dbtMs = page.run.dbt.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const dbt = dbtMs === 0 ? "" : ` ${Math.round((dbtMs / Math.max(1, page.run.durationMs)) * 100)} % of it dbt`;
  return markup`<dl class="figures">
<div><dt>Up to date</dt><dd>${good} <span>of ${all} in this run</span></dd></div>
<div><dt>Fresh</dt><dd>${fresh.length} <span>of ${judged.length} datasets</span></dd></div>
<div><dt>Checks passed</dt><dd>${passed.length} <span>of ${asked.length}</span></dd></div>
<div><dt>Took</dt><dd>${formatDuration(page.run.durationMs)}<span>${dbt}</span></dd></div>
</dl>`;
}

function renderFooter({ run }: ReportPage): Markup {
  const isLink = run.prefectUrl !== null && /^https?:\/\//.test(run.prefectUrl);
  return markup`<footer><p>Run <code>${run.runId}</code> of ${run.flow} as of ${formatMinute(run.runAt)}, ended ${formatMinute(run.endedAt)}. <code>snapcount runs show ${run.runId.slice(0, 8)}</code> has its tasks and logs.${isLink ? markup` <a href="${run.prefectUrl}">The run on Prefect</a>` : null}</p></footer>`;
}
