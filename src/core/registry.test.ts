import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Decision } from "./decisions.ts";
import { addDecisions, parseDecisions } from "./decisions.ts";
import type { Manifest } from "./manifest.ts";
import { foldRegistry, formatRegistryCsv, type LegacyRow, parseRegistryCsv, type RegistrySources } from "./registry.ts";

function manifest(id: { source: string; dataset: string; dt: string }, change: Partial<Manifest> = {}): Manifest {
  return {
    schema: "snapcount.manifest/1", ...id, asof_datetime: `${id.dt}T12:00:00.000Z`, run_id: "r", source_name: id.source, source_version: "1", source_hash: "0".repeat(64),
    source_url: [], source_modified_time: null, loader_path: "snapcount:x", inputs: {}, role: "snapshot", output_parquet: ["x.parquet"], row_count: 7, columns: [],
    size_bytes: 1, sha256: "0".repeat(64), coverage: { season_min: 2023, season_max: 2024, weeks: {} }, verdict: "pass", warnings: [], rebuilt: false, ...change,
  };
}

function partition(dt: string, change: Partial<Manifest> = {}): RegistrySources["partitions"][number] {
  const id = { source: "nflverse", dataset: "weekly", dt };
  return { id, manifest: manifest(id, change) };
}

const decision = (change: Partial<Decision>): Decision => ({
  schema: "snapcount.decision/1", at: "2025-11-23T12:00:00Z", by: "operator", kind: "archive", source: "nflverse", dataset: "weekly", dt: "2025-10-01",
  reason: "pruned", row_count: null, coverage_start_season: null, coverage_end_season: null, check: null, until: null, ...change,
});
const legacyRow = (change: Partial<LegacyRow>): LegacyRow => ({
  source: "nflverse", dataset: "weekly", snapshot_date: "2025-10-01", status: "current", coverage_start_season: 2020, coverage_end_season: 2024, row_count: 97_302, notes: "", ...change,
});

describe("the registry", () => {
  it("calls the greatest date current, the baseline historical, the rest superseded", () => {
    const rows = foldRegistry({ partitions: [partition("2025-11-23"), partition("2025-10-01", { role: "baseline" }), partition("2025-11-16")], decisions: [], legacy: [] });
    expect(rows.map((row) => [row.snapshot_date, row.status, row.row_count, row.notes])).toEqual([
      ["2025-10-01", "historical", 7, "baseline"],
      ["2025-11-16", "superseded", 7, ""],
      ["2025-11-23", "current", 7, ""],
    ]);
  });

  it("counts a partition with a broken manifest: dbt's max(dt) sees its file", () => {
    const broken = { id: { source: "nflverse", dataset: "weekly", dt: "2025-11-23" }, manifest: null };
    expect(foldRegistry({ partitions: [partition("2025-11-16"), broken], decisions: [], legacy: [] }).map((row) => row.status)).toEqual(["superseded", "current"]);
  });

  it("keeps legacy rows without data for the record, never as current", () => {
    const rows = foldRegistry({ partitions: [partition("2025-11-23")], decisions: [], legacy: [legacyRow({}), legacyRow({ snapshot_date: "2025-09-01", status: "historical" }), legacyRow({ snapshot_date: "2025-11-23", row_count: 1, notes: "old note" })] });
    expect(rows.map((row) => [row.snapshot_date, row.status, row.row_count, row.notes])).toEqual([
      ["2025-09-01", "historical", 97_302, ""],
      ["2025-10-01", "superseded", 97_302, ""],
      ["2025-11-23", "current", 7, "old note"],
    ]);
  });

  it("follows decisions: archived when moved out, historical when made the baseline", () => {
    const rows = foldRegistry({
      partitions: [partition("2025-11-16"), partition("2025-11-23")],
      decisions: [decision({ row_count: 12 }), decision({ kind: "baseline", dt: "2025-11-16", reason: "six seasons" }), decision({ kind: "mute", dt: "2025-11-23" })],
      legacy: [],
    });
    expect(rows.map((row) => [row.snapshot_date, row.status, row.row_count, row.notes])).toEqual([
      ["2025-10-01", "archived", 12, "pruned"],
      ["2025-11-16", "historical", 7, "baseline: six seasons"],
      ["2025-11-23", "current", 7, ""],
    ]);
  });

  it("gives the same bytes whatever the order, with exactly one current per dataset that has data", () => {
    const dt = fc.integer({ min: 1, max: 28 }).map((day) => `2025-11-${String(day).padStart(2, "0")}`);
    const id = fc.record({ source: fc.constantFrom("nflverse", "ktc"), dataset: fc.constantFrom("weekly", "players"), dt });
    const partitions = fc.uniqueArray(fc.tuple(id, fc.constantFrom("snapshot" as const, "baseline" as const), fc.boolean()), { selector: ([key]) => JSON.stringify(key), maxLength: 12 })
      .map((list) => list.map(([key, role, whole]) => ({ id: key, manifest: whole ? manifest(key, { role }) : null })));
    const decisions = fc.array(fc.tuple(id, fc.constantFrom("archive" as const, "baseline" as const, "mute" as const), fc.constantFrom("a", "b"), fc.constantFrom("2025-11-23T00:00:00Z", "2025-11-24T00:00:00Z"))
      .map(([key, kind, reason, at]) => decision({ ...key, kind, reason, at })), { maxLength: 8 });
    const legacy = fc.array(fc.tuple(id, fc.constantFrom("current" as const, "superseded" as const, "pending" as const, "historical" as const), fc.nat(9))
      .map(([{ dt: snapshot_date, ...key }, status, row_count]) => legacyRow({ ...key, snapshot_date, status, row_count })), { maxLength: 8 });
    fc.assert(
      fc.property(partitions, decisions, legacy, fc.func(fc.nat()), (p, d, l, order) => {
        const shuffled = <T>(list: readonly T[]): T[] => [...list].sort((a, b) => order(a) - order(b));
        const rows = foldRegistry({ partitions: p, decisions: d, legacy: l });
        expect(formatRegistryCsv(foldRegistry({ partitions: shuffled(p), decisions: shuffled(d), legacy: shuffled(l) }))).toBe(formatRegistryCsv(rows));
        const datasets = new Set(p.map((entry) => `${entry.id.source}/${entry.id.dataset}`));
        for (const dataset of datasets) {
          const greatest = p.filter((entry) => `${entry.id.source}/${entry.id.dataset}` === dataset).map((entry) => entry.id.dt).sort().at(-1);
          expect(rows.filter((row) => `${row.source}/${row.dataset}` === dataset && row.status === "current").map((row) => row.snapshot_date)).toEqual([greatest]);
        }
        expect(rows.filter((row) => row.status === "current")).toHaveLength(datasets.size);
      }),
    );
  });
});

