import * as z from "zod";
import { isDt } from "./partition.ts";

/**
 * Invariants
 * 1. `Provenance` is what is known before the write; it stands in the Parquet footer (key `snapcount`) as JSON.
 * 2. A `Manifest` is the provenance plus what only the finished file can tell (rows, columns, size, sha256) and its verdict.
 *    It can be rebuilt from the file alone (`rebuilt: true`, verdict unknown until re-audited).
 */
export const PROVENANCE_KEY = "snapcount";
export const MANIFEST_FILE = "_meta.json";

const Dt = z.string().refine(isDt, "not a date YYYY-MM-DD");
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const ProvenanceSchema = z.object({
  schema: z.literal("snapcount.provenance/1"),
  source: z.string(),
  dataset: z.string(),
  dt: Dt,
  /** UTC instant of the run, ISO 8601 with Z; one for all tables of a run. */
  asof_datetime: z.string(),
  run_id: z.string(),
  /** The provider's display name, e.g. `nflverse`. */
  source_name: z.string(),
  /** Version of the parser that made the rows: a change makes an equal payload a new snapshot. */
  source_version: z.string(),
  /** sha256 over the sorted sha256 of all payloads. */
  source_hash: Sha256,
  source_url: z.array(z.string()),
  /** sha256 of the archived payloads it was made from; absent from what an earlier version wrote. */
  payloads: z.array(Sha256).optional(),
  source_modified_time: z.string().nullable(),
  /** Code that wrote it, e.g. `snapcount:nflverse.weekly`. */
  loader_path: z.string(),
  /** Upstream snapshots used (label -> dt), e.g. `{ "nflverse.ff_playerids": "2025-11-23" }`. */
  inputs: z.record(z.string(), z.string()),
  /** `baseline`: the historical partition; shows as `historical` in the registry. */
  role: z.enum(["snapshot", "baseline"]),
});
export type Provenance = z.infer<typeof ProvenanceSchema>;

export const CoverageSchema = z.object({
  season_min: z.int(),
  season_max: z.int(),
  /** Weeks present by season; empty list where the dataset has no week column. */
  weeks: z.record(z.string(), z.array(z.int())),
});
export type ManifestCoverage = z.infer<typeof CoverageSchema>;

export const ManifestSchema = ProvenanceSchema.extend({
  schema: z.literal("snapcount.manifest/1"),
  output_parquet: z.array(z.string()).length(1),
  row_count: z.int().min(0),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  size_bytes: z.int().min(0),
  sha256: Sha256,
  coverage: CoverageSchema.nullable(),
  verdict: z.enum(["pass", "warn", "unknown"]),
  /** Checks that were not `pass`, for a reader of the file alone; the ledger has all of them. */
  warnings: z.array(z.string()),
  rebuilt: z.boolean(),
  /** A person published it from quarantine although its audit, or one of its publish group, had failed. */
  released: z.object({ at: z.string(), by: z.string(), reason: z.string() }).optional(),
});
export type Manifest = z.infer<typeof ManifestSchema>;

/** @returns the bytes of `_meta.json`: keys in schema order, so equal manifests are equal files. */
export function formatManifest(manifest: Manifest): string {
  return `${JSON.stringify(ManifestSchema.parse(manifest), null, 2)}\n`;
}

export type ManifestReading = { readonly ok: true; readonly manifest: Manifest } | { readonly ok: false; readonly seen: string };

/** @returns the manifest, or what is wrong with the text (never throws: a broken manifest is an expected answer). */
export function readManifestText(text: string): ManifestReading {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false, seen: `no JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const parsed = ManifestSchema.safeParse(json);
  if (parsed.success) return { ok: true, manifest: parsed.data };
  const issue = parsed.error.issues[0];
  return { ok: false, seen: `${issue?.path.join(".") ?? "?"}: ${issue?.message ?? "does not fit the schema"}` };
}
