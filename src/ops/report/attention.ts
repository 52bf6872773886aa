import { type CheckResult, type Verdict, worstVerdict } from "../../core/check.ts";
import { DATA_AGE } from "../../core/freshness.ts";
import { groupBy } from "../../core/group-by.ts";
import { datasetLabel } from "../../core/partition.ts";
import { type Markup, markup } from "./markup.ts";
import type { DatasetFacts, ReportPage } from "./report-page.ts";
import { ageOfDt, countOf, listNames } from "./sentences.ts";
import { drawVerdict } from "./verdict-mark.ts";

/** Something a person should look at. */
export interface AttentionItem {
  readonly verdict: Extract<Verdict, "fail" | "warn">;
  readonly who: string;
  readonly what: string;
  /** `since 2025-11-18`, or null where nothing tells. */
  readonly since: string | null;
  readonly fix: string | null;
  /** Where on the page it is told in full. */
  readonly anchor: string | null;
}

/** More failing models than this are counted. */
const MODELS_SHOWN = 5;

/** @returns what is not fine, of this run and of the home; what costs readers comes first. Pure. */
export function collectAttention(page: ReportPage): readonly AttentionItem[] {
  const items = [...brokenRun(page), ...troubles(page), ...brokenManifests(page), ...failedModels(page), ...stale(page), ...oldData(page), ...warned(page)];
  return items.toSorted((a, b) => Number(b.verdict === "fail") - Number(a.verdict === "fail"));
}

function brokenRun({ run: { error, flow } }: ReportPage): readonly AttentionItem[] {
  return error === null ? [] : [{ verdict: "fail", who: flow, what: error.message, since: null, fix: error.fix, anchor: null }];
}

function troubles({ datasets, run, rejected }: ReportPage): readonly AttentionItem[] {
  const causes = groupBy(datasets.filter(({ trouble }) => trouble !== null), ({ last, trouble }) => JSON.stringify([last?.outcome, last?.reason, trouble?.sinceDt]));
  return [...causes.values()].flatMap((group): readonly AttentionItem[] => {
    const [first] = group;
    if (first?.last == null || first.trouble === null) return [];
    const isRejected = first.last.outcome === "quarantined";
    const loss = isRejected ? "Rejected" : `${first.last.outcome === "lkg" ? "Not loaded" : "Failed"}: ${first.last.reason ?? "no reason is recorded"}`;
    return [{
      verdict: first.last.outcome === "lkg" ? "warn" : "fail",
      who: listNames(group.map(datasetLabel)),
      what: `${loss}; ${describeServing(group, run.runAt)}`,
      since: first.trouble.sinceDt === null ? null : `since ${first.trouble.sinceDt}, ${countOf(first.trouble.runs, "run")}`,
      fix: first.last.fix,
      // Its report may have been dropped since.
      anchor: isRejected && rejected.length > 0 ? "rejected" : null,
    }];
  });
}

/** @returns `readers still see 2025-11-11 (7 days old)` */
function describeServing(group: readonly DatasetFacts[], runAt: Date): string {
  const dates = [...new Set(group.map(({ serving }) => serving?.dt ?? null))].toSorted();
  if (dates.length === 1 && dates[0] === null) return "there is nothing for readers yet";
  return `readers still see ${listNames(dates.map((dt) => (dt === null ? "nothing" : `${dt} (${ageOfDt(dt, runAt)})`)))}`;
}

function brokenManifests({ run }: ReportPage): readonly AttentionItem[] {
  const [first] = run.brokenManifests;
  if (first === undefined) return [];
  return [{ verdict: "fail", who: countOf(run.brokenManifests.length, "broken snapshot"), what: first, since: null, fix: "`snapcount validate --deep` tells what does not fit; load the dataset again with --force.", anchor: null }];
}

