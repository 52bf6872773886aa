import type { Verdict } from "../../core/check.ts";
import type { Outcome } from "../../core/outcome.ts";
import { datasetLabel } from "../../core/partition.ts";
import { type AttentionItem } from "./attention.ts";
import type { DatasetFacts, ReportPage } from "./report-page.ts";
import { countOf, listNames } from "./sentences.ts";

export interface StatusSentence {
  readonly verdict: Verdict;
  readonly title: string;
  readonly sentence: string;
}

/** The first glance: how the run ended, and in one sentence why. Pure. */
export function describeStatus(page: ReportPage, attention: readonly AttentionItem[]): StatusSentence {
  const { run } = page;
  if (run.skipped !== null) return { verdict: "skipped", title: "Nothing to do", sentence: run.skipped };
  switch (run.status) {
    case "success": return attention.length === 0 ? { verdict: "pass", title: "Everything is fine", sentence: `${describeGood(page)}.` } : describeSuccessWith(page, attention);
    case "partial_success": return { verdict: "warn", title: "Partial success", sentence: `${[describeGood(page), ...describeLosses(page)].join("; ")}.` };
    case "failed": return { verdict: "fail", title: "Failed", sentence: run.error === null ? `${[describeGood(page), ...describeLosses(page)].join("; ")}.` : run.error.message };
    case "cancelled": return { verdict: "warn", title: "Cancelled", sentence: "The run was ended before its time; what it had published until then is in use." };
  }
}

function describeSuccessWith(page: ReportPage, attention: readonly AttentionItem[]): StatusSentence {
  const failing = attention.filter(({ verdict }) => verdict === "fail").length;
  const rest = failing > 0 ? `${countOf(failing, "thing")} of earlier runs or of age ${failing === 1 ? "needs" : "need"} you` : `${countOf(attention.length, "warning")} to read`;
  return { verdict: failing > 0 ? "warn" : "pass", title: "Success", sentence: `${describeGood(page)}; ${rest}.` };
}

/** @returns the datasets of this run that are published, confirmed, or left out as asked */
export function goodOnes({ datasets }: ReportPage): { readonly good: number; readonly all: number } {
  const own = datasets.filter(({ isOfThisRun }) => isOfThisRun);
  return { good: own.filter(({ trouble }) => trouble === null).length, all: own.length };
}

function describeGood(page: ReportPage): string {
  const { good, all } = goodOnes(page);
  if (all === 0) return `${page.run.flow} loaded no dataset${page.run.dbt.some(({ ok }) => ok) ? " and built what it was to build" : ""}`;
  return good === all ? `All ${countOf(all, "dataset")} are up to date`.replace("All 1 dataset are", "The one dataset is") : `${good} of ${countOf(all, "dataset")} are up to date`;
}

const LOST: Partial<Record<Outcome, string>> = { quarantined: "rejected", lkg: "not loaded", failed: "lost" };

function describeLosses({ datasets, run }: ReportPage): readonly string[] {
  const lost = datasets.filter(({ isOfThisRun, trouble }) => isOfThisRun && trouble !== null);
  const kinds = Object.entries(LOST).flatMap(([outcome, word]) => {
    const names = lost.filter(({ last }) => last?.outcome === outcome).map(datasetLabel);
    return names.length === 0 ? [] : [`${listNames(names)} ${names.length === 1 ? "was" : "were"} ${word}`];
  });
  const failing = run.dbt.reduce((sum, { failed }) => sum + failed.length, 0);
  return [
    ...(kinds.length === 0 ? [] : [`${kinds.join(", ")}, and ${describeServed(lost)}`]),
    ...(run.brokenManifests.length === 0 ? [] : [`${countOf(run.brokenManifests.length, "snapshot")} did not fit the manifest`]),
    ...(failing === 0 ? [] : [`${countOf(failing, "dbt model or test").replace("model or tests", "models or tests")} failed`]),
  ];
}

function describeServed(lost: readonly DatasetFacts[]): string {
  const dates = [...new Set(lost.map(({ serving }) => serving?.dt))];
  const [only] = dates;
  if (dates.length > 1) return "readers keep the last good snapshots";
  return only === undefined ? "readers have nothing of it" : `readers keep the data of ${only}`;
}
