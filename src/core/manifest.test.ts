import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatManifest, type Manifest, ManifestSchema, readManifestText } from "./manifest.ts";

const manifest: Manifest = {
  schema: "snapcount.manifest/1", source: "nflverse", dataset: "weekly", dt: "2025-11-23", asof_datetime: "2025-11-23T12:00:00.000Z", run_id: "run-1", source_name: "nflverse",
  source_version: "nflverse@1", source_hash: "a".repeat(64), source_url: ["https://provider.example/weekly.parquet"], source_modified_time: null, loader_path: "snapcount:nflverse.weekly",
  inputs: { "nflverse.ff_playerids": "2025-11-23" }, role: "snapshot", output_parquet: ["weekly_2025-11-23.parquet"], row_count: 7, columns: [{ name: "season", type: "INTEGER" }],
  size_bytes: 1234, sha256: "b".repeat(64), coverage: { season_min: 2023, season_max: 2024, weeks: { 2023: [1, 2], 2024: [] } }, verdict: "warn", warnings: ["row_count: fewer rows"], rebuilt: false,
};

describe("_meta.json", () => {
  it("reads what it wrote; equal manifests are equal bytes, whatever the order of their keys", () => {
    expect(readManifestText(formatManifest(manifest))).toEqual({ ok: true, manifest });
    const reversed = Object.fromEntries(Object.entries(manifest).reverse()) as Manifest;
    expect(formatManifest(reversed)).toBe(formatManifest(manifest));
  });

  it("names the field that is missing or wrong", () => {
    // Only what was released says so, and earlier versions named no payloads.
    for (const field of Object.keys(ManifestSchema.shape).filter((name) => name !== "released" && name !== "payloads")) {
      const { [field]: _left, ...rest } = manifest as Record<string, unknown>;
      const reading = readManifestText(JSON.stringify(rest));
      expect(reading.ok ? "" : reading.seen).toMatch(new RegExp(`^${field}: `));
    }
    expect(readManifestText(JSON.stringify({ ...manifest, dt: "2025-02-30" }))).toEqual({ ok: false, seen: "dt: not a date YYYY-MM-DD" });
    expect(readManifestText(JSON.stringify({ ...manifest, row_count: -1 })).ok).toBe(false);
    expect(readManifestText(JSON.stringify({ ...manifest, released: { by: "Ann" } }))).toMatchObject({ ok: false, seen: expect.stringMatching(/^released/) as string });
    expect(readManifestText(JSON.stringify({ ...manifest, output_parquet: ["a.parquet", "b.parquet"] })).ok).toBe(false);
  });

  it("says of any text that is none what it is, and never throws", () => {
    expect(readManifestText('{"schema": "snapcount.man')).toMatchObject({ ok: false, seen: expect.stringContaining("no JSON") as string });
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => !readManifestText(text).ok));
  });
});
