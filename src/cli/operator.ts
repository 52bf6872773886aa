import { ConfigError } from "../core/errors.ts";

/** @returns who decides: `--by`, else whom the environment names. @throws ConfigError when nobody is named */
export function operatorName(by: unknown, env: Readonly<Record<string, string | undefined>>): string {
  const named = [by, env["USER"], env["LOGNAME"]].find((name): name is string => typeof name === "string" && name.trim() !== "");
  if (named === undefined) throw new ConfigError("nobody is named who decides this", "Say who you are: --by NAME.");
  return named.trim();
}
