import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse as parseYaml } from "yaml";
import * as z from "zod";
import { ConfigError } from "../core/errors.ts";
import { type Schedules, SchedulesSchema } from "../core/schedules.ts";

/**
 * Reads config/schedules.yaml: the home's own before the packaged one.
 * @throws ConfigError naming the file and the key
 */
export function loadSchedules(home: string, packageRoot: string): Schedules {
  const own = join(home, "config", "schedules.yaml");
  const path = existsSync(own) ? own : join(packageRoot, "config", "schedules.yaml");
  const fix = "src/core/schedules.ts says what a schedule holds; an existing entry of config/schedules.yaml shows it.";
  let raw: unknown;
  try {
    raw = parseYaml(readFileSync(path, "utf8"));
  } catch (error) {
    throw new ConfigError(`${path}: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`, fix, { cause: error });
  }
  const parsed = SchedulesSchema.safeParse(raw);
  if (!parsed.success) throw new ConfigError(`${path}: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`, fix);
  return parsed.data;
}
