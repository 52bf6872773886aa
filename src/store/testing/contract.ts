import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { CLOSED_BREAKER } from "../../core/breaker.ts";
import type { Incident } from "../../core/incidents.ts";
import type { PartitionId } from "../../core/partition.ts";
import type { ReleaseItem, SnapshotStore } from "../store.ts";
import { sampleDecision, sampleLastRun, sampleRejection, type StageOptions, sha256, stageSample } from "./fixtures.ts";

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

    test("keeps incidents, and loses none of those that are changed at once", async (store) => {
      expect(await store.readIncidents()).toEqual([]);
      const incident = (check: string): Incident => ({ source: "ktc", check, datasets: { players: "no rows" }, affected: ["players"], fix: null, openedAt: "2025-11-23T12:00:00.000Z", seenAt: "2025-11-23T12:00:00.000Z", count: 1, told: "open", toldAt: "2025-11-23T12:00:00.000Z" });
      const checks = ["range", "row_count", "unique"];
      const changes = await Promise.all(checks.map((check) => store.changeIncidents((kept) => ({ incidents: [...kept, incident(check)], about: check }))));
      expect(changes.map(({ about }) => about)).toEqual(checks);
      expect((await store.readIncidents()).map(({ check }) => check).toSorted()).toEqual(checks);
      await store.changeIncidents(() => ({ incidents: [] }));
      expect(await store.readIncidents()).toEqual([]);
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
        const path = await store.quarantine(id, "run-1", item.staged, sampleRejection(id, item.fileName));
        expect(existsSync(path)).toBe(true);
      }
      const path = await store.quarantine(id, "run-2", null, sampleRejection(id, null));
      expect(path.endsWith("report.json")).toBe(true);
      const listed = await store.listQuarantine();
      expect(listed.map(({ report }) => report.file)).toContain("weekly_2025-11-23.parquet");
      expect(listed).toHaveLength(3);
      expect((await store.newest(WEEKLY))?.dt).toBe("2025-11-16");
      expect(await store.listPartitions()).toHaveLength(1);
    });

    test("releases a rejected group with its decisions: readers see it whole, and nothing of it is left in quarantine", async (store) => {
      const items = await Promise.all([PLAYERS, PICKS].map((id) => reject(store, { ...id, dt: "2025-11-23" })));
      const lastRuns = items.map((item) => ({ id: item.id, lastRun: sampleLastRun(item) }));
      await store.release(items, lastRuns);
      expect((await store.listPartitions()).map(({ manifest }) => manifest)).toEqual([items[1]?.manifest, items[0]?.manifest]);
      expect(await store.readLastRun(PICKS)).toEqual(lastRuns[1]?.lastRun);
      expect(await store.listQuarantine()).toEqual([]);
      expect(await store.readDecisions()).toEqual({ decisions: items.map(({ decision }) => decision), problems: [] });
      await expect(store.release(items, lastRuns)).rejects.toThrow(/is gone/);
    });

    test("releases over an earlier snapshot of the same date", async (store) => {
      const id = { ...WEEKLY, dt: "2025-11-23" };
      await store.publish([await stageSample(store, id)], []);
      await store.release([await reject(store, id, { rows: 20, provenance: { asof_datetime: "2025-11-23T18:00:00.000Z" } })], []);
      expect((await store.newest(WEEKLY))?.row_count).toBe(20);
    });

    test("refuses to release what was changed since, and what readers have something newer for; all stays as it was", async (store) => {
      const id = { ...WEEKLY, dt: "2025-11-16" };
      const item = await reject(store, id);
      const good = await stageSample(store, id, { provenance: { asof_datetime: "2025-11-16T18:00:00.000Z" } });
      const changed = { ...item, manifest: { ...item.manifest, sha256: sha256("another file") } };
      await expect(store.release([changed], [])).rejects.toThrow(/it was changed since/);
      await store.publish([good], []);
      await expect(store.release([item], [])).rejects.toThrow(/readers have dt=2025-11-16/);
      await store.publish([await stageSample(store, { ...WEEKLY, dt: "2025-11-23" })], []);
      await expect(store.release([item], [])).rejects.toThrow(/readers have dt=2025-11-/);
      expect(existsSync(item.staged.path)).toBe(true);
      expect(await store.listQuarantine()).toHaveLength(1);
      expect((await store.readDecisions()).decisions).toEqual([]);
      expect((await store.listPartitions()).map(({ manifest }) => manifest?.asof_datetime)).toEqual(["2025-11-16T18:00:00.000Z", "2025-11-23T12:00:00.000Z"]);
    });

    test("releases a baseline although newer snapshots are there: it competes with its own date only", async (store) => {
      await store.publish([await stageSample(store, { ...WEEKLY, dt: "2025-11-16" })], []);
      await store.release([await reject(store, { ...WEEKLY, dt: "2025-10-01" }, { provenance: { role: "baseline" } })], []);
      expect((await store.registry()).map(({ snapshot_date, status }) => `${snapshot_date} ${status}`)).toEqual(["2025-10-01 historical", "2025-11-16 current"]);
    });

    test("adds decisions, one after the other", async (store) => {
      const lines = ["first", "second"].map((reason) => sampleDecision({ ...WEEKLY, dt: "2025-11-23" }, { kind: "mute", reason, check: "row_count", until: "2025-12-01" }));
      for (const line of lines) await store.decide(line);
      expect(await store.readDecisions()).toEqual({ decisions: lines, problems: [] });
    });

    test("moves what is old and superseded to the archive, tells it in the registry, and moves nothing twice", async (store) => {
      for (const dt of ["2025-03-09", "2025-03-16", "2025-11-16"]) await store.publish([await stageSample(store, { ...WEEKLY, dt }, { provenance: { payloads: [] } })], []);
      const request = { now: new Date("2025-11-23T12:00:00Z"), days: 180, baselines: [], by: "operator", dryRun: false };
      expect((await store.prune({ ...request, dryRun: true })).archive.map(({ dt }) => dt)).toEqual(["2025-03-09"]);
      expect(await store.listPartitions()).toHaveLength(3);
      await store.prune(request);
      expect((await store.listPartitions()).map(({ id }) => id.dt)).toEqual(["2025-03-16", "2025-11-16"]);
      const rows = await store.registry();
      expect(rows.map((row) => `${row.snapshot_date} ${row.status} ${row.row_count ?? ""} ${row.notes}`)).toEqual(["2025-03-09 archived 10 superseded, older than 180 days", "2025-03-16 superseded 10 ", "2025-11-16 current 10 "]);
      expect(await store.rebuildRegistry()).toEqual(rows);
      expect((await store.heal()).actions).toEqual([]);
      expect((await store.prune(request)).archive).toEqual([]);
    });

    test("says nothing of the archive about a date that was loaded again", async (store) => {
      const id = { ...WEEKLY, dt: "2025-03-09" };
      for (const dt of ["2025-03-09", "2025-03-16", "2025-11-16"]) await store.publish([await stageSample(store, { ...WEEKLY, dt })], []);
      await store.prune({ now: new Date("2025-11-23T12:00:00Z"), days: 180, baselines: [], by: "operator", dryRun: false });
      await store.publish([await stageSample(store, id)], []);
      expect((await store.registry())[0]).toMatchObject({ snapshot_date: "2025-03-09", status: "superseded", notes: "" });
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

async function reject(store: SnapshotStore, id: PartitionId, options: StageOptions = {}): Promise<ReleaseItem> {
  const item = await stageSample(store, id, options);
  const path = await store.quarantine(id, "run-1", item.staged, sampleRejection(id, item.fileName));
  return { ...item, staged: { ...item.staged, path }, entry: dirname(path), decision: sampleDecision(id) };
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
