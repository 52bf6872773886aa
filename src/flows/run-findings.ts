import { type ArtifactInfo, describeMaterialization, type EventInfo, type EventResource } from "@snapcount/prefect";
import type { CheckResult } from "../core/check.ts";
import type { Manifest } from "../core/manifest.ts";
import { markdownTable } from "../core/markdown-table.ts";
import type { DatasetOutcome } from "../core/outcome.ts";
import { type DatasetId, datasetLabel } from "../core/partition.ts";
import type { FreshnessLine } from "./summary.ts";

/** What runs show beside their states (artifacts), and what they tell of datasets (events, for Prefect's automations). Pure. */

/** @returns a dataset as events and assets name it: `snapcount://nflverse/weekly`. */
export function datasetResource(id: DatasetId): EventResource {
  return { id: `snapcount://${id.source}/${id.dataset}`, name: datasetLabel(id) };
}

/** "What was loaded": one line a dataset, with a link to the file that readers see now. */
export function describeLoaded(source: string, outcomes: readonly DatasetOutcome[]): ArtifactInfo {
  const lines = outcomes.map((outcome) => [
    outcome.dataset,
    outcome.outcome,
    outcome.verdict ?? "",
    outcome.rows === null ? "" : outcome.rows.toLocaleString("en-US"),
    describeChange(outcome),
    outcome.path === null ? (outcome.servingDt ?? "") : `[${outcome.dt ?? ""}](<file://${outcome.path}>)`,
    outcome.reason ?? "",
  ]);
  const header = ["dataset", "outcome", "verdict", "rows", "change", "snapshot", "reason"];
  const text = markdownTable(header, lines);
  return { key: artifactKey("loaded", source), content: { type: "markdown", text }, description: `What the last run loaded from ${source}` };
}

/** The files that fetch_season archived. */
export function describeFetched(id: DatasetId, files: readonly { readonly asset: { readonly label: string }; readonly payload: { readonly sizeBytes: number; readonly sha256: string; readonly url: string } }[]): ArtifactInfo {
  const rows = files.map(({ asset, payload }) => ({ file: asset.label, bytes: payload.sizeBytes, sha256: payload.sha256, url: payload.url }));
  return { key: null, content: { type: "table", rows }, description: `Files of ${datasetLabel(id)} in the payload archive` };
}

/** Every answer of a dataset's audit. */
export function describeCheckResults(id: DatasetId, checks: readonly CheckResult[]): ArtifactInfo {
  const rows = checks.map(({ name, verdict, observed, threshold, message }) => ({ check: name, verdict, observed, threshold, message }));
  return { key: artifactKey("checks", id.source, id.dataset), content: { type: "table", rows }, description: `Checks of ${datasetLabel(id)}` };
}

/** A staged snapshot was judged. */
export function describeAudited(id: DatasetId & { readonly dt: string }, verdict: "pass" | "warn" | "fail", rows: number, checks: readonly CheckResult[]): EventInfo {
  const namesOf = (wanted: CheckResult["verdict"]): readonly string[] => checks.filter((check) => check.verdict === wanted).map((check) => check.name);
  return { event: "snapcount.dataset.audited", resource: datasetResource(id), payload: { dt: id.dt, verdict, rows, failed: namesOf("fail"), warned: namesOf("warn") } };
}

/** The age of what readers see was judged. */
export function describeFreshness(line: FreshnessLine): EventInfo {
  return { event: "snapcount.dataset.freshness", resource: datasetResource(line), payload: { verdict: line.verdict, message: line.message } };
}

/** A snapshot was published: Prefect's asset, made from the provider's files. */
export function describePublished(manifest: Pick<Manifest, "source" | "dataset" | "dt" | "row_count" | "sha256" | "source_url">, verdict: "pass" | "warn", path: string): readonly EventInfo[] {
  const upstreams = upstreamsOf(manifest.source_url).map((url) => ({ id: url }));
  return describeMaterialization(datasetResource(manifest), upstreams, "snapcount", { dt: manifest.dt, rows: manifest.row_count, sha256: manifest.sha256, verdict, path });
}

/** Each upstream is an event of its own, and Prefect takes a hundred in one: of more addresses than a person would read, the hosts are told. */
const MOST_UPSTREAMS = 20;

function upstreamsOf(urls: readonly string[]): readonly string[] {
  return urls.length <= MOST_UPSTREAMS ? urls : [...new Set(urls.map((url) => new URL(url).origin))];
}

function describeChange({ rows, previousRows, outcome }: DatasetOutcome): string {
  if (outcome !== "published" || rows === null || previousRows === null) return "";
  const change = rows - previousRows;
  return change === 0 ? "0" : `${change > 0 ? "+" : "-"}${Math.abs(change).toLocaleString("en-US")}`;
}

/** Prefect's keys hold lowercase letters, digits and dashes. */
function artifactKey(...parts: readonly string[]): string {
  return parts.join("-").toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}
