import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Decision } from "../../src/core/decisions.ts";
import { formatManifest, type Manifest } from "../../src/core/manifest.ts";
import { type FileNaming, type PartitionId, parquetFileName, partitionPath } from "../../src/core/partition.ts";
import { type LocalStore, openLocalStore } from "../../src/store/local/index.ts";
import { formatLastRun } from "../../src/store/local/last-run.ts";
import type { StoreFs } from "../../src/store/local/steps.ts";
import type { LastRun, PublishItem, ReleaseItem } from "../../src/store/store.ts";

/**
 * What the campaigns do to a store, and what a store that keeps its promises looks like afterwards. A scenario is a list of
 * actions; `expect` follows them without any disk.
 */
export const ROOT = "/home/data";
export const RAW = `${ROOT}/raw`;
const NOW = new Date("2025-11-23T12:00:00Z");

export type Action =
  | { readonly kind: "publish"; readonly parts: readonly Part[] }
  | { readonly kind: "check"; readonly source: string; readonly dataset: string; readonly at: string }
  | { readonly kind: "archive"; readonly text: string }
  | { readonly kind: "reject"; readonly part: Part; readonly runId: string }
  | { readonly kind: "release"; readonly parts: readonly Part[]; readonly runId: string }
  | { readonly kind: "decide"; readonly reason: string }
  /** `archived` and `payloads` are what has to go. */
  | { readonly kind: "prune"; readonly archived: readonly Part[]; readonly payloads: readonly string[] };

export interface Part extends PartitionId {
  readonly version: number;
  readonly naming: FileNaming;
}

/** What must be on the disk. Paths are relative to `data/`. */
export type Tree = ReadonlyMap<string, string>;

const weekly = (dt: string, version: number, naming: FileNaming = "dated"): Part => ({ source: "nflverse", dataset: "weekly", dt, version, naming });
const ktc = (dt: string, version: number): readonly Part[] => ["players", "picks"].map((dataset) => ({ source: "ktc", dataset, dt, version, naming: "dated" as const }));

const REJECT = (...parts: readonly Part[]): readonly Action[] => parts.map((part) => ({ kind: "reject", part, runId: "run-9" }));
const RELEASE = (...parts: readonly Part[]): Action => ({ kind: "release", parts, runId: "run-9" });
const PUBLISH = (...parts: readonly Part[]): Action => ({ kind: "publish", parts });
const PRUNE = (archived: readonly Part[], payloads: readonly string[] = []): Action => ({ kind: "prune", archived, payloads });
/** Half a year before, two weeks of one month: the first is superseded and old, the second the last of its month. */
const OLD: readonly Action[] = [...ktc("2025-03-09", 1), ...ktc("2025-03-16", 2), ...ktc("2025-11-16", 3)].map((part) => PUBLISH(part));

/** Each begins on an empty store. The last action is the one that is interrupted most; the ones before it must not suffer. */
export const SCENARIOS: Readonly<Record<string, readonly Action[]>> = {
  "a new dataset": [PUBLISH(weekly("2025-11-16", 1))],
  "a new partition": [PUBLISH(weekly("2025-11-16", 1)), PUBLISH(weekly("2025-11-23", 2))],
  "a replaced partition": [PUBLISH(weekly("2025-11-23", 1)), PUBLISH(weekly("2025-11-23", 2))],
  "a replaced partition with another file name": [PUBLISH(weekly("2025-11-23", 1, "plain")), PUBLISH(weekly("2025-11-23", 2))],
  "an older date": [PUBLISH(weekly("2025-11-23", 1)), PUBLISH(weekly("2025-10-01", 2))],
  "a new group": [PUBLISH(...ktc("2025-11-23", 1))],
  "a replaced group": [PUBLISH(...ktc("2025-11-23", 1)), PUBLISH(...ktc("2025-11-23", 2))],
  "an unchanged dataset": [PUBLISH(weekly("2025-11-23", 1)), { kind: "check", source: "nflverse", dataset: "weekly", at: "2025-11-24T12:00:00.000Z" }],
  "a payload": [{ kind: "archive", text: "season,week\n2025,1\n" }, { kind: "archive", text: "season,week\n2025,2\n" }],
  "a rejected file": [PUBLISH(weekly("2025-11-16", 1)), { kind: "reject", part: weekly("2025-11-23", 9), runId: "run-9" }],
  "a decision": [{ kind: "decide", reason: "first" }, { kind: "decide", reason: "second" }],
  "a released file": [PUBLISH(weekly("2025-11-16", 1)), ...REJECT(weekly("2025-11-23", 9)), RELEASE(weekly("2025-11-23", 9))],
  "old partitions": [...OLD, { kind: "decide", reason: "first" }, PRUNE(ktc("2025-03-09", 1))],
  "an old partition that was archived before": [...OLD, PRUNE(ktc("2025-03-09", 1)), PUBLISH(...ktc("2025-03-09", 4)), PRUNE(ktc("2025-03-09", 4))],
  // The one instant at which a single payload goes; several go one by one.
  "an old payload": [PUBLISH(weekly("2025-11-16", 1)), { kind: "archive", text: "season,week\n2024,1\n" }, PRUNE([], ["season,week\n2024,1\n"])],
  "a released group over an older one": [PUBLISH(...ktc("2025-11-23", 1)), { kind: "decide", reason: "first" }, ...REJECT(...ktc("2025-11-23", 9)), RELEASE(...ktc("2025-11-23", 9))],
};

