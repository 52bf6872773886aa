import { join } from "node:path";
import { datasetLabel } from "../core/partition.ts";
import { parsedSources } from "../sources/index.ts";
import type { QuarantineReport, SnapshotStore } from "../store/store.ts";
import { findRejected, type RejectedEntry } from "./rejected-entries.ts";

/** A rejected snapshot with all that helps to decide about it. */
export interface ExplainedRejection {
  readonly report: QuarantineReport;
  /** The rejected file, or null when no rows could be made. */
  readonly file: string | null;
  /** `ktc.players (unique(id))` of its publish group, itself left out. */
  readonly failedBeside: readonly string[];
  readonly payloads: readonly { readonly url: string; readonly sha256: string; readonly askedAt: string | null; readonly path: string | null; readonly sizeBytes: number | null }[];
  /** What readers see now. */
  readonly serving: { readonly dt: string; readonly rows: number } | null;
  /** What can be done, with what comes of it; the likeliest first. */
  readonly next: readonly { readonly command: string; readonly effect: string }[];
}

/** @param wanted `ktc.players`, or the beginning of a run's id. @throws ConfigError when nothing of it is in quarantine */
export async function explainRejected(store: SnapshotStore, wanted: string): Promise<{ readonly path: string; readonly rejection: ExplainedRejection }> {
  const entries = await store.listQuarantine();
  const { path, report } = findRejected(entries, wanted);
  const serving = await store.newest(report.id);
  const payloads = await Promise.all(
    report.payloads.map(async ({ url, sha256, asked_at: askedAt }) => {
      const archived = await store.payloads.find(sha256);
      // Where no time is kept for an answer, the run asked for each.
      return { url, sha256, askedAt: askedAt ?? report.candidate?.last_run.last_checked_at ?? null, path: archived?.path ?? null, sizeBytes: archived?.sizeBytes ?? null };
    }),
  );
  return {
    path,
    rejection: {
      report,
      file: report.file === null ? null : join(path, report.file),
      failedBeside: describeOthers(entries, report),
      payloads,
      serving: serving === null ? null : { dt: serving.dt, rows: serving.row_count },
      next: commandsFor(report),
    },
  };
}

/** The others of its publish group that failed. */
function describeOthers(entries: readonly RejectedEntry[], { run_id: runId, id, candidate }: QuarantineReport): readonly string[] {
  const others = entries.filter(({ report }) => report.run_id === runId && datasetLabel(report.id) !== datasetLabel(id) && candidate?.group.includes(datasetLabel(report.id)) === true);
  return others.flatMap(({ report }) => {
    const failed = report.checks.filter(({ verdict }) => verdict === "fail").map(({ name }) => name);
    return failed.length === 0 ? [] : [`${datasetLabel(report.id)} (${failed.join(", ")})`];
  });
}

function commandsFor({ id, file, candidate }: QuarantineReport): ExplainedRejection["next"] {
  const label = datasetLabel(id);
  return [
    ...(file === null && parsedSources.some(({ name }) => name === id.source) ? [{ command: `snapcount reparse ${id.source}`, effect: "after a fix of its parser" }] : []),
    ...(candidate === undefined ? [] : [{ command: `snapcount quarantine release ${label} --reason WHY`, effect: "publish it all the same" }]),
    { command: `snapcount quarantine drop ${label}`, effect: "forget it" },
  ];
}
