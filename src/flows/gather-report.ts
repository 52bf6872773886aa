import { basename, relative } from "node:path";
import type { LedgerReader } from "../ops/index.ts";
import type { Href, ReportPage, RunFacts } from "../ops/report/index.ts";
import { sources } from "../sources/index.ts";
import { gatherDatasets } from "./gather-datasets.ts";
import { gatherFlows } from "./gather-flows.ts";
import { gatherMoves } from "./gather-moves.ts";
import { gatherPlaces } from "./gather-places.ts";
import { gatherRejected } from "./gather-rejected.ts";
import type { Gathering } from "./gathering.ts";
import type { Home } from "./home.ts";
import type { RunReport } from "./run-report.ts";

/** Reads what a run's page tells: the ledger, the store, and the values of snapshots. Changes nothing. @throws whatever reading throws */
export async function gatherReport(home: Home, { folder, run, ledger }: { readonly folder: string; readonly run: Omit<RunReport, "page">; readonly ledger: LedgerReader }): Promise<ReportPage> {
  const given: Gathering = { home, run, partitions: await home.store.listPartitions(), records: ledger.readDatasets(), hrefOf: (path) => hrefFrom(folder, path) };
  const datasets = await gatherDatasets(given);
  const known = new Set(datasets.map(({ source, dataset }) => `${source}.${dataset}`));
  return {
    profile: basename(home.profile),
    run: describeRun(home, run),
    flows: gatherFlows(ledger, run),
    datasets,
    neverLoaded: sources.flatMap((source) => source.datasets.map(({ name }) => `${source.name}.${name}`)).filter((label) => !known.has(label)),
    rejected: await gatherRejected(given),
    moves: await gatherMoves(given),
    places: await gatherPlaces(given),
  };
}

function describeRun(home: Home, { flowRunId, flow, runAt, durationMs, status, summary, error, prefectUrl }: Omit<RunReport, "page">): RunFacts {
  return { runId: flowRunId, flow, runAt, endedAt: home.clock(), durationMs, status, skipped: summary.skipped, error, brokenManifests: summary.manifests?.broken ?? [], dbt: summary.dbt, prefectUrl };
}

function hrefFrom(folder: string, path: string): Href {
  return relative(folder, path).split("/").map((part) => encodeURIComponent(part).replaceAll("%3D", "=")).join("/");
}