export const parquetText = (part: Part): string => `PAR1 ${partitionPath(part)} version ${part.version} ${"rows ".repeat(20)}PAR1`;

function describePart(part: Part, stagedPath: string): { item: PublishItem; lastRun: LastRun } {
  const { source, dataset, dt, version } = part;
  const text = parquetText(part);
  const fileName = parquetFileName(part, part.naming);
  const columns = [{ name: "season", type: "INTEGER" }];
  const sha256 = createHash("sha256").update(text).digest("hex");
  const manifest: Manifest = {
    schema: "snapcount.manifest/1", source, dataset, dt,
    asof_datetime: `${dt}T12:00:0${version}.000Z`, run_id: `run-${version}`, source_name: source, source_version: "1", source_hash: sha256,
    source_url: [], payloads: [], source_modified_time: null, loader_path: "snapcount:test", inputs: {}, role: "snapshot",
    output_parquet: [fileName], row_count: version, columns, size_bytes: text.length, sha256, coverage: null, verdict: "pass", warnings: [], rebuilt: false,
  };
  const lastRun: LastRun = {
    schema: "snapcount.last_run/1", last_checked_at: manifest.asof_datetime, last_changed_at: manifest.asof_datetime, snapshot_date: dt, row_count: version,
    source_hash: sha256, source_version: "1", source_modified_time: null, inputs: {}, validators: {},
  };
  return { item: { id: { source, dataset, dt }, fileName, staged: { path: stagedPath, rows: version, columns, sizeBytes: text.length, sha256 }, manifest }, lastRun };
}

/** Opens the store on `fs` as the process number `process`; all others are dead. */
export function openStore(fs: StoreFs, process: number): Promise<LocalStore> {
  let tokens = 0;
  const free = <T>(_purpose: string, body: () => Promise<T> | T): Promise<T> => Promise.resolve(body());
  return openLocalStore({
    rawRoot: RAW,
    dataRoot: ROOT,
    now: () => NOW,
    fs,
    lock: { exclusive: free, shared: free },
    processes: { self: `process-${process}`, state: (name) => (name === `process-${process}` ? "alive" : "dead") },
    newToken: () => `${process}-${(tokens += 1)}`,
  });
}

/** Does what a flow would do. Writing the staged file is the stager's work, not the store's: it takes no instrumented step. */
export async function act(store: LocalStore, disk: StoreFs, action: Action): Promise<void> {
  switch (action.kind) {
    case "archive":
      await store.payloads.put(halves(action.text));
      return;
    case "check": {
      const before = await store.readLastRun(action);
      if (before !== null) await store.writeLastRun({ source: action.source, dataset: action.dataset }, { ...before, last_checked_at: action.at });
      return;
    }
    case "reject": {
      const { item } = await stage(store, disk, action.part);
      await store.quarantine(item.id, action.runId, item.staged, rejection(action));
      return;
    }
    case "release": {
      const items = action.parts.map((part) => describeRelease(part, action.runId));
      await store.release(items, action.parts.map((part) => ({ id: { source: part.source, dataset: part.dataset }, lastRun: describePart(part, "").lastRun })));
      return;
    }
    case "decide":
      await store.decide(decisionOf({ source: "nflverse", dataset: "weekly", dt: "2025-11-23" }, "mute", action.reason));
      return;
    case "prune":
      await store.prune({ now: NOW, days: 180, baselines: [], by: "operator", dryRun: false });
      return;
    case "publish": {
      const staged: Awaited<ReturnType<typeof stage>>[] = [];
      for (const part of action.parts) staged.push(await stage(store, disk, part));
      await store.publish(staged.map(({ item }) => item), staged.map(({ item, lastRun }) => ({ id: { source: item.id.source, dataset: item.id.dataset }, lastRun })));
      return;
    }
  }
}

function describeRelease(part: Part, runId: string): ReleaseItem {
  const entry = join(ROOT, "quarantine", partitionPath(part), runId);
  const { item } = describePart(part, join(entry, parquetFileName(part, part.naming)));
  return { ...item, entry, decision: decisionOf(item.id, "release", `version ${part.version}`) };
}

