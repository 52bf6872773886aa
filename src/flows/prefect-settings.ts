import { type PrefectSettings, PrefectSettingsError, readPrefectSettings } from "@snapcount/prefect/server";
import { ConfigError } from "../core/errors.ts";

/**
 * Where the Prefect server is, from the environment or Prefect's own profiles; null when none is set up.
 * @throws ConfigError when it is set up wrongly
 */
export function findPrefect(env: Readonly<Record<string, string | undefined>>): PrefectSettings | null {
  try {
    return readPrefectSettings(env);
  } catch (error) {
    if (error instanceof PrefectSettingsError) throw new ConfigError(error.message, error.fix);
    throw error;
  }
}
