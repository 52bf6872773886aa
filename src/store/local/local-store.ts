import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { parseBreaker } from "../../core/breaker.ts";
import { formatIncidents, parseIncidents } from "../../core/incidents.ts";
import { formatLastOutcomes, parseLastOutcomes } from "../../core/last-outcomes.ts";
import { addDecisions, parseDecisions } from "../../core/decisions.ts";
import { StoreCorruptError, StoreWriteError, WrongProfileError } from "../../core/errors.ts";
import type { Manifest } from "../../core/manifest.ts";
import { type DatasetId, datasetLabel } from "../../core/partition.ts";
import type { RegistryRow } from "../../core/registry.ts";
import type { HealReport, LastRun, SnapshotStore } from "../store.ts";
import type { StoreContext } from "./context.ts";
import { readCurrentFile } from "./current.ts";
import { ensureDir, replaceText } from "./durable.ts";
import { pendingGroups } from "./journal.ts";
import { formatLastRun, parseLastRun } from "./last-run.ts";
import { breakerFile, describeLayout, lastRunFile, outcomesFile, type StoreLayout } from "./layout.ts";
import { createStoreLock, type StoreLock } from "./lock.ts";
import { createNodeFs } from "./node-fs.ts";
import { listDates, readPartition, readPartitions } from "./partitions.ts";
import { createPayloadArchive } from "./payloads.ts";
import { healJournal, publishGroup } from "./publish.ts";
import { putInQuarantine, readQuarantine } from "./quarantine.ts";
import { createProcesses, type Processes, sessionDir } from "./sessions.ts";
import type { StoreFs } from "./steps.ts";

/**
 * The store in a folder.
 *
 * Invariants (ARCHITECTURE.md numbers; journal.ts and lock.ts say how)
 * 2. A kill at any instant leaves every partition as it was or as it should be; the next reading or publishing call finishes the rest.
 * 3. Publishing excludes readers that hold the shared lock; a group is seen whole.
 * 5. Stage, quarantine and journal are outside every reader's glob.
 * Looking changes nothing: a store that is read before its first publish gets no folders.
 */
export interface LocalStore extends SnapshotStore {
  readonly layout: StoreLayout;
  /** The first run gives the store its profile. @throws WrongProfileError for every other one */
  claimProfile(name: string): Promise<void>;
}

export interface LocalStoreOptions {
  /** Absolute: EXTERNAL_ROOT, else `$SNAPCOUNT_HOME/data/raw`. */
  readonly rawRoot: string;
  /** Absolute: `$SNAPCOUNT_HOME/data`. */
  readonly dataRoot: string;
  /** Real time: only the age of other hosts' leftovers is measured with it. */
  readonly now: () => Date;
  /** How long to wait for other processes, in milliseconds. Default one minute. */
  readonly lockTimeoutMs?: number;
  /** Another disk, lock, process table or name giver: the campaigns of tests/kill bring their own. */
  readonly fs?: StoreFs;
  readonly lock?: StoreLock;
  readonly processes?: Processes;
  readonly newToken?: () => string;
}

const LOCK_TIMEOUT_MS = 60_000;

