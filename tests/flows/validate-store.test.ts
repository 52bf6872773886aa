import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { validateStore } from "../../src/flows/validate-store.ts";
import { sources } from "../../src/sources/index.ts";
import { openLocalStore } from "../../src/store/local/index.ts";
import { sampleLastRun, stageSample, withTempDir } from "../../src/store/testing/fixtures.ts";

const NOW = new Date("2025-11-24T12:00:00Z");

describe("validating a store with what this version knows", () => {
  it("judges the age of current snapshots only: a superseded one is as old as it is, and no gap", () =>
    withTempDir(async (home) => {
      const store = await openLocalStore({ rawRoot: join(home, "raw"), dataRoot: home, now: () => NOW });
      for (const dt of ["2025-11-01", "2025-11-23"]) {
        const item = await stageSample(store, { source: "nflverse", dataset: "weekly", dt }, { provenance: { source_version: "0" } });
        await store.publish([item], [{ id: item.id, lastRun: sampleLastRun(item) }]);
      }
      const ask = async (at: string | null): Promise<readonly string[]> => (await validateStore(store, sources, { all: true }, at === null ? null : new Date(at))).map(({ snapshot_date: dt, valid, freshness }) => `${dt} ${valid} ${freshness === undefined ? "-" : "judged"}`);
      expect(await ask(null)).toEqual(["2025-11-01 true -", "2025-11-23 true -"]);
      expect(await ask("2025-11-24T12:00:00Z")).toEqual(["2025-11-01 true -", "2025-11-23 true judged"]);
      expect(await ask("2025-12-24T12:00:00Z")).toEqual(["2025-11-01 true -", "2025-11-23 false judged"]);
      store.close();
    }));

  it("tells of a partition that another version of the source wrote, and breaks with one of this version that lacks columns", () =>
    withTempDir(async (home) => {
      const store = await openLocalStore({ rawRoot: join(home, "raw"), dataRoot: home, now: () => NOW });
      for (const [dt, version] of [["2025-11-16", "0"], ["2025-11-23", "1"]] as const) await store.publish([await stageSample(store, { source: "nflverse", dataset: "teams", dt }, { provenance: { source_version: version } })], []);
      const [older, broken] = await validateStore(store, sources, { all: true }, null);
      expect(older).toMatchObject({ valid: true, issues: [], warnings: [expect.stringMatching(/^written by version 0 of the source, now 1: column /)] });
      expect(broken).toMatchObject({ valid: false, issues: [expect.stringMatching(/^column .* is missing, the contract says /)], warnings: [] });
      store.close();
    }));
});