function failedModels({ run: { dbt } }: ReportPage): readonly AttentionItem[] {
  const item = (verdict: "fail" | "warn", who: string, what: string): AttentionItem => ({ verdict, who, what, since: null, fix: null, anchor: null });
  return dbt.flatMap(({ command, failed, warned: warnings }) => [
    ...failed.slice(0, MODELS_SHOWN).map(({ name, message }) => item("fail", `dbt ${command}: ${name}`, message)),
    ...(failed.length > MODELS_SHOWN ? [item("fail", `dbt ${command}`, `${countOf(failed.length - MODELS_SHOWN, "further failure")}; \`snapcount dbt ${command}\` lists all`)] : []),
    ...warnings.map((message) => item("warn", `dbt ${command}`, message)),
  ]);
}

/** Of a dataset that was lost, its age is no news. */
function stale({ datasets }: ReportPage): readonly AttentionItem[] {
  const old = datasets.filter(({ age, trouble }) => trouble === null && age !== null && age.level !== "fresh");
  return [...groupBy(old, ({ source, age }) => `${source} ${age?.level ?? ""}`).values()].map((group) => {
    const oldest = group.toSorted((a, b) => (b.age?.hours ?? Infinity) - (a.age?.hours ?? Infinity))[0];
    return { verdict: oldest?.age?.level === "fail" ? "fail" : "warn", who: listNames(group.map(datasetLabel)), what: oldest?.age?.hours == null ? "Nothing is published yet" : `Old: ${oldest.age.message}`, since: null, fix: null, anchor: null };
  });
}

/** What its rows tell of may be old though upstream and we keep looking; where a clock stands still, that is told already. */
function oldData({ datasets }: ReportPage): readonly AttentionItem[] {
  const old = datasets.filter(({ age, trouble }) => trouble === null && (age === null || age.level === "fresh")).flatMap((dataset) => dataset.checks.filter(isOldData).map(({ verdict, message }) => ({ dataset, verdict, message })));
  return [...groupBy(old, ({ dataset: { source }, verdict, message }) => `${source} ${verdict} ${message}`).values()].map((group): AttentionItem => {
    const [first] = group;
    return { verdict: first?.verdict === "fail" ? "fail" : "warn", who: listNames(group.map(({ dataset }) => datasetLabel(dataset))), what: `Data age: ${first?.message ?? ""}`, since: null, fix: null, anchor: "datasets" };
  });
}

function isOldData({ name, verdict }: CheckResult): boolean {
  return name === DATA_AGE && (verdict === "warn" || verdict === "fail");
}

/** Of what readers see, also where the latest run found nothing new. */
function warned({ datasets }: ReportPage): readonly AttentionItem[] {
  const found = datasets.filter(({ last, trouble }) => trouble === null && last?.verdict === "warn");
  return found.map((dataset) => ({ verdict: "warn", who: datasetLabel(dataset), what: `Published with a warning: ${describeWarning(dataset)}`, since: null, fix: null, anchor: "datasets" }));
}

function describeWarning({ last, checks }: DatasetFacts): string {
  if (last?.outcome === "published") return last.reason ?? "see its checks";
  const audit = checks.filter(({ kind }) => kind !== "freshness");
  // The newest audit may be of a later answer, which was rejected.
  return (worstVerdict(audit) === "warn" ? audit.find(({ verdict }) => verdict === "warn")?.message : undefined) ?? "see its manifest";
}

export function renderAttention(items: readonly AttentionItem[]): Markup {
  if (items.length === 0) return markup`<p class="calm">${drawVerdict("pass", null)} Nothing needs you.</p>`;
  return markup`<ul class="attention">${items.map(renderItem)}</ul>`;
}

function renderItem({ verdict, who, what, since, fix, anchor }: AttentionItem): Markup {
  return markup`<li class="${verdict}">${drawVerdict(verdict)}<div><h3>${who}${since === null ? null : markup` <span class="since">${since}</span>`}</h3>
<p>${withCode(what)}${anchor === null ? null : markup` <a href="#${anchor}">Details</a>`}</p>
${fix === null ? null : markup`<p class="fix"><strong>Do this:</strong> ${withCode(fix)}</p>`}</div></li>
`;
}

/** Errors write commands between backticks. */
export function withCode(text: string): readonly Markup[] {
  return text.split("`").map((part, nth, all) => (nth % 2 === 1 && nth < all.length - 1 ? markup`<code>${part}</code>` : markup`${nth % 2 === 1 ? "`" : ""}${part}`));
}
