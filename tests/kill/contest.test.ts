import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openLocalStore } from "../../src/store/local/index.ts";
import { describeItem, describeStaged, sampleLastRun, sampleProvenance, withTempDir, writeSampleParquet } from "../../src/store/testing/fixtures.ts";
import { validatePartitions } from "../../src/store/validate.ts";
import { buildChild } from "./build-child.ts";
import type { Contest } from "./contender.ts";
import { runChild } from "./real-kills.ts";

const PLAYERS = { source: "ktc", dataset: "players", dt: "2025-11-23" };
const PICKS = { source: "ktc", dataset: "picks", dt: "2025-11-23" };
const WEEKLY = { source: "nflverse", dataset: "weekly", dt: "2025-11-23" };

it("lets processes publish the same and different partitions at once: readers see whole groups, each publish counts once", () =>
  withTempDir(async (dir) => {
    const program = await buildChild("contender");
    const contest = async (name: string, ids: readonly (typeof PLAYERS)[], rows: number): Promise<Contest> => {
      const files = await Promise.all(ids.map(async (id) => {
        const path = join(dir, `${name}-${id.dataset}.parquet`);
        await writeSampleParquet(path, sampleProvenance(id, { run_id: `run-${name}` }), rows);
        return path;
      }));
      const items = ids.map((id, index) => describeItem(sampleProvenance(id, { run_id: `run-${name}` }), describeStaged(files[index] ?? "", rows)));
      const [first] = items;
      if (first === undefined) throw new Error("a contest needs a partition");
      return { home: dir, items, files, lastRun: sampleLastRun(first), rounds: 12 };
    };
    const contests = [await contest("one", [PLAYERS, PICKS], 11), await contest("two", [PLAYERS, PICKS], 22), await contest("three", [WEEKLY], 33)];
    let running = true;
    const ended = Promise.all(contests.map((entry) => runChild(program, entry))).finally(() => {
      running = false;
      rmSync(program);
    });

    const store = await openLocalStore({ rawRoot: join(dir, "raw"), dataRoot: dir, now: () => new Date() });
    let looks = 0;
    while (running) {
      const rows = (await store.listPartitions({ source: "ktc" })).map((entry) => entry.manifest?.row_count);
      // Both tables, or none before the first publish; always of the same publisher.
      expect([[], [11, 11], [22, 22]]).toContainEqual(rows);
      looks += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await ended).toEqual([0, 0, 0]);
    expect(looks).toBeGreaterThan(3);
    expect((await validatePartitions(store, { all: true, deep: true })).map(({ dataset, issues }) => ({ dataset, issues }))).toEqual(["picks", "players", "weekly"].map((dataset) => ({ dataset, issues: [] })));
    const players = (await store.listPartitions(PLAYERS))[0]?.manifest;
    expect((await store.readLastRun(PLAYERS))?.row_count).toBe(players?.row_count);
    expect((await store.heal()).actions).toEqual([]);
    store.close();
  }));
