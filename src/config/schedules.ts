import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Schedules, SchedulesSchema } from "../core/schedules.ts";
import { readYaml } from "./read-yaml.ts";

/**
 * Reads config/schedules.yaml: the home's own before the packaged one.
 * @throws ConfigError naming the file and the key
 */
export function loadSchedules(home: string, packageRoot: string): Schedules {
  const own = join(home, "config", "schedules.yaml");
  const path = existsSync(own) ? own : join(packageRoot, "config", "schedules.yaml");
  const fix = "src/core/schedules.ts says what a schedule holds; an existing entry of config/schedules.yaml shows it.";
  return readYaml(path, SchedulesSchema, fix);
}
