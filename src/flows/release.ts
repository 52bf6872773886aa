import { ConfigError } from "../core/errors.ts";
import type { Manifest } from "../core/manifest.ts";
import { datasetLabel } from "../core/partition.ts";
import { describeReleased, type ReleaseWord } from "../core/release.ts";
import { parsedSources, sources } from "../sources/index.ts";
import type { Candidate, LastRun, ReleaseItem, SnapshotStore } from "../store/store.ts";
import { findRejectedGroup, type RejectedEntry } from "./rejected-entries.ts";

type Releasable = RejectedEntry & { readonly candidate: Candidate };

/**
 * Publishes what an audit rejected, on a person's word, with all that is published together with it.
 * @param wanted `ktc.players`, or the beginning of a run's id
 * @returns the manifests that readers see now
 * @throws ConfigError, StoreCorruptError when it cannot be: then all is as it was
 */
export async function releaseRejected(store: SnapshotStore, wanted: string, word: ReleaseWord): Promise<readonly Manifest[]> {
  if (word.reason.trim() === "") throw new ConfigError("a release needs a reason", 'Say why the rejected rows are right: --reason "the provider confirmed them".');
  const group = findRejectedGroup(await store.listQuarantine(), wanted).map(requireReleasable);
  const manifests = describeReleased(group.map(({ candidate, report }) => ({ manifest: candidate.manifest, checks: report.checks })), word);
  const items = group.flatMap((entry, index) => describeItem(entry, manifests[index], word));
  const lastRuns = await Promise.all(group.map(async ({ report, candidate }) => ({ id: report.id, lastRun: keepLatestCheck(candidate.last_run, await store.readLastRun(report.id)) })));
  await store.release(items, lastRuns);
  return manifests;
}

/** @throws ConfigError telling what to do instead */
function requireReleasable(entry: RejectedEntry): Releasable {
  const { id, file, candidate, run_id: runId } = entry.report;
  const label = datasetLabel(id);
  const source = sources.find(({ name }) => name === id.source);
  if (!source?.datasets.some(({ name }) => name === id.dataset)) throw new ConfigError(`${label} is no dataset of this program any more`, `Nobody reads it: drop it with \`snapcount quarantine drop ${label}\`.`);
  if (file === null) throw new ConfigError(`run ${runId.slice(0, 8)} could make no rows of ${label}, so there is nothing to release`, parsedSources.some(({ name }) => name === id.source) ? `After a fix of the parser, \`snapcount reparse ${id.source}\` reads the archived answer again.` : `Run ${source.flow} again.`);
  if (candidate === undefined) throw new ConfigError(`${label} was put aside by an earlier version of this program, which did not record what a release has to verify`, `Run ${source.flow} again, then release what it puts aside.`);
  return { ...entry, candidate };
}

function describeItem({ path, report, candidate }: Releasable, manifest: Manifest | undefined, { at, by, reason }: ReleaseWord): readonly ReleaseItem[] {
  const [fileName] = candidate.manifest.output_parquet;
  if (manifest === undefined || fileName === undefined) return [];
  const { row_count: rows, columns, size_bytes: sizeBytes, sha256, coverage } = manifest;
  return [{
    id: report.id,
    fileName,
    staged: { path: `${path}/${fileName}`, rows, columns, sizeBytes, sha256 },
    manifest,
    entry: path,
    decision: { schema: "snapcount.decision/1", at, by, kind: "release", ...report.id, reason, row_count: rows, coverage_start_season: coverage?.season_min ?? null, coverage_end_season: coverage?.season_max ?? null, check: null, until: null },
  }];
}

/** A later run may have asked the provider since. */
function keepLatestCheck(released: LastRun, known: LastRun | null): LastRun {
  return known === null || known.last_checked_at <= released.last_checked_at ? released : { ...released, last_checked_at: known.last_checked_at };
}
