import { join } from "node:path";
import type { StepName, StoreFs } from "../../src/store/local/steps.ts";
import { formatCurrent, readCurrentFile, scanCurrent } from "../../src/store/local/current.ts";
import { describeLayout } from "../../src/store/local/layout.ts";
import { createChance } from "./chance.ts";
import { type Action, act, expectTree, openStore, parquetText, RAW, ROOT, SCENARIOS, type Tree } from "./scenario.ts";
import { SimDisk } from "./sim-disk.ts";

/**
 * Power cuts and kills, simulated in process: a scenario is stopped before one of its steps, the disk forgets what was not
 * certain, the store is opened again (and stopped again, at times), and then everything on the disk is looked at.
 */
export class Stopped extends Error {}

/** Counts writing steps and stops before step `at`; a stopped process does nothing more, not even tidy up. */
export function stopBefore(disk: StoreFs, at: number, onStep: (step: StepName) => void = () => undefined): StoreFs {
  let count = 0;
  let stopped = false;
  const alive = (): void => {
    if (stopped) throw new Stopped();
  };
  const step = (name: StepName): void => {
    alive();
    stopped = count === at;
    count += 1;
    alive();
    onStep(name);
  };
  return wrap(disk, step, alive);
}

/** The same code with one step left out: what the campaign must notice. */
export function leaveOut(disk: StoreFs, left: StepName, onLeft: () => void): StoreFs {
  const isLeft = (step: StepName): boolean => {
    if (step === left) onLeft();
    return step === left;
  };
  return {
    ...bind(disk),
    fsyncFile: (step, path) => (isLeft(step) ? undefined : disk.fsyncFile(step, path)),
    fsyncDir: (step, path) => (isLeft(step) ? undefined : disk.fsyncDir(step, path)),
    rename: (step, from, to) => (isLeft(step) ? undefined : disk.rename(step, from, to)),
  };
}

function bind(disk: StoreFs): StoreFs {
  return wrap(disk, () => undefined, () => undefined);
}

function wrap(disk: StoreFs, step: (name: StepName) => void, alive: () => void): StoreFs {
  return {
    list: (path) => (alive(), disk.list(path)),
    readText: (path) => (alive(), disk.readText(path)),
    stat: (path) => (alive(), disk.stat(path)),
    sha256: (path) => (alive(), disk.sha256(path)),
    readTail: (path, bytes) => (alive(), disk.readTail(path, bytes)),
    mkdir: (name, path) => (step(name), disk.mkdir(name, path)),
    writeText: (name, path, text) => (step(name), disk.writeText(name, path, text)),
    createFile: (name, path) => {
      step(name);
      const file = disk.createFile(name, path);
      return { write: (chunk) => (step(name), file.write(chunk)), close: () => file.close() };
    },
    fsyncFile: (name, path) => (step(name), disk.fsyncFile(name, path)),
    fsyncDir: (name, path) => (step(name), disk.fsyncDir(name, path)),
    rename: (name, from, to) => (step(name), disk.rename(name, from, to)),
    remove: (name, path) => (step(name), disk.remove(name, path)),
  };
}

export interface Crash {
  readonly scenario: string;
  readonly seed: number;
  /** Index of the step before which the scenario was stopped. */
  readonly at: number;
}

export interface CampaignOptions {
  readonly crashes: number;
  readonly seed: number;
  /** A step to leave out. */
  readonly without?: StepName;
}

export interface CampaignResult {
  readonly crashes: number;
  /** Null when every crash was survived. */
  readonly failure: { readonly crash: Crash; readonly seen: string } | null;
  /** How often each step was the next one when the scenario was stopped. */
  readonly stoppedAt: ReadonlyMap<StepName, number>;
  /** How often the step in `without` was left out. */
  readonly leftOut: number;
}

/** Stops at the first promise that was broken. */
export async function runCampaign({ crashes, seed, without }: CampaignOptions): Promise<CampaignResult> {
  const chance = createChance(seed);
  const stoppedAt = new Map<StepName, number>();
  let leftOut = 0;
  const mutate = (disk: StoreFs): StoreFs => (without === undefined ? disk : leaveOut(disk, without, () => (leftOut += 1)));
  const scenarios = Object.entries(SCENARIOS);
  const steps = new Map<string, readonly StepName[]>();
  for (let done = 0; done < crashes; done += 1) {
    const [name, actions] = scenarios[done % scenarios.length] ?? ["", []];
    const crash: Crash = { scenario: name, seed: Math.floor(chance() * 2 ** 31), at: -1 };
    try {
      const known = steps.get(name) ?? (await countSteps(actions, mutate));
      steps.set(name, known);
      // One past the last step: nothing is stopped, the power fails afterwards.
      const at = Math.floor(chance() * (known.length + 1));
      const stopped = known[at];
      if (stopped !== undefined) stoppedAt.set(stopped, (stoppedAt.get(stopped) ?? 0) + 1);
      const seen = await crashOnce(actions, { ...crash, at }, mutate);
      if (seen !== null) return { crashes: done + 1, failure: { crash: { ...crash, at }, seen }, stoppedAt, leftOut };
    } catch (error) {
      if (without === undefined) throw error;
      return { crashes: done + 1, failure: { crash, seen: String(error) }, stoppedAt, leftOut };
    }
  }
  return { crashes, failure: null, stoppedAt, leftOut };
}

