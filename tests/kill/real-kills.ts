import { spawn } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import type { PartitionId } from "../../src/core/partition.ts";
import { readCurrent } from "../../src/store/local/current.ts";
import { type LocalStore, openLocalStore } from "../../src/store/local/index.ts";
import type { StepName } from "../../src/store/local/steps.ts";
import { createNodeFs } from "../../src/store/local/node-fs.ts";
import { parquetFiles } from "../../src/store/local/partitions.ts";
import type { PartitionEntry, PublishItem, ReleaseItem } from "../../src/store/store.ts";
import { describeItem, describeStaged, sampleDecision, sampleLastRun, sampleProvenance, sampleRejection, writeSampleParquet } from "../../src/store/testing/fixtures.ts";
import { validatePartitions } from "../../src/store/validate.ts";
import { buildChild } from "./build-child.ts";
import type { Job } from "./child.ts";

/**
 * Real processes on a real disk, killed by SIGKILL before a named step of a publish; after each the store is opened and everything
 * in it looked at. Steps whose turn comes several times (one for each table of a group) are killed at each turn.
 */
export interface Kind {
  readonly name: string;
  /** Published before; in the same partitions the new ones replace them. */
  readonly before: readonly PartitionId[];
  readonly published: readonly PartitionId[];
  /** Under which name the earlier file lies, when it is another. */
  readonly formerName?: "plain";
  /** What is published comes out of quarantine. */
  readonly released?: true;
}

const weekly = (dt: string): PartitionId => ({ source: "nflverse", dataset: "weekly", dt });
const ktc = (dt: string): readonly PartitionId[] => ["players", "picks"].map((dataset) => ({ source: "ktc", dataset, dt }));

export const KINDS: readonly Kind[] = [
  { name: "new dataset", before: [], published: [weekly("2025-11-23")] },
  { name: "new partition", before: [weekly("2025-11-16")], published: [weekly("2025-11-23")] },
  { name: "replaced partition", before: [weekly("2025-11-16"), weekly("2025-11-23")], published: [weekly("2025-11-23")] },
  { name: "replaced file of another name", before: [weekly("2025-11-23")], published: [weekly("2025-11-23")], formerName: "plain" },
  { name: "publish group", before: ktc("2025-11-16"), published: ktc("2025-11-23") },
  { name: "replaced group", before: ktc("2025-11-23"), published: ktc("2025-11-23") },
  { name: "released file", before: [weekly("2025-11-16")], published: [weekly("2025-11-23")], released: true },
  { name: "released group", before: ktc("2025-11-23"), published: ktc("2025-11-23"), released: true },
];

/** How often each step comes in each kind, counted by running it once. */
interface Target {
  readonly kind: Kind;
  readonly step: StepName;
  readonly nth: number;
}

export interface KillResult {
  readonly kills: number;
  readonly byStep: ReadonlyMap<StepName, number>;
  readonly failures: readonly string[];
  readonly ms: number;
}

// One more than the cores: while one child waits for the disk, another starts.
const AT_ONCE = 3;