function decisionOf({ source, dataset, dt }: PartitionId, kind: Decision["kind"], reason: string): Decision {
  return { schema: "snapcount.decision/1", at: NOW.toISOString(), by: "operator", kind, source, dataset, dt, reason, row_count: null, coverage_start_season: null, coverage_end_season: null, check: null, until: null };
}

async function stage(store: LocalStore, disk: StoreFs, part: Part): Promise<ReturnType<typeof describePart>> {
  const path = join(await store.createStageDir(part, "run"), parquetFileName(part, part.naming));
  disk.writeText("take-parquet", path, parquetText(part));
  return describePart(part, path);
}

function rejection(action: Extract<Action, { kind: "reject" }>): Parameters<LocalStore["quarantine"]>[3] {
  const { source, dataset, dt } = action.part;
  return {
    schema: "snapcount.quarantine/1", id: { source, dataset, dt }, run_id: action.runId, quarantined_at: "2025-11-23T12:00:00.000Z",
    file: parquetFileName(action.part, action.part.naming), rows: 1, provenance: null, checks: [], payloads: [], serving_dt: null,
  };
}

async function* halves(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text.slice(0, 5));
  yield Buffer.from(text.slice(5));
}

/** @returns the tree after the actions: every file but the current index, lock and stage. */
export function expectTree(actions: readonly Action[]): Tree {
  const tree = new Map<string, string>();
  for (const action of actions) {
    if (action.kind === "publish") for (const part of action.parts) expectPart(tree, part);
    if (action.kind === "release") for (const part of action.parts) expectRelease(tree, part, action.runId);
    if (action.kind === "decide") expectDecision(tree, decisionOf({ source: "nflverse", dataset: "weekly", dt: "2025-11-23" }, "mute", action.reason));
    if (action.kind === "prune") expectPrune(tree, action);
    if (action.kind === "check") expectCheck(tree, action);
    if (action.kind === "archive") {
      const sha256 = createHash("sha256").update(action.text).digest("hex");
      tree.set(`payloads/${sha256.slice(0, 2)}/${sha256}`, action.text);
    }
    if (action.kind === "reject") {
      const folder = `quarantine/${partitionPath(action.part)}/${action.runId}`;
      tree.set(`${folder}/${parquetFileName(action.part, action.part.naming)}`, parquetText(action.part));
      tree.set(`${folder}/report.json`, `${JSON.stringify(rejection(action), null, 2)}\n`);
    }
  }
  return tree;
}

function expectPrune(tree: Map<string, string>, { archived, payloads }: Extract<Action, { kind: "prune" }>): void {
  // By date, then by dataset.
  for (const part of archived.toSorted((a, b) => (a.dataset < b.dataset ? -1 : 1))) {
    for (const path of [...tree.keys()]) if (path.startsWith(`archive/${partitionPath(part)}/`)) tree.delete(path);
    for (const [path, text] of [...tree]) {
      if (!path.startsWith(`raw/${partitionPath(part)}/`)) continue;
      tree.delete(path);
      tree.set(path.replace("raw/", "archive/"), text);
    }
    expectDecision(tree, { ...decisionOf(part, "archive", "superseded, older than 180 days"), row_count: part.version });
  }
  for (const text of payloads) {
    const sha256 = createHash("sha256").update(text).digest("hex");
    tree.delete(`payloads/${sha256.slice(0, 2)}/${sha256}`);
  }
}

function expectRelease(tree: Map<string, string>, part: Part, runId: string): void {
  expectPart(tree, part);
  for (const path of [...tree.keys()]) if (path.startsWith(`quarantine/${partitionPath(part)}/${runId}/`)) tree.delete(path);
  expectDecision(tree, describeRelease(part, runId).decision);
}

function expectDecision(tree: Map<string, string>, decision: Decision): void {
  tree.set("ops/decisions.jsonl", `${tree.get("ops/decisions.jsonl") ?? ""}${JSON.stringify(decision)}\n`);
}

function expectPart(tree: Map<string, string>, part: Part): void {
  const folder = `raw/${partitionPath(part)}`;
  for (const path of [...tree.keys()]) if (path.startsWith(`${folder}/`)) tree.delete(path);
  const { item, lastRun } = describePart(part, "");
  tree.set(`${folder}/${item.fileName}`, parquetText(part));
  tree.set(`${folder}/_meta.json`, formatManifest(item.manifest));
  tree.set(`.metadata/${part.source}/${part.dataset}/last_run.json`, formatLastRun(lastRun));
}

function expectCheck(tree: Map<string, string>, { source, dataset, at }: Extract<Action, { kind: "check" }>): void {
  const path = `.metadata/${source}/${dataset}/last_run.json`;
  const before = JSON.parse(tree.get(path) ?? "null") as LastRun | null;
  if (before !== null) tree.set(path, formatLastRun({ ...before, last_checked_at: at }));
}
