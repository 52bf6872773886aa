import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Manifest } from "./manifest.ts";
import { datasetLabel, dtOf, partitionPath } from "./partition.ts";
import { type ArchivedBytes, choosePrunable, type PruneChoice, type PruneQuestion } from "./prune.ts";

const DAY_MS = 86_400_000;
const NOW = new Date("2025-11-23T12:00:00Z");
const sha = (text: string): string => text.padEnd(64, "0");
const payload = (name: string, day: string): ArchivedBytes => ({ sha256: sha(name), sizeBytes: 1, archivedAtMs: Date.parse(day) });

type Entry = PruneQuestion["partitions"][number];
function snapshot(dt: string, change: Partial<Manifest> = {}, dataset = "weekly"): Entry {
  const manifest: Manifest = {
    schema: "snapcount.manifest/1", source: "nflverse", dataset, dt, asof_datetime: `${dt}T12:00:00.000Z`, run_id: "run", source_name: "nflverse", source_version: "1", source_hash: sha("a"),
    source_url: [], payloads: [], source_modified_time: null, loader_path: "test", inputs: {}, role: "snapshot", output_parquet: ["x.parquet"], row_count: 1, columns: [], size_bytes: 1, sha256: sha("b"),
    coverage: null, verdict: "pass", warnings: [], rebuilt: false, ...change,
  };
  return { id: { source: "nflverse", dataset, dt }, manifest };
}
const ask = (partitions: readonly Entry[], change: Partial<PruneQuestion> = {}): PruneChoice => choosePrunable({ now: NOW, days: 90, partitions, baselines: new Set(), candidates: [], named: new Set(), payloads: [], ...change });
const datesOf = ({ archive }: PruneChoice): readonly string[] => archive.map(({ dt }) => dt);

