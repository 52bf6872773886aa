import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { ConfigError } from "../core/errors.ts";
import { type Config, type ConfigLayers, environmentLayer, type HomePaths, resolveConfig, resolvePaths } from "./config.ts";
import { readYaml } from "./read-yaml.ts";

/** config/league.yaml: what an operator may change about the league. What stands below a key is checked with the whole configuration. */
const LeagueFile = z.strictObject({
  baselines: z.record(z.string(), z.string()).optional(),
  sheet: z.record(z.string(), z.unknown()).optional(),
  ktc: z.record(z.string(), z.unknown()).optional(),
  sleeper: z.record(z.string(), z.unknown()).optional(),
  ffanalytics: z.record(z.string(), z.unknown()).optional(),
});

export interface LoadedConfig {
  readonly config: Config;
  readonly paths: HomePaths;
  readonly layers: ConfigLayers;
  /** The file that was read, or null. */
  readonly leagueFile: string | null;
  readonly packageRoot: string;
}

/** The checkout this code runs from: the first folder upwards that holds the packaged dbt project. */
export function findPackageRoot(): string {
  for (let dir = dirname(fileURLToPath(import.meta.url)); ; dir = dirname(dir)) {
    if (existsSync(join(dir, "dbt", "ff_data_transform", "dbt_project.yml"))) return dir;
    if (dir === dirname(dir)) throw new ConfigError("the packaged dbt project was not found beside the program", "Run from a checkout, after `make setup`.");
  }
}

/**
 * Reads flags, environment and file, and resolves every path.
 * The home's own config/league.yaml comes before the packaged one.
 * @throws ConfigError
 */
export function loadConfig(flags: Record<string, unknown>, env: Readonly<Record<string, string | undefined>>, cwd: string): LoadedConfig {
  const packageRoot = findPackageRoot();
  const envLayer = environmentLayer(env);
  const asked = flags["home"] ?? envLayer["home"];
  const home = typeof asked === "string" ? resolve(cwd, asked) : cwd;
  const candidates = [join(home, "config", "league.yaml"), join(packageRoot, "config", "league.yaml")];
  const leagueFile = candidates.find((path) => existsSync(path)) ?? null;
  const layers: ConfigLayers = { flags, env: envLayer, file: leagueFile === null ? {} : readYaml(leagueFile, LeagueFile, "Mend the file; config/league.yaml in the checkout shows the keys."), defaults: { home } };
  const config = resolveConfig(layers);
  return { config, paths: resolvePaths(config, packageRoot, cwd), layers, leagueFile, packageRoot };
}

/** @param overrides a profile's `league`. @returns the same configuration with the league file's keys replaced by them. @throws ConfigError */
export function withLeague(loaded: LoadedConfig, overrides: Readonly<Record<string, unknown>>, from: string): LoadedConfig {
  if (Object.keys(overrides).length === 0) return loaded;
  const league = LeagueFile.safeParse(overrides);
  if (!league.success) throw new ConfigError(`${from}: league: ${z.prettifyError(league.error).replaceAll("\n", " ")}`, "A profile's `league` may hold the keys of config/league.yaml.");
  const layers = { ...loaded.layers, file: { ...loaded.layers.file, ...league.data } };
  return { ...loaded, layers, config: resolveConfig(layers) };
}
