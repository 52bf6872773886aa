import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TaskContext } from "@snapcount/prefect";
import { describe, expect, it } from "vitest";
import type { PublishedChanges } from "../core/change-report.ts";
import type { DatasetDescription } from "../core/dataset.ts";
import type { PartitionId } from "../core/partition.ts";
import { openLocalStore } from "../store/local/index.ts";
import { createStager } from "../store/stage/duckdb-stager.ts";
import type { SnapshotStore } from "../store/store.ts";
import { sampleLastRun, stageSample, withTempDir } from "../store/testing/fixtures.ts";
import type { Home } from "./home.ts";
import { keepEarlier, reportChanges } from "./published-changes.ts";

const dataset = { name: "weekly", key: ["season", "week", "player_id"] } as unknown as DatasetDescription;
const idOf = (dt: string): PartitionId => ({ source: "nflverse", dataset: "weekly", dt });

interface Published {
  readonly changes: PublishedChanges | null;
  readonly warnings: readonly string[];
}

/** Publishes a snapshot as the flows do. @param spoil what happens between the publish and the comparison */
async function publish(store: SnapshotStore, dt: string, rows: number, { role = "snapshot", spoil = () => undefined, signal = new AbortController().signal }: { role?: "snapshot" | "baseline"; spoil?: () => void; signal?: AbortSignal } = {}): Promise<Published> {
  const warnings: string[] = [];
  const run = { env: { store, stager: createStager({ threads: 1 }) }, signal, log: { info: () => undefined, warning: (text: string) => warnings.push(text) } } as unknown as TaskContext<Home>;
  const item = await stageSample(store, idOf(dt), { rows });
  const earlier = await keepEarlier([{ plan: { id: idOf(dt), dataset, role }, dir: dirname(item.staged.path) }], run);
  await store.publish([item], [{ id: idOf(dt), lastRun: sampleLastRun(item) }]);
  spoil();
  const [told] = await reportChanges(earlier, run);
  return { changes: told?.changes ?? null, warnings };
}

const withStore = (body: (store: SnapshotStore) => Promise<void>): Promise<void> =>
  withTempDir(async (dir) => {
    const store = await openLocalStore({ rawRoot: join(dir, "raw"), dataRoot: join(dir, "data"), now: () => new Date("2025-11-23T12:00:00Z") });
    await body(store).finally(() => store.close());
  });

describe("what a publish changed", () => {
  it("is told against what readers had, also where that was replaced; a first snapshot and a baseline changed nothing", () =>
    withStore(async (store) => {
      expect(await publish(store, "2025-11-16", 10)).toEqual({ changes: null, warnings: [] });
      expect((await publish(store, "2025-11-23", 14)).changes).toMatchObject({ beforeDt: "2025-11-16", afterDt: "2025-11-23", rows: { before: 10, after: 14, added: 4, removed: 0, changed: 0 } });
      expect((await publish(store, "2025-11-23", 12)).changes).toMatchObject({ beforeDt: "2025-11-23", afterDt: "2025-11-23", rows: { before: 14, after: 12, added: 0, removed: 2 } });
      expect((await publish(store, "2025-11-20", 11)).changes).toMatchObject({ beforeDt: "2025-11-16", rows: { before: 10, after: 11 } });
      expect((await publish(store, "2025-11-23", 13, { role: "baseline" })).changes).toBeNull();
    }));

  it("is a warning where it cannot be told, and the publish stands", () =>
    withStore(async (store) => {
      await publish(store, "2025-11-16", 10);
      const spoil = (): void => rmSync(join(store.rawRoot, "nflverse", "weekly", "dt=2025-11-16"), { recursive: true });
      const { changes, warnings } = await publish(store, "2025-11-23", 14, { spoil });
      expect(changes).toEqual({ problem: expect.stringMatching(/weekly_2025-11-16\.parquet/) as string });
      expect(warnings).toEqual([expect.stringMatching(/^nflverse\.weekly: published; what changed is not known: /)]);
      expect((await store.newest(idOf("")))?.row_count).toBe(14);
    }));

  it("a run that is cancelled meanwhile has published all the same", () =>
    withStore(async (store) => {
      await publish(store, "2025-11-16", 10);
      const { changes } = await publish(store, "2025-11-23", 14, { signal: AbortSignal.abort(new Error("cancelled")) });
      expect(changes).toEqual({ problem: "cancelled" });
    }));
});
