import { existsSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { Overrides } from "../core/overrides.ts";
import { readYaml } from "./read-yaml.ts";

const reason = z.string().trim().min(1, "an override needs a reason");
const hours = z.number().positive();
const Ages = z.strictObject({ warnAfterHours: hours.optional(), failAfterHours: hours.optional() });
const Age = z.strictObject({ inSeason: Ages.optional(), offSeason: Ages.optional(), reason });
/** Which thresholds a check has is known where the sources are: core/overrides.ts. */
const CheckSchema = z.object({ reason, onViolation: z.enum(["warn", "fail"]).optional() }).catchall(z.number());

/** config/governance.yaml: overrides only. Defaults stand in the sources' folders, each with its reason. */
const GovernanceFile = z.strictObject({
  datasets: z.record(z.string(), z.strictObject({ checks: z.record(z.string(), CheckSchema).optional(), freshness: Age.optional(), newestEvent: Age.optional() })).default({}),
  sources: z.record(z.string(), z.strictObject({ lastKnownGoodHours: hours, reason })).default({}),
});

export interface LoadedOverrides {
  readonly overrides: Overrides;
  /** The file they are from. */
  readonly file: string;
}

/**
 * Reads config/governance.yaml: the home's own before the packaged one.
 * @throws ConfigError naming the file and the key
 */
export function loadOverrides(home: string, packageRoot: string): LoadedOverrides {
  const own = join(home, "config", "governance.yaml");
  const file = existsSync(own) ? own : join(packageRoot, "config", "governance.yaml");
  return { file, overrides: readYaml(file, GovernanceFile, GOVERNANCE_FIX) };
}

export const GOVERNANCE_FIX = "config/governance.yaml in the checkout shows the keys with examples; `snapcount doctor --checks` lists every check with its thresholds.";
