import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { CLOSED_BREAKER } from "../../core/breaker.ts";
import type { PartitionId } from "../../core/partition.ts";
import type { QuarantineReport, SnapshotStore } from "../store.ts";
import { sampleLastRun, sampleProvenance, sha256, stageSample } from "./fixtures.ts";

/** Opens an empty store in a place of its own, hands it to the test, and cleans up. */
export type WithStore = (body: (store: SnapshotStore) => Promise<void>) => Promise<void>;

const WEEKLY = { source: "nflverse", dataset: "weekly" };
const PLAYERS = { source: "ktc", dataset: "players" };
const PICKS = { source: "ktc", dataset: "picks" };

/** What every home of snapshots owes; each implementation runs it. */
export function describeSnapshotStore(name: string, withStore: WithStore): void {
  const test = (title: string, body: (store: SnapshotStore) => Promise<void>): void => it(title, () => withStore(body));

  describe(`${name} keeps snapshots`, () => {
    test("has nothing before the first publish, and looking makes nothing", async (store) => {
      expect(await store.listPartitions()).toEqual([]);
      expect(await store.newest(WEEKLY)).toBeNull();
      expect(await store.registry()).toEqual([]);
      expect(await store.readLastRun(WEEKLY)).toBeNull();
      expect((await store.heal()).actions).toEqual([]);
      expect(existsSync(store.rawRoot)).toBe(false);
    });

    test("shows nothing of a staged file, and the whole snapshot once it is published", async (store) => {
      const item = await stageSample(store, { ...WEEKLY, dt: "2025-11-23" });
      expect(await store.listPartitions()).toEqual([]);
      await store.publish([item], [{ id: WEEKLY, lastRun: sampleLastRun(item) }]);

      const [entry] = await store.listPartitions();
      expect(entry?.manifest).toEqual(item.manifest);
      expect(readdirSync(entry?.dir ?? "").sort()).toEqual(["_meta.json", "weekly_2025-11-23.parquet"]);
      expect(sha256(readFileSync(join(entry?.dir ?? "", item.fileName)))).toBe(item.manifest.sha256);
      expect(await store.newest(WEEKLY)).toEqual(item.manifest);
      expect(await store.readLastRun(WEEKLY)).toEqual(sampleLastRun(item));
    });

    test("replaces a snapshot of the same date, also when its file was called otherwise", async (store) => {
      const id = { ...PLAYERS, dt: "2025-11-23" };
      await store.publish([await stageSample(store, id, { rows: 5, naming: "plain" })], []);
      await store.publish([await stageSample(store, id, { rows: 7, naming: "dated" })], []);
      const entries = await store.listPartitions();
      expect(entries.map((entry) => entry.manifest?.row_count)).toEqual([7]);
      expect(readdirSync(entries[0]?.dir ?? "").sort()).toEqual(["_meta.json", "players_2025-11-23.parquet"]);
    });

    test("remembers what a source's latest runs came to, each source for itself", async (store) => {
      expect(await store.readBreaker("ktc")).toEqual(CLOSED_BREAKER);
      const open = { ...CLOSED_BREAKER, failedRuns: 3, lastFailedAt: "2025-11-23T12:00:00.000Z" };
      await store.writeBreaker("ktc", open);
      expect(await store.readBreaker("ktc")).toEqual(open);
      expect(await store.readBreaker("sleeper")).toEqual(CLOSED_BREAKER);
      expect(await store.listPartitions()).toEqual([]);
    });

    test("remembers what became of each dataset, and leaves those alone that no run was about", async (store) => {
      expect(await store.readOutcomes("ktc")).toEqual({});
      const at = "2025-11-23T12:00:00.000Z";
      await store.writeOutcomes("ktc", { players: { outcome: "published", at }, picks: { outcome: "published", at } });
      await store.writeOutcomes("ktc", { picks: { outcome: "lkg", at: "2025-11-24T12:00:00.000Z" } });
      expect(await store.readOutcomes("ktc")).toEqual({ players: { outcome: "published", at }, picks: { outcome: "lkg", at: "2025-11-24T12:00:00.000Z" } });
      expect(await store.readOutcomes("sleeper")).toEqual({});
      expect(await store.listPartitions()).toEqual([]);
    });

    test("publishes a group at once and lists partitions oldest first", async (store) => {
      const late = await Promise.all([PLAYERS, PICKS].map((id) => stageSample(store, { ...id, dt: "2025-11-23" })));
      const early = await Promise.all([PLAYERS, PICKS].map((id) => stageSample(store, { ...id, dt: "2025-11-16" })));
      await store.publish(late, late.map((item) => ({ id: item.id, lastRun: sampleLastRun(item) })));
      await store.publish(early, []);
      expect((await store.listPartitions()).map(({ id }) => `${id.dataset} ${id.dt}`)).toEqual(["picks 2025-11-16", "players 2025-11-16", "picks 2025-11-23", "players 2025-11-23"]);
      expect((await store.listPartitions({ dataset: "picks" })).length).toBe(2);
    });

    test("refuses a group that names one partition twice, and gives the staged files back", async (store) => {
      const id = { ...PICKS, dt: "2025-11-23" };
      const items = [await stageSample(store, id), await stageSample(store, id)];
      await expect(store.publish(items, [])).rejects.toThrow(/twice/);
      expect(items.every((item) => existsSync(item.staged.path))).toBe(true);
      expect(await store.listPartitions()).toEqual([]);
    });

    test("calls the greatest date current, a baseline historical, the rest superseded", async (store) => {
      await store.publish([await stageSample(store, { ...WEEKLY, dt: "2025-10-01" }, { provenance: { role: "baseline" } })], []);
      for (const dt of ["2025-11-23", "2025-11-16"]) await store.publish([await stageSample(store, { ...WEEKLY, dt })], []);
      const rows = await store.registry();
      expect(rows.map((row) => `${row.snapshot_date} ${row.status}`)).toEqual(["2025-10-01 historical", "2025-11-16 superseded", "2025-11-23 current"]);
      expect(await store.rebuildRegistry()).toEqual(rows);
      expect((await store.newest(WEEKLY))?.dt).toBe("2025-11-23");
    });

    test("never takes a baseline for the newest snapshot", async (store) => {
      await store.publish([await stageSample(store, { ...WEEKLY, dt: "2025-11-16" })], []);
      await store.publish([await stageSample(store, { ...WEEKLY, dt: "2025-11-23" }, { provenance: { role: "baseline" } })], []);
      expect((await store.newest(WEEKLY))?.dt).toBe("2025-11-16");
    });

    test("remembers a check that found nothing new", async (store) => {
      const item = await stageSample(store, { ...WEEKLY, dt: "2025-11-23" });
      await store.publish([item], [{ id: WEEKLY, lastRun: sampleLastRun(item) }]);
      const checked = sampleLastRun(item, { last_checked_at: "2025-11-24T12:00:00.000Z" });
      await store.writeLastRun(WEEKLY, checked);
      expect(await store.readLastRun(WEEKLY)).toEqual(checked);
    });

    test("puts a rejected file aside with its report and keeps the last good snapshot", async (store) => {
      await store.publish([await stageSample(store, { ...WEEKLY, dt: "2025-11-16" })], []);
      const id = { ...WEEKLY, dt: "2025-11-23" };
      for (const attempt of [1, 2]) {
        const item = await stageSample(store, id, { rows: attempt });
        const path = await store.quarantine(id, "run-1", item.staged, rejected(id, item.fileName));
        expect(existsSync(path)).toBe(true);
      }
      const path = await store.quarantine(id, "run-2", null, rejected(id, null));
      expect(path.endsWith("report.json")).toBe(true);
      const listed = await store.listQuarantine();
      expect(listed.map(({ report }) => report.file)).toContain("weekly_2025-11-23.parquet");
      expect(listed).toHaveLength(3);
      expect((await store.newest(WEEKLY))?.dt).toBe("2025-11-16");
      expect(await store.listPartitions()).toHaveLength(1);
    });

    test("keeps publishers out while readers are in", async (store) => {
      const item = await stageSample(store, { ...WEEKLY, dt: "2025-11-23" });
      const order: string[] = [];
      const reading = withResolvers();
      const started = withResolvers();
      // The first publish makes the store's folders; before it there is nothing to keep anybody out of.
      await store.publish([await stageSample(store, { ...WEEKLY, dt: "2025-11-16" })], []);
      const reader = store.withSharedLock(async () => {
        started.resolve();
        await reading.promise;
        order.push("read");
      });
      await started.promise;
      const publisher = store.publish([item], []).then(() => order.push("published"));
      expect(await store.withSharedLock(async () => (await store.listPartitions()).length)).toBe(1);
      reading.resolve();
      await Promise.all([reader, publisher]);
      expect(order).toEqual(["read", "published"]);
    });

    test("archives payloads by content, once", async (store) => {
      const put = await store.payloads.put(chunks("touch", "down"));
      expect(put.sha256).toBe(sha256("touchdown"));
      expect(readFileSync(put.path, "utf8")).toBe("touchdown");
      expect(await store.payloads.put(chunks("touchdown"))).toEqual(put);
      expect(await store.payloads.find(put.sha256, { verify: true })).toEqual(put);
      expect(await store.payloads.find(sha256("fumble"))).toBeNull();
      expect(readdirSync(dirname(put.path))).toHaveLength(1);
    });

    test("archives nothing of a stream that breaks", async (store) => {
      await expect(store.payloads.put(broken())).rejects.toThrow("cut off");
      expect(await store.payloads.find(sha256("touch"))).toBeNull();
    });
  });
}

function rejected(id: PartitionId, file: string | null): QuarantineReport {
  return {
    schema: "snapcount.quarantine/1",
    id,
    run_id: "run-1",
    quarantined_at: "2025-11-23T12:00:00.000Z",
    file,
    rows: 10,
    provenance: sampleProvenance(id),
    checks: [],
    payloads: [],
    serving_dt: "2025-11-16",
  };
}

async function* chunks(...texts: readonly string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function* broken(): AsyncIterable<Uint8Array> {
  yield Buffer.from("touch");
  throw new Error("cut off");
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