export async function openLocalStore(options: LocalStoreOptions): Promise<LocalStore> {
  const context = createContext(options);
  const { fs, layout, processes } = context;
  const scratch = (): string => sessionDir(fs, layout.stage, processes);

  const registry = (): Promise<readonly RegistryRow[]> => context.reading("reading the registry", () => foldFromDisk(context));

  return {
    rawRoot: layout.rawRoot,
    layout,
    payloads: createPayloadArchive(context),

    createStageDir: async (id, runId) => {
      const path = join(scratch(), `${datasetLabel(id)}-${id.dt}-${runId.slice(0, 8)}-${context.newToken()}`);
      fs.mkdir("mkdir", path);
      return path;
    },
    removeStageDir: async (path) => fs.remove("clear-stage", path),

    publish: (items, lastRuns) => publishGroup(context, items, lastRuns),
    quarantine: async (id, runId, staged, report) => putInQuarantine(context, id, runId, staged, report),
    listQuarantine: () => context.reading("reading the quarantine", () => readQuarantine(context)),
    release: async (items, lastRuns) => (await import("./release.ts")).releaseGroup(context, items, lastRuns),

    readDecisions: () => context.reading("reading decisions", () => parseDecisions(fs.readText(layout.decisionsFile) ?? "")),
    decide: (decision) =>
      context.exclusive(`recording a decision about ${datasetLabel(decision)}`, () => {
        healJournal(context);
        replaceText(fs, scratch(), layout.decisionsFile, addDecisions(fs.readText(layout.decisionsFile) ?? "", [decision]));
      }),

    prune: async (request) => (await import("./prune.ts")).pruneStore(context, request),
    heal: () => heal(context),
    listPartitions: (only) => context.reading("listing partitions", () => readPartitions(fs, layout, only)),
    newest: (id) => context.reading(`reading ${datasetLabel(id)}`, () => newestGood(context, id)),
    registry,
    rebuildRegistry: async () => {
      const { findLostManifests, healCurrent, healManifests } = await import("./heal.ts");
      await context.exclusive("rebuilding the registry", () => [...healJournal(context), ...healManifests(context, findLostManifests(context)), ...healCurrent(context)]);
      return registry();
    },

    currentDates: () => context.reading("reading the registry", () => new Map((readCurrentFile(fs, layout) ?? []).map((row) => [`${row.source}/${row.dataset}`, row.dt]))),

    readLastRun: (id) => context.reading(`reading ${datasetLabel(id)}`, () => readLastRun(context, id)),
    writeLastRun: (id, lastRun) =>
      context.exclusive(`recording a check of ${datasetLabel(id)}`, () => {
        healJournal(context);
        replaceText(fs, scratch(), lastRunFile(layout, id), formatLastRun(lastRun));
      }),

    readBreaker: (source) => context.reading(`reading ${source}'s breaker`, () => parseBreaker(fs.readText(breakerFile(layout, source)) ?? "")),
    writeBreaker: (source, state) =>
      context.exclusive(`recording what a run of ${source} came to`, () => {
        healJournal(context);
        replaceText(fs, scratch(), breakerFile(layout, source), `${JSON.stringify(state, null, 2)}\n`);
      }),

    readOutcomes: (source) => context.reading(`reading what runs of ${source} came to`, () => parseLastOutcomes(fs.readText(outcomesFile(layout, source)) ?? "")),
    writeOutcomes: (source, outcomes) =>
      context.exclusive(`recording what became of the datasets of ${source}`, () => {
        healJournal(context);
        const path = outcomesFile(layout, source);
        replaceText(fs, scratch(), path, formatLastOutcomes({ ...parseLastOutcomes(fs.readText(path) ?? ""), ...outcomes }));
      }),

    readIncidents: () => context.reading("reading incidents", () => parseIncidents(fs.readText(layout.incidentsFile) ?? "")),
    changeIncidents: (change) =>
      context.exclusive("recording incidents", () => {
        const text = fs.readText(layout.incidentsFile);
        const changed = change(parseIncidents(text ?? ""));
        const now = formatIncidents(changed.incidents);
        // A good run after good ones has nothing to write.
        if (now !== (text ?? formatIncidents([]))) replaceText(fs, scratch(), layout.incidentsFile, now);
        return changed;
      }),

    withSharedLock: (body) => context.reading("reading the store (dbt)", body),
    claimProfile: (name) => claimProfile(context, name),
    close: () => fs.remove("clear-stage", join(layout.stage, processes.self)),
  };
}

function createContext(options: LocalStoreOptions): StoreContext {
  const layout = describeLayout(options);
  const fs = options.fs ?? createNodeFs();
  const processes = options.processes ?? createProcesses();
  const lock = options.lock ?? createStoreLock({ file: layout.lockFile, holders: layout.lockHolders, timeoutMs: options.lockTimeoutMs ?? LOCK_TIMEOUT_MS });
  const context: StoreContext = {
    fs,
    layout,
    processes,
    now: options.now,
    newToken: options.newToken ?? (() => randomUUID().slice(0, 13)),
    exclusive: async (purpose, body) => {
      ensureDir(fs, dirname(layout.lockFile));
      return lock.exclusive(purpose, body);
    },
    reading: (purpose, body) => read(context, lock, purpose, body),
  };
  return context;
}