describe("what a store may let go of", () => {
  it("is superseded and old; the last of each month stays", () => {
    const choice = ask(["2025-03-02", "2025-03-09", "2025-03-30", "2025-04-06", "2025-09-01", "2025-09-02", "2025-11-16"].map((dt) => snapshot(dt)));
    expect([datesOf(choice), choice.before]).toEqual([["2025-03-02", "2025-03-09"], "2025-08-18"]);
  });

  it("is no baseline, by its manifest or by decision; nothing without a manifest; nothing of the past that was loaded lately", () => {
    const decided = snapshot("2025-03-03");
    const choice = ask([snapshot("2025-03-02", { role: "baseline" }), decided, { ...snapshot("2025-03-04"), manifest: null }, snapshot("2025-03-05", { asof_datetime: "2025-11-01T12:00:00.000Z" }), snapshot("2025-03-06"), snapshot("2025-03-30"), snapshot("2025-11-16")], { baselines: new Set([partitionPath(decided.id)]) });
    expect(datesOf(choice)).toEqual(["2025-03-06"]);
  });

  it("is no input of what stays, nor of that, nor of what a person may still release", () => {
    const ids = (dt: string, change: Partial<Manifest> = {}): Entry => snapshot(dt, change, "ff_playerids");
    const partitions = [ids("2025-03-02"), ids("2025-03-03", { inputs: { "nflverse.teams": "2025-03-01" } }), ids("2025-03-04"), ids("2025-03-30"), ids("2025-11-16"), snapshot("2025-03-01", {}, "teams"), snapshot("2025-03-02", {}, "teams"), snapshot("2025-03-30", {}, "teams"), snapshot("2025-11-16", { inputs: { "nflverse.ff_playerids": "2025-03-03" } })];
    expect(ask(partitions, { candidates: [{ inputs: { "nflverse.ff_playerids": "2025-03-04" } }] }).archive.map((entry) => `${datasetLabel(entry)} ${entry.dt}`)).toEqual(["nflverse.ff_playerids 2025-03-02", "nflverse.teams 2025-03-02"]);
  });

  it("is not chosen by a clock that has jumped ahead, nor by one that has fallen behind", () => {
    const partitions = ["2025-03-02", "2025-11-16"].map((dt) => snapshot(dt));
    expect(datesOf(ask([snapshot("2025-11-09"), ...partitions], { now: new Date("2031-01-01T00:00:00Z") }))).toEqual([]);
    // The run of that day has loaded a snapshot already.
    expect(datesOf(ask([snapshot("2025-11-09"), ...partitions, snapshot("2031-01-01")], { now: new Date("2031-01-01T12:00:00Z") }))).toEqual([]);
    const behind = ask([snapshot("2025-03-01"), ...partitions], { now: new Date("2025-11-15T00:00:00Z") });
    expect([datesOf(behind), behind.refusal]).toEqual([[], "nflverse.weekly dt=2025-11-16 lies after today, 2025-11-15: the clock is wrong, or was"]);
  });

  it("is a payload that nothing names: no snapshot that stays, no last_run, no rejected file, and none that is young", () => {
    const kept = snapshot("2025-11-16", { payloads: [sha("1")] });
    const payloads = [payload("1", "2025-03-01"), payload("2", "2025-03-01"), payload("3", "2025-03-01"), payload("4", "2025-11-01")];
    expect(ask([kept], { payloads, named: new Set([sha("2")]) }).payloads.map(({ sha256 }) => sha256)).toEqual([sha("3")]);
  });

  it("is no payload that a snapshot of an earlier version may have been made from", () => {
    const { payloads: _, ...untold } = snapshot("2025-03-30").manifest ?? {};
    const earlier = { id: snapshot("2025-03-30").id, manifest: untold as Manifest };
    const payloads = [payload("1", "2025-03-01"), payload("2", "2025-03-31"), payload("3", "2025-04-02")];
    expect(ask([earlier, snapshot("2025-11-16")], { payloads }).payloads.map(({ sha256 }) => sha256)).toEqual([sha("3")]);
  });

  it("is never current, a baseline, the last of a month or an input of what stays, and is chosen once (property)", () => {
    const day = fc.integer({ min: 0, max: 500 }).map((back) => dtOf(new Date(NOW.getTime() - back * DAY_MS)));
    const entry = fc.record({ dt: day, dataset: fc.constantFrom("weekly", "ff_playerids", "teams"), isBaseline: fc.boolean(), input: fc.option(day), of: fc.constantFrom("weekly", "ff_playerids", "teams"), made: fc.constantFrom("1", "2", "3", "4") });
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: ({ dt, dataset }) => `${dataset} ${dt}`, maxLength: 40 }), fc.integer({ min: 7, max: 400 }), (made, days) => {
        const partitions = made.map(({ dt, dataset, isBaseline, input, of, made: name }) => snapshot(dt, { role: isBaseline ? "baseline" : "snapshot", inputs: input === null ? {} : { [`nflverse.${of}`]: input }, payloads: [sha(name)] }, dataset));
        const payloads = ["1", "2", "3", "4", "5"].map((name) => payload(name, "2020-01-01"));
        const choice = ask(partitions, { days, payloads });
        const gone = new Set(choice.archive.map(partitionPath));
        const stays = partitions.filter(({ id }) => !gone.has(partitionPath(id)));
        for (const { dt, dataset, role } of choice.archive) {
          const others = partitions.filter(({ id }) => id.dataset === dataset && id.dt > dt);
          expect([role, others.length > 0, others.some(({ id }) => id.dt.slice(0, 7) === dt.slice(0, 7)), dt < (choice.before ?? "")]).toEqual(["snapshot", true, true, true]);
        }
        for (const { manifest } of stays) {
          for (const [label, dt] of Object.entries(manifest?.inputs ?? {})) expect(gone.has(`${label.replace(".", "/")}/dt=${dt}`)).toBe(false);
          for (const needed of manifest?.payloads ?? []) expect(choice.payloads.map(({ sha256 }) => sha256)).not.toContain(needed);
        }
        const again = ask(stays, { days, payloads: payloads.filter((one) => !choice.payloads.includes(one)) });
        expect([again.archive, again.payloads]).toEqual([[], []]);
      }),
      { numRuns: 300 },
    );
  });
});
