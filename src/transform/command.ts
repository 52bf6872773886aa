import { isAbsolute, join, resolve } from "node:path";
import { seasonBegan } from "../core/nfl-calendar.ts";
import type { DbtOptions, DbtRequest } from "./seam.ts";

/** Globs that the reference's project reads from the environment, relative to its working directory unless we say otherwise. */
const RAW_GLOBS = ["SNAP_COUNTS", "FF_OPPORTUNITY", "SCHEDULE", "TEAMS"] as const;

/** @returns dbt's selectors for what reads these sources; none for everything. */
export function selectDownstream(sources: readonly string[]): readonly string[] {
  return sources.map((source) => `source:${source}+`);
}

/**
 * @param projectDir the overlay, not the project itself
 * @returns the command line behind `dbt`. One start costs seconds, so `run` seeds and builds in one go.
 */
export function dbtArguments(request: Pick<DbtRequest, "command" | "sources" | "select">, options: Pick<DbtOptions, "targetDir">, projectDir: string): readonly string[] {
  const downstream = selectDownstream(request.sources ?? []);
  const own = request.select ?? [];
  const narrowed = downstream.length + own.length > 0;
  const places = ["--project-dir", projectDir, "--profiles-dir", projectDir, "--target-path", options.targetDir, "--log-path", join(options.targetDir, "logs")];
  const global = ["--log-format", "json", "--log-level-file", "none", "--no-use-colors", "--no-version-check", "--no-send-anonymous-usage-stats"];
  const select = (...also: readonly string[]): readonly string[] => (narrowed ? ["--select", ...downstream, ...own, ...also] : []);
  switch (request.command) {
    case "seed": return [...global, "seed", ...places, ...select()];
    // Models are built on seeds, and seeds are small: a narrowed run loads them too.
    case "run": return [...global, "build", ...places, "--resource-type", "seed", "--resource-type", "model", ...select("resource_type:seed")];
    // Tests that also look at models outside the selection wait until those are built.
    case "test": return [...global, "test", ...places, ...select(), ...(narrowed ? ["--indirect-selection", "buildable"] : [])];
    case "build": return [...global, "build", ...places, ...select(...(downstream.length > 0 ? ["resource_type:seed"] : []))];
    case "freshness": return [...global, "source", "freshness", ...places, ...(narrowed ? ["--select", ...(request.sources ?? []).map((source) => `source:${source}`), ...own] : [])];
  }
}

/** @returns the child's environment: absolute paths, so that the working directory decides nothing; what the caller set wins. */
export function dbtEnvironment(options: DbtOptions): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.env)) if (value !== undefined) env[name] = value;
  const rawRoot = isAbsolute(options.rawRoot) || options.rawRoot.includes("://") ? options.rawRoot : resolve(options.home, options.rawRoot);
  for (const dataset of RAW_GLOBS) {
    const name = `RAW_NFLVERSE_${dataset}_GLOB`;
    env[name] = env[name] || `${rawRoot}/nflverse/${dataset.toLowerCase()}/dt=*/*.parquet`;
  }
  const began = seasonBegan(options.runAt);
  const season = { SEASON_PROFILE: began === null ? "off_season" : "in_season", SEASON_BEGAN: began?.toISOString() ?? "" };
  const freshness = { OPS_ROOT: resolve(options.home, options.opsRoot), RUN_AT: options.runAt.toISOString(), ...season };
  return { ...env, ...freshness, EXTERNAL_ROOT: rawRoot, DBT_DUCKDB_PATH: resolve(options.home, options.duckdbPath), DBT_THREADS: String(options.threads), DO_NOT_TRACK: "1", PYTHONWARNINGS: "ignore" };
}
