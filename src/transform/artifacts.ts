import * as z from "zod";
import { formatMinute } from "../core/figures.ts";
import { DbtError } from "../core/errors.ts";
import type { NodeKind, NodeReport, NodeState } from "./report.ts";

/** What is read of dbt's artifacts (run-results v6, manifest v12, sources v3); everything else in them is ignored. */
const RunResults = z.object({
  results: z.array(
    z.object({
      unique_id: z.string(),
      status: z.string(),
      execution_time: z.number(),
      message: z.string().nullish(),
      failures: z.number().nullish(),
      compiled_code: z.string().nullish(),
      relation_name: z.string().nullish(),
      adapter_response: z.object({ rows_affected: z.number().optional() }).nullish(),
    }),
  ),
});

const ManifestArtifact = z.object({
  nodes: z.record(
    z.string(),
    z.object({
      name: z.string(),
      tags: z.array(z.string()).default([]),
      description: z.string().default(""),
      relation_name: z.string().nullish(),
      attached_node: z.string().nullish(),
      depends_on: z.object({ nodes: z.array(z.string()).default([]) }).prefault({}),
    }),
  ),
});
export type DbtManifest = z.infer<typeof ManifestArtifact>;

const Limit = z.object({ count: z.number().nullish(), period: z.string().nullish() }).nullish();

const SourcesArtifact = z.object({
  results: z.array(
    z.object({
      unique_id: z.string(),
      status: z.string(),
      /** ISO 8601; year 1 where there was no moment at all. */
      max_loaded_at: z.string().nullish(),
      max_loaded_at_time_ago_in_s: z.number().nullish(),
      criteria: z.object({ warn_after: Limit, error_after: Limit }).nullish(),
      execution_time: z.number().nullish(),
    }),
  ),
});

/** What dbt takes for the moment of a dataset that has none. */
const NEVER = "0001-01-01";

/** Datasets without a snapshot by model; carried from `dbt run` to `dbt test`, which does not compile the models again. */
export type MissingByModel = ReadonlyMap<string, readonly string[]>;

const STATES: Readonly<Record<string, NodeState>> = {
  success: "success", pass: "success", "no-op": "success", warn: "warn", fail: "fail", error: "error", "runtime error": "error", "partial success": "error", skipped: "skipped",
};
const KINDS: Readonly<Record<string, NodeKind>> = { seed: "seed", model: "model", test: "test", source: "source" };

/** @returns dbt's word for what became of a node, in ours; an unknown word is an error and never a success. */
export function stateOfStatus(status: string): NodeState {
  return STATES[status] ?? "error";
}

/** @throws DbtError when the artifact has another shape */
export function parseManifest(json: unknown): DbtManifest {
  return read(ManifestArtifact, json, "manifest.json");
}

/**
 * @param json `target/run_results.json`
 * @param earlier what an earlier run of this warehouse found missing
 * @throws DbtError when the artifact has another shape
 */
export function parseRunResults(json: unknown, manifest: DbtManifest, earlier: MissingByModel = new Map()): readonly NodeReport[] {
  const { results } = read(RunResults, json, "run_results.json");
  const marked = new Map(earlier);
  for (const { unique_id, compiled_code } of results) {
    const missing = missingDatasets(compiled_code ?? "");
    if (missing.length > 0) marked.set(unique_id, missing);
    else if (kindOf(unique_id) === "model") marked.delete(unique_id);
  }
  const missingOf = withDescendants(marked, manifest);
  return results.map((result): NodeReport => {
    const node = manifest.nodes[result.unique_id];
    const kind = kindOf(result.unique_id);
    const tested = kind === "test" ? testedNodes(node) : [];
    const missing = (kind === "test" ? tested.slice(0, 1).flatMap((id) => missingOf.get(id) ?? []) : missingOf.get(result.unique_id)) ?? [];
    const state = stateOfStatus(result.status);
    return {
      uniqueId: result.unique_id,
      name: node?.name ?? nameOf(result.unique_id),
      kind,
      state: state === "success" && missing.length > 0 ? "no_data" : state,
      rows: result.adapter_response?.rows_affected ?? null,
      seconds: result.execution_time,
      message: state === "success" || !result.message ? null : plainMessage(result.message),
      failures: kind === "test" ? (result.failures ?? null) : null,
      tests: tested.map((id) => manifest.nodes[id]?.name ?? nameOf(id)),
      compiledSql: result.compiled_code ?? null,
      missing,
      relation: result.relation_name ?? null,
    };
  });
}

/**
 * @param json `target/sources.json`
 * @param began when the season that is on began: what was looked at before counts from there
 * @param failed sources dbt could not ask, from its log: dbt leaves them out of the artifact, and left out would look like well
 */