async function countSteps(actions: readonly Action[], mutate: (disk: StoreFs) => StoreFs): Promise<readonly StepName[]> {
  const steps: StepName[] = [];
  const disk = new SimDisk();
  const fs = stopBefore(mutate(disk), Number.POSITIVE_INFINITY, (step) => {
    steps.push(step);
  });
  const store = await openStore(fs, 0);
  for (const action of actions) await act(store, fs, action);
  return steps;
}

/** @returns the first broken promise, or null. */
async function crashOnce(actions: readonly Action[], crash: Crash, mutate: (disk: StoreFs) => StoreFs): Promise<string | null> {
  const chance = createChance(crash.seed);
  let disk = new SimDisk();
  const completed = await runUntilStopped(disk, actions, crash.at, mutate);
  disk = afterCrash(disk, chance);
  const torn = lookThroughGlobs(disk);
  if (torn !== null) return `before healing: ${torn}`;

  // Healing is cut off as well, up to three times.
  for (let process = 1; process <= 3 && chance() < 0.4; process += 1) {
    const store = await openStore(stopBefore(mutate(disk), Math.floor(chance() * 15)), process);
    await store.heal().catch(ignoreStop);
    disk = afterCrash(disk, chance);
    const seen = lookThroughGlobs(disk);
    if (seen !== null) return `while healing: ${seen}`;
  }
  const store = await openStore(mutate(disk), 9);
  const { actions: mended } = await store.heal();
  const unexpected = mended.find((line) => !line.startsWith("finished a publish") && !line.startsWith("removed "));
  if (unexpected !== undefined) return `a crash damaged what it must not touch: ${unexpected}`;
  return compareTrees(disk, actions, completed);
}

function ignoreStop(error: unknown): void {
  if (!(error instanceof Stopped)) throw error;
}

/** A kill leaves all the kernel has; a power cut may take all, nothing or anything between of what was not certain. */
function afterCrash(disk: SimDisk, chance: () => number): SimDisk {
  const kind = chance();
  if (kind < 0.2) return disk.afterKill();
  if (kind < 0.4) return disk.afterPowerCut(() => 0);
  const bias = chance() - 0.5;
  return disk.afterPowerCut(() => chance() + bias);
}

/** @returns how many actions returned to their caller. */
async function runUntilStopped(disk: SimDisk, actions: readonly Action[], at: number, mutate: (disk: StoreFs) => StoreFs): Promise<number> {
  const fs = stopBefore(mutate(disk), at);
  let completed = 0;
  try {
    const store = await openStore(fs, 0);
    for (const action of actions) {
      await act(store, fs, action);
      completed += 1;
    }
  } catch (error) {
    ignoreStop(error);
  }
  return completed;
}

const KNOWN_TEXTS = new Set(Object.values(SCENARIOS).flat().flatMap((action) => (action.kind === "publish" || action.kind === "release" ? action.parts : [])).map(parquetText));

/** `dt=…/*.parquet` of every dataset: in each partition exactly one file, and each a whole one. */
function lookThroughGlobs(disk: SimDisk): string | null {
  for (const [path, texts] of partitions(disk)) {
    if (texts.length !== 1) return `${path} shows ${texts.length} Parquet files`;
    if (!KNOWN_TEXTS.has(texts[0] ?? "")) return `${path} shows a torn file`;
  }
  return null;
}

function partitions(disk: SimDisk): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const folders = (path: string): readonly string[] => (disk.list(path) ?? []).filter((entry) => entry.isDirectory).map((entry) => join(path, entry.name));
  for (const dir of folders(RAW).flatMap(folders).flatMap(folders)) {
    found.set(dir, (disk.list(dir) ?? []).filter((entry) => entry.name.endsWith(".parquet")).map((entry) => disk.readText(join(dir, entry.name)) ?? ""));
  }
  return found;
}

/** What returned must be there; what was under way must be there wholly or not at all. */
function compareTrees(disk: SimDisk, actions: readonly Action[], completed: number): string | null {
  const actual = readTree(disk);
  const layout = describeLayout({ rawRoot: RAW, dataRoot: ROOT });
  const current = formatCurrent(readCurrentFile(disk, layout) ?? []);
  if (current !== formatCurrent(scanCurrent(disk, layout))) return `the current index is not what the partitions say: ${current}`;
  const differences = [completed, completed + 1].filter((count) => count <= actions.length).map((count) => difference(actual, expectTree(actions.slice(0, count))));
  return differences.includes(null) ? null : `${differences.map((text) => text ?? "").join(" | ")}`;
}

function difference(actual: Tree, expected: Tree): string | null {
  for (const [path, text] of expected) {
    if (!actual.has(path)) return `${path} is missing`;
    if (actual.get(path) !== text) return `${path} is not as it was written`;
  }
  for (const path of actual.keys()) if (!expected.has(path)) return `${path} should not be there`;
  return null;
}

function readTree(disk: SimDisk): Tree {
  const tree = new Map<string, string>();
  const visit = (path: string): void => {
    for (const entry of disk.list(join(ROOT, path)) ?? []) {
      const child = path === "" ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory) visit(child);
      else if (child !== ".metadata/current.json") tree.set(child, disk.readText(join(ROOT, child)) ?? "");
    }
  };
  visit("");
  return tree;
}
