import { isAbsolute, join, resolve } from "node:path";
import * as z from "zod";
import { ConfigError } from "../core/errors.ts";
import { isDt } from "../core/partition.ts";
import { FfanalyticsSchema } from "./ffanalytics.ts";
import { KtcSchema } from "./ktc.ts";
import { PruneSchema } from "./prune.ts";
import { SheetSchema } from "./sheet.ts";
import { SleeperSchema } from "./sleeper.ts";

const secretAddress = z.url({ protocol: /^https?$/, error: "not an address http(s)://..." }).optional();

/**
 * Everything an operator may set, in one strict schema: a misspelt key is an error and not a silent default.
 * Precedence, highest first: flags, environment, file (config/league.yaml), defaults. Only the edges read them; this merges and checks.
 */
export const ConfigSchema = z.strictObject({
  /** Everything a run writes lies under it, but raw snapshots when `externalRoot` is set. */
  home: z.string().min(1),
  /** EXTERNAL_ROOT: the raw root, when it is not `<home>/data/raw`. */
  externalRoot: z.string().min(1).optional(),
  /** `live`, `sample`, or a folder with profile.yaml. */
  profile: z.string().min(1).default("live"),
  dbt: z
    .strictObject({
      projectDir: z.string().min(1).optional(),
      command: z.string().min(1).optional(),
      duckdbPath: z.string().min(1).optional(),
      threads: z.coerce.number().int().min(1).max(64).default(2),
    })
    .prefault({}),
  /** Where people are told of runs and incidents. Who has such an address can write there: it comes from the environment, never from a file. */
  notifications: z.strictObject({ slackUrl: secretAddress, discordUrl: secretAddress, webhookUrl: secretAddress }).prefault({}),
  /** Tasks of a flow that run at once. */
  concurrency: z.coerce.number().int().min(1).max(32).default(4),
  /** Partitions that hold history: `nflverse.weekly: 2025-10-01`. A narrowed run may publish only there. */
  baselines: z.record(z.string(), z.string().refine(isDt, "not a date YYYY-MM-DD")).default({}),
  prune: PruneSchema.prefault({}),
  sheet: SheetSchema.prefault({}),
  ktc: KtcSchema.prefault({}),
  sleeper: SleeperSchema.prefault({}),
  ffanalytics: FfanalyticsSchema.prefault({}),
});
export type Config = z.infer<typeof ConfigSchema>;

type Layer = z.input<typeof ConfigSchema> | Record<string, unknown>;

export interface ConfigLayers {
  readonly flags: Layer;
  readonly env: Layer;
  readonly file: Layer;
  readonly defaults: Layer;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function merge(lower: Record<string, unknown>, upper: Record<string, unknown>): Record<string, unknown> {
  const merged = { ...lower };
  for (const [key, value] of Object.entries(upper)) {
    if (value === undefined) continue;
    const below = merged[key];
    merged[key] = isPlainObject(below) && isPlainObject(value) ? merge(below, value) : value;
  }
  return merged;
}

/** @throws ConfigError naming the key and what is wrong with it. */
export function resolveConfig(layers: ConfigLayers): Config {
  const merged = [layers.defaults, layers.file, layers.env, layers.flags].reduce<Record<string, unknown>>((below, layer) => merge(below, layer), {});
  const parsed = ConfigSchema.safeParse(merged);
  if (!parsed.success) {
    throw new ConfigError(`configuration: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`, "`snapcount doctor` shows every setting, its value and where it comes from.");
  }
  return parsed.data;
}

/** Which environment variable sets which key; the table that `doctor` and the reference page show. */
export const ENVIRONMENT = {
  SNAPCOUNT_HOME: ["home"],
  EXTERNAL_ROOT: ["externalRoot"],
  SNAPCOUNT_PROFILE: ["profile"],
  SLACK_WEBHOOK_URL: ["notifications", "slackUrl"],
  DISCORD_WEBHOOK_URL: ["notifications", "discordUrl"],
  SNAPCOUNT_WEBHOOK_URL: ["notifications", "webhookUrl"],
  SNAPCOUNT_CONCURRENCY: ["concurrency"],
  SNAPCOUNT_DBT: ["dbt", "command"],
  COMMISSIONER_SHEET_ID: ["sheet", "source"],
  LEAGUE_SHEET_COPY_URL: ["sheet", "copy"],
  LEAGUE_SHEET_COPY_ID: ["sheet", "copy"],
  SHEETS_TABS: ["sheet", "tabs"],
  SLEEPER_LEAGUE_ID: ["sleeper", "leagues"],
  DBT_PROJECT_DIR: ["dbt", "projectDir"],
  DBT_DUCKDB_PATH: ["dbt", "duckdbPath"],
  DBT_THREADS: ["dbt", "threads"],
} as const satisfies Record<string, readonly [string] | readonly [string, string]>;

/** @returns the environment as a layer; an empty variable counts as unset. */
export function environmentLayer(env: Readonly<Record<string, string | undefined>>): Record<string, unknown> {
  let layer: Record<string, unknown> = {};
  for (const [variable, [key, inner]] of Object.entries(ENVIRONMENT)) {
    const value = env[variable];
    if (value === undefined || value === "") continue;
    layer = merge(layer, inner === undefined ? { [key]: value } : { [key]: { [inner]: value } });
  }
  return layer;
}

/** Absolute places of one home. Two homes never share a warehouse, a target or a ledger. */
export interface HomePaths {
  readonly home: string;
  readonly dataRoot: string;
  readonly rawRoot: string;
  readonly ledger: string;
  readonly warehouse: string;
  readonly dbtTarget: string;
  readonly dbtSeeds: string;
  readonly dbtProject: string;
  readonly dbtCommand: string;
}

/** @param packageRoot the checkout: where the packaged dbt project, its venv and the sample stand. */
export function resolvePaths(config: Config, packageRoot: string, cwd: string): HomePaths {
  const absolute = (path: string): string => (isAbsolute(path) ? path : resolve(cwd, path));
  const home = absolute(config.home);
  const dataRoot = join(home, "data");
  const dbtHome = join(home, "dbt", "ff_data_transform");
  return {
    home,
    dataRoot,
    rawRoot: config.externalRoot === undefined ? join(dataRoot, "raw") : absolute(config.externalRoot),
    ledger: join(dataRoot, "ops", "ledger.db"),
    warehouse: config.dbt.duckdbPath === undefined ? join(dbtHome, "target", "dev.duckdb") : absolute(config.dbt.duckdbPath),
    dbtTarget: join(dbtHome, "target"),
    dbtSeeds: join(home, "seeds"),
    dbtProject: config.dbt.projectDir === undefined ? join(packageRoot, "dbt", "ff_data_transform") : absolute(config.dbt.projectDir),
    dbtCommand: config.dbt.command ?? join(packageRoot, ".venv", "dbt", "bin", "dbt"),
  };
}
