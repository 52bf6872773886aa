import { dirname, join } from "node:path";
import { type Decision, parseDecisions } from "../../core/decisions.ts";
import type { Manifest } from "../../core/manifest.ts";
import { partitionPath } from "../../core/partition.ts";
import { type ArchivedBytes, choosePrunable, type PruneChoice } from "../../core/prune.ts";
import type { LastRun, PruneReport, PruneRequest } from "../store.ts";
import type { StoreContext } from "./context.ts";
import { ensureDir } from "./durable.ts";
import { archivedDir } from "./layout.ts";
import { parseLastRun } from "./last-run.ts";
import { readPartitions } from "./partitions.ts";
import { commitGroup, healJournal, planDecisions, writeJournal } from "./publish.ts";
import { readQuarantine } from "./quarantine.ts";
import { othersAtWork, sessionDir } from "./sessions.ts";

/**
 * Lets go of what src/core/prune.ts chooses.
 *
 * Invariants
 * 1. It is chosen again under the lock: a publish meanwhile may need what was to go.
 * 2. Partitions move as one group through the journal (journal.ts, 6): readers see all of it done or none, and healing finishes it.
 * 3. A payload goes only while no other process has anything in the stage: it could be about to use old bytes that it found. Who begins
 *    after the look is seen by a second one, and the bytes are put back.
 */
export async function pruneStore(context: StoreContext, request: PruneRequest): Promise<PruneReport> {
  const chosen = await context.reading("choosing what to prune", () => choose(context, request));
  // Most of the time nothing is old: nobody is kept waiting for that.
  if (request.dryRun || (chosen.archive.length === 0 && chosen.payloads.length === 0)) return { ...chosen, payloadsStay: null };
  return context.exclusive("pruning", () => {
    healJournal(context);
    const choice = choose(context, request);
    archive(context, choice.archive, request);
    const left = removePayloads(context, choice.payloads);
    return left === null ? { ...choice, payloadsStay: null } : { ...choice, payloads: [], payloadsStay: left };
  });
}

function choose(context: StoreContext, { now, days, baselines }: PruneRequest): PruneChoice {
  const { fs, layout } = context;
  const { decisions } = parseDecisions(fs.readText(layout.decisionsFile) ?? "");
  const rejected = readQuarantine(context).map(({ report }) => report);
  const kept = [...readLastRuns(context), ...rejected.flatMap(({ candidate }) => candidate?.last_run ?? [])];
  return choosePrunable({
    now,
    days,
    partitions: readPartitions(fs, layout),
    baselines: new Set([...baselines, ...decisions.filter(({ kind }) => kind === "baseline").map(partitionPath)]),
    candidates: rejected.flatMap(({ candidate }) => candidate?.manifest ?? []),
    named: new Set([...kept.flatMap(({ validators }) => Object.values(validators).map(({ sha256 }) => sha256)), ...rejected.flatMap(({ payloads, candidate }) => [...payloads.map(({ sha256 }) => sha256), ...(candidate?.manifest.payloads ?? [])])]),
    payloads: listPayloads(context),
  });
}

function readLastRuns({ fs, layout }: StoreContext): readonly LastRun[] {
  const folders = (path: string): readonly string[] => (fs.list(path) ?? []).filter((entry) => entry.isDirectory).map((entry) => join(path, entry.name));
  return folders(layout.metadata).flatMap(folders).flatMap((folder) => parseLastRun(fs.readText(join(folder, "last_run.json")) ?? "") ?? []);
}

/** Those under their own names: bytes that had rotted are evidence, and lie elsewhere. */
function listPayloads({ fs, layout }: StoreContext): readonly ArchivedBytes[] {
  return (fs.list(layout.payloads) ?? []).filter(({ name }) => /^[0-9a-f]{2}$/.test(name)).flatMap(({ name }) =>
    (fs.list(join(layout.payloads, name)) ?? []).flatMap((entry): readonly ArchivedBytes[] => {
      const found = fs.stat(join(layout.payloads, name, entry.name));
      return found === null ? [] : [{ sha256: entry.name, sizeBytes: found.sizeBytes, archivedAtMs: found.modifiedAtMs }];
    }),
  );
}

function archive(context: StoreContext, manifests: readonly Manifest[], { now, days, by }: PruneRequest): void {
  if (manifests.length === 0) return;
  const { fs, layout } = context;
  const scratch = sessionDir(fs, layout.stage, context.processes);
  const token = context.newToken();
  const group = join(scratch, token);
  for (const manifest of manifests) ensureDir(fs, dirname(archivedDir(layout, manifest)));
  fs.mkdir("prepare-dir", group);
  planDecisions(fs, layout, group, manifests.map((manifest) => describeArchived(manifest, { at: now.toISOString(), by, reason: `superseded, older than ${days} days` })));
  writeJournal(fs, group, { schema: "snapcount.journal/1", items: [], lastRuns: [], archived: manifests.map(({ source, dataset, dt }) => ({ source, dataset, dt })) });
  commitGroup(context, group, token, scratch);
}

function describeArchived({ source, dataset, dt, row_count, coverage }: Manifest, word: Pick<Decision, "at" | "by" | "reason">): Decision {
  return { schema: "snapcount.decision/1", ...word, kind: "archive", source, dataset, dt, row_count, coverage_start_season: coverage?.season_min ?? null, coverage_end_season: coverage?.season_max ?? null, check: null, until: null };
}

/** @returns why they stay, or null */
function removePayloads(context: StoreContext, payloads: readonly ArchivedBytes[]): string | null {
  const { fs, layout, processes } = context;
  const isBusy = (): boolean => othersAtWork(fs, layout.stage, processes);
  const busy = "another process is loading; the next prune removes them";
  if (payloads.length === 0) return null;
  if (isBusy()) return busy;
  const taken = join(sessionDir(fs, layout.stage, processes), `payloads-${context.newToken()}`);
  fs.mkdir("mkdir", taken);
  const placeOf = ({ sha256 }: ArchivedBytes): string => join(layout.payloads, sha256.slice(0, 2), sha256);
  for (const payload of payloads) fs.rename("take-payload", placeOf(payload), join(taken, payload.sha256));
  const appeared = isBusy();
  if (appeared) for (const payload of payloads) fs.rename("take-payload", join(taken, payload.sha256), placeOf(payload));
  fs.fsyncDir("fsync-taken", taken);
  fs.remove("clear-stage", taken);
  return appeared ? busy : null;
}