describe("snapshot_registry.csv", () => {
  it("has the contract's header, empty cells for null, and quotes where needed", () => {
    const [row] = foldRegistry({ partitions: [], decisions: [], legacy: [legacyRow({ notes: 'moved, "by hand"', coverage_end_season: null })] });
    expect(formatRegistryCsv(row === undefined ? [] : [row])).toBe(
      'source,dataset,snapshot_date,status,coverage_start_season,coverage_end_season,row_count,notes\nnflverse,weekly,2025-10-01,superseded,2020,,97302,"moved, ""by hand"""\n',
    );
  });

  it("reads back what it wrote, whatever the notes", () => {
    fc.assert(
      fc.property(fc.string(), fc.option(fc.nat(3000)), (notes, season) => {
        const rows = foldRegistry({ partitions: [], decisions: [], legacy: [legacyRow({ notes, coverage_start_season: season })] });
        expect(parseRegistryCsv(formatRegistryCsv(rows))).toEqual(rows);
      }),
    );
  });

  it("never throws, leaves out rows without an address and reads counts written as decimals", () => {
    fc.assert(fc.property(fc.string(), (text) => Array.isArray(parseRegistryCsv(text))));
    const text = "source,dataset,snapshot_date,status,coverage_start_season,coverage_end_season,row_count,notes\nnflverse,weekly,2025-11-23,current,2025.0,,12201.0,\nnflverse,weekly,latest,current,,,,\n";
    expect(parseRegistryCsv(text)).toEqual([legacyRow({ snapshot_date: "2025-11-23", coverage_start_season: 2025, coverage_end_season: null, row_count: 12_201 })]);
  });
});

describe("decisions.jsonl", () => {
  it("reads the lines it wrote and reports the one a crash cut short", () => {
    const line = addDecisions("", [decision({})]);
    const reading = parseDecisions(`${line}${line.slice(0, 20)}\n\n{"schema":"snapcount.decision/1"}\n`);
    expect(reading.decisions).toEqual([decision({})]);
    expect(reading.problems).toEqual(["line 2: no JSON (cut short?)", expect.stringMatching(/^line 4: at: /)]);
  });
});