/** Kills `kills` processes: each named step equally often, at each of its turns and kinds in turn. */
export async function runKills(kills: number): Promise<KillResult> {
  const root = mkdtempSync(join(tmpdir(), "snapcount-kill-"));
  const child = await buildChild("child", "cjs");
  try {
    const workshop = await createWorkshop(root);
    const targets = inTurns((await Promise.all(KINDS.map((kind) => listTargets(workshop, kind)))).flat());
    const startedAt = performance.now();
    const byStep = new Map<StepName, number>();
    const failures: string[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      for (let turn = next++; turn < kills; turn = next++) {
        const target = targets(turn);
        const seen = await killOnce(workshop, child, target, join(root, `home-${turn}`));
        byStep.set(target.step, (byStep.get(target.step) ?? 0) + 1);
        if (seen !== null) failures.push(`${target.kind.name}, killed before ${target.step} (${target.nth}): ${seen}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return { kills, byStep, failures, ms: performance.now() - startedAt };
  } finally {
    rmSync(root, { recursive: true, force: true });
    rmSync(child);
  }
}

function inTurns(targets: readonly Target[]): (turn: number) => Target {
  const steps = [...new Set(targets.map((target) => target.step))].map((step) => targets.filter((target) => target.step === step));
  return (turn) => {
    const ofStep = steps[turn % steps.length] ?? [];
    const target = ofStep[Math.floor(turn / steps.length) % ofStep.length];
    if (target === undefined) throw new Error("a publish takes no step at all");
    return target;
  };
}

/** Ready-made Parquet: the old file has 10 rows, the new one 20. */
interface Workshop {
  readonly root: string;
  fileOf(id: PartitionId, rows: number): string;
  /** What each kind publishes, staged in its template. */
  readonly staged: Map<string, readonly (PublishItem | ReleaseItem)[]>;
}

async function createWorkshop(root: string): Promise<Workshop> {
  const ids = new Map(KINDS.flatMap((kind) => [...kind.before, ...kind.published]).map((id) => [`${id.dataset}-${id.dt}`, id]));
  const fileOf = (id: PartitionId, rows: number): string => join(root, `${id.dataset}-${id.dt}-${rows}.parquet`);
  for (const id of ids.values()) for (const rows of [10, 20]) await writeSampleParquet(fileOf(id, rows), sampleProvenance(id), rows);
  return { root, fileOf, staged: new Map() };
}

function open(home: string, fs = createNodeFs()): Promise<LocalStore> {
  return openLocalStore({ rawRoot: join(home, "raw"), dataRoot: home, now: () => new Date(), fs });
}

function stageReady(workshop: Workshop, home: string, id: PartitionId, rows: number, naming: "dated" | "plain" = "dated"): PublishItem {
  const dir = join(home, "stage", "ready");
  mkdirSync(dir, { recursive: true });
  const path = join(dir, `${id.dataset}-${id.dt}-${rows}.parquet`);
  copyFileSync(workshop.fileOf(id, rows), path);
  return describeItem(sampleProvenance(id), describeStaged(path, rows), naming);
}

/** A store with the earlier snapshots, and the new ones staged. */
async function createTemplate(workshop: Workshop, kind: Kind): Promise<readonly (PublishItem | ReleaseItem)[]> {
  const home = templateOf(workshop, kind);
  const store = await open(home);
  const before = kind.before.map((id) => stageReady(workshop, home, id, 10, kind.formerName));
  await store.publish(before, before.map((item) => ({ id: item.id, lastRun: sampleLastRun(item) })));
  const published = kind.published.map((id) => stageReady(workshop, home, id, 20));
  const rejected = kind.released === true ? await Promise.all(published.map((item) => reject(store, item))) : published;
  store.close();
  return rejected;
}

/** The new snapshot is of a later instant than the one of the same date that readers have. */
async function reject(store: LocalStore, { id, fileName, staged, manifest }: PublishItem): Promise<ReleaseItem> {
  const later = { ...manifest, asof_datetime: `${id.dt}T18:00:00.000Z` };
  const path = await store.quarantine(id, "run-9", staged, sampleRejection(id, fileName));
  return { id, fileName, staged: { ...staged, path }, manifest: later, entry: dirname(path), decision: sampleDecision(id) };
}

function templateOf(workshop: Workshop, kind: Kind): string {
  return join(workshop.root, `template ${kind.name}`);
}

/** A copy of the template, which is quicker than publishing again. */
function prepareHome(workshop: Workshop, kind: Kind, home: string): readonly (PublishItem | ReleaseItem)[] {
  const template = templateOf(workshop, kind);
  cpSync(template, home, { recursive: true });
  const moved = (path: string): string => join(home, relative(template, path));
  return (workshop.staged.get(kind.name) ?? []).map((item) => ({ ...item, staged: { ...item.staged, path: moved(item.staged.path) }, ...("entry" in item ? { entry: moved(item.entry) } : {}) }));
}

const isReleased = (item: PublishItem | ReleaseItem): item is ReleaseItem => "entry" in item;

async function listTargets(workshop: Workshop, kind: Kind): Promise<readonly Target[]> {
  const home = join(workshop.root, `count ${kind.name}`);
  workshop.staged.set(kind.name, await createTemplate(workshop, kind));
  const items = prepareHome(workshop, kind, home);
  const counts = new Map<StepName, number>();
  const count = (step: StepName): void => void counts.set(step, (counts.get(step) ?? 0) + 1);
  const fs = createNodeFs();
  const store = await open(home, {
    ...fs,
    mkdir: (step, path) => (count(step), fs.mkdir(step, path)),
    writeText: (step, path, text) => (count(step), fs.writeText(step, path, text)),
    fsyncFile: (step, path) => (count(step), fs.fsyncFile(step, path)),
    fsyncDir: (step, path) => (count(step), fs.fsyncDir(step, path)),
    rename: (step, from, to) => (count(step), fs.rename(step, from, to)),
    remove: (step, path) => (count(step), fs.remove(step, path)),
  });
  const lastRuns = items.map((item) => ({ id: item.id, lastRun: sampleLastRun(item) }));
  if (kind.released === true) await store.release(items.filter(isReleased), lastRuns);
  else await store.publish(items, lastRuns);
  return [...counts].flatMap(([step, times]) => Array.from({ length: times }, (_, index) => ({ kind, step, nth: index + 1 })));
}

/** @returns what was broken, or null. */
async function killOnce(workshop: Workshop, child: string, { kind, step, nth }: Target, home: string): Promise<string | null> {
  const items = prepareHome(workshop, kind, home);
  const job: Job = { home, items, lastRuns: items.map((item) => ({ id: item.id, lastRun: sampleLastRun(item) })), kill: { step, nth }, ...(kind.released === true ? { released: items.filter(isReleased) } : {}) };
  const signal = await runChild(child, job);
  if (signal !== "SIGKILL") return `the child was not killed (${signal ?? "it ended by itself"})`;
  const torn = lookThroughGlob(home, kind);
  if (torn !== null) return `before healing: ${torn}`;
  // The homes go together at the end: clearing up is no part of what is measured.
  return inspect(home, kind, items);
}

export function runChild(program: string, job: unknown): Promise<NodeJS.Signals | number | null> {
  return new Promise((resolve, reject) => {
    const started = spawn(process.execPath, [program, JSON.stringify(job)], { stdio: ["ignore", "ignore", "inherit"] });
    started.once("error", reject);
    started.once("exit", (code, signal) => resolve(signal ?? code));
  });
}

/** `dt=…/*.parquet`, at the moment of death: one file, whole, in each partition. */
function lookThroughGlob(home: string, kind: Kind): string | null {
  const fs = createNodeFs();
  for (const id of [...kind.before, ...kind.published]) {
    const dir = join(home, "raw", id.source, id.dataset, `dt=${id.dt}`);
    const entries = fs.list(dir);
    if (entries === null) continue;
    const files = parquetFiles(fs, dir);
    if (files.length !== 1) return `${dir} shows ${files.length} Parquet files`;
    if (!readFileSync(join(dir, files[0] ?? "")).subarray(-4).equals(Buffer.from("PAR1"))) return `${dir} shows a torn file`;
  }
  return null;
}

async function inspect(home: string, kind: Kind, items: readonly PublishItem[]): Promise<string | null> {
  const store = await open(home);
  try {
    const { actions } = await store.heal();
    const unexpected = actions.find((line) => !line.startsWith("finished a publish") && !line.startsWith("removed "));
    if (unexpected !== undefined) return `damaged by the kill: ${unexpected}`;
    const broken = (await validatePartitions(store, { all: true, deep: true })).find((result) => !result.valid);
    if (broken !== undefined) return `${broken.dataset} ${broken.snapshot_date}: ${broken.issues.join("; ")}`;
    const entries = await store.listPartitions();
    return (await comparePublished(store, entries, kind, items)) ?? (await compareReleased(store, entries, items.filter(isReleased))) ?? (await compareRegistry(store, entries, home));
  } finally {
    store.close();
  }
}

/** All new or all old, and last_run says the same. */
async function comparePublished(store: LocalStore, entries: readonly PartitionEntry[], kind: Kind, items: readonly PublishItem[]): Promise<string | null> {
  const isNew: boolean[] = [];
  for (const { id, fileName, manifest } of items) {
    const entry = entries.find((other) => other.id.dataset === id.dataset && other.id.dt === id.dt);
    const rows = entry?.manifest?.row_count ?? 0;
    const was = kind.before.some((other) => other.dataset === id.dataset && other.dt === id.dt) ? 10 : 0;
    if (rows !== 20 && rows !== was) return `${id.dataset} has ${rows} rows`;
    if (rows === 20 && entry?.manifest?.output_parquet[0] !== fileName) return `${id.dataset} is not called ${fileName}`;
    const lastRun = await store.readLastRun(id);
    if ((lastRun?.row_count === 20) !== (rows === 20)) return `last_run of ${id.dataset} says ${lastRun?.row_count ?? "nothing"}, the partition has ${rows} rows`;
    isNew.push(rows === manifest.row_count);
  }
  if (new Set(isNew).size > 1) return "the group is torn";
  const former = kind.before.filter((id) => !items.some((item) => item.id.dataset === id.dataset && item.id.dt === id.dt));
  return former.every((id) => entries.some((entry) => entry.id.dt === id.dt && entry.manifest?.row_count === 10)) ? null : "an older partition is gone";
}

/** Published, told and taken out of quarantine, or none of it. */
async function compareReleased(store: LocalStore, entries: readonly PartitionEntry[], items: readonly ReleaseItem[]): Promise<string | null> {
  const [aside, { decisions, problems }] = await Promise.all([store.listQuarantine(), store.readDecisions()]);
  for (const { id, entry, fileName } of items) {
    const isNew = entries.some((other) => other.id.dataset === id.dataset && other.id.dt === id.dt && other.manifest?.row_count === 20);
    const isAside = aside.some(({ path }) => path === entry) && createNodeFs().stat(join(entry, fileName)) !== null;
    const isTold = decisions.some(({ dataset }) => dataset === id.dataset);
    if (isNew === isAside || isNew !== isTold) return `${id.dataset} is ${isNew ? "" : "not "}published, ${isAside ? "" : "not "}in quarantine, ${isTold ? "" : "not "}told`;
  }
  return problems[0] ?? null;
}

async function compareRegistry(store: LocalStore, partitions: readonly PartitionEntry[], home: string): Promise<string | null> {
  const rows = await store.registry();
  if (rows.length !== partitions.length) return `the registry has ${rows.length} rows for ${partitions.length} partitions`;
  const current = rows.filter((row) => row.status === "current").map((row) => `${row.dataset} ${row.snapshot_date} ${row.row_count ?? 0}`);
  const reading = readCurrent({ rawRoot: join(home, "raw"), dataRoot: home });
  const indexed = reading.ok ? reading.snapshots.map((row) => `${row.dataset} ${row.dt} ${row.rows ?? 0}`) : [reading.seen];
  return current.sort().join() === indexed.sort().join() ? null : `the registry says ${current.join()}, the current index ${indexed.join()}`;
}
