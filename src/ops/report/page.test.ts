import { load } from "cheerio";
import { describe, expect, it } from "vitest";
import { renderReportPage } from "./page.ts";
import type { ReportPage } from "./report-page.ts";
import { inventChanges, inventCheck, inventDataset, inventFlow, inventLost, inventOutcome, inventPage, inventRejected, inventRun } from "./testing/invented-page.ts";

/** What holds of every page. */
function read(page: ReportPage): ReturnType<typeof load> {
  const html = renderReportPage(page);
  const $ = load(html);
  const ids = $("[id]").get().map((element) => $(element).attr("id"));
  expect(new Set(ids).size).toBe(ids.length);
  expect($("script, iframe, object, embed, link, img, form").length).toBe(0);
  expect($("*").get().flatMap((element) => Object.keys($(element).attr() ?? {})).filter((name) => name.startsWith("on") || name === "style" || name === "src")).toEqual([]);
  const targets = $("a, use").get().map((element) => $(element).attr("href") ?? "");
  expect(targets.filter((href) => !/^(#[\w-]+|(\.\.\/)+[^:]*|https?:\/\/.+)$/.test(href))).toEqual([]);
  for (const href of targets.filter((target) => target.startsWith("#"))) expect(ids).toContain(href.slice(1));
  const levels = $("h1, h2, h3").get().map((element) => Number(element.tagName.slice(1)));
  expect(levels.filter((level) => level === 1).length).toBe(1);
  expect(levels.every((level, nth) => level <= (levels[nth - 1] ?? 0) + 1)).toBe(true);
  expect($("table").length).toBe($("table > caption").length);
  expect(html).not.toMatch(/undefined|NaN|\[object/);
  return $;
}

const textOf = ($: ReturnType<typeof load>, selector: string): string => $(selector).text().replaceAll(/\s+/g, " ").trim();
const lost = (): ReportPage => inventPage({ run: inventRun({ status: "partial_success" }), datasets: [inventDataset({ dataset: "teams" }), inventLost()], rejected: [inventRejected()] });

describe("a run's page", () => {
  it("answers at first glance: what is fine, what is not, since when, and what to do", () => {
    const $ = read(lost());
    expect(textOf($, ".status")).toBe("Partial success. 1 of 2 datasets are up to date; market.values was rejected, and readers keep the data of 2025-11-11.");
    expect(textOf($, "#attention li")).toBe("fail market.values since 2025-11-18, 1 run Rejected; readers still see 2025-11-11 (7 days old) Details Do this: Look with snapcount quarantine show market.values.");
    expect(textOf($, "#rejected article")).toMatch(/the page is another one Failed checkparse: saw PayloadErrorPayloadhttps:\/\/market.example\/list, kept as abababababab, 43.5 kBKeeps serving2025-11-11, 7 days old: market.values/);
    expect(textOf($, "title")).toBe("Partial success · sample · 2025-11-18 · Snapcount");
  });

  it("says that nothing needs anybody when nothing does", () => {
    const $ = read(inventPage());
    expect(textOf($, ".status")).toBe("Everything is fine. The one dataset is up to date.");
    expect(textOf($, "#attention .calm")).toBe("Nothing needs you.");
    expect($("#rejected").length).toBe(0);
  });

  it("points to no report that has been dropped", () => {
    expect(textOf(read({ ...lost(), rejected: [] }), "#attention li a")).toBe("");
  });

  it("forbids itself scripts and every request", () => {
    expect(read(lost())("meta[http-equiv=Content-Security-Policy]").attr("content")).toContain("default-src 'none'");
  });

  it.each<readonly [string, ReportPage]>([
    ["an empty store", inventPage({ datasets: [], moves: [], places: [], neverLoaded: ["market.values"] })],
    ["one snapshot only", inventPage({ datasets: [inventDataset({ snapshots: [{ dt: "2025-11-18", rows: 120 }] })], moves: [] })],
    ["a run with nothing to do", inventPage({ run: inventRun({ skipped: "it is the off-season: this run is for weeks with games" }), datasets: [inventDataset({ isOfThisRun: false })] })],
    ["a run that broke", inventPage({ run: inventRun({ status: "failed", error: { name: "StoreWriteError", message: "/data: the disk is full", fix: "Free space." } }), datasets: [] })],
    ["a run that was cancelled", inventPage({ run: inventRun({ status: "cancelled" }), flows: inventFlow("data_pipeline", { state: "Cancelled", durationMs: null, startedAfterMs: null, verdict: "skipped" }) })],
    ["a dataset whose manifest cannot be read", inventPage({ datasets: [inventDataset({ snapshots: [{ dt: "2025-11-18", rows: null }], serving: { dt: "2025-11-18", file: null, manifest: null, rows: null, sizeBytes: null }, age: null, last: null })] })],
    ["a very long reason", inventPage({ datasets: [inventLost({}, { reason: "x".repeat(20_000) })], rejected: [inventRejected({ reasons: [inventCheck({ verdict: "fail", message: "y".repeat(20_000) })] })] })],
    ["sixty datasets", inventPage({ datasets: Array.from({ length: 60 }, (_, nth) => inventDataset({ dataset: `values_${nth}` })) })],
    ["rejected rows without an earlier snapshot", inventPage({ rejected: [inventRejected({ reasons: [inventCheck({ verdict: "fail", evidence: [{ id: 1, price: null, note: { deep: true } }] })], payloads: [], reports: [{ dataset: "market.values", report: "../r.json", file: "../r.parquet", servingDt: null, serving: null }] })] })],
  ])("is whole for %s", (_, page) => {
    const $ = read(page);
    expect($("main > section > h2").length).toBeGreaterThanOrEqual(6);
  });

  it("a hostile text anywhere stays a text", () => {
    const hostile = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&\u0000\u202E`;
    const check = inventCheck({ name: hostile, verdict: "fail", message: hostile, observed: hostile, threshold: hostile, evidence: [{ [hostile]: hostile }] });
    const page = inventPage({
      profile: hostile,
      run: inventRun({ status: "partial_success", flow: hostile, runId: hostile, brokenManifests: [hostile], dbt: [{ command: "test", ok: false, total: 1, failed: [{ name: hostile, message: `${hostile} \`${hostile}\`` }], warned: [hostile], durationMs: 1 }], prefectUrl: "javascript:alert(3)" }),
      flows: inventFlow(hostile, { state: hostile, children: [inventFlow(hostile, { children: [inventFlow(hostile)] })] }),
      datasets: [inventDataset({ source: hostile, last: inventOutcome({ changes: inventChanges({ key: [hostile], schema: { added: [{ name: hostile, type: hostile }], removed: [], retyped: [] }, columns: [{ name: hostile, rows: 1 }], samples: { added: [{ [hostile]: hostile }], removed: [], changed: [{ who: { [hostile]: hostile }, cells: [{ column: hostile, before: hostile, after: [hostile] }] }] } }) }) }), inventDataset({ source: "other", last: inventOutcome({ changes: { problem: hostile } }) }), inventLost({ source: hostile, dataset: hostile, about: hostile, checks: [check] }, { reason: hostile, fix: hostile }), inventDataset({ last: inventOutcome({ verdict: "warn", reason: hostile }), age: { level: "warn", hours: 50, limitHours: 48, message: hostile } })],
      neverLoaded: [hostile],
      rejected: [inventRejected({ datasets: [hostile], reasons: [check], payloads: [{ url: hostile, sha256: hostile, sizeBytes: null, file: null }] })],
      moves: [{ label: hostile, beforeDt: "2025-11-11", afterDt: "2025-11-18", moves: [{ name: hostile, about: [hostile], before: 1, after: 2 }] }],
      places: [{ what: hostile, links: [{ text: hostile, href: "../x" }] }],
    });
    const $ = read(page);
    expect($("[src], [onerror]").length).toBe(0);
    expect(textOf($, "main")).toContain("<script>alert(1)</script>");
    expect($("a[href^=javascript]").length).toBe(0);
  });
});
