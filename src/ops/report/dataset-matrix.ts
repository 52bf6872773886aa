import type { Verdict } from "../../core/check.ts";
import { formatCount } from "../../core/figures.ts";
import { describeMuted } from "../../core/mutes.ts";
import { datasetLabel } from "../../core/partition.ts";
import { FAMILIES, judgeFamily } from "./check-families.ts";
import { type Markup, markup } from "./markup.ts";
import type { DatasetFacts } from "./report-page.ts";
import { spanOf } from "./sentences.ts";
import { renderTable } from "./table.ts";
import { drawVerdict } from "./verdict-mark.ts";

/** Freshness and checks, one row a dataset. */
export function renderMatrix(datasets: readonly DatasetFacts[], neverLoaded: readonly string[]): Markup {
  if (datasets.length === 0) return markup`<p>No dataset has been loaded into this home yet.</p>`;
  const columns = [{ head: "Dataset" }, { head: "Readers see" }, { head: "Rows", kind: "number" }, { head: "Change", kind: "number" }, { head: "Age" }, ...FAMILIES.map((head) => ({ head, kind: "check" })), { head: "Last run" }];
  const rows = datasets.map((dataset, nth) => ({ kind: datasets[nth - 1]?.source === dataset.source ? "" : "first", cells: describeRow(dataset) }));
  return markup`${renderTable("matrix reflow", { caption: "What readers see of each dataset, how old it is against its limit, and its newest audit by kind of check: passed of asked.", columns, rows })}
${renderFindings(datasets)}
${neverLoaded.length === 0 ? null : markup`<p class="small">Never loaded here: ${neverLoaded.join(", ")}.</p>`}`;
}

function describeRow(dataset: DatasetFacts): readonly Markup[] {
  return [
    markup`<span class="source">${dataset.source}.</span><wbr>${dataset.dataset}`,
    describeServing(dataset),
    markup`${formatCount(dataset.serving?.rows)}`,
    describeChange(dataset),
    describeAge(dataset),
    ...FAMILIES.map((family) => {
      const answer = judgeFamily(dataset.checks, family);
      if (answer === null) return markup`<span class="none" aria-hidden="true">·</span><span class="unseen">no check</span>`;
      return markup`${drawVerdict(answer.verdict)}${answer.asked === 0 ? "–" : answer.passed === answer.asked ? answer.asked : `${answer.passed}/${answer.asked}`}${answer.muted === 0 ? null : markup` <span class="aside">${answer.muted} muted</span>`}`;
    }),
    describeLast(dataset),
  ];
}

function describeServing({ serving, dataset, source }: DatasetFacts): Markup {
  if (serving === null) return markup`<span class="none">nothing</span>`;
  const label = `${source}.${dataset} of ${serving.dt}`;
  return markup`${serving.file === null ? serving.dt : markup`<a href="${serving.file}" aria-label="Parquet file of ${label}">${serving.dt}</a>`} ${serving.manifest === null ? markup`<span class="none">no manifest</span>` : markup`<a class="aside" href="${serving.manifest}" aria-label="Manifest of ${label}">manifest</a>`}`;
}

/** Of rows, against the snapshot before. */
function describeChange({ serving, snapshots }: DatasetFacts): Markup {
  const before = snapshots.at(-2)?.rows ?? null;
  const change = serving?.rows == null || before === null ? null : serving.rows - before;
  return change === null ? markup`<span class="none"><span aria-hidden="true">·</span><span class="unseen">first snapshot</span></span>` : markup`<span class="change">${change === 0 ? "=" : signed(change)}</span>`;
}

/** @returns `+12`, `−3`, with a minus sign as wide as the plus. */
export function signed(change: number): string {
  return `${change < 0 ? "\u2212" : "+"}${formatCount(Math.abs(change))}`;
}

const AGE: Readonly<Record<string, Verdict>> = { fresh: "pass", warn: "warn", fail: "fail" };

function describeAge({ age }: DatasetFacts): Markup {
  if (age === null) return markup`<span class="none">no limit known</span>`;
  if (age.hours === null) return markup`${drawVerdict("fail", "stale")}never`;
  return markup`${drawVerdict(AGE[age.level] ?? "skipped", age.level === "fresh" ? "fresh" : "stale")}${spanOf(age.hours)} <span class="aside">of ${spanOf(age.limitHours)}</span>`;
}

function describeLast({ last, isOfThisRun, trouble }: DatasetFacts): Markup {
  if (last === null) return markup`<span class="none">unknown</span>`;
  const verdict: Verdict = trouble === null ? (last.verdict === "warn" ? "warn" : "pass") : last.outcome === "lkg" ? "warn" : "fail";
  return markup`${drawVerdict(verdict, null)}${last.outcome === "lkg" ? "not loaded" : last.outcome}${isOfThisRun ? null : markup` <span class="aside">earlier run</span>`}`;
}

/** Every answer that was no pass, or only counts as one, in its own words. */
function renderFindings(datasets: readonly DatasetFacts[]): Markup | null {
  const found = datasets.flatMap((dataset) => dataset.checks.filter(({ verdict, muted }) => verdict === "warn" || verdict === "fail" || muted !== undefined).map((check) => ({ check, label: datasetLabel(dataset) })));
  if (found.length === 0) return null;
  const rows = found.map(({ check, label }) => ({ cells: [label, markup`${drawVerdict(check.muted === undefined ? check.verdict : "skipped", null)}${check.muted === undefined ? check.verdict : "muted"}`, markup`<code>${check.name}</code>`, describeMuted(check)] }));
  return markup`<details><summary>${found.length === 1 ? "The check" : `The ${found.length} checks`} that did not pass</summary>${renderTable("findings reflow", { caption: "Answers of the newest audits that are no pass.", columns: [{ head: "Dataset" }, { head: "Verdict" }, { head: "Check" }, { head: "What was seen" }], rows })}</details>`;
}