/** Other processes may publish, and be killed, again and again; a journal that healing cannot empty must not hang a reader. */
const SETTLE_ATTEMPTS = 20;

/** Readers must not see the middle of a publish: neither one that goes on, nor one that was cut off. */
async function read<T>(context: StoreContext, lock: StoreLock, purpose: string, body: () => Promise<T> | T): Promise<T> {
  const { fs, layout } = context;
  // Nothing was ever published here, so there is nobody to keep out.
  if (fs.stat(dirname(layout.lockFile)) === null) return body();
  for (let attempt = 0; attempt < SETTLE_ATTEMPTS; attempt += 1) {
    const answer = await readSettled(context, lock, purpose, body);
    if (answer !== "unsettled") return answer.value;
    await context.exclusive("finishing a publish that was cut off", () => healJournal(context));
  }
  throw new StoreCorruptError(layout.journal, `publishes that were cut off are still there after ${SETTLE_ATTEMPTS} attempts to finish them`, "Check that the folder is writable for this user, then run the command again.");
}

async function readSettled<T>({ fs, layout }: StoreContext, lock: StoreLock, purpose: string, body: () => Promise<T> | T): Promise<{ readonly value: T } | "unsettled"> {
  const isSettled = (): boolean => pendingGroups(fs, layout).length === 0;
  try {
    return await lock.shared(purpose, async () => (isSettled() ? { value: await body() } : "unsettled"));
  } catch (error) {
    // A store on a read-only disk can be read as it is: nobody can publish there.
    if (!(error instanceof StoreWriteError) || !error.message.startsWith(layout.lockFile) || !isSettled()) throw error;
    return { value: await body() };
  }
}

async function heal(context: StoreContext): Promise<HealReport> {
  const { fs, layout } = context;
  const { findLostManifests, findStaleCurrent, healCurrent, healManifests, healStage } = await import("./heal.ts");
  const actions: string[] = [];
  if (pendingGroups(fs, layout).length > 0) actions.push(...(await context.exclusive("finishing a publish that was cut off", () => healJournal(context))));
  const found = await context.reading("looking for damage", () => ({ lost: findLostManifests(context), stale: findStaleCurrent(context) !== null }));
  if (found.lost.length > 0 || found.stale) {
    actions.push(...(await context.exclusive("healing", () => [...healJournal(context), ...healManifests(context, findLostManifests(context)), ...healCurrent(context)])));
  }
  return { actions: [...actions, ...healStage(context)] };
}

/** Rebuilt snapshots count: they passed their audit once, and readers see them. */
function newestGood({ fs, layout }: StoreContext, id: DatasetId): Manifest | null {
  for (const dt of [...listDates(fs, layout, id)].reverse()) {
    const manifest = readPartition(fs, layout, { ...id, dt })?.manifest;
    if (manifest?.role === "snapshot") return manifest;
  }
  return null;
}

/** Loaded when asked for: publishing has to start fast, and needs neither a CSV parser nor a reader of footers. */
async function foldFromDisk({ fs, layout }: StoreContext): Promise<readonly RegistryRow[]> {
  const { foldRegistry, parseRegistryCsv } = await import("../../core/registry.ts");
  return foldRegistry({
    partitions: readPartitions(fs, layout),
    decisions: parseDecisions(fs.readText(layout.decisionsFile) ?? "").decisions,
    legacy: parseRegistryCsv(fs.readText(layout.legacyRegistryFile) ?? ""),
  });
}

function readLastRun({ fs, layout }: StoreContext, id: DatasetId): LastRun | null {
  const text = fs.readText(lastRunFile(layout, id));
  return text === null ? null : parseLastRun(text);
}

async function claimProfile(context: StoreContext, name: string): Promise<void> {
  const { fs, layout, processes } = context;
  const owner = (): string | null => fs.readText(layout.profileFile)?.trim() ?? null;
  if (owner() === null) {
    await context.exclusive(`claiming the store for profile ${name}`, () => {
      if (owner() === null) replaceText(fs, sessionDir(fs, layout.stage, processes), layout.profileFile, `${name}\n`);
    });
  }
  const belongsTo = owner();
  if (belongsTo !== name) throw new WrongProfileError(layout.workRoot, belongsTo ?? "?", name);
}