export function parseFreshness(json: unknown, began: Date | null, failed: readonly { readonly uniqueId: string; readonly message: string }[] = []): readonly NodeReport[] {
  const asked = read(SourcesArtifact, json, "sources.json").results.map((result): NodeReport => {
    const seconds = result.execution_time ?? 0;
    if (result.max_loaded_at?.startsWith(NEVER)) return sourceReport(result.unique_id, "no_data", "never loaded", seconds);
    const age = result.max_loaded_at ? describeLook(result.max_loaded_at, began, result) : null;
    const state = stateOfStatus(result.status);
    // dbt's `error` beside an age means older than error_after: a verdict, not a breakdown.
    return sourceReport(result.unique_id, state === "error" && age !== null ? "fail" : state, age, seconds);
  });
  const known = new Set(asked.map(({ uniqueId }) => uniqueId));
  const unasked = failed.filter(({ uniqueId }) => !known.has(uniqueId));
  return [...asked, ...unasked.map(({ uniqueId, message }) => (message.includes("No files found") ? sourceReport(uniqueId, "no_data", "never loaded", 0) : sourceReport(uniqueId, "error", message, 0)))];
}

/** `last checked 2025-11-17 12:00 UTC, 49 h before; warn after 48 h, error after 168 h` */
function describeLook(at: string, began: Date | null, { max_loaded_at_time_ago_in_s: seconds, criteria }: z.infer<typeof SourcesArtifact>["results"][number]): string {
  const ago = seconds == null ? "" : `, ${Number((seconds / 3600).toFixed(1))} h before`;
  const limits = [["warn", criteria?.warn_after], ["error", criteria?.error_after]] as const;
  const told = limits.flatMap(([name, limit]) => (limit?.count == null ? [] : [`${name} after ${limit.count} ${limit.period === "hour" ? "h" : (limit.period ?? "")}`]));
  // The greater of both: that a look fell on this very moment is less likely than that there was none since.
  const looked = Date.parse(at) === began?.getTime() ? "before the season, which began " : "";
  return `last checked ${looked}${formatMinute(new Date(at))}${ago}${told.length === 0 ? "" : `; ${told.join(", ")}`}`;
}

function sourceReport(uniqueId: string, state: NodeState, message: string | null, seconds: number): NodeReport {
  const name = nameOf(uniqueId);
  return { uniqueId, name, kind: "source", state, rows: null, seconds, message, failures: null, tests: [], compiledSql: null, missing: state === "no_data" ? [name] : [], relation: null };
}

/** Set by the macro read_snapshots where it found no file. */
function missingDatasets(sql: string): readonly string[] {
  return [...new Set([...sql.matchAll(/\/\* no_data: ([a-z0-9_.]+) \*\//g)].map((match) => match[1] ?? ""))];
}

/** A model that reads nothing but models without data has none either. Seeds do not count: they are not loaded. */
function withDescendants(marked: MissingByModel, manifest: DbtManifest): MissingByModel {
  const all = new Map(marked);
  const models = Object.entries(manifest.nodes).filter(([id]) => kindOf(id) === "model");
  for (let before = -1; before !== all.size; ) {
    before = all.size;
    for (const [id, { depends_on }] of models) {
      const parents = depends_on.nodes.filter((parent) => kindOf(parent) !== "seed");
      if (all.has(id) || parents.length === 0 || !parents.every((parent) => all.has(parent))) continue;
      all.set(id, [...new Set(parents.flatMap((parent) => all.get(parent) ?? []))]);
    }
  }
  return all;
}

/** The node the test is written at first, then those it compares with. */
function testedNodes(node: DbtManifest["nodes"][string] | undefined): readonly string[] {
  const others = node?.depends_on.nodes.filter((id) => id !== node.attached_node) ?? [];
  return node?.attached_node ? [node.attached_node, ...others] : others;
}

function kindOf(uniqueId: string): NodeKind {
  return KINDS[uniqueId.slice(0, uniqueId.indexOf("."))] ?? "other";
}

/** `test.project.not_null_x.5047c91d61` -> `not_null_x`; `source.project.nflverse.weekly` -> `nflverse.weekly` */
export function nameOf(uniqueId: string): string {
  const [kind, , name, table] = uniqueId.split(".");
  return kind === "source" ? `${name ?? ""}.${table ?? ""}` : (name ?? uniqueId);
}

/** dbt's message as one line: without colours, the position of the caret and where compiled code lies. */
export function plainMessage(text: string): string {
  return text
    // eslint-disable-next-line no-control-regex -- colours are control characters
    .replaceAll(/\u001b\[[0-9;]*m/g, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^(LINE \d+:|\^|compiled code at |>|Traceback|File ")/.test(line))
    .slice(0, 3)
    .join(" ");
}

function read<T>(schema: z.ZodType<T>, json: unknown, artifact: string): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new DbtError(`dbt's ${artifact} has an unknown shape: ${z.prettifyError(parsed.error).split("\n")[0] ?? ""}`, "Run `make setup`: it installs the dbt version this release reads.");
}
