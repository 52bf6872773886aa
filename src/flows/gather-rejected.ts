import { join } from "node:path";
import { groupBy } from "../core/group-by.ts";
import { type DatasetId, datasetLabel } from "../core/partition.ts";
import type { RejectedAnswer } from "../ops/report/index.ts";
import type { QuarantineReport } from "../store/store.ts";
import type { Gathering } from "./gathering.ts";
import type { RejectedEntry } from "./rejected-entries.ts";

/** @returns what was rejected and has not been replaced since, told once for all datasets that one answer cost. */
export async function gatherRejected(given: Gathering): Promise<readonly RejectedAnswer[]> {
  const newest = new Map<string, RejectedEntry>();
  for (const entry of await given.home.store.listQuarantine()) if (!newest.has(datasetLabel(entry.report.id))) newest.set(datasetLabel(entry.report.id), entry);
  const standing = [...newest.values()].filter(({ report }) => recordOf(given, report.id)?.last?.outcome === "quarantined");
  const groups = groupBy(standing, ({ report }) => JSON.stringify([report.run_id, report.id.source, report.payloads.map(({ sha256 }) => sha256)]));
  return Promise.all([...groups.values()].map((entries) => describeRejected(given, inOrder(given, entries))));
}

const recordOf = ({ records }: Gathering, id: DatasetId): Gathering["records"][number] | undefined => records.find((record) => datasetLabel(record) === datasetLabel(id));

/** As the run had them. */
function inOrder({ run }: Gathering, entries: readonly RejectedEntry[]): readonly RejectedEntry[] {
  const place = ({ report }: RejectedEntry): number => run.summary.datasets.findIndex((outcome) => datasetLabel(outcome) === datasetLabel(report.id));
  return entries.toSorted((a, b) => place(a) - place(b));
}

async function describeRejected(given: Gathering, entries: readonly RejectedEntry[]): Promise<RejectedAnswer> {
  const [first] = entries;
  const failed = entries.flatMap(({ report }) => report.checks.filter(({ verdict }) => verdict === "fail"));
  return {
    datasets: entries.map(({ report }) => datasetLabel(report.id)),
    dt: first?.report.id.dt ?? "",
    rejectedAt: first?.report.quarantined_at ?? "",
    reasons: [...new Map(failed.map((check) => [`${check.name} ${check.message}`, check])).values()],
    payloads: await Promise.all((first?.report.payloads ?? []).map((payload) => describePayload(given, payload))),
    reports: entries.map((entry) => describeReport(given, entry)),
  };
}

async function describePayload({ home, hrefOf }: Gathering, { url, sha256 }: QuarantineReport["payloads"][number]): Promise<RejectedAnswer["payloads"][number]> {
  const archived = await home.store.payloads.find(sha256);
  return { url, sha256, sizeBytes: archived?.sizeBytes ?? null, file: archived === null ? null : hrefOf(archived.path) };
}

function describeReport({ partitions, hrefOf }: Gathering, { path, report }: RejectedEntry): RejectedAnswer["reports"][number] {
  const serving = partitions.find(({ id }) => datasetLabel(id) === datasetLabel(report.id) && id.dt === report.serving_dt);
  const file = serving?.manifest?.output_parquet[0];
  return {
    dataset: datasetLabel(report.id),
    report: hrefOf(join(path, "report.json")),
    file: report.file === null ? null : hrefOf(join(path, report.file)),
    servingDt: report.serving_dt,
    serving: serving === undefined || file === undefined ? null : hrefOf(join(serving.dir, file)),
  };
}
